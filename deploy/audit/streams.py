"""What a live stream brought, over all its reconnects, is what its desk's topic has."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from config.errors import ConfigError
from deploy.audit.case import Case


class Event(msgspec.Struct, frozen=True):
    """One event: its id, `12.40.7`, and its record's `<id>.<version>`."""

    id: str
    article: str
    reset: bool = False

    @property
    def place(self) -> tuple[int, ...]:
        return tuple(map(int, self.id.split(".")))


class Recording(msgspec.Struct, frozen=True):
    desk: str
    events: tuple[Event, ...]


def read_recording(path: Path) -> Recording:
    """`{"desk"}` on the first line, then an event a line. Raises ConfigError."""
    try:
        head, *lines = path.read_bytes().splitlines()
        desk = msgspec.json.decode(head, type=dict[str, str])["desk"]
        return Recording(desk, tuple(msgspec.json.decode(line, type=Event) for line in lines))
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"--stream: {path}: {error}") from None


def stream(case: Case, recording: Recording) -> Iterator[str]:
    """Every record of the desk came once, under ids that rise."""
    came = Counter(event.article for event in recording.events if not event.reset)
    there = {found.said("ce_id") for found in case.evidence.desks[f"desk.{recording.desk}"]}
    yield from (f"{article} did not come" for article in there - came.keys())
    yield from (f"{article} came, but is not on the desk" for article in came.keys() - there)
    yield from (f"{article} came {count} times" for article, count in came.items() if count > 1)
    yield from (f"the stream was reset at {event.id}" for event in recording.events if event.reset)
    before: tuple[int, ...] = ()
    for event in recording.events:
        if before and not rises(before, event.place):
            yield f"{event.id} came after {'.'.join(map(str, before))}"
        before = event.place


def rises(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    steps = [new - old for old, new in zip(before, after, strict=True)]
    return min(steps) >= 0 and max(steps) > 0
