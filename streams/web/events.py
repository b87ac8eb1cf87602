"""position → event: a desk's record and a reader's place, as a live stream writes them."""

import re

Positions = tuple[int, ...]  # per partition the offset a reader goes on from

WRITTEN = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})*")  # offsets fit 63 bits
PAUSE_MS = 2000  # a reader whose stream ended comes back after this


def event_id(positions: Positions) -> str:
    """`(12, 40, 7)` → `12.40.7`."""
    return ".".join(map(str, positions))


def positions_of(written: str, count: int) -> Positions | None:
    """What `event_id` wrote for a topic of so many partitions; nothing for anything else."""
    if not WRITTEN.fullmatch(written):
        return None
    positions = tuple(map(int, written.split(".")))
    return positions if len(positions) == count else None


def is_kept(positions: Positions, first: Positions, end: Positions) -> bool:
    """Whether the topic still has everything from these positions on."""
    return all(low <= here <= high for low, here, high in zip(first, positions, end, strict=True))


def moved(positions: Positions, partition: int, offset: int) -> Positions:
    """The positions after the record at this offset."""
    return (*positions[:partition], offset + 1, *positions[partition + 1 :])


def event(name: str, positions: Positions, data: bytes) -> bytes:
    """One server-sent event; data of several lines goes out line by line, so that none forges."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return b"".join(
        [
            f"event: {name}\nid: {event_id(positions)}\n".encode(),
            *(b"data: " + line + b"\n" for line in lines),
            b"\n",
        ]
    )


def greeting(positions: Positions) -> bytes:
    """The head of a stream: where it begins, and how soon to come back; no event to the reader."""
    return f"retry: {PAUSE_MS}\nid: {event_id(positions)}\n\n".encode()


def heartbeat(positions: Positions) -> bytes:
    """A comment, for proxies and dead connections, and the place reached; no event either."""
    return f":\nid: {event_id(positions)}\n\n".encode()
