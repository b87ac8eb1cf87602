"""A live stream brought its desk, once and in order, or it is told what not."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from config.errors import ConfigError
from deploy.audit.streams import Event, Recording, read_recording, stream
from tests.deploy.audit.scene import DESK, a_good_run

Events = list[Event]


def recorded() -> tuple[Recording, Events]:
    there = [one.said("ce_id") for one in a_good_run().evidence.desks[DESK]]
    events = [Event(id=f"{n}.0.0", article=name) for n, name in enumerate(there, start=1)]
    return Recording("toate", tuple(events)), events


def wrong(events: Events) -> list[str]:
    return list(stream(a_good_run().case(), Recording("toate", tuple(events))))


def test_all_is_well_when_everything_came_once() -> None:
    assert wrong(recorded()[1]) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (lambda e: e[:-1], "did not come"),
        (lambda e: [*e, Event(id="9.0.0", article="x.1")], "is not on the desk"),
        (lambda e: [*e, Event(id="9.0.0", article=e[0].article)], "came 2 times"),
        (lambda e: [e[1], e[0], *e[2:]], "came after"),
        (lambda e: [*e, Event(id="9.0.0", article="", reset=True)], "reset"),
    ],
    ids=["lost", "unexpected", "twice", "out of order", "reset"],
)
def test_what_is_not_well_is_told(changed: Callable[[Events], Events], told: str) -> None:
    assert told in "\n".join(wrong(changed(recorded()[1])))


def test_reads_what_the_recorder_writes(tmp_path: Path) -> None:
    file, (recording, events) = tmp_path / "stream", recorded()
    lines = [b'{"desk": "toate"}', *map(msgspec.json.encode, events)]
    file.write_bytes(b"\n".join(lines))
    assert read_recording(file) == recording
    file.write_text("")
    with pytest.raises(ConfigError, match="--stream"):
        read_recording(file)
