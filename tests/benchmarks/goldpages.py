"""Pages whose text is known, from the shared test data (nothing of it stands in the project)."""

import gzip
import json
from functools import cache
from typing import NamedTuple

import zstandard

from config.published import Publisher
from config.records import Answer, Entry, RawArticle
from tests.conftest import SHARED

SEEN_AT = "2026-11-22T08:31:05.117Z"


class GoldPage(NamedTuple):
    """A page as it was stored, its address, its true text (of some sets only the beginning)."""

    url: str
    body: bytes
    text: str


@cache
def gold_pages(name: str) -> list[GoldPage]:
    """The pages of a set that have a text; none where the set is not at hand."""
    folder = SHARED / "data" / name
    lines = (folder / "items.jsonl").read_text().splitlines() if folder.exists() else []
    items = [json.loads(line) for line in lines]
    return [
        GoldPage(
            url=item.get("url") or f"https://{item['id'].replace('_', '-')}.example/story/1",
            body=gzip.decompress((folder / item["html"]).read_bytes()),
            text=item.get("gold_text") or item["gold_prefix_text"],
        )
        for item in items
        if item.get("html") and (item.get("gold_text") or item.get("gold_prefix_text"))
    ]


@cache
def raw_of(page: GoldPage) -> RawArticle:
    """The message that the poller would have sent, without a feed's words."""
    return RawArticle(
        id="mfzwizltoqydcmrtgq2tmnzyhb",
        seen_at=SEEN_AT,
        feed="gold",
        publisher=Publisher(name="Gold"),
        entry=Entry(id="mfzwizltoqydcmrtgq2tmnzyhb", url=page.url),
        page=zstandard.compress(page.body),
        answer=Answer(url=page.url, status=200),
    )
