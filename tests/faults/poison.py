"""Bad messages, put straight onto the inner topics among good ones, each with its journal line."""

import base64
import hashlib
import itertools
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from kafka import KafkaProducer
from kafka.errors import InvalidTimestampError

from config.settings import Settings
from tests.conftest import SHARED

TOPICS = ("raw", "clean", "resolved", "tagged")
FILE = SHARED / "data" / "security" / "kafka-poison" / "messages.json"
OWN: tuple[bytes | None, ...] = (  # where the shared ones are not at hand
    b"", None, b"hello", b'{"id":"1","title":"x', b"42", b"[]", b"null", b"\xff\xfe{",
    b'{"id":"\xff"}', b"[" * 10_000, b'{"id":{"a":1}}', b"\x80\x04\x95.", b"\x1f\x8b\x08abc",
)  # fmt: skip
Header = tuple[str, bytes]


class Poison(msgspec.Struct, frozen=True):
    """One kind: its value, and headers and time where they are what is bad."""

    name: str
    value: bytes | None
    headers: tuple[Header, ...] = ()
    at: int | None = None


def kinds() -> list[Poison]:
    """The 43 kinds of the shared data, or our own few."""
    if not FILE.exists():
        return [Poison(f"own-{n}", value) for n, value in enumerate(OWN)]
    return [kind(told) for told in json.loads(FILE.read_text())]


def kind(told: dict[str, Any]) -> Poison:
    name, value, headers = told["name"], told["value_b64"], told.get("headers", ())
    if isinstance(headers, str):  # "10000 headers h0..h9999"
        headers = [[f"h{n}", "eA=="] for n in range(10_000)]
    if value and value.startswith("generate"):
        raw: bytes | None = b"\xc1" * (1 << 20)  # as large as a broker takes by default
    else:
        raw = None if value is None else base64.b64decode(value)
    pairs = tuple((header, base64.b64decode(text)) for header, text in headers)
    return Poison(name, raw, pairs, told.get("timestamp_ms"))


class Poisoner:
    """Puts one kind after another onto the inner topics; every second one bears an entry's name."""

    def __init__(self, settings: Settings, journal: Path) -> None:
        self._settings, self._journal = settings, journal
        self._producer = KafkaProducer(
            bootstrap_servers=settings.kafka_servers, acks="all", max_request_size=6 << 20
        )
        self._next = itertools.cycle(kinds())
        self.count = 0

    def put(self) -> None:
        """One message on each inner topic, the same kind on all."""
        poison = next(self._next)
        for topic in TOPICS:
            with suppress(InvalidTimestampError):  # the broker's own guard: one kind never comes in
                self._one(topic, poison)

    def _one(self, topic: str, poison: Poison) -> None:
        self.count += 1
        headers, key = list(poison.headers), b"poison"
        if self.count % 2:
            id = f"zqpoison{self.count:018}"
            headers += [("id", id.encode()), ("seen_at", b"2026-11-22T08:00:00.000Z"),
                        ("feed", b"poison")]  # fmt: skip
            key = id.encode()
        place = self._producer.send(
            f"{self._settings.prefix}articles.{topic}", value=poison.value, key=key,
            headers=headers, partition=self.count % self._settings.partitions,
            timestamp_ms=poison.at,
        ).get(30)  # fmt: skip
        put = {"topic": f"articles.{topic}", "partition": place.partition, "offset": place.offset,
               "sha256": hashlib.sha256(poison.value or b"").hexdigest()}  # fmt: skip
        with self._journal.open("ab") as journal:
            journal.write(msgspec.json.encode({"put": put}) + b"\n")

    def close(self) -> None:
        self._producer.close(5)
