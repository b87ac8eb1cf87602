"""`wiredesk serve`: the API, the live streams and the pages."""

import asyncio
import resource
from pathlib import Path

import click
import uvloop

from config.errors import ConfigError
from config.roles import begin
from config.settings import Settings, load_settings
from config.startup import wait_for_installation
from streams.web.guard import LOOPBACK, load_tokens
from streams.web.server import SPARE, listening, served


@click.command()
@click.option("--port", type=int, help="Default: the first of the block of WIREDESK_PORT.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Others need tokens.")
@click.option("--health-port", type=int, help="Of /metrics, /livez and /readyz.")
def serve(port: int | None, bind: str, health_port: int | None) -> None:
    """Serve the API, the live streams and the pages."""
    settings = load_settings()
    tokens = tokens_for(settings, bind)
    with listening(bind, port or settings.ports["serve"]) as door:
        pulse = begin("serve", settings, health_port or settings.ports["serve-health"])
        wait_for_installation(settings, pulse)
        allow_files(settings.streams)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(served(settings, tokens, door, pulse))


def tokens_for(settings: Settings, bind: str) -> tuple[str, ...]:
    """The tokens a reader needs there; none on loopback. Raises ConfigError."""
    if bind in LOOPBACK:
        return ()
    if not settings.tokens_file:
        raise ConfigError(f"--bind {bind}: WIREDESK_TOKENS_FILE must say who may read from outside")
    return load_tokens(Path(settings.tokens_file))


def allow_files(streams: int) -> None:
    """Raise the soft limit of open files to what so many streams need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = streams + 2 * SPARE
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
