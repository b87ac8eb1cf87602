"""`wiredesk try tag`: what tagging says of articles in a file, by the production functions."""

import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from config.codec import PUBLISHED
from config.moments import moment
from config.published import Publisher
from config.records import PublishedAt, ResolvedArticle
from config.settings import load_settings
from config.urls import article_id, host_of
from streams.language import language_of, warm
from streams.record import published_record
from streams.retag import shown as words_shown
from streams.retag import tags_of
from streams.rules import Rules, load_rules
from streams.tag import tagged_article

PROGRESS = 1000  # lines between two words on stderr
SEEN = moment(0)  # a trial has no clock: the same file gives the same lines


class Line(msgspec.Struct, frozen=True):
    """One article as the file gives it."""

    title: str = ""
    text: str = ""
    id: str = ""
    url: str = ""
    language: str | None = None
    published_at: datetime | None = None


class Tried(msgspec.Struct, frozen=True):
    """The published record, and the id the file gave."""

    id: str
    item: msgspec.Raw
    wiredesk: msgspec.Raw


class Parts(msgspec.Struct, frozen=True):
    item: msgspec.Raw
    wiredesk: msgspec.Raw


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--rules", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Other rules than those of this installation.")  # fmt: skip
@click.option("--pretty", is_flag=True, help="For people: the tags, and the words that made them.")
def tag(file: BinaryIO, rules: Path | None, pretty: bool) -> None:
    """Tag each article in FILE; one record out per line in.

    FILE has JSON lines, or, when its name ends in .txt, one article: its headline in the first
    line, its text below.
    """
    loaded, bad = load_rules(rules or Path(load_settings().rules)), 0
    show = told if pretty else encoded
    warm()
    for number, line in enumerate(lines(file), start=1):
        bad += not shown(number, line, partial(show, loaded))
        if number % PROGRESS == 0:
            click.echo(f"{number} articles", err=True)
    sys.exit(1 if bad else 0)


def lines(file: BinaryIO) -> Iterable[bytes]:
    """The lines of a file; a plain text as the one line it would be."""
    if not file.name.endswith(".txt"):
        return file
    text = file.read().decode("utf-8-sig", errors="replace").replace("\r\n", "\n").strip()
    title, _, body = text.partition("\n")
    return [msgspec.json.encode(Line(title=title.strip(), text=body.strip()))]


def shown(number: int, line: bytes, show: Callable[[Line], bytes | str]) -> bool:
    """Whether the line could be read; a bad one is told of on stderr, an empty one passed by."""
    if not line.strip():
        return True
    try:
        click.echo(show(msgspec.json.decode(line, type=Line)))
    except (msgspec.DecodeError, ValueError) as wrong:  # UnicodeError is a ValueError
        click.echo(f"line {number}: {wrong}", err=True)
        return False
    return True


def encoded(rules: Rules, line: Line) -> bytes:
    return msgspec.json.encode(tried(line, rules))


def told(rules: Rules, line: Line) -> str:
    """The headline, and below it each tag with its words."""
    article = tagged_article(resolved(line), rules)
    tags = [f"    {words_shown(tag)}" for tag in tags_of(article).values()]
    return "\n".join([article.title or article.id, *(tags or ["    (no tags)"])])


def tried(line: Line, rules: Rules) -> Tried:
    article = resolved(line)
    record = published_record(
        tagged_article(article, rules), version=1, first_seen=SEEN, change="new", desks=()
    )
    parts = msgspec.json.decode(PUBLISHED.encode(record), type=Parts)
    return Tried(line.id or article.id, parts.item, parts.wiredesk)


def resolved(line: Line) -> ResolvedArticle:
    """The article as dedup would hand it on. Raises ValueError without a title and a text."""
    if not line.title.strip() and not line.text.strip():
        raise ValueError("neither title nor text")
    id = line.id or article_id(line.url)
    return ResolvedArticle(
        id=id,
        seen_at=SEEN,
        feed="try",
        publisher=Publisher(name=host_of(line.url) if line.url else "try"),
        url=line.url,
        title=line.title,
        text=line.text,
        language=line.language or language_of(f"{line.title}\n{line.text}"),
        completeness="full" if line.text else "title",
        published=PublishedAt(at=line.published_at),
        story=id,
    )
