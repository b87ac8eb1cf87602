import msgspec
import pytest
import redis.asyncio

from config.codec import PUBLISHED
from config.published import InfoSource, Publisher
from streams.fold import MEMBERS, Fold, Version, as_text, version_of
from streams.record import published_record
from streams.story import Member, agency_of, in_order, member_of, origin_of
from tests.factories import a_tagged_article


def a_member(id: str, minute: int, publisher: str = "Ziar", **changes: object) -> Member:
    plain: dict[str, object] = {"first_seen": f"2017-11-03T08:{minute:02}:00Z"}
    return Member(id=id, publisher=publisher, **(plain | changes))  # type: ignore[arg-type]  # a test's own


A, B = a_member("a", 1), a_member("b", 5, "Gazeta", kind="near", of="a")


@pytest.mark.parametrize(
    ("members", "id", "why"),
    [
        ((B, A), "a", "first"),
        ((A, B, a_member("c", 9, "AFP", kind="exact", agencies=("AFP",))), "c", "agency"),
        ((A, B, a_member("c", 9, "Afp", kind="subset", agencies=("AFP",))), "a", "first"),
        ((A, a_member("c", 9, "AFP", kind="near")), "a", "first"),
        (
            (A, a_member("c", 9, published="2017-11-03T07:00:00Z", trust="high", kind="near")),
            "c",
            "date",
        ),
        (
            (A, a_member("c", 9, published="2017-11-03T07:00:00Z", trust="low", kind="near")),
            "a",
            "first",
        ),
        (
            (A, a_member("c", 9, published="2017-11-03T07:00:00Z", trust="high", kind="superset")),
            "a",
            "first",
        ),
        ((a_member("s", 0, kind="subset", of="x"),), "s", "first"),
    ],
    ids=[
        "first seen", "agency late", "agency's flash", "nobody names it", "earlier date",
        "doubtful date", "more than the text", "alone",
    ],
)  # fmt: skip
def test_the_origin_is_the_agency_else_the_earliest(
    members: tuple[Member, ...], id: str, why: str
) -> None:
    origin = origin_of(members)
    assert (origin.id, origin.why) == (id, why)


def test_the_agency_of_a_story_is_the_one_most_members_name() -> None:
    members = [a_member("a", 1, agencies=("AP",)), a_member("b", 2, agencies=("AFP", "AP"))]
    assert agency_of(members) == "AP"
    assert agency_of([A]) is None


def test_a_date_in_the_future_is_no_later_than_the_sight() -> None:
    late = a_member("c", 0, published="2030-01-01T00:00:00Z", trust="high")
    assert origin_of([A, late]).id == "c"


def test_members_come_in_the_order_of_their_sight() -> None:
    assert [one.id for one in in_order([B, A])] == ["a", "b"]


def test_what_is_kept_of_a_member_stands_in_its_record() -> None:
    article = a_tagged_article(
        kind="near", of="x", publisher=Publisher(name="Ziar"),
        agencies=(InfoSource(name="AFP", role="agency"),),
    )  # fmt: skip
    record = published_record(
        article, version=2, first_seen=article.seen_at, change="update", desks=()
    )
    member = member_of(record)
    assert (member.id, member.kind, member.of) == (article.id, "near", "x")
    assert (member.agencies, member.version, member.trust) == (("AFP",), 2, "high")


def a_version(id: str, story: str, version: int = 1, **changes: object) -> Version:
    article = a_tagged_article(id=id, story=story, **changes)
    record = published_record(
        article, version=version, first_seen=article.seen_at, change="new", desks=()
    )
    return version_of(record, PUBLISHED.encode(record), 1000)


async def story(client: "redis.asyncio.Redis", name: str) -> set[str]:
    return {as_text(key) for key in await client.hkeys(f"t-story:{name}")}


async def test_a_story_keeps_what_is_told_of_each_member(
    fold: Fold, client: "redis.asyncio.Redis"
) -> None:
    await client.zadd("t-story:one", {"from an older release": 1})
    await fold.apply(
        [a_version("one", "one"), a_version("two", "one", kind="near", of="one")], (1, 1)
    )
    assert await story(client, "one") == {"one", "two"}
    told = msgspec.json.decode(await client.hget("t-story:one", "two") or b"")
    assert (told["publisher"], told["kind"], told["of"]) == ("Ziar", "near", "one")


async def test_a_story_is_bounded(fold: Fold, client: "redis.asyncio.Redis") -> None:
    before = {f"before{n}" for n in range(MEMBERS - 2)}
    await client.hset("t-story:one", mapping=dict.fromkeys(before, "{}"))
    await fold.apply([a_version(f"a{n}", "one") for n in range(5)], (5, 0))
    await fold.apply([a_version("a1", "one", version=2, text="new")], (6, 0))
    assert await story(client, "one") == {"a0", "a1", *before}
    assert msgspec.json.decode(await client.hget("t-story:one", "a1") or b"")["version"] == 2


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
async def test_merged_stories_are_one_in_whatever_order_they_are_folded(
    fold: Fold, client: "redis.asyncio.Redis", order: tuple[int, ...]
) -> None:
    versions = [
        a_version("old", "old"),
        a_version("young", "young"),
        a_version("younger", "younger"),
        a_version("joins", "old", merged="young"),
        a_version("again", "young", merged="younger"),
    ]
    for place, number in enumerate(order):
        await fold.apply([versions[number]], (place + 1, 0))
    assert await story(client, "old") == {"old", "young", "younger", "joins", "again"}
    assert not await client.exists("t-story:young", "t-story:younger")
    assert await client.get("t-merged:young") == b"old"
