"""What other rules change of a published article, and the message that changes it."""

import shutil
from functools import cache

import msgspec
import pytest

from config.codec import PUBLISHED, TAGGED
from config.published import TOPIC_URI, Place, Published, Subject
from config.records import TaggedArticle
from streams.passage import change_of, head_of, word_of
from streams.record import published_record
from streams.retag import message_of, retagged, tags_of
from streams.rules import Rules, load_rules
from streams.tag import tagged_article, untagged_article
from tests.streams.tagging import RULES, an_article, shipped

ARTICLE = an_article("Zorzoane în Irak", "Zorzoane peste tot, transmite AFP. Armata tace.")


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """The shipped rules with one word more."""
    folder = tmp_path_factory.mktemp("rules") / "rules"
    shutil.copytree(RULES, folder)
    file = folder / "topics" / "15-sport.toml"
    file.write_text(file.read_text().replace('ro = """\n', 'ro = """\nzorzoan*^5,\n', 1))
    return load_rules(folder)


def record(article: TaggedArticle) -> Published:
    return published_record(
        article, version=1, first_seen=article.seen_at, change="new", desks=("toate",)
    )


@cache
def stored() -> Published:
    return record(tagged_article(ARTICLE, shipped()))


def test_the_same_rules_change_nothing() -> None:
    assert retagged(stored(), shipped()) is None


def test_other_rules_tell_what_comes_and_goes_with_its_words(others: Rules) -> None:
    change = retagged(stored(), others)
    assert change
    [added] = [tag for tag in change.added if tag.name == "sport"]
    assert (added.field, added.id) == ("subjects", f"{TOPIC_URI}15000000")
    assert "Zorzoane" in added.words
    back = retagged(record(change.article), shipped())
    assert back
    assert added.name in [tag.name for tag in back.removed]


def test_the_message_passes_once_as_new_tags_of_the_same_version(others: Rules) -> None:
    change = retagged(stored(), others)
    assert change
    key, value, headers = message_of(change)
    article, head = TAGGED.decode(value), head_of(stored())
    assert key == article.id.encode() == dict(headers)["id"]
    assert dict(headers)["seen_at"] == article.seen_at.encode() == head.seen_at.encode()
    assert (article.retag, word_of(article, head)) == (1, "published")
    assert (change_of(article, head), article.changed) == ("tags", ("subjects",))
    assert word_of(article, head_of(record(article))) == "repeat"


def test_a_later_version_is_not_overtaken(others: Rules) -> None:
    change = retagged(stored(), others)
    assert change
    later = msgspec.structs.replace(
        tagged_article(ARTICLE, shipped()), seen_at="2017-11-03T09:00:00.000Z", title="Altul"
    )
    assert word_of(change.article, head_of(record(later))) == "superseded"


def test_what_was_withdrawn_is_left_alone(others: Rules) -> None:
    withdrawn = msgspec.structs.replace(tagged_article(ARTICLE, shipped()), pub_status="canceled")
    assert retagged(record(withdrawn), others) is None


def test_an_article_published_untagged_gets_its_tags() -> None:
    change = retagged(record(untagged_article(ARTICLE, shipped())), shipped())
    assert change
    assert change.article.flags == ()
    assert [step.verdict for step in change.article.way] == ["tagged"]
    assert "IQ" in {tag.id.partition(" ")[0] for tag in change.added}


def test_all_but_the_tags_stays_to_the_byte() -> None:
    plain = record(untagged_article(ARTICLE, shipped()))
    change = retagged(plain, shipped())
    assert change
    once = msgspec.structs.replace(change.article, retag=0, changed=())
    assert PUBLISHED.encode(record(once)) == PUBLISHED.encode(stored())


def test_how_sure_a_tag_is_makes_no_difference() -> None:
    made = tagged_article(ARTICLE, shipped())
    doubted = msgspec.structs.replace(
        made, subjects=tuple(msgspec.structs.replace(one, confidence=1) for one in made.subjects)
    )
    assert retagged(record(doubted), shipped()) is None


def test_the_part_a_country_has_makes_a_difference() -> None:
    first = TaggedArticle(**msgspec.structs.asdict(ARTICLE), places=(a_place("primary"),))
    second = msgspec.structs.replace(first, places=(a_place("mention"),))
    assert tags_of(first).keys() != tags_of(second).keys()


def a_place(rel: str) -> Place:
    return Place(name="Irak", literal="IQ", rel=rel)


def test_urgency_is_a_tag_unless_it_is_the_usual_one() -> None:
    plain = TaggedArticle(**msgspec.structs.asdict(ARTICLE), genres=(Subject(name="opinion"),))
    assert [tag.field for tag in tags_of(plain).values()] == ["genres"]
    urgent = msgspec.structs.replace(plain, urgency=2)
    assert ("urgency", "2") in tags_of(urgent)
