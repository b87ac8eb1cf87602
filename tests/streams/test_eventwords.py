import pytest

from streams.eventwords import Rarity, told


def test_words_are_stems_numbers_and_names() -> None:
    found = told("Premierul Bolojan la Oradea", "Guvernul a dat 1.350 de lei în 2025.")
    assert set(found.title.counts) == {"premie", "boloja", "oradea"}
    assert found.names == {"boloja", "oradea"}
    assert "#1.350" in found.stems
    assert not {"#2025", "2025"} & found.stems


@pytest.mark.parametrize(
    ("token", "stem"),
    [("și", ""), ("Luni", ""), ("ONU", "onu"), ("7", ""), ("21", "#21"), ("Țiriac", "tiriac")],
)
def test_what_tells_nothing_is_left_out(token: str, stem: str) -> None:
    assert set(told(token, "").title.counts) == ({stem} if stem else set())


def test_what_stands_everywhere_tells_little() -> None:
    rarity = Rarity()
    for number in range(50):
        rarity.learn({"guvern", f"word{number}"})
    assert rarity.of("guvern") < rarity.of("word7") < rarity.of("never seen")


def test_what_is_learnt_is_bounded() -> None:
    rarity = Rarity(most=10)
    for number in range(100):
        rarity.learn({"guvern", f"word{number}"})
        rarity.learn({f"other{number % 30}", f"more{number % 17}"})
    assert len(vars(rarity)["_counts"]) <= 12
    assert rarity.of("guvern") < rarity.of("word99")
