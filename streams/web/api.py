"""GET /v1/…: what is published, for programs. The OpenAPI document is made from this page."""

from typing import Annotated

import msgspec
from litestar import Response, Router, get
from litestar.exceptions import ClientException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.types import ASGIApp

from config.codec import PUBLISHED
from config.published import Published
from streams.web.answers import (
    Articles,
    ArticlesLines,
    Copies,
    Desks,
    Feeds,
    Story,
    Versions,
    Way,
    way_of,
)
from streams.web.cursors import Cursor, cursor_of, written
from streams.web.live import Live
from streams.web.newsroom import Newsroom, ids, records
from streams.web.troubles import Trouble

Name = Annotated[str, Parameter(pattern=r"^[a-z0-9-]{1,40}$", description="A desk's name.")]
Id = Annotated[str, Parameter(pattern=r"^[a-z0-9]{1,64}$", description="An article's id.")]
Limit = Annotated[int, Parameter(ge=1, le=100, description="Articles on the page.")]
Word = Annotated[str | None, Parameter(max_length=200, description="`next` of the page before.")]
LastId = Annotated[
    str | None, Parameter(max_length=200, description="The last event's id, to resume after it.")
]
LastIdHeader = Annotated[
    str | None,
    Parameter(header="Last-Event-ID", max_length=200, description="The same; it goes first."),
]
TROUBLES = {
    400: ResponseSpec(Trouble, description="A parameter is wrong.", generate_examples=False),
    404: ResponseSpec(Trouble, description="There is no such thing.", generate_examples=False),
    429: ResponseSpec(Trouble, description="Too many streams are open.", generate_examples=False),
    503: ResponseSpec(Trouble, description="Kafka or Redis is away.", generate_examples=False),
}
JSON = "application/json"


@get("/desks", summary="All desks", responses=TROUBLES)
async def desks(newsroom: Newsroom) -> Desks:
    return Desks(desks=await newsroom.desks())


@get(
    "/desks/{name:str}/articles",
    summary="A desk's articles, newest first",
    responses=TROUBLES
    | {200: ResponseSpec(Articles, description="A page.", generate_examples=False)},
)
async def desk_articles(
    newsroom: Newsroom, name: Name, limit: Limit = 20, cursor: Word = None, brief: bool = False
) -> Response[bytes]:
    """`brief`: without texts and evidence. Pages stay what they are while new articles arrive."""
    desk = newsroom.desk(name)
    position = None if cursor else await newsroom.position(desk.name)
    page = await newsroom.store.page(desk.name, limit, place(cursor))
    articles = records(page.records)
    answer = ArticlesLines(
        desk=desk.name,
        articles=tuple(map(brief_line, articles) if brief else map(msgspec.Raw, page.records)),
        reprints=await newsroom.store.reprints(ids(articles)),
        next=written(page.cursor) if page.cursor else None,
        position=position,
    )
    return Response(msgspec.json.encode(answer), media_type=JSON)


@get(
    "/desks/{name:str}/stream",
    summary="A desk's articles as they come, as server-sent events",
    description="Event `article`: a record, its id the place to resume at. Event `reset`: the "
    "place asked for is not kept any more; read the list again, the stream goes on from now.",
    responses=TROUBLES,
    media_type="text/event-stream",
)
async def desk_stream(
    newsroom: Newsroom, name: Name, last_event_id: LastId = None, header: LastIdHeader = None
) -> ASGIApp:
    return Live(newsroom.hub, newsroom.desk(name).name, header or last_event_id)


@get(
    "/articles/{id:str}",
    summary="The latest version of an article, the same bytes as in Kafka",
    responses=TROUBLES
    | {200: ResponseSpec(Published, description="The record.", generate_examples=False)},
)
async def article(newsroom: Newsroom, id: Id) -> Response[bytes]:
    return Response(await newsroom.line(id), media_type=JSON)


@get("/articles/{id:str}/versions", summary="Its versions, oldest first", responses=TROUBLES)
async def versions(newsroom: Newsroom, id: Id) -> Versions:
    return Versions(id=id, versions=tuple(await newsroom.versions(id)))


@get("/articles/{id:str}/copies", summary="Who reprinted it", responses=TROUBLES)
async def copies(newsroom: Newsroom, id: Id) -> Copies:
    return await newsroom.copies(id)


@get("/stories/{id:str}", summary="Its members, who was first, its origin", responses=TROUBLES)
async def story(newsroom: Newsroom, id: Id) -> Story:
    """By the story's id, that of one merged into it, or of any article in it."""
    return await newsroom.story(id)


@get("/articles/{id:str}/way", summary="Which stages it passed", responses=TROUBLES)
async def way(newsroom: Newsroom, id: Id) -> Way:
    return way_of(await newsroom.versions(id))


@get("/feeds", summary="The feeds, and how asking them goes", responses=TROUBLES)
async def feeds(newsroom: Newsroom) -> Feeds:
    return Feeds(feeds=await newsroom.feeds())


def place(word: str | None) -> Cursor | None:
    try:
        return cursor_of(word) if word else None
    except ValueError as wrong:
        raise ClientException(str(wrong)) from None


def brief_line(record: Published) -> msgspec.Raw:
    short = Published(
        item=msgspec.structs.replace(record.item, bodies=()),
        wiredesk=msgspec.structs.replace(record.wiredesk, evidence=()),
    )
    return msgspec.Raw(PUBLISHED.encode(short))


API = Router(
    path="/v1",
    route_handlers=[
        desks,
        desk_articles,
        desk_stream,
        article,
        versions,
        copies,
        story,
        way,
        feeds,
    ],
)
