"""Which processes make an installation, on one machine: the table that `wiredesk up` starts."""

import sys
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

import msgspec

from config.settings import Settings
from deploy.broker import class_archive, prepared_broker, recording
from deploy.memory import prepared_memory
from deploy.supervise import Service

WIREDESK = str(Path(sys.executable).with_name("wiredesk"))
TERMINATED = 143  # what Java ends with after SIGTERM: its archive is whole

ORDER = (  # of stopping, with the seconds each group may take before it is forced: 24 in all
    (("poll",), 5),
    (("clean", "dedup", "tag"), 5),
    (("publish",), 4),
    (("serve", "audit", "newsroom"), 3),
    (("kafka", "redis"), 7),
)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What `up` was asked for beside the settings."""

    demo: bool = True
    bind: str = "127.0.0.1"  # of the page and the API


def services(settings: Settings, choice: Choice) -> tuple[Service, ...]:
    """All services of this installation. Formats the broker's storage on first use."""
    ports = settings.ports
    found = [*servers(settings)]
    if choice.demo:
        found.append(role("newsroom", "newsroom", "--port", str(ports["newsroom"])))
    found += [
        role("poll", "poll", health=ports["poll"]),
        *(role(stage, "work", stage, health=ports[stage]) for stage in ("clean", "dedup", "tag")),
        role("publish", "publish", health=ports["publish"]),
        role("serve", "serve", "--bind", choice.bind, health=ports["serve-health"]),
        role("audit", "audit", "--watch", health=ports["audit"]),
    ]
    return tuple(found)


def role(name: str, *command: str, health: int = 0) -> Service:
    return Service(name=name, command=(WIREDESK, *command), health=health)


def servers(settings: Settings) -> Sequence[Service]:
    """The embedded broker and Redis, as far as none is named."""
    home, ports, found = Path(settings.home), settings.ports, []
    if not settings.kafka:
        command = prepared_broker(home / "kafka", ports["kafka"], ports["kafka-controller"])
        found.append(broker(command, class_archive()))
    if not settings.redis:
        command = prepared_memory(home / "redis", ports["redis"])
        found.append(Service(name="redis", command=tuple(command)))
    return found


def broker(command: list[str], archive: Path) -> Service:
    """The broker; without an archive of its classes it writes one when it ends."""
    if archive.exists():
        return Service(name="kafka", command=tuple(command))
    new = archive.with_suffix(".new")
    kept = f'[ "$1" = {TERMINATED} ] && mv {quote(str(new))} {quote(str(archive))}'
    return Service(name="kafka", command=tuple(recording(command, new)), after=kept)
