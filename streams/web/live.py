"""desk → server-sent events: resumed where the reader stopped, or openly begun anew."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from contextlib import aclosing
from functools import partial

import msgspec
from litestar.types import Receive, Scope, Send

from config.metrics import STREAM_EVENTS
from streams.web.channel import Channel, Listener
from streams.web.events import Positions, event, event_id, greeting, heartbeat
from streams.web.hub import Hub

log = logging.getLogger(__name__)

CANCEL_AGAIN = 0.5  # seconds
HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
)


Placed = tuple[Positions, bytes]  # a place, and the record before it, or nothing
Shape = Callable[[bytes], bytes]  # record → data of its event


def as_it_is(record: bytes) -> bytes:
    return record


class Reset(msgspec.Struct, frozen=True, kw_only=True):
    """Data of a `reset` event: the stream could not be resumed, it goes on from `id`."""

    desk: str
    asked: str
    id: str
    reason: str = "the id is older than what is kept, or of another topic"


async def events(
    hub: Hub, desk: str, last_id: str | None, shape: Shape
) -> AsyncGenerator[bytes, None]:
    """The bytes of one stream. Raises KafkaError or TimeoutError before the first of them."""
    async with hub.channel(desk) as channel:
        at = channel.positions
        if last_id is not None:
            kept = await hub.offsets.kept(hub.topic_of(desk), last_id)
            if kept is None:
                yield reset(desk, last_id, at)
            at = kept or at
        yield greeting(at)
        async with aclosing(resumed(hub, channel, at)) as articles:
            async for place, value in articles:
                yield article(place, shape(value)) if value else heartbeat(place)


async def resumed(hub: Hub, channel: Channel, at: Positions) -> AsyncGenerator[Placed, None]:
    """What was missed, with a reader of its own, then what the shared one brings."""
    while channel.is_ahead_of(at):
        async with aclosing(hub.missed(channel, at)) as missed:
            async for value, place in missed:
                at = place
                if value:
                    yield at, value
        if not channel.running:
            return
    listener = Listener(at)
    channel.join(listener)
    try:
        async for placed in following(listener, hub.seconds):
            yield placed
    finally:
        channel.leave(listener)


def article(at: Positions, data: bytes) -> bytes:
    STREAM_EVENTS.inc()
    return event("article", at, data)


def reset(desk: str, asked: str, at: Positions) -> bytes:
    told = Reset(desk=desk, asked=asked[:80], id=event_id(at))
    return event("reset", at, msgspec.json.encode(told))


async def following(listener: Listener, seconds: float) -> AsyncIterator[Placed]:
    """What the shared reader brings; an empty value after so many seconds without any."""
    while not listener.ended:
        try:
            async with asyncio.timeout(seconds):
                value = await listener.next()
        except TimeoutError:
            yield listener.place(), b""
        else:
            if value is not None:
                yield listener.positions, value


class Live:
    """The ASGI answer that carries one stream until the reader, the hub or patience ends it."""

    def __init__(self, hub: Hub, desk: str, last_id: str | None, shape: Shape = as_it_is) -> None:
        self._hub = hub
        self._events = partial(events, hub, desk, last_id, shape)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stream = self._events()
        async with self._hub.place(), aclosing(stream):
            first = await anext(stream)
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await until_one_ends(sent(send, first, stream, self._hub.seconds), gone(receive))


async def until_one_ends(*works: Coroutine[None, None, None]) -> None:
    """Run all until one is through, then end the others."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await ended(tasks)


async def ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel tasks until they are: aiokafka swallows a cancellation that meets its own stop()."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN)
    for task in tasks:
        if not task.cancelled() and (trouble := task.exception()):
            log.info("stream_cut", extra={"error": repr(trouble)})


async def sent(
    send: Send, first: bytes, stream: AsyncGenerator[bytes, None], seconds: float
) -> None:
    """Send all of a stream. Raises TimeoutError when the reader takes nothing for so long."""

    async def chunk(body: bytes, *, more: bool = True) -> None:
        async with asyncio.timeout(seconds):
            await send({"type": "http.response.body", "body": body, "more_body": more})

    await chunk(first)
    async for body in stream:
        await chunk(body)
    await chunk(b"", more=False)


async def gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
