"""Kill any process at any moment: nothing is lost, nothing published twice, versions only rise."""

import os
import random
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from config.urls import article_id
from tests.conftest import Daemon, wait_until
from tests.faults.servers import Servers
from tests.way.installation import ROLES, Installation
from tests.way.site import Site
from tests.way.texts import story

pytestmark = [pytest.mark.way, pytest.mark.timeout(420)]

OUTLETS = ("ziar", "gazeta", "monitor", "curier")
KILLS = 14
ITEMS = 260
SEED = int(os.environ.get("KILL_SEED", "20261122"))  # another one, another run of faults


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    servers = Servers(tmp_path)
    yield servers
    servers.stop()


class Load:
    """Publishes new articles, edits and reprints on a site, at a steady pace, from a seed."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site, self.draw = site, random.Random(seed)
        self.urls: list[str] = []
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        for number in range(ITEMS):
            self.one(number)
            time.sleep(0.2)  # the pace of the load; no condition is waited for

    def one(self, number: int) -> None:
        outlet = self.draw.choice(OUTLETS)
        case = self.draw.random()
        if case < 0.15 and self.urls:
            url = self.draw.choice(self.urls)
            page = self.site.page(url)
            where, _, path = url.split(self.site.address + "/")[1].partition("/")
            more = f"Precizare {number}: textul a fost completat la ora {number}."
            self.site.publish(where, path, page.title, *page.paragraphs, more)
            return
        if case < 0.3 and self.urls:
            page = self.site.page(self.draw.choice(self.urls))
            title, paragraphs = page.title, list(page.paragraphs)
        else:
            title, paragraphs = story(10_000 + number)
        self.urls.append(self.site.publish(outlet, f"stire-{number}", title, *paragraphs))


def faults(servers: Servers, installation: Installation, draw: random.Random) -> Iterator[str]:
    """Breaks one thing after another; yields what it did."""
    store = redis.Redis(port=servers.memory.port)
    roles = list(ROLES)
    plan: list[Callable[[], str]] = [
        lambda role=role: kill(installation, role)  # type: ignore[misc]
        for role in [*roles, *(draw.choice(roles) for _ in range(KILLS - len(roles)))]
    ]
    plan += [
        lambda: bounce(servers.broker),
        lambda: freeze(servers.memory, 4),
        lambda: f"flushed the store: {store.flushall()}",
    ]
    draw.shuffle(plan)
    for act in plan:
        time.sleep(draw.uniform(1.0, 4.0))  # a random moment is what is tested
        yield act()


def kill(installation: Installation, role: str) -> str:
    wait_until(lambda: installation.processes[role].poll() is None, 20, f"{role} to be up")
    installation.processes[role].kill()
    return f"killed {role}"


def bounce(daemon: Daemon) -> str:
    daemon.kill()
    daemon.start()
    return "killed and restarted the broker"


def freeze(daemon: Daemon, seconds: float) -> str:
    daemon.signal(signal.SIGSTOP)
    time.sleep(seconds)  # the length of the outage
    daemon.signal(signal.SIGCONT)
    return f"froze Redis for {seconds} s"


def test_through_every_fault_each_version_is_published_exactly_once(
    servers: Servers, tmp_path: Path
) -> None:
    site = Site()
    site.outlets |= {outlet: [] for outlet in OUTLETS}
    installation = Installation(
        tmp_path / "home", servers.kafka, servers.redis_url, site.feeds_file()
    )
    installation.start()
    load = Load(site, SEED)
    load.thread.start()
    try:
        done = list(faults(servers, installation, random.Random(SEED)))
        load.thread.join()
        books = installation.settle(set(load.urls), 180)
        check(installation, site, load)
    finally:
        codes = installation.stop()
        print("\n".join(log_tails(installation)))  # noqa: T201  shown where the test fails
    assert len([what for what in done if what.startswith("killed")]) >= KILLS
    assert books.account.balance() == 0
    assert books.publications.twice == books.publications.backwards == []
    assert set(codes.values()) == {0}, codes


def check(installation: Installation, site: Site, load: Load) -> None:
    """Our own reading of what was published, against what the site shows."""
    versions: dict[str, list[int]] = defaultdict(list)
    texts: dict[str, str] = {}
    stories: dict[str, set[str]] = defaultdict(set)
    for record in installation.published():
        url = record["item"]["uri"]
        versions[url].append(record["wiredesk"]["version"])
        texts[url] = record["item"]["bodies"][0]["value"]
        stories[record["wiredesk"]["story"]].add(url)
    assert set(versions) == set(load.urls)
    wrong = {url: seen for url, seen in versions.items() if seen != list(range(1, len(seen) + 1))}
    assert not wrong
    stale = [url for url in load.urls if texts[url] != site.page(url).text]
    assert not stale
    store = redis.Redis.from_url(installation.environ["WIREDESK_REDIS"])
    prefix = installation.environ["WIREDESK_PREFIX"]
    missing = [url for url in load.urls if not store.exists(f"{prefix}art:{article_id(url)}")]
    assert not missing


def log_tails(installation: Installation) -> list[str]:
    logs = {role: (installation.home / f"{role}.log").read_text() for role in ROLES}
    return [f"── {role}\n" + "\n".join(log.splitlines()[-15:]) for role, log in logs.items()]
