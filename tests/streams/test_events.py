import pytest

from streams.eventlikeness import DAY
from streams.events import Events

NOON = 1_700_000_000.0
QUAKE = (
    "Cutremur de 5,6 grade în Vrancea, resimțit la București",
    "Un cutremur cu magnitudinea 5,6 s-a produs în județul Vrancea, anunță institutul INFP. "
    "Seismul a fost simțit la București, Iași și Brașov, la ora 14:23.",
)
SAME = (
    "Seism puternic în Vrancea: magnitudine 5,6, s-a simțit în București",
    "Institutul INFP a înregistrat un cutremur de 5,6 în zona Vrancea. Locuitorii din București, "
    "Brașov și Iași au simțit seismul la ora 14:23.",
)
OTHER = (
    "Guvernul a aprobat bugetul pentru sănătate la București",
    "Premierul a spus că bugetul Ministerului Sănătății crește cu zece la sută în anul viitor.",
)
WEATHER = ("Vremea luni: 21 de grade la București", "Meteorologii anunță 21 de grade la București.")


def placed(*articles: tuple[str, str], apart: float = 3600.0) -> list[str]:
    events = Events()
    return [
        events.place(str(number), *article, NOON + number * apart).event
        for number, article in enumerate(articles)
    ]


def test_two_outlets_on_one_happening_are_one_event_and_the_reason_is_told() -> None:
    events = Events()
    events.place("first", *QUAKE, NOON)
    second = events.place("second", *SAME, NOON + 3600)
    assert second.event == "first"
    assert second.why
    assert (second.why.like, second.why.hours) == ("first", 1.0)
    assert "vranc" in second.why.names
    assert "#5.6" in second.why.words


def test_other_news_of_the_same_place_is_another_event() -> None:
    assert placed(QUAKE, OTHER, SAME) == ["0", "1", "0"]


def test_headlines_that_each_name_what_the_other_does_not_are_two_events() -> None:
    helsinki = "Doi morți, șapte răniți în împușcăturile de la Helsinki"
    toronto = "Doi morți, 19 răniți în împușcăturile de la Toronto"
    assert placed((helsinki, ""), (toronto, "")) == ["0", "1"]


@pytest.mark.parametrize(("apart", "same"), [(3600.0, True), (DAY, False)])
def test_what_is_told_every_day_in_the_same_words_is_one_event_a_day(
    apart: float, same: bool
) -> None:
    assert (placed(WEATHER, WEATHER, apart=apart)[1] == "0") is same


def test_two_quakes_of_one_morning_are_two_events() -> None:
    later = tuple(part.replace("5,6", "3,1").replace("14:23", "16:41") for part in QUAKE)
    assert placed(QUAKE, (later[0], later[1])) == ["0", "1"]


def test_what_comes_a_week_later_is_another_event() -> None:
    assert placed(QUAKE, SAME, apart=7 * DAY) == ["0", "1"]


def test_an_id_keeps_its_event() -> None:
    events = Events()
    for article in (QUAKE, OTHER):
        assert events.place("one", *article, NOON).event == "one"


@pytest.mark.parametrize("article", [("", ""), ("Titlu", ""), ("", "Doar text.")])
def test_an_article_without_words_is_an_event_of_its_own(article: tuple[str, str]) -> None:
    assert placed(QUAKE, article) == ["0", "1"]


def test_items_without_headlines_or_texts_are_compared_by_what_they_have() -> None:
    assert placed((QUAKE[0], ""), (SAME[0], "")) == ["0", "0"]
    assert placed(("", QUAKE[1]), ("", SAME[1])) == ["0", "0"]


def test_memory_is_bounded() -> None:
    events = Events(most=3)
    for number in range(20):
        events.place(str(number), f"Știrea numărul {number}", f"Textul {number}.", NOON)
    remembered = vars(events)
    assert len(remembered["_sheets"]) == len(remembered["_event"]) == 3
    assert sum(map(len, remembered["_members"].values())) == 3
    assert {id for ids in remembered["_by_stem"].values() for id in ids} <= {"17", "18", "19"}
