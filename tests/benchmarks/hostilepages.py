"""Thousands of documents that break readers: seeds of ours, each taken further in many ways."""

import base64
import json
import random
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

SIZES = (100, 5_000, 60_000)  # repetitions; pages are cut at 4 MiB like the fetcher's
MOST = 4 << 20
STORY = "<p>Podul de la Brăila a fost deschis duminică, după patru ani de lucrări și amânări.</p>"
HEAD = '<html lang="ro"><head><title>Podul</title>'

# What is repeated, between what stands once before and after it.
REPEATED: dict[str, tuple[str, str, str]] = {
    "nested div": ("", "<div>", STORY), "nested list": ("", "<ul><li>", STORY),
    "nested table": ("", "<table><tr><td>", STORY), "nested inline": ("", "<b><i><a>", STORY),
    "misnested": ("", "<b><i></b></i>", STORY), "formatting": ("", "<font><p>", STORY),
    "nested svg": ("", "<svg><g>", STORY), "math": ("", "<math><mi>", STORY),
    "templates": ("", "<template><div>", STORY), "selects": ("", "<select><option>", STORY),
    "forms": ("", "<form><input>", STORY), "frames": ("", "<iframe>", STORY),
    "attributes": ("<div ", "a%d=x ", f">{STORY}</div>"),
    "classes": ('<div class="', "c%d ", '">x'),
    "one long attribute": ('<p title="', "xxxxxxxxxx", f'">{STORY}'),
    "paragraphs": ("", STORY, ""), "links": ("", "<a href=/%d>știre %d</a>", ""),
    "breaks": ("<p>", "x<br>", ""), "entities": ("<p>", "&amp;lt;&#x41;&notin;", ""),
    "unknown entities": ("<p>", "&x%d;", ""), "comments": ("", "<!--x", "-->"),
    "open comments": ("", "<!--", ""), "cdata": ("", "<![CDATA[x", "]]>"),
    "doctypes": ("", "<!DOCTYPE html [<!ENTITY a 'b'>]>", STORY),
    "end tags": ("", "</p></div>", STORY),
    "open tags": ("", "<p ", ""), "less than": ("", "<", ""), "quotes": ("<p a=", "'\"", ">"),
    "nul": ("<p>", "\0x", ""), "controls": ("<p>", "\x01\x0b\x1f", ""),
    "bidi": ("<p>", "\u202e\u2066x", ""), "combining": ("<p>a", "\u0301\u0316", ""),
    "zero width": ("<p>", "\u200b\u200dx", ""), "one word": ("<p>", "aaaaaaaaaa", ""),
    "no blanks": ("<p>", "北京消息", ""), "many titles": ("", "<title>x</title>", STORY),
    "many headings": ("", "<h1>Podul %d</h1>", STORY),
    "long heading": ("<h1>", "Podul | ", "</h1>"),
    "metas": ("", '<meta property="og:title" content="x%d">', STORY),
    "many ld": ("", '<script type="application/ld+json">{"@type":"NewsArticle"}</script>', STORY),
    "deep ld": ('<script type="application/ld+json">', '{"@graph":[', "</script>"),
    "wide ld": ('<script type="application/ld+json">[0', ',{"@type":"NewsArticle"}', "]</script>"),
    "open ld": ('<script type="application/ld+json">{"headline":"', "x\\\\", "</script>"),
    "number ld": ('<script type="application/ld+json">{"datePublished":', "9", "}</script>"),
    "microdata": ("", '<p itemscope itemtype="https://schema.org/NewsArticle" itemprop=a>', STORY),
    "itemrefs": ("", '<div id=a itemscope itemref="a b" itemprop=x>', STORY),
    "times": ("", '<time datetime="2026-11-22T00:00:%d">x</time>', STORY),
    "dates": ("<p class=date>", "22 noiembrie 2026 ", "</p>"),
    "bylines": ("", '<a rel="author">Ana %d</a>', STORY), "labels": ("", "<b>x</b>", "<h1>y</h1>"),
    "paywalls": ("", '<div class="paywall">abonează-te pentru a citi</div>', STORY),
    "consent": ("", "<p>cookie consent privacy %d partners. </p>", ""),
    "not found": ("<h1>", "page the this ", "not found</h1>"),
    "read more": ("<p>", "read more ", "…"),
    "scripts": ("", "<script>x</script>", STORY), "styles": ("", "<style>p{}</style>", STORY),
    "noscripts": ("", "<noscript><p>x", STORY), "plaintext": ("", "<plaintext>", STORY),
    "images": ("", "<img src=data:x,%d alt='știre'>", STORY), "figures": ("", "<figure><p>", STORY),
    "cells": ("<table>", "<td>x", ""), "colspans": ("<table>", "<td colspan=9999>x", ""),
    "mojibake": ("<p>", "È›ÄƒÃ®â€ž", ""), "half mojibake": ("<p>", "ÃÂâ€", ""),
    "base": ("<base href=http://[>", "<a href=//[%d>x</a>", STORY),
}  # fmt: skip
BYTES = (
    b"\xff",
    b"\x00",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\x1b$B",
    b"\xfe\xff",
    b"\x80\xfe",
    b"\xe3\xba",
)


def made_documents() -> Iterator[tuple[str, bytes]]:
    """Some 400 shapes by size and place, and 5,000 of them damaged; always the same ones."""
    shapes = [*repeated(), *raw_bytes()]
    yield from shapes
    chance = random.Random(20261122)  # the same damage each time
    small = [(name, body) for name, body in shapes if len(body) < 1 << 16]
    for number in range(5_000):
        name, body = chance.choice(small)
        damage = chance.choice(DAMAGES)
        yield f"{damage.__name__} {number} of {name}", damage(body, chance)[:MOST]


def repeated() -> Iterator[tuple[str, bytes]]:
    for name, (before, part, after) in REPEATED.items():
        for size in SIZES:
            middle = "".join(
                part.replace("%d", str(i)) for i in range(min(size, MOST // len(part)))
            )
            for where, around in (("body", f"{HEAD}</head><body>"), ("head", HEAD)):
                text = f"{around}{before}{middle}{after}"
                yield f"{name} {size} in {where}", text.encode("utf-8", "replace")[:MOST]


def raw_bytes() -> Iterator[tuple[str, bytes]]:
    for bad in BYTES:
        for size in SIZES:
            yield f"bytes {bad!r} {size}", f"{HEAD}<body>{STORY}".encode() + bad * size
            yield f"only {bad!r} {size}", bad * size


def cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def flipped(body: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(body or b"x")
    for _ in range(20):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def shuffled(body: bytes, chance: random.Random) -> bytes:
    parts = body.split(b"<")
    chance.shuffle(parts)
    return b"<".join(parts)


def doubled(body: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(body) + 1)
    return body[:start] + body[start : start + 500] * 50 + body[start:]


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut, flipped, shuffled, doubled)


def found_documents(data: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the collections that others break their parsers with, and what is in them."""
    for folder in ("security", *sorted(one.name for one in data.glob("bad-*"))):
        for file in sorted((data / folder).rglob("*")):
            if file.is_file() and file.suffix != ".md":
                yield from contents(file)


def contents(file: Path) -> Iterator[tuple[str, bytes]]:
    body = file.read_bytes()[:MOST]
    yield file.name, body
    if file.suffix == ".gz" and body[:2] == b"\x1f\x8b":
        yield f"{file.name}, unpacked", zlib.decompressobj(31).decompress(body, MOST)
    if file.name.endswith((".jsonl", ".jsonl.gz", ".json", ".txt", ".test", ".dat")):
        yield from lines_in(file)


def lines_in(file: Path) -> Iterator[tuple[str, bytes]]:
    body = file.read_bytes()
    body = zlib.decompressobj(31).decompress(body) if file.suffix == ".gz" else body
    for number, line in enumerate(body.splitlines()):
        yield f"{file.name}:{number}", inner(line)[:MOST]


def inner(line: bytes) -> bytes:
    """The bytes that a line of JSON carries, or the line."""
    try:
        told = json.loads(line)
        return base64.b64decode(told["body_b64"])
    except (ValueError, KeyError, TypeError):
        return line
