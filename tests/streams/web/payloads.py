"""Scripts that come the way articles come: through a feed's words and a page's bytes, cleaned."""

import json
import os
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import msgspec
import zstandard

from config.codec import CLEAN, TAGGED
from config.published import Publisher
from config.records import Answer, Entry, RawArticle, TaggedArticle
from streams.clean import clean_article
from streams.errors import Rejected
from tests.conftest import SHARED
from tests.streams.web.hostile import PAYLOADS

EVERY = int(os.environ.get("EVERY_PAYLOAD", "150"))  # of 2,900; all of them: a quarter of an hour
CALLS = re.compile(r"\b(alert|confirm|prompt|print|fetch)\b")
TAGS = ("img", "svg", "video", "audio", "details", "body", "input", "iframe", "object", "a", "math",
        "marquee", "style", "form", "button", "textarea", "select", "template")  # fmt: skip
EVENTS = ("onload", "onerror", "onclick", "onmouseover", "onfocus", "ontoggle", "onstart",
          "onanimationend", "onpointerenter", "onbeforetoggle")  # fmt: skip
SCHEMES = ("javascript:", "JaVaScRiPt:", "java\tscript:", " javascript:", "data:text/html,",
           "vbscript:", "\x01javascript:", "javascript&colon;", "&#106;avascript:")  # fmt: skip
PROSE = (
    "Podul de la Brăila a fost deschis duminică, după patru ani de lucrări și două amânări. " * 3
)


def all_payloads() -> list[str]:
    """Ours, made and written, and those of other people's sanitizers."""
    made = [f"<{tag} src=x autofocus tabindex=1 open {event}=__ran()>x</{tag}>"
            for tag in TAGS for event in EVENTS]  # fmt: skip
    linked = [f'<a href="{scheme}__ran()">x</a>' for scheme in SCHEMES]
    bare = [f"{scheme}__ran()" for scheme in SCHEMES]
    told = [CALLS.sub("__ran", one) for one in strangers(SHARED / "data" / "security")]
    return [*PAYLOADS, *bare, *linked, *[*made, *told][::EVERY]]


def strangers(folder: Path) -> Iterator[str]:
    """What bleach, loofah, DOMPurify, html5lib and the list of naughty strings are tested with."""
    if not folder.exists():
        return
    yield from (file.read_text() for file in sorted((folder / "bleach").glob("*.test")))
    yield from map(str, json.loads((folder / "blns" / "blns.json").read_text()))
    for case in json.loads((folder / "dompurify" / "expect.json").read_text()):
        yield str(case["payload"])
    loofah = folder / "loofah" / "testdata_sanitizer_tests1.dat.json"
    yield from (str(case.get("input")) for case in json.loads(loofah.read_text()))
    for file in sorted((folder / "html5lib-tests" / "tree-construction").rglob("*.dat")):
        yield from re.findall(r"#data\n(.*?)\n#errors", file.read_text(errors="replace"), re.S)


def through_cleaning(number: int, payload: str) -> TaggedArticle | None:
    """The article made of an entry and a page that say the payload everywhere; or none."""
    url = f"https://ziar.example/stiri/{number}"
    page = (
        f"<html><head><title>{payload}</title>"
        f'<meta property="og:title" content="{escape(payload)}">'
        f'<meta name="author" content="{escape(payload)}">'
        f'<link rel="canonical" href="{escape(payload)}">'
        f'<meta property="og:image" content="{escape(payload)}"></head><body><article><h1>{payload}'
        f"</h1><p>{PROSE}</p><p>{payload} {PROSE}</p><p>{escape(payload)} {PROSE}</p></article>"
    )
    link = payload if payload.strip().lower().startswith(("java", "data", "vb")) else url
    entry = Entry(id=f"payload{number}", url=link, title=payload if number % 2 else escape(payload),
                  html=f"<p>{payload}</p>", authors=(payload,), categories=(payload,))  # fmt: skip
    raw = RawArticle(
        id=entry.id, seen_at=f"2026-11-22T08:31:{number % 60:02d}.117Z", feed="ziar",
        publisher=Publisher(name="Ziarul"), entry=entry,
        page=zstandard.compress(page.encode("utf-8", "replace")),
        answer=Answer(url=url, status=200, headers={"content-type": "text/html; charset=utf-8"}),
    )  # fmt: skip
    try:
        return TAGGED.decode(CLEAN.encode(clean_article(raw)))
    except Rejected:
        return None


def clicked(article: TaggedArticle) -> list[str]:
    """Every address of an article that a reader may follow or load."""
    told = msgspec.to_builtins(article)
    return [told[name] for name in ("url", "canonical_url", "image") if told.get(name)]
