"""`wiredesk try tag`: what tagging says of articles in a file, by the production functions."""

import sys
from datetime import datetime
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
def tag(file: BinaryIO, rules: Path | None) -> None:
    """Tag each article in FILE (JSON lines); one record out per line in."""
    loaded, bad = load_rules(rules or Path(load_settings().rules)), 0
    warm()
    for number, line in enumerate(file, start=1):
        bad += not shown(number, line, loaded)
        if number % PROGRESS == 0:
            click.echo(f"{number} articles", err=True)
    sys.exit(1 if bad else 0)


def shown(number: int, line: bytes, rules: Rules) -> bool:
    """Whether the line could be read; a bad one is told of on stderr, an empty one passed by."""
    if not line.strip():
        return True
    try:
        click.echo(msgspec.json.encode(tried(msgspec.json.decode(line, type=Line), rules)))
    except (msgspec.DecodeError, ValueError) as wrong:  # UnicodeError is a ValueError
        click.echo(f"line {number}: {wrong}", err=True)
        return False
    return True


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
