"""What an installation says of itself: its roles' health and metrics, the lag of its stages."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException

import msgspec
import redis
from prometheus_client.parser import text_string_to_metric_families

from config.clients import redis_sync
from config.moments import now_ms
from config.settings import Settings

ROLES = {  # name → its place in settings.ports
    "poll": "poll", "clean": "clean", "dedup": "dedup", "tag": "tag", "publish": "publish",
    "serve": "serve-health", "audit": "audit",
}  # fmt: skip
STAGES = ("clean", "dedup", "tag", "publish")
OUTCOMES = ("passed", "rejected", "parked")
ANSWER = 3.0  # seconds a role may take to answer

Samples = dict[str, dict[tuple[str, ...], float]]  # metric → values of its labels, by name → value


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """How one role is. `why` says what it waits for or lacks."""

    live: bool = False
    ready: bool = False
    why: str | None = "does not answer"


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """What one stage has done since it started. None: it does not answer."""

    received: float | None = None
    outcomes: dict[str, float] = {}
    per_second: float | None = None  # over the moment of looking
    breaker_open: bool = False
    lag_seconds: float | None = None
    unread: int | None = None


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """One look at an installation."""

    home: str
    roles: dict[str, Role]
    stages: dict[str, Stage]
    entries: dict[str, float]  # seen, by outcome, unaccounted, in flight, published twice
    feeds: dict[str, float]  # by state


def status_of(settings: Settings, window: float) -> Status:
    """Look at everything twice, `window` seconds apart, so that rates can be told."""
    ports = {name: settings.ports[place] for name, place in ROLES.items()}
    with ThreadPoolExecutor(len(ports)) as threads:
        before = dict(zip(ports, threads.map(metrics, ports.values()), strict=True))
        time.sleep(window)
        after = dict(zip(ports, threads.map(metrics, ports.values()), strict=True))
        roles = dict(zip(ports, threads.map(role_at, ports.values()), strict=True))
    lags = lags_of(settings)
    return Status(
        home=settings.home,
        roles=roles,
        stages={
            name: stage_of(name, before[name], after[name], window, lags.get(name))
            for name in STAGES
        },
        entries=entries_of(after),
        feeds=by_label(after["poll"], "wiredesk_feeds"),
    )


def asked(port: int, path: str) -> tuple[int, bytes] | None:
    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def role_at(port: int) -> Role:
    ready, live = asked(port, "/readyz"), asked(port, "/livez")
    if ready is None or live is None:
        return Role()
    why = json.loads(ready[1]).get("why")
    return Role(live=live[0] == 200, ready=ready[0] == 200, why=why)  # noqa: PLR2004  OK


def metrics(port: int) -> Samples:
    """All samples of a role; nothing when it does not answer."""
    answer = asked(port, "/metrics")
    found: Samples = {}
    for family in text_string_to_metric_families(answer[1].decode() if answer else ""):
        for sample in family.samples:
            found.setdefault(sample.name, {})[values_of(sample.labels)] = sample.value
    return found


def values_of(labels: dict[str, str]) -> tuple[str, ...]:
    """Values in the order of the labels' names, which is the order of the text, too."""
    return tuple(value for _, value in sorted(labels.items()))


def by_label(samples: Samples, metric: str) -> dict[str, float]:
    """Values of a metric of one label, by that label."""
    return {labels[0]: value for labels, value in samples.get(metric, {}).items() if labels}


def stage_of(
    name: str, before: Samples, after: Samples, window: float, lag: tuple[float, int] | None
) -> Stage:
    received = by_label(after, "wiredesk_stage_received_total").get(name)
    earlier = by_label(before, "wiredesk_stage_received_total").get(name)
    known = received is not None and earlier is not None
    outcomes = after.get("wiredesk_stage_messages_total", {})
    return Stage(
        received=received,
        outcomes={word: outcomes.get((word, name), 0.0) for word in OUTCOMES} if outcomes else {},
        per_second=((received or 0) - (earlier or 0)) / window if known else None,
        breaker_open=by_label(after, "wiredesk_breaker_open").get(name) == 1,
        lag_seconds=lag[0] if lag else None,
        unread=lag[1] if lag else None,
    )


def lags_of(settings: Settings) -> dict[str, tuple[float, int]]:
    """Per stage the age of its oldest unread record and their number, as the poller measures."""
    client = redis_sync(settings)
    try:
        keys = [f"{settings.prefix}lag:{stage}" for stage in STAGES]
        written: list[bytes | None] = client.mget(keys)  # type: ignore[assignment]  # its stubs
    except redis.RedisError:
        return {}
    finally:
        client.close()
    found = zip(STAGES, written, strict=True)
    return {stage: lag_in(value) for stage, value in found if value is not None}


def lag_in(value: bytes) -> tuple[float, int]:
    """`<ms of the oldest unread record, or 0>:<unread>` → seconds, unread."""
    oldest, _, unread = value.decode().partition(":")
    return (max(0.0, (now_ms() - int(oldest)) / 1000) if int(oldest) else 0.0), int(unread)


def entries_of(samples: dict[str, Samples]) -> dict[str, float]:
    """The books as the audit reads them in the ledger: no restart of a role begins them anew."""
    found: dict[str, float] = {}
    for role in samples.values():
        found |= by_label(role, "wiredesk_audit_entries")
    for name, metric in (
        ("in_flight", "wiredesk_entries_in_flight"),
        ("unaccounted", "wiredesk_entries_unaccounted"),
        ("published_twice", "wiredesk_audit_published_twice"),
    ):
        values = [value for role in samples.values() for value in role.get(metric, {}).values()]
        if values:
            found[name] = sum(values)
    return found
