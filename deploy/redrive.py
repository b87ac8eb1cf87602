"""Dead letters go back to where they broke, with id and seen_at kept; or are put aside for good."""

import base64
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from config.codec import LEDGER
from config.errors import ConfigError
from config.settings import Settings
from config.topics import topic_name
from deploy.letters import Kept, Letter, letters
from deploy.reading import Record, read_so_far
from deploy.writing import writer

CAP = 3  # redrives of one message; a fourth needs somebody to look at it
SOURCE = re.compile(r"^(?P<topic>.+)/(?P<partition>\d+)/(?P<offset>\d+)$")
CARRIED = ("id", "seen_at", "feed")
SEND_SECONDS = 30.0
BATCH = 20  # letters that are sent and then noted together; of at most 6 MiB each


class Exported(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A letter as `dead export` writes it, with its bytes: as text where they are text."""

    letter: Letter
    value: str | None = None
    value_base64: str | None = None

    @property
    def bytes(self) -> bytes:
        """The value, which somebody may have repaired. Raises ValueError."""
        if self.value is not None:
            return self.value.encode()
        return base64.b64decode(self.value_base64 or "", validate=True)


def exported(kept: Kept) -> Exported:
    try:
        return Exported(letter=kept.letter, value=kept.record.value.decode())
    except UnicodeDecodeError:
        encoded = base64.b64encode(kept.record.value).decode()
        return Exported(letter=kept.letter, value_base64=encoded)


def repaired(path: Path) -> dict[str, bytes]:
    """Position → value of the letters in a file that `export` wrote. Raises ConfigError."""
    found: dict[str, bytes] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            told = msgspec.json.decode(line, type=Exported)
            found[told.letter.position] = told.bytes
        except (msgspec.DecodeError, ValueError) as error:
            raise ConfigError(f"{path}:{number}: {error}") from None
    return found


def ended_well(settings: Settings) -> set[str]:
    """`id seen_at` of the entries whose last ending is another than `dead`."""
    last: dict[str, str] = {}
    for record in read_so_far(settings, [topic_name(settings, "ledger")]):
        line = LEDGER.decode(record.value)
        if line.what not in ("seen", "repeat"):
            last[f"{line.id} {line.seen_at}"] = line.what
    return {entry for entry, what in last.items() if what != "dead"}


class Redriver:
    """Sends letters back and notes it beside them.

    Killed between the two it sends them again when it is run again, which is harmless: whatever
    decided on an (id, seen_at) decides the same again, and the publisher drops repeats.
    """

    def __init__(self, settings: Settings, rate: float) -> None:
        self._dead, self._pause = topic_name(settings, "dead"), 1 / rate
        self._ended = ended_well(settings)
        self._latest: dict[str, int] = {}  # subject → redrives of its newest letter
        for letter, _ in letters(settings):
            self._latest[letter.subject] = max(letter.redrives, self._latest.get(letter.subject, 0))
        self._producer = writer(settings)

    def refusal(self, letter: Letter) -> str | None:
        """Why this letter is not sent again, or nothing."""
        reasons = (
            (letter.note is not None, f"{letter.note}"),
            (letter.evidence, "evidence of an article that passed"),
            (letter.redrives < self._latest.get(letter.subject, 0), "parked again since"),
            (letter.redrives >= CAP, f"redriven {CAP} times already"),
            (letter.subject in self._ended, "ended well since"),
            (not SOURCE.match(letter.source), "does not say where it came from"),
        )
        return next((why for refused, why in reasons if refused), None)

    def sendable(
        self, chosen: Iterable[Kept], values: Mapping[str, bytes] | None, refused: Counter[str]
    ) -> Iterator[Kept]:
        """Those of the chosen that may go, with a repaired value where there is one; without
        one in `values` none goes. Why others may not is counted in `refused`."""
        for kept in chosen:
            why = self.refusal(kept.letter)
            if values is not None and kept.letter.position not in values:
                why = "not in the file"
            if why:
                refused[why] += 1
            else:
                value = (values or {}).get(kept.letter.position, kept.record.value)
                yield Kept(kept.letter, kept.record._replace(value=value))

    def redrive(self, chosen: Iterable[Kept]) -> Iterator[Letter]:
        """Send these back, some at a time, and note it. Raises KafkaError."""
        for batch in batches(chosen):
            self._all([self._back(kept) for kept in batch])
            yield from self._noted(batch, b"redriven")
            time.sleep(self._pause * len(batch))

    def discard(self, chosen: Iterable[Kept]) -> Iterator[Letter]:
        """Note that nobody will send these again. Raises KafkaError."""
        for batch in batches(chosen):
            yield from self._noted(batch, b"discarded")

    def _back(self, kept: Kept) -> "Sent":
        letter, record = kept
        source = SOURCE.match(letter.source)
        assert source is not None  # refusal() was asked first
        carried = [(name, record.headers[name]) for name in CARRIED if name in record.headers]
        return self._send(
            source["topic"], int(source["partition"]), record,
            [*carried, ("redrives", str(letter.redrives + 1).encode())],
        )  # fmt: skip

    def _noted(self, batch: Sequence[Kept], what: bytes) -> list[Letter]:
        self._all([
            self._send(self._dead, kept.record.partition, kept.record._replace(value=b""),
                       [("note", what), ("of", kept.letter.position.encode())])
            for kept in batch
        ])  # fmt: skip
        return [kept.letter for kept in batch]

    def _send(
        self, topic: str, partition: int, record: Record, headers: list[tuple[str, bytes]]
    ) -> "Sent":
        found: Sent = self._producer.send(
            topic, key=record.key, value=record.value, partition=partition, headers=headers
        )
        return found

    def _all(self, sent: "Sequence[Sent]") -> None:
        for future in sent:
            future.get(SEND_SECONDS)

    def close(self) -> None:
        self._producer.close(SEND_SECONDS)


class Sent:
    """kafka-python's future, as far as it is used."""

    def get(self, timeout: float) -> object: ...


def batches(chosen: Iterable[Kept]) -> Iterator[list[Kept]]:
    batch: list[Kept] = []
    for kept in chosen:
        batch.append(kept)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
