"""`wiredesk up` and `wiredesk down`: everything on one machine, started, watched, stopped."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import click

from deploy.home import forget, home_of, told_to_stop
from deploy.leftovers import ended
from deploy.running import run
from deploy.services import Choice
from deploy.watchdog import health

STOP = 25.0  # seconds an orderly end may take; then it is forced
START = 180.0  # seconds a start in the background may take before we stop waiting for the page
OPTIONS = {"feeds": "FEEDS", "desks": "DESKS", "port": "PORT", "kafka_port": "KAFKA_PORT",
           "redis_port": "REDIS_PORT"}  # fmt: skip
AFTER_READY = 200


@click.command()
@click.option("--demo/--no-demo", default=True, show_default=True, help="The demo newsroom.")
@click.option("--feeds", type=click.Path(exists=True, dir_okay=False), help="Instead of ours.")
@click.option("--desks", type=click.Path(exists=True, dir_okay=False), help="Instead of ours.")
@click.option("--port", type=int, help="First of the block of ports; the page is there.")
@click.option("--kafka-port", type=int, help="Of the embedded broker.")
@click.option("--redis-port", type=int, help="Of the embedded Redis.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address of page and API.")
@click.option("--background", is_flag=True, help="Return when the page answers.")
def up(demo: bool, bind: str, background: bool, **given: str | int | None) -> None:
    """Start everything on this machine and watch it until Ctrl-C."""
    environ = with_options(dict(os.environ), given)
    if background:
        in_background(environ)
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup wants us to outlive the terminal
            signal.signal(number, lambda *_: asked_to_stop(stop, environ))
    run(environ, Choice(demo=demo, bind=bind), stop, lambda line: tell_or_stop(line, stop))


def with_options(environ: dict[str, str], given: dict[str, str | int | None]) -> dict[str, str]:
    """The environment with what was said on the command line."""
    said = {
        f"WIREDESK_{OPTIONS[name]}": str(Path(value).resolve() if isinstance(value, str) else value)
        for name, value in given.items()
        if value is not None
    }
    return environ | said


def asked_to_stop(stop: threading.Event, environ: dict[str, str]) -> None:
    """The first time: orderly. The second: at once."""
    if stop.is_set():
        ended(home_of(environ), 0)
        os._exit(1)
    stop.set()


def tell_or_stop(line: str, stop: threading.Event) -> None:
    """Tell; when nobody reads any more (terminal or pipe are gone), end in order, silently."""
    try:
        tell(line)
    except OSError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  until the end
        stop.set()


def tell(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


def in_background(environ: dict[str, str]) -> None:
    """Start the same command detached and wait until the page answers. Raises ConfigError."""
    home = home_of(environ)
    log = home / "log" / "up"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        child = subprocess.Popen(
            [a for a in sys.argv if a != "--background"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + START
    with log.open() as lines:
        while child.poll() is None and not page_answers(home) and time.monotonic() < deadline:
            click.echo(lines.read(), nl=False)
            time.sleep(0.1)
        click.echo(lines.read(), nl=False)
    if child.poll() is not None:
        sys.exit(child.returncode)
    tell(f"running in the background (pid {child.pid}); its lines: {log}; `wiredesk down` ends it")


def page_answers(home: Path) -> bool:
    from config.settings import load_settings, remembered  # noqa: PLC0415

    known = remembered(home)
    return bool(known) and health(load_settings(known).ports["serve"], "/") == AFTER_READY


@click.command()
def down() -> None:
    """Stop what `wiredesk up` has started in this home."""
    home = home_of(os.environ)
    if told_to_stop(home, STOP):
        ended(home, STOP)  # nothing, unless it had to be killed
        forget(home)
        tell("stopped")
    elif ended(home, STOP):
        forget(home)
        tell("ended what an earlier run had left behind")
    else:
        tell(f"nothing runs in {home}")
