import msgspec
import pytest

from config.codec import PUBLISHED
from config.records import TaggedArticle
from streams.passage import (
    Head,
    change_of,
    changed_since,
    first_seen,
    hash_of,
    head_of,
    in_its_standing,
    is_copy,
    word_of,
)
from streams.record import published_record
from tests.factories import a_tagged_article

FIRST = a_tagged_article(seen_at="2017-11-03T08:00:00.000Z")


def later(**changes: object) -> TaggedArticle:
    return msgspec.structs.replace(FIRST, **({"seen_at": "2017-11-03T09:00:00.000Z"} | changes))


def head(article: TaggedArticle = FIRST, version: int = 1, **facts: object) -> Head:
    """What is remembered after this article was published."""
    record = published_record(
        article, version=version, first_seen=article.seen_at, change="new", desks=("b", "a")
    )
    read = PUBLISHED.decode(PUBLISHED.encode(record))
    return msgspec.structs.replace(head_of(read), **facts)


def test_what_is_remembered_is_all_in_the_record() -> None:
    remembered = head(version=3)
    assert remembered.pair == (FIRST.seen_at, 0)
    assert remembered.version == 3
    assert remembered.desks == ("a", "b")
    assert remembered.first_seen == "2017-11-03T08:00:00Z"


@pytest.mark.parametrize(
    "article",
    [FIRST, later(text="ș" * (1 << 20)), later(title=""), later(pub_status="withheld")],
    ids=["plain", "cut", "no title", "withheld"],
)
def test_the_hash_of_an_article_is_that_of_its_record(article: TaggedArticle) -> None:
    assert hash_of(article) == head(article).hash


@pytest.mark.parametrize(
    ("article", "remembered", "word"),
    [
        (FIRST, None, "published"),
        (later(kind="near"), None, "copy"),
        (FIRST, head(), "repeat"),
        (FIRST, head(later()), "superseded"),
        (FIRST, head(later(retag=1, seen_at=FIRST.seen_at)), "superseded"),
        (later(), head(), "unchanged"),
        (later(word="update"), head(), "published"),  # what it changes was parked on its way
        (later(retag=0), head(later(retag=2, seen_at=FIRST.seen_at)), "unchanged"),
        (later(text="new"), head(), "published"),
        (later(title="new"), head(), "published"),
        (later(pub_status="withheld"), head(), "published"),
        (later(retag=1, seen_at=FIRST.seen_at), head(), "published"),
        (later(text="new", kind="new"), head(later(kind="exact"), seen_at=""), "copy"),
        (later(text="new", kind="near"), head(), "published"),
        (later(text="new"), head(later(pub_status="withheld"), seen_at=""), "superseded"),
    ],
)
def test_a_version_passes_only_if_it_is_later_and_different(
    article: TaggedArticle, remembered: Head | None, word: str
) -> None:
    assert word_of(article, remembered) == word


def test_what_is_withdrawn_comes_back_only_when_it_is_restored() -> None:
    withheld = head(later(pub_status="withheld"), seen_at=FIRST.seen_at)
    assert word_of(later(), withheld) == "superseded"
    assert word_of(later(), withheld, restores=True) == "published"
    assert change_of(later(), withheld) == "update"
    assert word_of(later(pub_status="canceled"), withheld) == "published"


@pytest.mark.parametrize(
    ("article", "remembered", "change"),
    [
        (FIRST, None, "new"),
        (later(text="new"), head(), "update"),
        (later(text="new"), head(later(completeness="teaser")), "completed"),
        (later(text="new"), head(later(completeness="title")), "completed"),
        (later(text="new", completeness="teaser"), head(later(completeness="title")), "update"),
        (later(retag=1), head(), "tags"),
        (later(retag=1, text="new"), head(), "update"),
        (later(pub_status="canceled"), head(), "withdrawn"),
        (later(pub_status="withheld"), None, "withdrawn"),
        (later(text="new", changed=("headline", "numbers")), head(), "update"),
        (later(text="new"), head(), "update"),
        (later(title="Erată: 12, nu 21 de răniți"), head(), "correction"),
        (later(text="CORRECTION: the number was wrong."), head(), "correction"),
        (later(text="12 răniți.\n\nErată: nu 21."), head(), "correction"),
        (later(text="a" * 300 + " correction"), head(), "update"),
        (later(title="Un om corect"), head(), "update"),
        (later(text="Mai mult.\n\nErată: a"), head(later(text="Erată: a"), seen_at=""), "update"),
        (later(text="Erată: b"), head(later(text="Erată: a"), seen_at=""), "correction"),
    ],
)
def test_a_change_is_called_by_its_name(
    article: TaggedArticle, remembered: Head | None, change: str
) -> None:
    assert change_of(article, remembered) == change


def test_an_article_keeps_the_standing_of_its_first_version() -> None:
    original, copy = head(), head(later(kind="near", of="original"))
    assert in_its_standing(later(kind="near", of="x"), original).kind == "new"
    assert in_its_standing(later(kind="new"), copy).of == "original"
    assert in_its_standing(later(kind="exact", of="x"), copy).of == "x"
    assert in_its_standing(later(), original) == later()
    assert is_copy(later(kind="new"), copy)
    assert not is_copy(later(kind="near"), original)


def test_first_seen_is_set_once() -> None:
    assert first_seen(FIRST, None) == "2017-11-03T08:00:00Z"
    assert first_seen(later(), head()) == "2017-11-03T08:00:00Z"


def test_other_names_are_told_beside_what_dedup_saw_change() -> None:
    before = head(later(text="A venit Ion Pop."), seen_at="")
    other = later(text="A venit Ion Popa.", changed=("lead",))
    assert changed_since(other, before) == ("lead", "names")
    assert changed_since(later(text="Ieri a venit Ion Pop.", changed=("lead",)), before) == (
        "lead",
    )
    assert changed_since(later(text="A venit Ion Popa."), before) == ()
    assert changed_since(other, None) == ("lead",)
