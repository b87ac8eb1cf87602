"""The way of an article through a stage, the same for all three; nothing is lost on it.

    articles.raw ─ clean ─▶ articles.clean ─ dedup ─▶ articles.resolved ─ tag ─▶ articles.tagged

    take → decide → send, until the broker has all → acknowledge → commit → count

A crash anywhere means: do it again. What a stage decides stands in the module of its name.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from typing import cast

import faust
from aiokafka import TopicPartition
from faust.events import Event
from faust.streams import Stream

from config.clients import redis_client
from config.health import Pulse
from config.metrics import LAST_SUCCESS, STAGE_SECONDS
from config.moments import now_moment
from config.settings import Settings
from streams.breaker import Breaker
from streams.errors import KilledThrice
from streams.faust_patches import committed, is_committed, let_go, place_of
from streams.outlet import Outlet
from streams.parcels import Message, fitting, parcels
from streams.progress import Progress
from streams.stage import Outcome, Parked, Stage
from streams.tally import Tally
from streams.tries import DEADLY, Tries

WITHIN = 0.1  # seconds that a message waits for others to come along
LONG = 5.0  # seconds of a batch after which others' waiting is no wonder: pulse.busy watches it
BEAT = 1.0  # seconds between two looks whether Kafka answers, and whether all is fetched
TURN = 0.2  # seconds between two looks whether a batch that waits should be given back


class Pipeline:
    """Carries one stage in one process: takes its messages, sends what becomes of them."""

    def __init__(self, app: faust.App, stage: Stage, settings: Settings, pulse: Pulse) -> None:
        self.app, self.stage, self.pulse = app, stage, pulse
        self.redis = redis_client(settings)
        self.outlet = Outlet(settings, pulse)
        self.breaker = Breaker(stage.name, settings, self.redis, pulse)
        self.tries = Tries(stage, settings, self.redis, pulse)
        self.tally = Tally(stage.name)
        self.progress = Progress(settings, pulse)
        self.at_work, self.since = set[TopicPartition](), math.inf  # a batch's, and its beginning
        self.serving = False

    async def carry(self, stream: Stream[bytes]) -> None:
        """The agent of this process."""
        await self.stage.begin(self.pulse)
        await self.outlet.open()
        await self.progress.open()
        self.pulse.not_ready, self.serving = None, True
        taken = stream.noack_take(self.stage.batch, within=WITHIN)
        async for events in cast("AsyncIterator[Sequence[Event]]", taken):
            await self.unless_leaving(self.batch(events), events)

    async def batch(self, events: Sequence[Event]) -> None:
        """All of a batch; what may have killed the process before this one, message by message."""
        generation = self.app.consumer_generation_id
        suspects = await self.tries.suspects([message_of(one) for one in events], generation)
        for event in events:
            if message_of(event).position in suspects:
                await self.alone(event)
        others: Sequence[Event] = [
            event for event in events if message_of(event).position not in suspects
        ]
        while others:
            others = await self.together(others)

    async def together(self, events: Sequence[Event]) -> Sequence[Event]:
        """Decide, send, commit and count; what is left of them when the breaker opens."""
        messages = [message_of(event) for event in events]
        await self.breaker.closed(self.decided_one, messages)
        outcomes = await self.decided(messages)
        done, opens = self.breaker.through(outcomes)
        await self.finish(events[:done], outcomes[:done])
        if opens:
            await self.breaker.open()
        return events[done:]

    async def alone(self, event: Event) -> None:
        """The same for one message, under a mark that stays when it kills the process."""
        message = message_of(event)
        await self.breaker.closed(self.decided_one, [message])  # to wait is no try
        if await self.tries.deaths(message) >= DEADLY:
            await self.finish([event], [Parked(KilledThrice(message.position))])
        else:
            await self.together([event])
        await self.tries.survived(message)

    async def decided(self, messages: Sequence[Message]) -> list[Outcome]:
        made = await self.stage.decide([message.value or b"" for message in messages])
        return [fitting(outcome) for outcome in made]

    async def decided_one(self, message: Message) -> Outcome:
        return (await self.decided([message]))[0]

    async def finish(self, events: Sequence[Event], outcomes: Sequence[Outcome]) -> None:
        """Send; when the broker has all, acknowledge, commit and count."""
        messages, at = [message_of(event) for event in events], now_moment()
        await self.outlet.send([
            parcel
            for message, outcome in zip(messages, outcomes, strict=True)
            for parcel in parcels(message, outcome, self.stage.name, self.stage.target, at)
        ])  # fmt: skip
        for event in events:
            event.ack()
        await self.app.consumer.commit()
        done = [is_committed(self.app.consumer, event.message) for event in events]
        self.tally.count(messages, outcomes, done)

    async def unless_leaving(
        self, work: Coroutine[None, None, None], events: Sequence[Event]
    ) -> None:
        """Finish the batch; give it back if it waits for others when this process has to leave."""
        task = asyncio.create_task(work)
        self.at_work = {place_of(event.message) for event in events}
        self.since = time.monotonic()
        self.pulse.busy()
        with STAGE_SECONDS.labels(self.stage.name).time():
            while not (await asyncio.wait({task}, timeout=TURN))[0]:
                if self.is_leaving() and self.pulse.unready():
                    task.cancel()
                    let_go(self.app.consumer, [event.message for event in events])
        self.pulse.idle()
        self.at_work, self.since = set(), math.inf
        if not task.cancelled():
            task.result()
            LAST_SUCCESS.labels(self.stage.name).set_to_current_time()

    def is_leaving(self) -> bool:
        return bool(self.app.should_stop or self.app.rebalancing)

    async def beats(self) -> None:
        """For ever; a timer of Faust's would begin only when Kafka has answered."""
        while True:
            await self.beat()
            await asyncio.sleep(BEAT)

    async def beat(self) -> None:
        """The loop turns; say so when nothing comes, because Kafka is away or nobody fetches it."""
        self.pulse.tick()
        if self.serving and self.pulse.waiting != "redis":
            self.pulse.waiting = None if await self.outlet.is_reachable() else "kafka"
        self.pulse.tick()  # seconds later, where nobody answers
        if self.serving:
            await self.look()

    async def look(self) -> None:
        """Is a partition left unread? Who hands partitions over or has a long batch reads none."""
        if self.is_leaving() or time.monotonic() - self.since > LONG:
            self.progress.forget()
            return
        done = committed(self.app.consumer)
        await self.progress.look({at: n for at, n in done.items() if at not in self.at_work})

    async def end(self) -> None:
        """In good order: the next process of this partition has nothing to suspect."""
        await self.tries.goodbye()
        await self.outlet.close()
        await self.progress.close()
        await self.stage.end()
        await self.redis.aclose()


def message_of(event: Event) -> Message:
    """Faust's event as ours."""
    record = event.message
    return Message(
        topic=record.topic, partition=record.partition, offset=record.offset,
        key=record.key, value=record.value, headers=tuple(record.headers or ()),  # type: ignore[arg-type]  # pairs
    )  # fmt: skip
