"""One installation from start to stop: ports, servers, topics, roles, watch, orderly end."""

import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from config.errors import ConfigError
from config.feeds import feed_files, load_feeds
from config.settings import Settings, load_settings
from config.startup import declared_topics
from deploy.arrivals import tell_arrivals
from deploy.commands.topics import mended
from deploy.home import forget, home_of, locked, remember, taken_ports
from deploy.leftovers import ended
from deploy.services import ORDER, Choice, services
from deploy.supervise import Service, Supervisor
from deploy.watchdog import Watchdog

SERVERS = ("kafka", "redis")
LOOK = 0.2  # seconds between two looks while something is not ready
LEFT = 8.0  # seconds what an earlier run left behind may take to end
SOCKET_PATH = 60  # of the 107 characters that Linux allows; multiprocessing needs up to 40
CLOSE = 2.0  # seconds the supervisor itself may take
Tell = Callable[[str], None]


def run(environ: Mapping[str, str], choice: Choice, stop: threading.Event, tell: Tell) -> None:
    """Run an installation until `stop`. Raises ConfigError when it cannot be started."""
    home = home_of(environ)
    with locked(home):
        left = ended(home, LEFT)
        if left:
            tell(f"ended {len(left)} processes that an earlier run had left behind")
        forget(home)
        settings, variables = prepared(environ, home, choice)
        remember(home, variables)
        supervisor = Supervisor(home, dict(environ) | variables | temporary(home))
        try:
            keep_running(settings, supervisor, choice, stop, tell)
        finally:
            stop_in_order(supervisor, tell)
            forget(home)


def temporary(home: Path) -> dict[str, str]:
    """Where processes put what does not outlive them: in the home, too, where sockets fit."""
    folder = home / "tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {"TMPDIR": str(folder)} if len(str(folder)) < SOCKET_PATH else {}


def prepared(
    environ: Mapping[str, str], home: Path, choice: Choice
) -> tuple[Settings, dict[str, str]]:
    """The settings of this run, looked through, and the variables its processes get."""
    given = {k: v for k, v in environ.items() if k.startswith("WIREDESK_")}
    given["WIREDESK_HOME"] = str(home)
    settings = load_settings(given)
    if choice.demo:
        given["WIREDESK_DEMO"] = f"127.0.0.1:{settings.ports['newsroom']}"
        settings = load_settings(given)
    load_feeds(*feed_files(settings)[:2])  # the newsroom's own list is not written yet
    declared_topics(settings)
    taken = taken_ports(own_ports(settings, choice))
    if taken:
        raise ConfigError(f"in use: port {', '.join(taken)}; choose another block with --port")
    return settings, given


def own_ports(settings: Settings, choice: Choice) -> dict[str, int]:
    """The ports this run will listen on."""
    absent = {
        "newsroom": not choice.demo, "redis": bool(settings.redis),
        "kafka": bool(settings.kafka), "kafka-controller": bool(settings.kafka),
    }  # fmt: skip
    return {name: port for name, port in settings.ports.items() if not absent.get(name)}


def keep_running(
    settings: Settings, supervisor: Supervisor, choice: Choice, stop: threading.Event, tell: Tell
) -> None:
    """Start everything, then watch until `stop`."""
    since = time.time_ns() // 1_000_000
    all_services = services(settings, choice)
    held = () if topics_made(settings) else names_of_roles(all_services)
    supervisor.start(all_services, held)
    watchdog = Watchdog(supervisor, all_services, settings.ports, tell)
    while not watchdog.ready(*SERVERS) and not stop.wait(LOOK):
        watchdog.look()
    if held and not stop.is_set():
        make_topics(settings, tell)
        supervisor.release(held)
    threading.Thread(target=tell_arrivals, args=(settings, since, tell), daemon=True).start()
    page = f"the page: http://{choice.bind}:{settings.ports['serve']}/   (Ctrl-C stops everything)"
    while not stop.wait(LOOK if not watchdog.ready() else 1):
        watchdog.look()
        if page and watchdog.ready("serve"):
            tell(page)
            page = ""
        if not supervisor.alive():
            raise ConfigError(f"the supervisor ended; see {supervisor.home / 'log/supervisor'}")


def names_of_roles(all_services: tuple[Service, ...]) -> tuple[str, ...]:
    return tuple(s.name for s in all_services if s.name not in (*SERVERS, "newsroom"))


def topics_made(settings: Settings) -> bool:
    """Whether this home's own broker has been given exactly these topics before."""
    if settings.kafka or not (Path(settings.home) / "kafka" / "data").exists():
        return False
    mark = topics_mark(settings)
    return mark.exists() and mark.read_text() == digest(settings)


def topics_mark(settings: Settings) -> Path:
    return Path(settings.home) / "kafka" / "topics"


def digest(settings: Settings) -> str:
    return hashlib.blake2b(msgspec.json.encode(declared_topics(settings))).hexdigest()


def make_topics(settings: Settings, tell: Tell) -> None:
    """Make the topics. Raises ConfigError for what cannot be mended."""
    declared = declared_topics(settings)
    wrong = mended(settings, declared)
    if wrong:
        raise ConfigError(f"{wrong[0]}: this cannot be mended; see `wiredesk topics check`")
    tell(f"{len(declared)} topics are as declared")
    if not settings.kafka:
        topics_mark(settings).write_text(digest(settings))


def stop_in_order(supervisor: Supervisor, tell: Tell) -> None:
    """Poller, workers, publisher, server, then broker and memory; nothing stays behind."""
    began = time.monotonic()
    for names, seconds in ORDER:
        tell(f"stopping {', '.join(names)}")
        supervisor.stop(names, seconds)
    left = supervisor.close(CLOSE)
    forced = f"; {len(left)} processes had to be killed" if left else ""
    tell(f"stopped in {time.monotonic() - began:.1f} s{forced}")
