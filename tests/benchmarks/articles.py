"""The articles that labels speak of, by id, from the shared data where it is at hand."""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.conftest import SHARED

PAGES = ("extract-zyte", "extract-newspaper4k-tests")


class Article(NamedTuple):
    title: str
    text: str


@cache
def articles() -> dict[str, Article]:
    """All that labels may name; empty where the shared data is absent."""
    return dict(read(SHARED / "data"))


def read(data: Path) -> Iterator[tuple[str, Article]]:
    romanian = data / "ro-articles" / "items.jsonl.gz"
    if not romanian.exists():
        return
    with gzip.open(romanian, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["id"], Article(row["title"], "\n\n".join(row["paragraphs"]))
    for name in PAGES:
        for line in (data / name / "items.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row["id"], Article("", row["gold_text"] or "")
