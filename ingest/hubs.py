"""feeds with a hub → subscriptions: asked for at a feed's poll, confirmed by the hub, renewed."""

import hmac
import logging
import secrets

import msgspec
from redis.asyncio import Redis

from config.feeds import Feed
from config.health import Pulse
from config.metrics import HUB_REQUESTS
from config.moments import now_ms
from config.patience import patiently
from config.settings import Settings
from ingest.asking import Response
from ingest.errors import IngestError
from ingest.fetcher import Fetcher
from ingest.scripts import text
from ingest.turn import Turn
from ingest.websub import ASKED_FOR, Subscription, is_due, lease_of, patience

log = logging.getLogger(__name__)

KEPT = 40 * 86400  # seconds; a feed that is declared no more is asked for no more
PATH = "/websub/"


class Hubs:
    """`hub:<feed>` in Redis. Nothing is asked for where nobody can reach us (no public address)."""

    def __init__(self, client: "Redis", fetcher: Fetcher, settings: Settings, pulse: Pulse) -> None:
        self._redis, self._fetcher, self._pulse = client, fetcher, pulse
        self._prefix, self._public = settings.prefix, settings.public_url.rstrip("/")

    async def wish(self, feed: Feed, turn: Turn, response: Response) -> None:
        """Subscribe to what a feed names, if it is time. The feed's lease keeps others from it."""
        hub, topic = hub_of(turn, response)
        if not (self._public and hub):
            return
        was, now = await self.of(feed.id), now_ms()
        if is_due(was, hub, topic or turn.address or feed.url, now):
            await self._ask(feed, wished(was, hub, topic or turn.address or feed.url, now))

    async def _ask(self, feed: Feed, wish: Subscription) -> None:
        await self._save(feed.id, wish)  # the hub may verify before it answers
        form = {
            "hub.mode": "subscribe",
            "hub.topic": wish.topic,
            "hub.callback": f"{self._public}{PATH}{feed.id}/{wish.token}",
            "hub.lease_seconds": str(ASKED_FOR),
            "hub.secret": wish.secret,
        }
        allow = frozenset(feed.allow_addresses)
        try:
            await self._fetcher.fetch(wish.hub, kind="hub", form=form, allow=allow)
        except IngestError as error:
            HUB_REQUESTS.labels("failed").inc()
            log.warning("hub_failed", extra={"feed": feed.id, "why": error.why})
        else:
            HUB_REQUESTS.labels("asked").inc()

    async def of(self, feed: str) -> Subscription:
        key = f"{self._prefix}hub:{feed}"
        told = await patiently(lambda: self._redis.hgetall(key), self._pulse)
        facts = {text(name): text(value) for name, value in told.items()}
        return msgspec.convert(facts, Subscription, strict=False)

    async def trusted(self, feed: str, token: str) -> Subscription | None:
        """The subscription whose callback this is; None for what nobody has asked for."""
        known = await self.of(feed)
        right = hmac.compare_digest(known.token.encode(), token.encode("utf-8", "replace"))
        return known if known.token and right else None

    async def confirmed(self, feed: str, known: Subscription, lease: str) -> None:
        """The hub has verified that it was us who asked."""
        now, granted = now_ms(), lease_of(lease)
        sure = msgspec.structs.replace(known, until=now + granted, lease=granted, again=0, tries=0)
        await self._save(feed, sure)
        HUB_REQUESTS.labels("confirmed").inc()

    async def denied(self, feed: str, known: Subscription) -> None:
        """The hub does not want us: it is asked again after a week."""
        again = now_ms() + round(1000 * patience(20))
        await self._save(feed, msgspec.structs.replace(known, until=0, again=again))
        HUB_REQUESTS.labels("denied").inc()

    async def _save(self, feed: str, kept: Subscription) -> None:
        key = f"{self._prefix}hub:{feed}"
        facts = {name: str(value) for name, value in msgspec.to_builtins(kept).items()}

        async def save() -> None:
            pipe = self._redis.pipeline(transaction=True)
            pipe.delete(key)
            pipe.hset(key, mapping=facts)
            pipe.expire(key, KEPT)
            await pipe.execute()

        await patiently(save, self._pulse)


def hub_of(turn: Turn, response: Response) -> tuple[str, str]:
    """The hub and the topic of a feed; a 304 says what was said before."""
    about = response.document
    if about is None:
        return turn.hub, turn.topic
    return (about.hubs[0], about.topic or "") if about.hubs else ("", "")


def wished(was: Subscription, hub: str, topic: str, now: int) -> Subscription:
    """What is asked for: the same callback and secret again, unless it is for another topic."""
    same = (was.hub, was.topic) == (hub, topic)
    known = was if same else Subscription(hub=hub, topic=topic)
    return msgspec.structs.replace(
        known,
        token=known.token or secrets.token_urlsafe(18),
        secret=known.secret or secrets.token_hex(32),
        again=now + round(1000 * patience(known.tries)),
        tries=known.tries + 1,
    )
