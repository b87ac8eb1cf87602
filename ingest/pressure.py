"""How far the stages are behind, and how much the poller may ask for: a full wire asks nothing."""

import asyncio
from collections.abc import Mapping

from redis.asyncio import Redis

from config.metrics import LAG, LAG_RECORDS
from config.moments import now_ms
from config.settings import Settings
from ingest.lag import Lag, LagMeter

EASY = 0.5  # of a limit: below it all is asked, and a closed valve opens again
KEPT = 60  # seconds `lag:<stage>` stays when nobody measures any more


class Pressure:
    """Measures every stage and opens or closes the valve."""

    def __init__(self, client: "Redis", meter: LagMeter, settings: Settings) -> None:
        self._redis, self._meter, self._prefix = client, meter, settings.prefix
        self._seconds, self._records = settings.lag_seconds, settings.lag_records
        self.opening = 1.0

    async def measure(self) -> None:
        """Publish the lag of each stage and set `opening`. Raises KafkaError."""
        lags = await asyncio.to_thread(self._meter.measure)
        now = now_ms()
        pipe = self._redis.pipeline(transaction=False)
        for stage, lag in lags.items():
            LAG.labels(stage).set(lag.seconds(now))
            LAG_RECORDS.labels(stage).set(lag.records)
            pipe.set(f"{self._prefix}lag:{stage}", f"{lag.oldest}:{lag.records}", ex=KEPT)
        await pipe.execute()
        self.opening = opening(self.opening, self._share(lags, now))

    def _share(self, lags: Mapping[str, Lag], now: int) -> float:
        """How much of what is allowed is used up, by the worst stage."""
        return max(
            share
            for lag in lags.values()
            for share in (lag.seconds(now) / self._seconds, lag.records / self._records)
        )


def opening(before: float, share: float) -> float:
    """How much of its feeds the poller may ask: 1 all that are due, 0 none.

    It closes bit by bit from half of the limit on; once shut it stays so down to that half.
    """
    if share < EASY:
        return 1.0
    if before == 0 or share >= 1:
        return 0.0
    return (1 - share) / (1 - EASY)
