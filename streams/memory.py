"""Dedup's memory in Redis: one script decides and records a batch; it refuses when it was emptied.

nd:filled       there while the memory is complete; if not, it is filled first (streams/refill)
nd:languages    the realms that exist, so that a new one can be told from a lost one
{nd:home}       language of each id's first version; its realm `{nd:<language>}` has all else of it
{nd:<language>}asked   when it was asked last: less than a worker remembers is an older memory
"""

import logging
import math
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import (
    ClusterDownError,
    RedisClusterException,
    ResponseError,
    TryAgainError,
)

from config.clients import redis_client
from config.health import Pulse
from config.patience import REDIS_AWAY, patiently
from config.settings import Settings
from streams.errors import NotFilled
from streams.footprint import footprint, publish
from streams.homes import Homes
from streams.sketch import SCHEME
from streams.verdict import (
    Comparison,
    Question,
    Recalled,
    Verdict,
    asking,
    comparison,
    recalling,
    verdict,
)

T = TypeVar("T")
log = logging.getLogger(__name__)

PARTS = "realm overlap postings versions dedup"  # of one script, each builds on those before
DAY = 86400
FILLED = f"filled{SCHEME}"  # the marks of a memory that knows all the topics know
POSTINGS = 29  # of an article of 400 words
WEIGHED = 300.0  # seconds between two looks at what the memory takes
SLACK_MS = 5000  # that a record is sent after its verdict; what was asked in them may be lost
HOMES = 8  # buckets of postings for each bucket of homes
MARGIN = 2 * DAY  # seconds that the memory outlives the topics it can be filled from
AWAY = (  # a cluster may be choosing a primary
    *REDIS_AWAY, ClusterDownError, RedisClusterException, TryAgainError,
)  # fmt: skip


class Memory:
    """Asks and answers in whole batches. `open` it inside the loop that uses it.

    `fill` brings back what a lost memory knew, by calling `recall`.
    """

    _redis: "Redis"
    _script: AsyncScript
    _home: Homes
    _pulse: Pulse

    def __init__(
        self, settings: Settings, fill: "Fill", clock: Callable[[], float] = time.time
    ) -> None:
        self.settings, self._fill, self._clock = settings, fill, clock
        self._before = f"{settings.prefix}nd:"
        self._window = settings.dedup_window
        self._buckets = buckets(settings.dedup_articles)
        keep = settings.dedup_keep or settings.keep_days * DAY + MARGIN
        self._seconds = math.ceil(max(keep, 2 * self._window))
        self._weighed = -math.inf
        self._asked: dict[str, int] = {}  # language → when this worker was answered last, ms

    async def open(self, pulse: Pulse) -> None:
        """Connect; fill the memory if it was lost. Returns when it can be asked."""
        self._redis = redis_client(self.settings, self.settings.dedup_url)
        self._script = self._redis.register_script(script())
        self._home = Homes(self._redis, self.settings.prefix, self._seconds, self._buckets // HOMES)
        self._pulse = pulse
        if not await self._wait(lambda: self._redis.exists(self._before + FILLED)):
            await self._fill_again()

    async def catch_up(self, sent: int) -> None:
        """Fill a memory that was not asked when we sent our newest record: an older one is back."""
        if await self._wait(self._asked_last) < sent - SLACK_MS:
            await self._fill_again()

    async def _asked_last(self) -> int:
        keys = [self._realm(language) + "asked" for language in await self._languages()]
        told = [await self._redis.get(key) for key in keys]  # one by one: a cluster may hold them
        return max((int(moment) for moment in told if moment), default=0)

    async def close(self) -> None:
        await self._redis.aclose()

    async def verdicts(self, questions: Sequence[Question]) -> list[Verdict]:
        """One verdict per question, in order; waits while Redis is away or being filled."""
        said = await self._answered(questions)
        await self._wait(self._weigh)
        return said

    async def _answered(self, questions: Sequence[Question]) -> list[Verdict]:
        while True:
            try:
                return await self._wait(lambda: self._ask(questions))
            except NotFilled as missing:
                await self._mend(str(missing))

    async def compare(self, new: Question, old: Question) -> Comparison:
        """What the script finds of two texts, and the guard that speaks; remembers nothing."""
        return comparison(await self._run(new.language, "compare", map(asking, (new, old))))

    async def recall(self, recalled: Sequence[Recalled]) -> None:
        """Write down again what was decided before; in whatever order, the newest stands."""
        await self._wait(lambda: self._recall(recalled))

    async def _wait(self, call: Callable[[], Awaitable[T]]) -> T:
        return await patiently(call, self._pulse, "redis", AWAY)

    async def _ask(self, questions: Sequence[Question]) -> list[Verdict]:
        answers: dict[int, Verdict] = {}
        for language, places in grouped(await self._homes(questions)).items():
            said = await self._run(language, "ask", [asking(questions[at]) for at in places])
            answers.update(zip(places, map(verdict, said), strict=True))
        return [answers[place] for place in range(len(questions))]

    async def _recall(self, recalled: Sequence[Recalled]) -> None:
        homes = await self._homes([one.question for one in recalled])
        for language, places in grouped(homes).items():
            await self._run(language, "fill", [recalling(recalled[at]) for at in places])
        if homes:
            await self._redis.sadd(self._before + "languages", *set(homes))

    async def _homes(self, questions: Sequence[Question]) -> list[str]:
        return await self._home.of(questions, self._clock())

    async def _weigh(self) -> None:
        """Publish now and then what the memory takes."""
        if time.monotonic() < self._weighed + WEIGHED:
            return
        self._weighed = time.monotonic()
        window, found = math.floor(self._clock() / self._window), []
        for language in await self._languages():
            realm = self._realm(language)
            found.append((
                await footprint(self._redis, realm, f"{SCHEME}{window}", self._buckets),
                await footprint(self._redis, realm, f"{SCHEME}{window - 1}", self._buckets),
            ))  # fmt: skip
        publish(found)

    async def _languages(self) -> list[str]:
        names = await self._redis.smembers(self._before + "languages")
        return [one if isinstance(one, str) else one.decode() for one in names]

    async def _run(self, language: str, how: str, articles: Iterable[list[Any]]) -> list[Any]:
        now = self._clock()
        head: list[Any] = [how, self._seconds, self._window, int(now), self._buckets, SCHEME]
        head += [self._asked.get(language, 0), int(now * 1000)]
        values = [value for article in articles for value in article]
        try:
            answers: list[Any] = await self._script(
                keys=[self._realm(language)], args=[*head, *values]
            )
        except ResponseError as error:
            if "NOTFILLED" in str(error):
                raise NotFilled(language) from None
            raise
        if how == "ask":
            self._asked[language] = int(now * 1000)
        return answers

    async def _mend(self, language: str) -> None:
        """A realm without its marker is new, or all was lost; or what is there is older than we."""
        filled = await self._wait(lambda: self._redis.exists(self._before + FILLED))
        known = await self._wait(
            lambda: self._redis.sismember(self._before + "languages", language)
        )
        if filled and not known:
            await self._wait(lambda: self._mark([language]))
        else:
            await self._fill_again()

    async def _fill_again(self) -> None:
        """Fill, and say so only if nothing was lost meanwhile."""
        log.info("memory is empty or an older one: filling it from the topics")
        self._pulse.idle()
        self._pulse.not_ready = "filling dedup's memory"
        trace = f"{self._before}filling:{uuid.uuid4().hex}"
        await self._wait(lambda: self._redis.set(trace, 1, ex=DAY))
        await self._fill(self, self._pulse)
        await self._wait(lambda: self._finish(trace))
        self._pulse.not_ready = None

    async def _finish(self, trace: str) -> None:
        if await self._redis.exists(trace):
            await self._mark(await self._languages())
            await self._redis.set(self._before + FILLED, 1)
            await self._redis.delete(trace)

    async def _mark(self, languages: Sequence[str]) -> None:
        """Open these realms for questions."""
        for language in languages:
            now = int(self._clock() * 1000)
            await self._redis.set(self._realm(language) + "asked", now, ex=self._seconds)
            await self._redis.set(self._realm(language) + FILLED, 1)
            await self._redis.sadd(self._before + "languages", language)

    def _realm(self, language: str) -> str:
        """All keys of one language: one slot of a cluster, by the hash tag."""
        return f"{self.settings.prefix}{{nd:{language}}}"


Fill = Callable[[Memory, Pulse], Awaitable[None]]


def script() -> str:
    texts = (Path(__file__).with_name(f"{part}.lua") for part in PARTS.split())
    return "".join(text.read_text(encoding="utf-8") for text in texts)


def buckets(articles: int) -> int:
    """How many buckets keep so many articles' postings at about 50 in each.

    They are listpacks (up to 512), read from the front: full ones of 220 made the millionth article
    cost two thirds more than the first; these cost 4 % more memory.
    """
    return 1 << min(24, max(8, math.ceil(math.log2(articles * POSTINGS / 64))))


def grouped(languages: Sequence[str]) -> dict[str, list[int]]:
    """Places by language, each in order."""
    places: dict[str, list[int]] = {}
    for place, language in enumerate(languages):
        places.setdefault(language, []).append(place)
    return places
