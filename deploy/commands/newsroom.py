"""`wiredesk newsroom`: outlets of our own on loopback, so that there is news without internet."""

import asyncio
import logging
import signal
from datetime import UTC, datetime
from pathlib import Path

import click
from aiohttp import web

from config.errors import ConfigError
from config.logs import start_logs
from config.moments import now_ms
from config.settings import load_settings
from deploy.newsroom.articles import Article
from deploy.newsroom.newsdesk import Newsdesk
from deploy.newsroom.site import Site
from deploy.newsroom.stories import Outlet

MIN_INTERVAL = "5s"  # between two questions: a demo is watched by people
log = logging.getLogger(__name__)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), required=True, help="To listen on.")
@click.option("--every", type=click.FloatRange(min=0.05), default=10.0, show_default=True,
              help="Seconds between two publications.")  # fmt: skip
def newsroom(port: int, every: float) -> None:
    """Publish invented news on 127.0.0.1, until told to stop."""
    settings = load_settings()
    start_logs("newsroom", settings.log_level)
    asyncio.run(publish_news(Path(settings.home) / "newsroom.toml", port, every))


async def publish_news(declared: Path, port: int, every: float) -> None:
    """Serve and publish until SIGTERM or SIGINT; the feeds are declared in a file meanwhile.

    Raises ConfigError when the port is taken.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    desk = Newsdesk(run=f"r{now_ms():x}")
    for article in desk.open(datetime.now(UTC)):
        told(article)
    runner = await listening(Site(desk, f"http://127.0.0.1:{port}").app(), port)
    try:
        declare(declared, tuple(desk.outlets.values()), port)
        await keep_publishing(desk, every, stop)
    finally:
        withdraw(declared)
        await runner.cleanup()


async def listening(app: web.Application, port: int) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    except OSError as error:
        await runner.cleanup()
        raise ConfigError(f"cannot listen on 127.0.0.1:{port}: {error.strerror}") from None
    return runner


async def keep_publishing(desk: Newsdesk, every: float, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), every)
        except TimeoutError:
            told(desk.publish(datetime.now(UTC)))


def told(article: Article) -> None:
    facts = {"outlet": article.outlet.id, "path": article.path, "version": article.version}
    log.info("published", extra={**facts, "what": article.what, "headline": article.headline})


def declare(path: Path, outlets: tuple[Outlet, ...], port: int) -> None:
    """Write the feeds as wiredesk reads them, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    half.write_text("\n".join(feed_table(outlet, port) for outlet in outlets), encoding="utf-8")
    half.replace(path)


def withdraw(path: Path) -> None:
    path.unlink(missing_ok=True)


def feed_table(outlet: Outlet, port: int) -> str:
    return (
        "[[feed]]\n"
        f'id = "demo-{outlet.id}"\n'
        f'url = "http://127.0.0.1:{port}/{outlet.id}/feed.xml"\n'
        f'publisher = "{outlet.name}"\n'
        f'country = "{outlet.country}"\n'
        f'language = "{outlet.language}"\n'
        f'min_interval = "{MIN_INTERVAL}"\n'
        f'allow_addresses = ["127.0.0.1:{port}"]\n'
    )
