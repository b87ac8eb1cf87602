import time
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from config.desks import Desk, Filter
from config.published import TOPIC_URI, InfoSource, Organisation, Person, Place, Publisher, Subject
from config.records import TaggedArticle
from streams.matching import DeskIndex, desks_of, facts_of, facts_of_record, matches
from streams.record import published_record
from tests.factories import a_tagged_article

ABOVE = {"20000065": ("16000000",), "20000056": ("20000065", "16000000")}
ARTICLE = a_tagged_article(
    language="ro-MD",
    text="Forțele irakiene au intrat în Al-Qa'im.\n\nO Știre despre rachete.",
    subjects=(Subject(name="Civil unrest", uri=f"{TOPIC_URI}20000065"), Subject(name="no code")),
    places=(
        Place(name="Irak", literal="IQ", uri="http://www.wikidata.org/entity/Q796"),
        Place(name="Al-Qa'im"),
    ),
    people=(Person(name="Nomane al-Zobai"),),
    organisations=(
        Organisation(name="Stat Islamic", uri="http://www.wikidata.org/entity/Q2429253"),
    ),
    agencies=(InfoSource(role="agency", name="AFP", uri="http://www.wikidata.org/entity/Q40464"),),
    publisher=Publisher(name="Ziarul Știrea", country="RO"),
)


def ancestors(code: str) -> Iterable[str]:
    return ABOVE.get(code, ())


def a_desk(name: str = "desk", **wishes: Any) -> Desk:
    return msgspec.structs.replace(Desk(name=name, label=name), **wishes)


WANTED: dict[str, dict[str, Any]] = {
    "nothing in particular": {},
    "a subject": {"subjects": ("20000065",)},
    "a broader subject": {"subjects": ("16000000",)},
    "any of several subjects": {"subjects": ("15000000", "16000000")},
    "a country": {"countries": ("RO", "IQ")},
    "a language of any region": {"languages": ("ro",)},
    "a language of one region": {"languages": ("ro-MD",)},
    "a publisher in other letters": {"publishers": ("ZIARUL STIREA",)},
    "an agency by name": {"agencies": ("afp",)},
    "an agency by URI": {"agencies": ("https://www.wikidata.org/entity/Q40464",)},
    "a person by folded name": {"entities": ("Nomane Al Zobai",)},
    "an organisation by URI": {"entities": ("http://www.wikidata.org/entity/Q2429253",)},
    "a place by name": {"entities": ("al-qa’im",)},
    "a word with other accents": {"words": ("ŞTIRE",)},
    "a word of the headline": {"words": ("irakiene",)},
    "a phrase across punctuation": {"words": ("qa'im o știre",)},
    "neighbouring words": {"words": ("au intrat",)},
    "a subject and a country": {"subjects": ("16000000",), "countries": ("IQ",)},
    "no other words": {"unwanted": Filter(words=("fotbal",))},
    "an empty not": {"unwanted": Filter()},
    "a not of which half holds": {"unwanted": Filter(words=("rachete",), countries=("RO",))},
}
UNWANTED: dict[str, dict[str, Any]] = {
    "a narrower subject": {"subjects": ("20000056",)},
    "another country": {"countries": ("RO",)},
    "another language": {"languages": ("ro-RO", "en")},
    "another publisher": {"publishers": ("Ziarul",)},
    "another agency": {"agencies": ("Reuters",)},
    "an unnamed entity": {"entities": ("Zobai",)},
    "a part of a word": {"words": ("rachet",)},
    "words in another order": {"words": ("intrat au",)},
    "one field that fails": {"subjects": ("16000000",), "countries": ("RO",)},
    "a word it refuses": {"unwanted": Filter(words=("fotbal", "rachete"))},
    "a broader subject it refuses": {"unwanted": Filter(subjects=("16000000",))},
    "all that it refuses": {"unwanted": Filter(words=("rachete",), countries=("IQ",))},
}


@pytest.mark.parametrize("wishes", WANTED.values(), ids=WANTED.keys())
def test_a_desk_gets_what_it_wants(wishes: dict[str, Any]) -> None:
    assert matches(a_desk(**wishes), ARTICLE, ancestors)


@pytest.mark.parametrize("wishes", UNWANTED.values(), ids=UNWANTED.keys())
def test_a_desk_does_not_get(wishes: dict[str, Any]) -> None:
    assert not matches(a_desk(**wishes), ARTICLE, ancestors)


@pytest.mark.parametrize("wishes", [*WANTED.values(), *UNWANTED.values()])
def test_a_published_record_is_matched_like_its_article(wishes: dict[str, Any]) -> None:
    record = published_record(
        ARTICLE, version=1, first_seen=ARTICLE.seen_at, change="new", desks=()
    )
    desk = a_desk(**wishes)
    found = DeskIndex((desk,), ancestors).wanting(facts_of_record(record))
    assert bool(found) == matches(desk, ARTICLE, ancestors)


@pytest.mark.parametrize(
    ("copies", "holders", "goes"),
    [
        ("all", {"desk": "another"}, True),
        ("none", {}, False),
        ("first", {}, True),
        ("first", {"desk": ARTICLE.id}, True),
        ("first", {"desk": "another"}, False),
    ],
)
def test_a_copy_reaches_a_desk_by_its_rule(
    copies: str, holders: dict[str, str], goes: bool
) -> None:
    desk = a_desk(copies=copies)
    assert desks_of(ARTICLE, [desk], (), holders, is_copy=True) == ({"desk"} if goes else set())
    assert desks_of(ARTICLE, [desk], (), holders, is_copy=False) == {"desk"}


def test_a_desk_that_had_an_article_gets_its_later_versions_and_its_withdrawal() -> None:
    withheld = msgspec.structs.replace(ARTICLE, pub_status="withheld")
    new = a_desk("new")
    assert desks_of(ARTICLE, [new], ["earlier"], {}, is_copy=False) == {"new", "earlier"}
    assert desks_of(ARTICLE, [new], ["earlier"], {"new": "x"}, is_copy=True) == {"earlier"}
    assert desks_of(withheld, [new], ["earlier"], {}, is_copy=False) == {"earlier"}


def test_a_thousand_desks_are_asked_within_a_millisecond() -> None:
    desks = [
        a_desk(
            f"desk-{number}",
            subjects=(f"{16000000 + number % 17 * 1000000}",),
            countries=("IQ", f"{chr(65 + number % 26)}X"),
            words=() if number % 3 else (f"cuvânt {number}", "rachete"),
            unwanted=Filter(words=(f"nu {number}",)) if number % 2 else None,
        )
        for number in range(1000)
    ]
    index = DeskIndex(desks, ancestors)
    article: TaggedArticle = msgspec.structs.replace(ARTICLE, text=ARTICLE.text * 60)  # 4 KB
    found = {desk.name for desk in index.wanting(facts_of(article))}
    assert found == {f"desk-{number}" for number in range(0, 1000, 17)}
    assert min(seconds_of(index, article) for _ in range(200)) < 0.001  # the machine is shared


def seconds_of(index: DeskIndex, article: TaggedArticle) -> float:
    began = time.perf_counter()
    index.wanting(facts_of(article))
    return time.perf_counter() - began
