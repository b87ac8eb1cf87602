"""The ASGI app: API, live streams, pages, behind one guard."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from aiokafka import AIOKafkaConsumer
from litestar import Litestar, MediaType
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ASGIApp

from config.clients import kafka_security, redis_client
from config.settings import Settings
from config.topics import PUBLIC_BYTES, desk_topic
from streams.web.api import API
from streams.web.declared import declared_desks, declared_feeds
from streams.web.guard import Guard
from streams.web.hub import Hub
from streams.web.newsroom import Newsroom, Reach
from streams.web.pages import PAGES
from streams.web.store import Store
from streams.web.troubles import HANDLERS

ABOUT = """What this wire desk publishes. Records are ninjs 3.1 (`item`) and what ninjs has no place
for (`wiredesk`). Readers ignore fields they do not know. Only GET; off loopback with a token."""


def newsroom_of(settings: Settings, reach: Reach) -> Newsroom:
    """Everything the handlers ask, not connected yet; within the event loop."""
    consumers = partial(consumer, settings)
    topic_of = partial(desk_topic, settings)
    hub = Hub(consumers, topic_of, settings.streams, settings.stream_seconds)
    store = Store(redis_client(settings), settings.prefix)
    return Newsroom(store, hub, declared_desks(settings), declared_feeds(settings), reach)


def consumer(settings: Settings) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_servers,
        isolation_level="read_committed",  # what the publisher took back is never shown
        auto_offset_reset="none",  # a place that is gone is told as a reset, not jumped over
        max_partition_fetch_bytes=PUBLIC_BYTES + 65536,
        request_timeout_ms=5000,
        **kafka_security(settings),
    )


def web_app(newsroom: Newsroom, tokens: tuple[str, ...], names: tuple[str, ...]) -> ASGIApp:
    """The app, with its guard around it."""
    app = Litestar(
        route_handlers=[API, *PAGES],
        dependencies={"newsroom": Provide(lambda: newsroom, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        openapi_config=OpenAPIConfig(
            title="wiredesk",
            version=version("wiredesk"),
            description=ABOUT,
            path="/v1/openapi.json",
            render_plugins=[JsonRenderPlugin(path="/", media_type=MediaType.JSON)],
            components=Components(
                security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}
            ),
        ),
        lifespan=[lambda app: closing(newsroom)],
        logging_config=None,
    )
    return Guard(app, tokens, names)


@asynccontextmanager
async def closing(newsroom: Newsroom) -> AsyncIterator[None]:
    yield
    await newsroom.close()
