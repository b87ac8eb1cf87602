"""`python -m tests.benchmarks.facts [--wrong]`: headline and date of pages whose truth is stated.

Headlines and dates of newspaper4k's and goose3's own tests; beside them the day in the address of
every page that has one. The address is kept from all readers; a canonical link may tell it.
Peer: trafilatura's metadata.
"""

import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from trafilatura import bare_extraction

from config.charsets import decoded
from streams.facts import facts_of
from streams.headline import likeness
from streams.page import parsed_page
from tests.conftest import SHARED

SETS = ("extract-zyte", "extract-newspaper4k-tests", "extract-goose3")
DAY = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=/)")
HIDDEN = "https://ziar.example/stiri/x"
ALIKE = 0.75  # F1 of the words of two headlines that are the same
Told = tuple[str, date | None]


class Stated(NamedTuple):
    id: str
    page: bytes
    headline: str
    day: date | None


def main(options: Sequence[str] = ()) -> int:
    pages = [page for page in stated() if page.headline or page.day]
    sys.stdout.write(
        "                 headline  must .95 aim .98    date  must .96 aim .98   CPU ms\n"
    )
    headlines, days = show("wiredesk", ours, pages, "--wrong" in options)
    show("trafilatura", theirs, pages, False)
    return 0 if headlines >= 0.95 and days >= 0.96 else 1


def show(
    name: str, read: Callable[[bytes], Told], pages: list[Stated], wrong: bool
) -> tuple[float, float]:
    right, began = Counter[str](), time.process_time()
    for page in pages:
        headline, day = read(page.page)
        same = likeness(headline, page.headline) >= ALIKE
        near = day is not None and page.day is not None and abs((day - page.day).days) <= 1
        right.update(headline=bool(page.headline and same), date=near)
        if wrong and ((page.headline and not same) or (page.day and not near)):
            sys.stdout.write(
                f"  {page.id}: {headline!r}, {day}; truth {page.headline!r}, {page.day}\n"
            )
    took = 1000 * (time.process_time() - began) / len(pages)
    titled = sum(bool(page.headline) for page in pages)
    dated = sum(bool(page.day) for page in pages)
    shares = right["headline"] / titled, right["date"] / dated
    sys.stdout.write(
        f"{name:<12} {right['headline']:4} of {titled}  {shares[0]:.3f} "
        f"{right['date']:13} of {dated}  {shares[1]:.3f} {took:17.2f}\n"
    )
    return shares


def ours(page: bytes) -> Told:
    facts = facts_of(parsed_page(decoded(page)), HIDDEN, {})
    return facts.title, facts.dates[0].at.date() if facts.dates else None


def theirs(page: bytes) -> Told:
    found = bare_extraction(decoded(page), with_metadata=True, include_comments=False)
    day = getattr(found, "date", None)
    return getattr(found, "title", None) or "", date.fromisoformat(day) if day else None


def stated() -> Iterator[Stated]:
    for folder in SETS:
        for line in (SHARED / "data" / folder / "items.jsonl").open():
            item = json.loads(line)
            truth = item.get("gold") or item.get("metadata") or {}
            path = DAY.search(item.get("url") or truth.get("url") or "")
            said = str(truth.get("publish_date") or "")[:10]
            day = datetime.fromisoformat(said).date() if said[:4].isdecimal() else None
            if path and day is None:
                day = date(*map(int, path.groups()))
            page = gzip.decompress((SHARED / "data" / folder / item["html"]).read_bytes())
            yield Stated(f"{folder}/{item['id']}", page, truth.get("title") or "", day)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
