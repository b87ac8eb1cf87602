"""Two articles, of the store or of files ─▶ dedup's own comparison, on a Redis of its own."""

import asyncio
import re
from pathlib import Path

import click
import msgspec
import redis

from config.clients import redis_sync
from config.health import Pulse
from config.moments import moment
from config.published import Overlap, Published
from config.settings import Settings, load_settings
from config.urls import article_id
from deploy.commands.try_dedup import Line, nothing_to_fill_from, redis_of_our_own
from deploy.stored import headline, stored
from streams.memory import Memory
from streams.passages import Passage, shared
from streams.verdict import Comparison, Question, Verdict, question

ID = re.compile(r"^[a-z2-7]{26}$")


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two, and what was published of it, if it was."""

    name: str
    title: str
    text: str
    language: str = ""
    completeness: str = "full"
    first_seen: str = ""
    published: str = ""


class Named(msgspec.Struct, frozen=True):
    name: str
    title: str


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """Why two articles are the same story, or not. Passages in the words of the newer one."""

    old: Named
    new: Named
    verdict: str  # dedup's word for the newer one, were the older one all it knew
    guard: str | None  # why not: language, teaser, overlap, short or numbers
    exact: Overlap
    sampled: Comparison
    passages: tuple[Passage, ...]
    published: tuple[str, ...]  # what was said of each when it came


def explained(old: Text, new: Text) -> Explained:
    """Compare them. Raises ConfigError where no redis-server is installed."""
    both = shared(new.text, old.text)
    verdict, compared = asyncio.run(asked(old, new))
    return Explained(
        old=Named(old.name, old.title),
        new=Named(new.name, new.title),
        verdict=verdict.word,
        guard=None if verdict.word != "new" else guard(old, new, compared),
        exact=Overlap(new_in_old=both.a_in_b, old_in_new=both.b_in_a),
        sampled=compared,
        passages=both.passages,
        published=tuple(one.published for one in (old, new) if one.published),
    )


async def asked(old: Text, new: Text) -> tuple[Verdict, Comparison]:
    with redis_of_our_own() as url:
        memory = Memory(Settings(redis=url), nothing_to_fill_from)
        await memory.open(Pulse())
        older, newer = as_question(old, 1), as_question(new, 2)
        verdict = (await memory.verdicts([older, newer]))[1]
        compared = await memory.compare(newer, older)
        await memory.close()
    return verdict, compared


def as_question(one: Text, place: int) -> Question:
    return question(
        id=f"text{place}",
        seen_at=moment(place),
        language=one.language,
        title=one.title,
        text=one.text,
        completeness=one.completeness,
    )


def guard(old: Text, new: Text, compared: Comparison) -> str | None:
    if as_question(old, 1).language != as_question(new, 2).language:
        return "language"
    return "teaser" if {old.completeness, new.completeness} != {"full"} else compared.guard


def texts_of(a: str, b: str, language: str) -> tuple[Text, Text]:
    """The two, the earlier one first. Raises ClickException for what is not there."""
    first, second = text_of(a, language), text_of(b, language)
    first, second = spoken_like(first, second), spoken_like(second, first)
    return (second, first) if second.first_seen < first.first_seen else (first, second)


def spoken_like(one: Text, other: Text) -> Text:
    """A text that does not say its language has that of the other."""
    return msgspec.structs.replace(one, language=one.language or other.language)


def text_of(name: str, language: str) -> Text:
    file = Path(name)
    if file.is_file():
        return from_file(file, language)
    id = name if ID.match(name) else article_id(name)
    return from_store(load_settings(), id)


def from_file(file: Path, language: str) -> Text:
    written = file.read_text(encoding="utf-8", errors="replace").strip()
    if written.startswith("{"):
        line = msgspec.json.decode(written.splitlines()[0], type=Line)
        told = language or line.language
        return Text(name=file.name, title=line.title, text=line.text, language=told)
    head, _, rest = written.partition("\n\n")
    title, text = (head, rest) if rest and "\n" not in head else ("", written)
    return Text(name=file.name, title=title, text=text, language=language)


def from_store(settings: Settings, id: str) -> Text:
    try:
        record = stored(settings, redis_sync(settings), id)
    except redis.RedisError as away:
        raise click.ClickException(f"Redis does not answer: {away}") from None
    if record is None:
        raise click.ClickException(f"{id} is no file, and not published here or not kept any more")
    return as_published(record)


def as_published(record: Published) -> Text:
    item, facts = record.item, record.wiredesk
    of = f" of {facts.of}" if facts.of else ""
    return Text(
        name=facts.id,
        title=headline(record),
        text=item.bodies[0].value if item.bodies else "",
        language=item.language or "",
        completeness=facts.text.completeness if item.bodies else "title",
        first_seen=facts.first_seen,
        published=f"{facts.id} version {facts.version}: {facts.verdict}{of}, story {facts.story}",
    )
