"""`wiredesk poll`: the role that asks feeds and brings articles in."""

import asyncio
import gc
import hashlib
import logging
import os
import signal
import socket
from collections.abc import Coroutine, Sequence
from typing import Any, NamedTuple

import click
import uvloop
from kafka import KafkaProducer

from config.children import children_of
from config.clients import close_idle, redis_client
from config.feeds import feed_files
from config.health import Pulse
from config.roles import begin
from config.settings import Settings, load_settings
from config.startup import wait_for_installation
from ingest.asking import Asker
from ingest.callback import Callback
from ingest.declared import Declared
from ingest.fetcher import fetcher_of
from ingest.gathering import Gathering
from ingest.hubs import Hubs
from ingest.lag import LagMeter
from ingest.manners import Manners
from ingest.memory import Memory
from ingest.pages import Pages, Readers
from ingest.pagetext import packed_page_text
from ingest.poller import Poller
from ingest.pressure import Pressure
from ingest.reading import READ_BY_ONE, Parsers, parsers_of, size_of
from ingest.recovery import Recovery
from ingest.rounds import Rounds
from ingest.sender import Sender, producer
from ingest.upkeep import Upkeep
from ingest.wire import Wire

log = logging.getLogger(__name__)

READ_CPU = 1.0  # seconds; the worst page of 4 MiB takes .4, and others wait behind it
GARBAGE = 20_000  # new objects between two looks for cycles; a poll under way holds some hundred
LAST_SENDS = 0.5  # seconds for the producer to say goodbye
LAST_WORDS = 3.0  # seconds for everything that is under way
CANCELS = 10  # times that a loop is told to end


@click.command()
@click.option("--health-port", type=int, help="Of /metrics, /livez, /readyz; from the settings.")
@click.option("--websub-port", type=int, help="Where hubs reach us; from the settings.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address of these ports.")
def poll(health_port: int | None, websub_port: int | None, bind: str) -> None:
    """Ask feeds, fetch the pages behind their entries, send both on as raw articles."""
    settings = load_settings()
    declared = Declared(feed_files(settings))
    pulse = begin("poll", settings, health_port or settings.ports["poll"], bind)
    children, readers = parsers_of(settings), readers_of(settings)
    wait_for_installation(settings, pulse)
    port = settings.ports["websub"] if websub_port is None else websub_port
    owner = owner_of(f"{socket.gethostname()}:{health_port or settings.ports['poll']}")
    tools = Tools(children, readers, producer(settings), (bind, port), owner)
    gc.freeze()  # what is here stays; looking through it again took 7 % of the poller's time
    gc.set_threshold(GARBAGE, 20, 20)
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    code = loop.run_until_complete(polled(settings, pulse, declared, tools))
    children.stop()
    readers.stop()
    os._exit(code)  # asyncio.run would wait for threads, and those for an absent Kafka


def readers_of(settings: Settings) -> Readers:
    """They read what pages say, to tell whether a page has changed."""
    return children_of(
        settings, packed_page_text, count=1, cpu_seconds=READ_CPU, retire_after=READ_BY_ONE
    )


class Tools(NamedTuple):
    """What must be made before the event loop, where hubs reach us, and who we are."""

    parsers: Parsers
    readers: Readers
    sends: KafkaProducer
    door: tuple[str, int]
    owner: str


def owner_of(name: str) -> str:
    """How a poller's leases begin: nobody else has its port of its machine, nor later either."""
    return hashlib.blake2b(name.encode(), digest_size=4).hexdigest()


async def polled(settings: Settings, pulse: Pulse, declared: Declared, tools: Tools) -> int:
    """Work until SIGTERM or SIGINT; the exit code."""
    sender = Sender(tools.sends)
    async with fetcher_of(settings) as fetcher:
        client = redis_client(settings)
        memory = Memory(client, settings, pulse, tools.owner)
        pages = Pages(fetcher, Manners(fetcher), settings, Gathering(tools.readers, len))
        hubs = Hubs(client, fetcher, settings, pulse)
        asker, wire = Asker(fetcher, Gathering(tools.parsers, size_of)), Wire(sender, settings)
        poller = Poller(asker, pages, memory, wire, hubs)
        recovery = Recovery(client, settings, settings.recovery_age)
        pressure = Pressure(client, LagMeter(settings), settings)
        upkeep = Upkeep(memory, declared, recovery, pressure, sender, pulse)
        rounds = Rounds(poller, memory, declared, upkeep, sender)
        callback = Callback(hubs, rounds.pushed, settings.feed_bytes)
        if settings.public_url:
            await callback.listen(*tools.door)
        code = await until_stopped(upkeep, [*loops(rounds, upkeep, settings), close_idle(client)])
        await callback.close()
        await farewell(rounds)
    sender.close(LAST_SENDS)
    return code


def loops(rounds: Rounds, upkeep: Upkeep, settings: Settings) -> list[Coroutine[Any, Any, None]]:
    """All that a poller does side by side."""
    return [
        rounds.feeds(),
        rounds.entries(),
        upkeep.syncs(),
        upkeep.seconds(),
        upkeep.pressures(),
        upkeep.recoveries(settings.recovery_every, settings.recovery_age),
    ]


async def until_stopped(upkeep: Upkeep, work: Sequence[Coroutine[Any, Any, None]]) -> int:
    """Run these loops until a signal, or until one of them fails: then the exit code is 1."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, upkeep.reload.set)
    tasks = [asyncio.create_task(stop.wait()), *map(asyncio.create_task, work)]
    ended, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    await cancelled(others)
    if stop.is_set():
        return 0
    for task in ended:
        log.critical("loop_ended", extra={"error": repr(task.exception())})
    return 1


async def cancelled(tasks: set[asyncio.Task[Any]]) -> None:
    """End them: libraries swallow a cancellation that comes just as their own wait ends."""
    for _ in range(CANCELS):
        for task in tasks:
            task.cancel()
        if tasks:
            _, tasks = await asyncio.wait(tasks, timeout=LAST_WORDS / CANCELS)
    if tasks:
        log.warning("loops_left", extra={"tasks": [task.get_name() for task in tasks]})


async def farewell(rounds: Rounds) -> None:
    try:
        await asyncio.wait_for(rounds.stop(), LAST_WORDS)
    except TimeoutError:
        log.warning("leases_left", extra={"why": "Redis did not take them back in time"})
