"""The pages that benchmarks eat: real ones where the test data is at hand, our own otherwise."""

import gzip
import html
import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple

from tests.conftest import SHARED
from tests.way.texts import story

REAL = SHARED / "data" / "extract-zyte"
FEED_SIZE = 25  # entries a feed
HOSTS = 80  # addresses they are spread over


class Page(NamedTuple):
    """A page in memory: `host` and `path` on the benchmark's server, title, bytes."""

    host: str
    path: str
    title: str
    body: bytes


def pages(count: int) -> list[Page]:
    """`count` pages, every one another article: real pages come round again with other words."""
    sources = real_pages() or [made_page(seed) for seed in range(200)]
    return [variant(*sources[n % len(sources)], n) for n in range(count)]


def real_pages() -> list[tuple[str, bytes]]:
    if not REAL.exists():
        return []
    items = [json.loads(line) for line in (REAL / "items.jsonl").read_text().splitlines()]
    found = [gzip.decompress((REAL / item["html"]).read_bytes()) for item in items]
    return [(title_of(body), body) for body in found]


def title_of(body: bytes) -> str:
    found = re.search(rb"<title[^>]*>([^<]+)", body, re.I)
    return html.unescape(found[1].decode(errors="replace")).strip() if found else "no title"


def made_page(seed: int) -> tuple[str, bytes]:
    title, paragraphs = story(seed)
    chrome = "".join(f'<div class="n"><a href="/{n}">secțiunea {n}</a></div>' for n in range(1500))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs * 3)
    return title, f"<html><title>{title}</title>{chrome}<article>{body}</article>".encode()


def variant(title: str, body: bytes, number: int) -> Page:
    """The page as another article: each of its paragraphs ends in words of its own."""
    parts = re.split(rb"(</p>)", body)
    for place in range(1, len(parts), 2):
        parts[place] = b" Editia %d, randul %d din %d.</p>" % (number, place, number * place)
    return Page(host_of(number // FEED_SIZE), f"p{number}", f"{title} {number}", b"".join(parts))


def host_of(feed: int) -> str:
    """Every feed has a loopback address of its own: politeness counts by host."""
    return f"127.0.0.{1 + feed % HOSTS}"


def feeds(port: int, all_pages: list[Page]) -> dict[str, bytes]:
    """Feeds of FEED_SIZE entries over these pages: name → RSS."""
    chunks = [all_pages[n : n + FEED_SIZE] for n in range(0, len(all_pages), FEED_SIZE)]
    return {f"feed{n}": rss(port, f"feed{n}", chunk) for n, chunk in enumerate(chunks)}


def rss(port: int, name: str, entries: list[Page]) -> bytes:
    at = format_datetime(datetime.now(UTC))
    items = "".join(
        f"<item><title>{html.escape(page.title)}</title>"
        f"<link>http://{page.host}:{port}/{page.path}</link><guid>{page.path}</guid>"
        f"<pubDate>{at}</pubDate><description>{html.escape(page.title)}</description></item>"
        for page in entries
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{name}</title>'
        f"{items}</channel></rss>"
    ).encode()
