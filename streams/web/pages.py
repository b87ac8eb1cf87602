"""GET /…: the pages, for people. They work without JavaScript; with it, articles arrive live."""

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import Parameter
from litestar.types import ASGIApp

from config.codec import PUBLISHED
from config.published import Published
from streams.story import Member
from streams.web.answers import Story
from streams.web.api import Id, LastId, LastIdHeader, Name, Word, place
from streams.web.cursors import written
from streams.web.live import Live
from streams.web.newsroom import Newsroom, ids, records
from streams.web.render import page, static_files
from streams.web.subscribe import article_snippets, desk_snippets
from streams.web.views import article_view, card_of

CARDS = 30  # on one page
HTML = "text/html; charset=utf-8"
FOR_EVER = "public, max-age=31536000, immutable"  # the address names the bytes

Number = Annotated[int | None, Parameter(ge=1, le=1_000_000)]


@get("/", include_in_schema=False)
async def front(newsroom: Newsroom, cursor: Word = None) -> Response[str]:
    """The first desk."""
    return await desk_page(newsroom, newsroom.first_desk().name, cursor)


@get("/desks/{name:str}", include_in_schema=False)
async def desk(newsroom: Newsroom, name: Name, cursor: Word = None) -> Response[str]:
    return await desk_page(newsroom, name, cursor)


@get("/desks/{name:str}/cards", include_in_schema=False)
async def cards(
    newsroom: Newsroom, name: Name, last_event_id: LastId = None, header: LastIdHeader = None
) -> ASGIApp:
    """The desk's stream, each record as the card of the page."""
    name = newsroom.desk(name).name
    return Live(newsroom.hub, name, header or last_event_id, card_html)


@get("/articles/{id:str}", include_in_schema=False)
async def article(newsroom: Newsroom, id: Id, version: Number = None) -> Response[str]:
    versions = await newsroom.versions(id)
    shown = of_version(versions, version)
    facts, copies = shown.wiredesk, await newsroom.copies_of(id)
    story = await newsroom.story_of(shown)
    desk = next(iter(facts.desks), newsroom.first_desk().name)
    return html(
        "article.html",
        record=shown,
        view=article_view(shown, len(copies)),
        versions=versions,
        copies=copies,
        story=story,
        others=others(story, {id, *(copy.id for copy in copies)}),
        snippets=article_snippets(newsroom.reach, desk, newsroom.hub.topic_of(desk), id),
        raw=msgspec.json.format(PUBLISHED.encode(shown), indent=2).decode(),
        desks=await newsroom.desks(),
    )


@get("/feeds", include_in_schema=False)
async def feeds(newsroom: Newsroom) -> Response[str]:
    return html("feeds.html", feeds=await newsroom.feeds(), desks=await newsroom.desks())


@get("/static/{name:str}", include_in_schema=False)
async def static(name: str) -> Response[bytes]:
    if name not in static_files():
        raise NotFoundException("no such file")
    kind, content = static_files()[name]
    return Response(content, media_type=kind, headers={"cache-control": FOR_EVER})


async def desk_page(newsroom: Newsroom, name: str, cursor: str | None) -> Response[str]:
    desk, after = newsroom.desk(name), place(cursor)
    position = None if after else await newsroom.position(name)
    found = await newsroom.store.page(name, CARDS, after)
    articles = records(found.records)
    reprints = await newsroom.store.reprints(ids(articles))
    topic = newsroom.hub.topic_of(name)
    return html(
        "desk.html",
        desk=desk,
        desks=await newsroom.desks(),
        cards=[card_of(one, reprints[one.wiredesk.id]) for one in articles],
        older=written(found.cursor) if found.cursor else None,
        first=after is None,
        position=position,
        snippets=desk_snippets(newsroom.reach, name, topic),
    )


def of_version(versions: list[Published], number: int | None) -> Published:
    """The version asked for; the latest when none is. Raises NotFoundException."""
    for one in versions:
        if one.wiredesk.version == number:
            return one
    if number is not None:
        raise NotFoundException("this version is not kept")
    return versions[-1]


def others(story: Story | None, shown: set[str]) -> list[Member]:
    """The members of a story that the page does not show otherwise."""
    return [one for one in (story.members if story else ()) if one.id not in shown]


def card_html(value: bytes) -> bytes:
    return page("card.html", card=card_of(PUBLISHED.decode(value))).encode()


def html(template: str, **values: object) -> Response[str]:
    return Response(
        page(template, **values), media_type=HTML, headers={"cache-control": "no-cache"}
    )


PAGES = [front, desk, cards, article, feeds, static]
