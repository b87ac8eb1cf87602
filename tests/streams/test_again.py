from datetime import UTC, datetime

import pytest

from config.published import (
    Evidence,
    InfoSource,
    Organisation,
    Overlap,
    Person,
    Place,
    Published,
    Rights,
    Step,
    Subject,
)
from config.records import PublishedAt, TaggedArticle
from streams.again import article_again
from streams.passage import hash_of, head_of
from streams.record import published_record
from tests.factories import a_tagged_article

RICH = a_tagged_article(
    authors=("Ana Pop", "Ion Ionescu"),
    published=PublishedAt(at=datetime(2017, 11, 3, 7, tzinfo=UTC), source="meta", trust="low"),
    image="https://ziar.example/al-qaim.jpg",
    rights=Rights(tdm="reserved", source="meta"),
    flags=("late",),
    way=(Step(stage="poll", at="2017-11-03T08:31:05.117Z"), Step(stage="tag", verdict="tagged")),
    kind="near",
    word="update",
    of="another",
    overlap=Overlap(new_in_old=0.9, old_in_new=0.8),
    similarity=0.94,
    merged="younger",
    changed=("headline", "numbers"),
    agencies=(InfoSource(name="AFP", role="agency", uri="http://www.wikidata.org/entity/Q40464"),),
    subjects=(Subject(name="politics", uri="http://cv.iptc.org/newscodes/mediatopic/11000000"),),
    places=(Place(name="Irak", rel="primary", literal="IQ"),),
    people=(Person(name="Nomane al-Zobai"),),
    organisations=(Organisation(name="Stat Islamic"),),
    genres=(Subject(name="opinion"),),
    urgency=2,
    evidence=(
        Evidence(
            tag="/item/urgency",
            rule="flash",
            field="body",
            start=0,
            end=6,
            surface="Primul",
            weight=1.0,
        ),
    ),
    retag=3,
    ed_note="why",
    notice="notice",
    made_by={"rules": "a41c"},
)


def record(article: TaggedArticle) -> Published:
    return published_record(
        article, version=2, first_seen=article.seen_at, change="update", desks=("a",)
    )


def test_what_is_made_again_of_a_record_makes_the_same_record() -> None:
    for article in (a_tagged_article(), RICH, a_tagged_article(title="", guid=None)):
        once = record(article)
        assert record(article_again(once)) == once


def test_an_article_without_an_address_stays_without_one() -> None:
    assert article_again(record(a_tagged_article(url=""))).url == ""


def test_what_was_withdrawn_has_no_text_to_give_back() -> None:
    assert article_again(record(a_tagged_article(pub_status="canceled"))).text == ""


@pytest.mark.parametrize("changes", [{"text": "é" * (1 << 20)}, {"pub_status": "canceled"}])
def test_a_text_that_was_cut_or_left_out_is_the_same_text(changes: dict[str, object]) -> None:
    article = a_tagged_article(**changes)
    once = record(article)
    assert record(article_again(once)) == once
    assert hash_of(article_again(once)) == hash_of(article) == head_of(once).hash
