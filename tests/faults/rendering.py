"""edition → the bytes of its feed and its page, well made and badly made. Pure."""

import html
import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.faults.plan import BROKEN_FEED, OVERSIZE_CHARS, Edition

BAD_DATES = ("ieri", "Fri, 31 Feb 2026 25:61:00 GMT", "9999-99-99", "", "0", "luni, 3 mai")
UNCLOSED = ("<b><i>", "<table><td>", "<!-- ", "</p></div>")
DEPTH = 120_000  # of a page's elements, more than parsers like


def feed_bytes(address: str, number: int, editions: list[tuple[Edition, float]]) -> bytes:
    """RSS, ill-formed in the broken feed from its first line on."""
    title = "Rău & nebun &nbsp; <b>" if number == BROKEN_FEED else f"Outlet {number}"
    items = "".join(item(address, edition, told) for edition, told in editions)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>http://{address}/f{number}/</link>{items}"
        "</channel></rss>"
    ).encode()


def item(address: str, e: Edition, told: float) -> str:
    draw = random.Random(e.number)
    guid = "" if e.kind == "malformed" else f'<guid isPermaLink="false">{e.token}</guid>'
    return (
        f"<item><title>{html.escape(e.title)}</title><link>http://{address}{e.path}</link>"
        f"{guid}<pubDate>{date_of(e, told, draw)}</pubDate><category>r{e.revision}</category>"
        f"<description>{html.escape(description(e, draw))}</description></item>"
    )


def date_of(e: Edition, told: float, draw: random.Random) -> str:
    if e.kind == "bad_date":
        return draw.choice(BAD_DATES)
    at = datetime.fromtimestamp(told, UTC).replace(microsecond=0)
    return format_datetime(at - timedelta(days=7000 if e.kind == "old" else 0))


def description(e: Edition, draw: random.Random) -> str:
    """The entry's own HTML: all of the text, or what a paged feed teases with."""
    if e.kind == "blank":
        return ""
    if e.is_paged:
        return f"<p>{e.paragraphs[0]}</p>"
    if e.kind == "malformed":
        return "<p>".join(e.paragraphs) + draw.choice(UNCLOSED)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in e.paragraphs)
    return body + f"<p>{'umplutură fără rost ' * (OVERSIZE_CHARS // 20)}</p>" * (
        e.kind == "oversize"
    )


def page_bytes(e: Edition) -> bytes:
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in e.paragraphs)
    if e.kind == "poison":
        body = "<div>" * DEPTH + body  # nested deeper than parsers like
    links = "".join(f'<li><a href="/f{e.feed}/{n}">Alte știri {n}</a></li>' for n in range(8))
    return (
        f'<!doctype html><html lang="ro"><head><meta charset="utf-8"><title>{html.escape(e.title)}'
        f"</title></head><body><nav><ul>{links}</ul></nav><main><article>"
        f"<h1>{html.escape(e.title)}</h1>{body}</article></main><footer>© Outlet</footer>"
        "</body></html>"
    ).encode()
