from config.moments import moment, now_ms
from ingest.frontier import Frontier, Revisit
from ingest.rewatch import Rewatch
from ingest.sighting import for_ledger
from tests.ingest.sightings import a_sighting, client_of, settings_for

LOOKS = "0.01,600"


async def test_the_latest_pages_are_watched_without_a_mark(redis_url: str) -> None:
    settings = settings_for(redis_url, page_looks=LOOKS, page_watched=2)
    async with client_of(redis_url) as client:
        rewatch = Rewatch(client, settings)
        for number in range(3):
            seen = a_sighting(f"n{number}", now_ms())
            rewatch.note(seen.entry.id, seen.seen_at, for_ledger(seen))
        assert await rewatch.put_back() == 2
        assert await rewatch.put_back() == 0
        await client.zadd(f"{settings.prefix}front:hosts", {"ziar.example": 0})
        await client.zadd(f"{settings.prefix}front:again:ziar.example", {"n1 again": 0})
        (errand,) = (await Frontier(client, settings).lease(5)).errands
    assert isinstance(errand, Revisit)
    assert (errand.sighting.entry.id, errand.watch.mark) == ("n1", "")


async def test_what_is_old_or_watched_already_is_left(redis_url: str) -> None:
    settings = settings_for(redis_url, page_looks=LOOKS)
    async with client_of(redis_url) as client:
        rewatch = Rewatch(client, settings)
        await client.hset(f"{settings.prefix}front:watch:known", "mark", "x")
        for name, at in (("old", now_ms() - 601_000), ("known", now_ms())):
            rewatch.note(name, moment(at), for_ledger(a_sighting(name, at)))
        assert await rewatch.put_back() == 0
