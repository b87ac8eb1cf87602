"""uvicorn as this role needs it: open streams end first, clients that stopped reading are cut."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Iterator

import uvicorn

from config.errors import ConfigError
from config.health import Pulse
from config.patience import REDIS_AWAY
from config.settings import Settings
from streams.web.app import newsroom_of, web_app
from streams.web.guard import names_of
from streams.web.newsroom import Newsroom, Reach

log = logging.getLogger(__name__)

SILENT_CLIENT_MS = 20_000  # unacknowledged bytes after which the kernel cuts a connection
GOODBYE_SECONDS = 3  # requests under way have so long at the end; streams are ended at once
PULSE_SECONDS = 1.0
SPARE = 200  # connections beside the streams; more are told 503 at the door
CUT_OFF = "ASGI callable returned without completing response."  # a slow reader; it is meant so


@contextlib.contextmanager
def listening(bind: str, port: int) -> Iterator[socket.socket]:
    """The port, taken before anything else starts. Raises ConfigError when it is not free."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_CLIENT_MS)
        try:
            door.bind((bind, port))
        except OSError as error:
            raise ConfigError(f"cannot listen on {bind}:{port}: {error.strerror}") from None
        yield door


async def served(
    settings: Settings, tokens: tuple[str, ...], door: socket.socket, pulse: Pulse
) -> None:
    """Serve until SIGTERM or SIGINT."""
    reach = Reach(
        base_url=base_url(settings, door),
        kafka=",".join(settings.kafka_servers),
        token=bool(tokens),
    )
    newsroom = newsroom_of(settings, reach)
    names = () if tokens else names_of(settings.public_url)
    server = Server(configured(settings, newsroom, tokens, names), newsroom)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, setattr, server, "should_exit", True)
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.msg != CUT_OFF)
    beating = asyncio.create_task(beat(pulse, newsroom))
    log.info("serving", extra={"address": reach.base_url})
    await server.serve(sockets=[door])
    beating.cancel()


def base_url(settings: Settings, door: socket.socket) -> str:
    """Where readers find this server: what it is called outside, or where it listens."""
    host, port = door.getsockname()[:2]
    named = f"[{host}]" if ":" in host else host
    return settings.public_url.rstrip("/") or f"http://{named}:{port}"


def configured(
    settings: Settings, newsroom: Newsroom, tokens: tuple[str, ...], names: tuple[str, ...]
) -> uvicorn.Config:
    return uvicorn.Config(
        web_app(newsroom, tokens, names),
        interface="asgi3",
        http="h11",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=settings.streams + SPARE,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )


class Server(uvicorn.Server):
    """uvicorn that ends open streams first, and leaves the signals to us."""

    def __init__(self, config: uvicorn.Config, newsroom: Newsroom) -> None:
        super().__init__(config)
        self._newsroom = newsroom

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn would raise the signal again at the end: no clean exit."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._newsroom.hub.close()
        await super().shutdown(sockets)


async def beat(pulse: Pulse, newsroom: Newsroom) -> None:
    """Tell that the loop turns, and whether Redis answers."""
    pulse.not_ready = None
    while True:
        pulse.tick()
        try:
            await newsroom.store.ping()
            pulse.waiting = None
        except REDIS_AWAY:
            pulse.waiting = "redis"
        await asyncio.sleep(PULSE_SECONDS)
