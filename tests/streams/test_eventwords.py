import pytest

from streams.eventwords import Rarity, told


def test_words_are_stems_numbers_and_names() -> None:
    found = told("Premierul Bolojan la Oradea", "Guvernul a dat 1.350 de lei în 2025.")
    assert set(found.title.counts) == {"premier", "bolojan", "orad"}
    assert found.body.names == {"bolojan", "orad"}
    assert "#1350" in found.body.counts
    assert not {"#2025", "2025"} & set(found.body.counts)


@pytest.mark.parametrize(
    ("token", "stem"),
    [
        ("și", ""),
        ("Luni", ""),
        ("ONU", "onu"),
        ("7", ""),
        ("21", "#21"),
        ("6,50", "#6.5"),
        ("9.9", "#9.9"),
        ("Țiriac", "tiriac"),
    ],
)
def test_what_tells_nothing_is_left_out(token: str, stem: str) -> None:
    assert set(told(token, "").title.counts) == ({stem} if stem else set())


def test_a_long_name_is_what_its_letters_are() -> None:
    long, short = told("Banca Națională a României", ""), told("BNR", "")
    assert set(long.title.counts) == set(short.title.counts) == {"bnr"}


def test_words_in_capitals_throughout_are_no_names() -> None:
    assert not told("ALERTĂ la DNA", "").title.names


def test_what_comes_late_is_no_opening() -> None:
    found = told("Titlu", f"{'cuvinte ' * 100} Vrancea")
    assert "vranc" in found.body.names
    assert "vranc" not in found.opening.counts


def test_what_stands_everywhere_tells_little() -> None:
    rarity = Rarity()
    for number in range(50):
        rarity.learn({"guvern", f"word{number}"})
    assert rarity.of("guvern") < rarity.of("word7") < rarity.of("never seen")


def test_a_newborn_stream_knows_what_romanian_news_often_says() -> None:
    assert Rarity().of("guvern") < Rarity().of("crevedi")
    assert Rarity().is_usual("guvern")
    assert not Rarity().is_usual("crevedi")


def test_what_is_learnt_is_bounded() -> None:
    rarity = Rarity(most=10)
    for number in range(100):
        rarity.learn({"guvern", f"word{number}"})
        rarity.learn({f"other{number % 30}", f"more{number % 17}"})
    assert len(vars(rarity)["_counts"]) <= 12
    assert rarity.of("guvern") < rarity.of("word99")
