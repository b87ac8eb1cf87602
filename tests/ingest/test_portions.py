import pytest

from ingest.portions import SIZE, portion

NAMES = ("item", "entry", "rss:item")


def huge(count: int, name: str = "item", below: str = "</channel></rss>") -> str:
    text = "Guvernul a hotărât că drumul se închide. "
    items = "\n".join(f"<{name}><title>{n}</title>{text}</{name}>" for n in range(count))
    return f"<rss><channel><title>Ziar</title>{items}{below}"


def titles(text: str) -> list[int]:
    return [int(part.partition("<")[0]) for part in text.split("<title>")[2:]]


@pytest.mark.parametrize("name", NAMES)
def test_each_item_is_in_one_portion_and_in_order(name: str) -> None:
    text = huge(2 * SIZE + 7, name)
    parts = [portion(text, number) for number in range(3)]
    assert [part.more for part in parts] == [True, True, False]
    assert [n for part in parts for n in titles(part.text)] == list(range(2 * SIZE + 7))
    for part in parts:
        assert part.text.startswith("<rss><channel><title>Ziar</title>")
        assert "".join(part.text.split()).endswith(f"</{name}></channel></rss>")


def test_a_feed_of_one_portion_is_left_as_it_is() -> None:
    for count in (3, SIZE):
        assert portion(huge(count), 0) == (huge(count), False)


def test_a_torn_feed_stays_torn() -> None:
    text = huge(SIZE + 1, below="")[:-3]
    first, last = portion(text, 0), portion(text, 1)
    assert first.more and not last.more
    assert (titles(first.text), titles(last.text)) == (list(range(SIZE)), [SIZE])


def test_a_portion_beyond_the_last_is_the_last() -> None:
    text = huge(SIZE + 1)
    assert portion(text, 9) == portion(text, 1)
