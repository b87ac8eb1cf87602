"""`wiredesk try page`: what cleaning makes of pages in files, by the production functions."""

import asyncio
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import click
import msgspec
import zstandard

from config.children import Children, Killed, children_of
from config.codec import RAW
from config.moments import now_moment
from config.published import Publisher
from config.records import Answer, CleanArticle, Entry, RawArticle
from config.settings import Settings, load_settings
from config.urls import article_id, host_of
from deploy.pagereport import report
from streams.clean import clean_article, read_page
from streams.errors import Rejected
from streams.explain import Explained, explained
from streams.language import language_of

BATCH = 20  # pages a child reads before the next line is shown
NOWHERE = "https://page.invalid/"  # a page without an address; the name is reserved by RFC 2606
FOREVER = 36500  # days; age ends no trial


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One page to try."""

    file: str
    url: str
    content_type: str = ""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What cleaning says of one page; a filtered one has no text."""

    url: str
    id: str
    title: str = ""
    text: str = ""
    language: str = "und"
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    verdict: str
    completeness: str | None = None


class TriedAndExplained(Tried, frozen=True, kw_only=True):
    explain: Explained


class Shown(NamedTuple):
    """Whether the reasons are asked for, and for whose eyes."""

    explain: bool
    readable: bool


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into a child."""

    message: bytes  # of articles.raw
    explain: bool


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False))
@click.option("--url", default="", help="The address of FILE; else a made-up one.")
@click.option("--content-type", default="", help="The header of that name, if there was one.")
@click.option("--list", "listed", type=click.Path(exists=True, dir_okay=False),
              help='Lines {"file", "url", "content_type"?} instead of FILE.')  # fmt: skip
@click.option("--explain", is_flag=True, help="Add what was kept, what was dropped, and why.")
@click.option("--json", "as_json", is_flag=True, help="JSON on a terminal, too.")
def page(file: str | None, url: str, listed: str | None, **options: str | bool) -> None:
    """Clean pages: one line of JSON each; filtered pages come with their verdict and no text.

    On a terminal, --explain shows the page for reading.
    """
    content_type, explain = str(options["content_type"]), bool(options["explain"])
    readable = explain and sys.stdout.isatty() and not options["as_json"]
    if bool(file) == bool(listed):
        raise click.UsageError("give either FILE or --list LINES.jsonl")
    url = url or NOWHERE + quote(Path(file or "").name)
    beside = Path(listed).parent if listed else Path()
    only = msgspec.json.encode(Line(file=file or "", url=url, content_type=content_type))
    lines = Path(listed).read_bytes().splitlines() if listed else [only]
    sys.exit(asyncio.run(try_pages(lines, beside, Shown(explain, readable), load_settings())))


async def try_pages(lines: list[bytes], beside: Path, shown: Shown, settings: Settings) -> int:
    """Try them all; the exit code: 1 if any line was bad."""
    children = page_children(settings)
    seen_at, failed = now_moment(), 0
    try:
        for first in range(0, len(lines), BATCH):
            part = lines[first : first + BATCH]
            numbered = enumerate(part, first + 1)
            made = [read_line(number, text, beside, seen_at) for number, text in numbered]
            raws = [raw for raw in made if raw is not None]
            failed += len(part) - len(raws) - sum(not text.strip() for text in part)
            await show(children, raws, shown)
            progress(first + len(part), len(lines))
    finally:
        children.stop()
    return 1 if failed else 0


def page_children(settings: Settings) -> Children[Task, Tried]:
    """Children bound as cleaning's are."""
    return children_of(settings, tried, shared=["streams.warmed"])


def read_line(number: int, text: bytes, beside: Path, seen_at: str) -> RawArticle | None:
    """The article a line stands for; a bad one is reported, an empty one passed by."""
    if not text.strip():
        return None
    try:
        told = msgspec.json.decode(text, type=Line)
        return raw_of(told, found(Path(told.file), beside).read_bytes(), seen_at)
    except (msgspec.DecodeError, UnicodeError, OSError, ValueError) as wrong:
        click.echo(f"line {number}: {wrong}", err=True)
        return None


def found(file: Path, beside: Path) -> Path:
    """A file as it is named from here, or else from where the list stands."""
    return file if file.exists() or file.is_absolute() else beside / file


def raw_of(told: Line, body: bytes, seen_at: str) -> RawArticle:
    """The message the poller would have sent for this page, without a feed's words."""
    headers = {"content-type": told.content_type} if told.content_type else {}
    id = article_id(told.url)
    return RawArticle(
        id=id,
        seen_at=seen_at,
        feed="try",
        publisher=Publisher(name=host_of(told.url)),
        entry=Entry(id=id, url=told.url),
        page=zstandard.compress(body),
        answer=Answer(url=told.url, status=200, headers=headers),
    )


async def show(children: "Children[Task, Tried]", raws: list[RawArticle], shown: Shown) -> None:
    tasks = [Task(message=RAW.encode(raw), explain=shown.explain) for raw in raws]
    for raw, result in zip(raws, await children.results(tasks) if tasks else [], strict=True):
        made = ended(raw, result.reason) if isinstance(result, Killed) else result
        click.echo(read_aloud(made) if shown.readable else msgspec.json.encode(made))


def read_aloud(made: Tried) -> str:
    """The page for an editor; one whose child was killed in one line."""
    if not isinstance(made, TriedAndExplained):
        return f"{made.url}: {made.verdict}"
    facts = {
        "address": made.url, "headline": made.title, "by": ", ".join(made.authors),
        "published": made.published_at, "language": made.language, "verdict": made.verdict,
    }  # fmt: skip
    return report(facts, made.explain)


def progress(done: int, total: int) -> None:
    if total > BATCH:
        click.echo(f"{done} of {total} pages", err=True)


# ── in a child ──


def tried(task: Task) -> Tried:
    """What cleaning says of one page."""
    raw = RAW.decode(task.message)
    try:
        plain = passed(clean_article(raw, keep_days=FOREVER))
    except Rejected as no:
        plain = ended(raw, no.reason)
    if not task.explain:
        return plain
    return TriedAndExplained(**msgspec.structs.asdict(plain), explain=explained(raw))


def passed(article: CleanArticle) -> Tried:
    at = article.published.at
    return Tried(
        url=article.url,
        id=article.id,
        title=article.title,
        text=article.text,
        language=article.language,
        authors=article.authors,
        published_at=at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None,
        verdict=article.verdict,
        completeness=article.completeness,
    )


def ended(raw: RawArticle, reason: str) -> Tried:
    """A page that is no story: its verdict, and its title where it may still be read."""
    facts = None if reason in ("timeout", "broken") else read_page(raw).facts
    title = facts.title if facts else ""
    language = language_of(title, facts.language) if facts else "und"
    return Tried(url=raw.entry.url, id=raw.id, title=title, language=language, verdict=reason)
