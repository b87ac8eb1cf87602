from typing import Any

import msgspec
import pytest

from config.codec import TAGGED
from config.desks import Desk
from config.records import TaggedArticle
from streams.batch import Outcome, claims_of, ids_of, outcomes, read
from streams.matching import DeskIndex
from streams.parcels import Message
from streams.passage import Head
from streams.withdrawal import WITHDRAW
from tests.factories import a_tagged_article

DESKS = DeskIndex(
    (Desk(name="all", label="All", copies="all"), Desk(name="first", label="First")), lambda _: ()
)
NOW = 1_700_000_000_000


def a_message(article: TaggedArticle, **changes: Any) -> Message:
    plain = Message(
        topic="articles.tagged", partition=0, offset=0,
        key=article.id.encode(), value=TAGGED.encode(article),
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


def an_article(id: str = "one", minute: int = 1, **changes: object) -> TaggedArticle:
    return a_tagged_article(
        **({"id": id, "seen_at": f"2017-11-03T08:{minute:02}:00.000Z", "story": "one"} | changes)
    )


def decided(
    *messages: Message,
    holders: dict[tuple[str, str], str] | None = None,
    heads: dict[str, Head] | None = None,
) -> list[Outcome]:
    return outcomes(read(messages, DESKS), heads or {}, holders or {}, DESKS, NOW)


def test_versions_of_one_batch_count_on_each_other() -> None:
    made = decided(
        a_message(an_article()),
        a_message(an_article(minute=3, text="third")),
        a_message(an_article()),
        a_message(an_article(minute=2, text="second")),
        a_message(an_article(minute=4, text="third")),
        a_message(an_article(minute=5, text="fifth")),
    )
    words = ["published", "published", "superseded", "superseded", "unchanged", "published"]
    assert [one.what for one in made] == words
    assert [one.number for one in made] == [1, 2, 2, 2, 2, 3]
    changes = [one.record.wiredesk.change for one in made if one.record]
    assert changes == ["new", "update", "update"]


def test_first_seen_stays_that_of_the_first_version() -> None:
    made = decided(a_message(an_article()), a_message(an_article(minute=9, text="new")))
    seen = [one.record.item.firstCreated for one in made if one.record]
    assert seen == ["2017-11-03T08:01:00Z"] * 2


@pytest.mark.parametrize(
    "message",
    [
        a_message(an_article(), value=b"{"),
        a_message(an_article(), value=None),
        a_message(an_article(), value=b'{"id": "one"}'),
        a_message(an_article(), key=b"another"),
        a_message(an_article(), key=None),
        a_message(an_article(seen_at="yesterday")),
        a_message(an_article(seen_at="2017-11-03T08:01:00Z")),
        a_message(an_article(title="ș" * (1 << 20))),
    ],
    ids=["no JSON", "no value", "no article", "other key", "no key", "no time", "no ms", "large"],
)
def test_a_message_that_breaks_is_dead_and_its_neighbours_pass(message: Message) -> None:
    made = decided(a_message(an_article("a")), message, a_message(an_article("b")))
    assert [one.what for one in made] == ["published", "dead", "published"]
    assert made[1].error
    assert made[1].message == message


def test_whatever_is_raised_around_one_message_stays_with_it() -> None:
    [published] = decided(a_message(an_article()))
    assert published.version
    broken = msgspec.structs.replace(published.version.head, seen_at="tomorrow")
    order = a_message(an_article(minute=5), headers=((WITHDRAW, b"1"),))
    made = decided(order, a_message(an_article("two")), heads={"one": broken})
    assert [one.what for one in made] == ["dead", "published"]
    assert "tomorrow" in str(made[0].error)


def test_only_those_that_pass_claim_and_only_on_desks_that_take_the_first_copy() -> None:
    known = an_article("known")
    arrived = read([a_message(known), a_message(an_article("new", kind="near"))], DESKS)
    assert ids_of(arrived) == ["known", "new"]
    head = outcomes(arrived[:1], {}, {}, DESKS, NOW)[0].version
    assert head
    assert claims_of(arrived, {"known": head.head}) == {("first", "one"): "new"}
    assert claims_of(arrived, {}) == {("first", "one"): "known"}


def test_a_copy_goes_where_it_holds_the_claim() -> None:
    copy = a_message(an_article("copy", kind="near", of="one"))
    [late] = decided(copy, holders={("first", "one"): "other"})
    [first] = decided(copy, holders={("first", "one"): "copy"})
    assert late.what == first.what == "copy"
    assert late.record
    assert late.record.wiredesk.desks == ("all",)
    assert first.record
    assert first.record.wiredesk.desks == ("all", "first")


def test_a_desk_that_is_gone_gets_nothing_any_more() -> None:
    left = DeskIndex(DESKS.desks[:1], lambda _: ())
    [first] = decided(a_message(an_article()))
    assert first.version
    later = read([a_message(an_article(minute=2, text="new"))], left)
    [second] = outcomes(later, {"one": first.version.head}, {}, left, NOW)
    assert second.record
    assert second.record.wiredesk.desks == ("all",)


def test_a_withdrawn_article_comes_back_by_a_message_that_restores_it() -> None:
    withheld = a_message(an_article(pub_status="withheld"))
    usable = an_article(minute=2)
    stays = decided(withheld, a_message(usable))
    back = decided(withheld, a_message(usable, headers=(("restore", b"1"),)))
    assert [one.what for one in stays] == ["published", "superseded"]
    assert [one.what for one in back] == ["published", "published"]


def test_an_article_without_a_story_is_its_own() -> None:
    [made] = decided(a_message(an_article(story="")))
    assert made.record
    assert made.record.wiredesk.story == "one"
