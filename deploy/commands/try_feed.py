"""`wiredesk try feed`: what the poller reads in a feed, on files, by the production functions."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import click
import msgspec

from config.children import Killed
from config.records import Entry
from config.settings import Settings, load_settings
from ingest.answers import unzipped
from ingest.documents import FeedDocument, ParsedFeed
from ingest.errors import IngestError, NotAFeed
from ingest.reading import Parses, parsers_of, rest_of

BATCH = 32  # files in memory at once

Outcome = ParsedFeed | IngestError | Killed


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of one file, with its nulls."""

    file: str
    id: str
    guid: str | None
    url: str
    title: str
    html: str
    authors: tuple[str, ...]
    published_at: datetime | None
    updated_at: datetime | None
    language: str | None
    categories: tuple[str, ...]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--url", default="", help="The address the feed had; relative links need it.")
@click.option("--content-type", default="", help="The header of that name, if there was one.")
def feed(files: tuple[str, ...], url: str, content_type: str) -> None:
    """Read feeds: one line of JSON for each entry; files that are none are named on stderr."""
    sys.exit(asyncio.run(try_feeds(files, url, content_type, load_settings())))


async def try_feeds(files: tuple[str, ...], url: str, content_type: str, settings: Settings) -> int:
    """Try them all; the exit code: 1 if any file was no feed."""
    children, failed = parsers_of(settings), 0
    try:
        for start in range(0, len(files), BATCH):
            batch = files[start : start + BATCH]
            outcomes = await outcomes_of(batch, url, content_type, settings.feed_bytes, children)
            failed += sum(not shown(*pair) for pair in zip(batch, outcomes, strict=True))
            if len(files) > BATCH:
                click.echo(f"{start + len(batch)} of {len(files)} files", err=True)
    finally:
        children.stop()
    return 1 if failed else 0


async def outcomes_of(
    files: tuple[str, ...],
    url: str,
    content_type: str,
    most: int,
    children: Parses,
) -> list[Outcome | OSError]:
    """What became of each file, in order."""
    bodies = [read(Path(file), most) for file in files]
    documents = [
        FeedDocument(body=body, url=url, content_type=content_type)
        for body in bodies
        if isinstance(body, bytes)
    ]
    begun = zip(documents, await children.results(documents), strict=True)
    parsed = iter([await whole(children, *one) for one in begun])
    return [next(parsed) if isinstance(body, bytes) else body for body in bodies]


async def whole(children: Parses, document: FeedDocument, first: Outcome) -> Outcome:
    """The rest of a huge feed, too."""
    if isinstance(first, ParsedFeed) and first.more:
        return await rest_of(children, document, first)
    return first


def read(file: Path, most: int) -> bytes | OSError | IngestError:
    """A file's bytes as the fetcher would have let them in, or why not."""
    try:
        body = unzipped(file.read_bytes(), most)
    except (OSError, IngestError) as error:
        return error
    return body if len(body) <= most else NotAFeed(f"above {most} bytes")


def shown(file: str, outcome: Outcome | OSError) -> bool:
    """Say what was read, or on stderr why nothing was."""
    if not isinstance(outcome, ParsedFeed):
        click.echo(f"{file}: {outcome}", err=True)
        return False
    for entry in outcome.shown or outcome.entries:
        click.echo(msgspec.json.encode(tried(file, entry)).decode())
    for trouble in troubles(outcome):
        click.echo(f"{file}: {trouble}", err=True)
    return True


def tried(file: str, entry: Entry) -> Tried:
    told = msgspec.structs.asdict(entry)
    return Tried(file=file, **{name: told[name] for name in Tried.__struct_fields__[1:]})


def troubles(feed: ParsedFeed) -> list[str]:
    """What is worth knowing of a feed that was read all the same."""
    torn = [] if feed.whole else ["it is torn: entries may be missing at its end"]
    nameless = f"{feed.nameless} items have neither link nor id nor title: they are no news"
    return torn + ([nameless] if feed.nameless else [])
