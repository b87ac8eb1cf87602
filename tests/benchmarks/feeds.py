"""python -m tests.benchmarks.feeds [SET…] [--show]: suites of others through `wiredesk try feed`.

For each set: documents, how many were feeds, those that killed their reader, and how often what
the suite states of an entry is what we say (must 97 %). A statement counts as met where the words
are the same: our titles are plain lines, and our texts are cleaned one stage later.
"""

import html
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from tests.benchmarks.feedcases import (
    Case,
    Expected,
    charset_cases,
    feedparser_cases,
    files_of,
    gofeed_cases,
    plain_cases,
)
from tests.conftest import SHARED

MUST = 0.97
COMMAND = [sys.executable, "-c", "from deploy.cli import main; main()", "try", "feed"]
HANGS = 300.0  # seconds for a whole set, of which none needs a minute
MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.S | re.I)
WORD = re.compile(r"[^\W\d_]+")
TROUBLES = ("it is torn", "items have neither")  # said of a feed that was read all the same
DATA = SHARED / "data"
SETS: dict[str, Callable[[], Iterator[Case]]] = {
    "feeds-feedparser": lambda: feedparser_cases(DATA / "feeds-feedparser"),
    "feeds-gofeed": lambda: gofeed_cases(DATA / "feeds-gofeed"),
    "feeds-feedvalidator": lambda: plain_cases(DATA / "feeds-feedvalidator" / "cases.jsonl.gz"),
    "bad-charset": lambda: charset_cases(DATA / "bad-charset"),
    "bad-fuzz": lambda: plain_cases(DATA / "bad-fuzz" / "go-fuzz-corpus.jsonl.gz"),
    **{
        name: lambda name=name: files_of(DATA / name)  # type: ignore[misc]  # bound at once
        for name in ("feeds-sitemaps", "bad-http-bodies", "bad-strings", "bad-urls", "bad-xml")
    },
    "security": lambda: files_of(DATA / "security"),
}

Entry = dict[str, Any]


class Read(msgspec.Struct):
    """What the command said of a set: entries by document, and those that killed their reader."""

    entries: dict[int, list[Entry]] = {}
    feeds: int = 0
    killed: list[str] = []
    seconds: float = 0.0
    ends: set[int] = set()  # exit codes


def main(options: Sequence[str] = ()) -> int:
    sys.stdout.write("set                   documents  feeds  entries  killed  crashed  seconds\n")
    stated, wrong, bad = Counter[str](), defaultdict[str, list[str]](list), 0
    asked = [option for option in options if option in SETS]
    for name in asked or SETS:
        cases = SETS[name]
        documents = list(cases())
        read = read_by_command(documents)
        bad += told(name, documents, read)
        for field, right, line in judged(name, documents, read):
            stated[f"{name} {field}"] += 1
            if not right:
                wrong[f"{name} {field}"].append(line)
    low = scored(stated, wrong)
    if "--show" in options:
        sys.stdout.writelines(f"{line}\n" for lines in wrong.values() for line in lines)
    return 0 if low >= MUST and not bad else 1


def read_by_command(documents: Sequence[Case]) -> Read:
    """All documents of a set through the command, those that were served alike in one call."""
    read, began = Read(), time.monotonic()
    served = sorted(range(len(documents)), key=lambda n: how(documents[n]))
    with tempfile.TemporaryDirectory() as folder:
        for (url, kind), group in groupby(served, key=lambda n: how(documents[n])):
            files = {str(Path(folder) / f"{n}.xml"): n for n in group}
            for file, place in files.items():
                Path(file).write_bytes(documents[place].body)
            take_in(read, files, [*COMMAND, *files, "--url", url, "--content-type", kind])
    read.seconds = time.monotonic() - began
    return read


def how(case: Case) -> tuple[str, str]:
    return case.url, case.content_type


def take_in(read: Read, files: dict[str, int], command: list[str]) -> None:
    ended = subprocess.run(command, capture_output=True, timeout=HANGS, check=False)
    read.ends.add(ended.returncode)
    refused = set()
    for line in ended.stderr.decode("utf-8", "replace").splitlines():
        file, _, why = line.partition(": ")
        if file in files and not any(trouble in why for trouble in TROUBLES):
            refused.add(file)
            if why.startswith(("timeout", "broken")):
                read.killed.append(f"{files[file]}: {why}")
    read.feeds += len(files) - len(refused)
    for told in ended.stdout.splitlines():
        entry = json.loads(told)
        read.entries.setdefault(files[entry["file"]], []).append(entry)


def told(name: str, documents: Sequence[Case], read: Read) -> int:
    """One row; how many crashes there were, which is what must not be."""
    crashed = len(read.ends - {0, 1})
    entries = sum(map(len, read.entries.values()))
    sys.stdout.write(
        f"{name:20}  {len(documents):9}  {read.feeds:5}  {entries:7}  {len(read.killed):6}"
        f"  {crashed:7}  {read.seconds:7.1f}\n"
    )
    for one in read.killed:
        place, _, why = one.partition(": ")
        sys.stdout.write(f"    killed: {documents[int(place)].name}: {why}\n")
    return crashed


# ── what is stated, and what we say ──


def judged(name: str, documents: Sequence[Case], read: Read) -> Iterator[tuple[str, bool, str]]:
    for place, case in enumerate(documents):
        entries = read.entries.get(place, [])
        for expected in case.expected:
            right = holds(expected, entries, case)
            said = ours(expected, entries)
            line = f"{name} {case.name} {expected.field}: {said!r} for {expected.value!r}"
            yield expected.field, right, line
        if case.charset and entries:
            lost = mojibake(case, entries)
            yield "words", not lost, f"{name} {case.name}: {lost[:5]}"


def ours(expected: Expected, entries: Sequence[Entry]) -> object:
    if expected.field == "count":
        return len(entries)
    if not -len(entries) <= expected.place < len(entries):
        return None
    entry = entries[expected.place]
    told = {"author": entry["authors"][:1], "category": entry["categories"]}
    return told.get(expected.field, entry.get(expected.field))


def holds(expected: Expected, entries: Sequence[Entry], case: Case) -> bool:
    said, value = ours(expected, entries), expected.value
    if expected.field == "count":
        return bool(said == value)
    if expected.field in {"published_at", "updated_at"}:
        return moment(said) == moment(value)
    if isinstance(said, list):
        return value in said or not value
    return alike(str(said or ""), str(value or ""))


def moment(told: object) -> datetime | None:
    if isinstance(told, tuple):
        return datetime(*told[:6]).replace(tzinfo=UTC)  # noqa: DTZ001  it has its zone at once
    if not (isinstance(told, str) and told):
        return None
    return datetime.fromisoformat(told).astimezone(UTC).replace(microsecond=0)


def alike(said: str, value: str) -> bool:
    return bool(readings(said) & readings(value))


def readings(text: str) -> set[str]:
    """What there is to read: escaped once or twice, its markup left in or taken out."""
    found, layer = set[str](), text
    for _ in range(3):
        found |= {flat(layer), flat(MARKUP.sub(" ", layer)), flat(MARKUP.sub("", layer))}
        layer = html.unescape(layer)
    return found


def flat(text: str) -> str:
    return " ".join(html.unescape(text).split())


def mojibake(case: Case, entries: Sequence[Entry]) -> list[str]:
    """Words that the document does not have, read with the charset it is known to have."""
    try:
        truth = case.body.decode(case.charset, "replace")
    except LookupError:
        return []
    told = " ".join(f"{entry['title']} {entry['html']}" for entry in entries)
    known = {word for reading in (truth, *readings(truth)) for word in WORD.findall(reading)}
    return [word for word in WORD.findall(flat(told)) if word not in known]


def scored(stated: Counter[str], wrong: dict[str, list[str]]) -> float:
    """A row for each field; the lowest share of a whole set."""
    sys.stdout.write(f"\n{'set':20}  {'field':14}  stated  met     (must {MUST:.0%})\n")
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, count in sorted(stated.items()):
        name, field = key.split(" ")
        met = count - len(wrong[key])
        sums[name][0] += count
        sums[name][1] += met
        sys.stdout.write(f"{name:20}  {field:14}  {count:6}  {met / count:.1%}\n")
    for name, (count, met) in sums.items():
        sys.stdout.write(f"{name:20}  {'all':14}  {count:6}  {met / count:.1%}\n")
    return min((met / count for count, met in sums.values()), default=1.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
