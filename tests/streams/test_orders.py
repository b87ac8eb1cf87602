"""A notice of an agency through a real publisher: its article is withdrawn, or a person decides."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis.asyncio

from config.codec import PUBLISHED, TAGGED
from config.moments import moment, now_ms
from config.published import Published, Publisher
from config.records import TaggedArticle
from streams.fold import Fold, Version, version_of
from streams.record import published_record
from streams.withdrawal import restoration, withdrawal
from tests.conftest import wait_until
from tests.factories import a_tagged_article
from tests.streams.publishing import Publishing, produced_by_key

AFP = Publisher(name="AFP", country="FR")
START = now_ms() - 60_000


def an_item(id: str, second: int, **changes: object) -> TaggedArticle:
    plain: dict[str, object] = {
        "id": id, "story": id, "publisher": AFP, "seen_at": moment(START + 1000 * second),
        "title": f"Titlul articolului {id} de azi", "text": f"Textul lui {id}.",
        "guid": f"urn:afp:{id}", "url": f"https://afp.example/{id}",
    }  # fmt: skip
    return a_tagged_article(**(plain | changes))


@pytest.fixture
def run(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Publishing]:
    running = Publishing(tmp_path / tmp_path.name.replace("_", "-")[:20], kafka, redis_url)
    running.start(1)
    yield running
    running.stop()


def feed(run: Publishing, *articles: TaggedArticle) -> None:
    produced_by_key(run, [(one.id.encode(), TAGGED.encode(one), []) for one in articles])


def latest(run: Publishing, id: str) -> Published | None:
    value = run.redis.get(f"{run.settings.prefix}art:{id}")
    return PUBLISHED.decode(str(value).encode()) if value else None


def status(run: Publishing, id: str) -> str | None:
    record = latest(run, id)
    return record.item.pubStatus if record else None


def version(run: Publishing, id: str) -> int:
    record = latest(run, id)
    return record.wiredesk.version if record else 0


def test_a_kill_withdraws_the_article_it_means_from_every_desk_that_had_it(
    run: Publishing,
) -> None:
    feed(run, an_item("fotbal1", 1, text="Un text despre fotbal."), an_item("altul", 2))
    wait_until(lambda: status(run, "fotbal1") and status(run, "altul"), 30, "the articles")
    feed(run, an_item("notice", 3, title="KILL: urn:afp:fotbal1", text="Anulați."))
    wait_until(lambda: status(run, "fotbal1") == "canceled", 30, "the withdrawal")
    gone = latest(run, "fotbal1")
    assert gone
    assert gone.item.bodies == ()
    assert gone.item.edNote == "AFP: KILL: urn:afp:fotbal1"
    assert (gone.wiredesk.change, gone.wiredesk.notice) == ("withdrawn", "notice")
    assert gone.wiredesk.desks == ("prima", "sport", "toate")
    told = [PUBLISHED.decode(r.value).wiredesk for r in run.read("desk.sport")]
    assert [(one.id, one.change) for one in told] == [("fotbal1", "new"), ("fotbal1", "withdrawn")]
    assert status(run, "altul") == "usable"
    notice = latest(run, "notice")
    assert notice
    assert notice.wiredesk.flags == ("notice",)


def test_a_kill_in_the_place_of_its_item_withdraws_it(run: Publishing) -> None:
    feed(run, an_item("unu", 1))
    wait_until(lambda: version(run, "unu") == 1, 30, "version 1")
    feed(run, an_item("unu", 2, title="KILL: Titlul articolului", text="Anulați."))
    wait_until(lambda: version(run, "unu") == 2, 30, "version 2")
    gone = latest(run, "unu")
    assert gone
    assert (gone.item.pubStatus, gone.wiredesk.flags) == ("canceled", ("notice",))
    assert gone.item.bodies == ()


@pytest.mark.way  # kills: with the faults, not the units
def test_a_publisher_that_dies_between_order_and_notice_withdraws_once(
    kafka: str, redis_url: str, tmp_path: Path
) -> None:
    run = Publishing(tmp_path / "dies", kafka, redis_url)
    run.start(
        1, "streams.lane:give after exit 0.5", "streams.lane:Lane._transaction after exit 0.2"
    )
    try:
        items = [an_item(f"unu{number}", number) for number in range(6)]
        feed(run, *items)
        wait_until(lambda: all(version(run, one.id) for one in items), 60, "the articles")
        feed(run, *[an_item(f"n{k}", 20 + k, title=f"KILL: urn:afp:unu{k}") for k in range(6)])
        wait_until(
            lambda: {status(run, one.id) for one in items} == {"canceled"}, 90, "their withdrawal"
        )
        wait_until(lambda: all(version(run, f"n{k}") for k in range(6)), 60, "the notices")
    finally:
        run.stop()
    told = [PUBLISHED.decode(r.value).wiredesk for r in run.read("articles.enriched")]
    versions = sorted((one.id, one.version, one.change) for one in told)
    assert run.exits[9] > 0
    assert versions == sorted(
        [(f"n{k}", 1, "new") for k in range(6)]
        + [(f"unu{k}", 1, "new") for k in range(6)]
        + [(f"unu{k}", 2, "withdrawn") for k in range(6)]
    )


def test_a_kill_that_means_nothing_here_waits_for_a_person(run: Publishing) -> None:
    feed(run, an_item("notice", 1, title="KILL: urn:afp:unknown", text="Anulați."))
    key = f"{run.settings.prefix}notice:open"
    wait_until(lambda: run.redis.zrange(key, 0, -1) == ["notice"], 30, "the operator's list")


def test_an_order_holds_against_versions_that_came_meanwhile_and_once(run: Publishing) -> None:
    feed(run, an_item("unu", 1))
    wait_until(lambda: version(run, "unu") == 1, 30, "version 1")
    record = latest(run, "unu")
    assert record
    feed(run, an_item("unu", 50, text="Mai nou."))
    wait_until(lambda: version(run, "unu") == 2, 30, "version 2")
    order = withdrawal(record, "withheld", "greșit", START)
    again = [(order.key, order.value, order.headers)] * 2
    late = an_item("unu", 55, text="Și mai nou.")
    produced_by_key(run, [*again, (b"unu", TAGGED.encode(late), [])])
    feed(run, an_item("martor", 56))
    wait_until(lambda: version(run, "martor") == 1, 30, "what came behind them")
    assert (version(run, "unu"), status(run, "unu")) == (3, "withheld")
    back = restoration(record, "verificat", now_ms())
    produced_by_key(run, [(back.key, back.value, back.headers)])
    wait_until(lambda: status(run, "unu") == "usable", 30, "its return")
    restored = latest(run, "unu")
    assert restored
    assert (restored.wiredesk.version, restored.item.edNote) == (4, "verificat")
    assert restored.item.bodies[0].value == "Textul lui unu."


def test_an_order_for_an_article_nobody_has_publishes_nothing(run: Publishing) -> None:
    feed(run, an_item("unu", 1))
    wait_until(lambda: version(run, "unu") == 1, 30, "version 1")
    record = latest(run, "unu")
    assert record
    order = withdrawal(record, "canceled", "greșit", now_ms())
    value = order.value.replace(b'"id":"unu"', b'"id":"doi"')
    produced_by_key(run, [(b"doi", value, order.headers)])
    wait_until(lambda: len(run.read("articles.ledger")) == 2, 30, "its line")
    assert latest(run, "doi") is None


def a_version(id: str, story: str, version: int = 1, **changes: object) -> Version:
    article = a_tagged_article(id=id, story=story, **changes)
    record = published_record(
        article, version=version, first_seen=article.seen_at, change="new", desks=()
    )
    return version_of(record, PUBLISHED.encode(record), 1000)


async def test_what_was_published_in_two_days_can_be_named_by_a_notice(fold: Fold) -> None:
    early = "2017-11-01T08:00:00.000Z"
    await fold.apply([a_version("old", "old", seen_at=early), a_version("new", "new")], (2, 0))
    assert [one.id for one in await fold.candidates("ZIAR")] == ["new"]
    assert await fold.candidates("another") == []
    record = await fold.record("new")
    assert record
    assert record.wiredesk.id == "new"
    assert await fold.record("gone") is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_a_notice_waits_for_an_operator_until_something_bears_its_id(
    fold: Fold, client: "redis.asyncio.Redis", order: tuple[int, int]
) -> None:
    notice = a_version("notice", "notice", flags=("notice", "unmatched"))
    await fold.apply([notice], (1, 0))
    assert await client.zrange("t-notice:open", 0, -1) == [b"notice"]
    await client.delete("t-head:notice", "t-notice:open")
    versions = notice, a_version("one", "one", pub_status="canceled", notice="notice")
    for place in order:
        await fold.apply([versions[place]], (place + 2, place))
    assert await client.zrange("t-notice:open", 0, -1) == []
