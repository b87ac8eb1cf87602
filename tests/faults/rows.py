"""Results of long tables, kept row by row, so that a table that was broken off goes on."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from config.settings import ROOT

R = TypeVar("R")
TERMINATED = 143  # the shell's word for SIGTERM
FOLDER = ROOT / "var" / "proofs"


class Rows:
    """The rows of one table, by key, in a file of `var/proofs`."""

    def __init__(self, name: str, *, afresh: bool = False) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        self._file = FOLDER / f"{name}.jsonl"
        if afresh:
            self._file.unlink(missing_ok=True)

    def known(self, kind: type[R]) -> dict[str, R]:
        """What was found before, by the key under which it was kept."""
        if not self._file.exists():
            return {}
        lines = (msgspec.json.decode(line) for line in self._file.read_bytes().splitlines())
        return {line["key"]: msgspec.convert(line["row"], kind) for line in lines}

    def keep(self, key: str, row: object) -> None:
        with self._file.open("ab") as out:
            out.write(msgspec.json.encode({"key": key, "row": row}) + b"\n")


def columns(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table for a terminal, as wide as it has to be."""
    told = [tuple(map(str, row)) for row in (head, *rows)]
    widths = [max(len(row[place]) for row in told) for place in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in told
    )


def end_in_order() -> None:
    """Let SIGTERM end a table as Ctrl-C does: what it has started ends with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))


def folder_of(name: str) -> Path:
    """Where what a failed row has left is kept, for whoever looks into it."""
    return FOLDER / name
