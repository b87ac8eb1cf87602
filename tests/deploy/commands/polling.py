"""`wiredesk poll` under test: a process, the site it asks, and what it has written."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import redis

from config.books import LedgerLine
from config.codec import RAW
from config.records import RawArticle
from config.settings import Settings
from tests.conftest import free_port, wait_until
from tests.ingest.site import Site
from tests.ingest.topics import Reader, ledger_lines

COMMAND = [sys.executable, "-c", "from deploy.cli import main; main()", "poll"]


class Desk:
    """A poller process, the outlet it asks, and what it has told Kafka."""

    def __init__(self, home: Path, settings: Settings, **more: str) -> None:
        self.home, self.settings, self.site = home, settings, Site()
        self.environ = os.environ | {
            "WIREDESK_KAFKA": settings.kafka,
            "WIREDESK_REDIS": settings.redis,
            "WIREDESK_PREFIX": settings.prefix,
            "WIREDESK_PARTITIONS": str(settings.partitions),
            "WIREDESK_HOME": str(home),
            "WIREDESK_FEEDS": str(home / "feeds.toml"),
            "WIREDESK_DESKS": str(home / "desks.toml"),
            "WIREDESK_PAGE_DELAY": "0.001",
            "WIREDESK_PAGE_PATIENCE": "2.4",
            "WIREDESK_FETCH_SECONDS": "1.5",  # a busy machine's site needs more than half of one
            "WIREDESK_RECOVERY_AGE": "1",
            "WIREDESK_RECOVERY_EVERY": "1",
            "WIREDESK_CHILDREN": "1",
            **more,
        }
        (home / "desks.toml").write_text("")
        self.listen()
        self.memory = redis.Redis.from_url(settings.redis)
        self.process: subprocess.Popen[bytes] | None = None

    def listen(self) -> None:
        """Read both topics from their beginning."""
        self.raw, self.ledger = Reader(self.settings, "raw"), Reader(self.settings, "ledger")

    def hush(self) -> None:
        """Readers that look for an absent broker leave sockets open."""
        self.raw.close()
        self.ledger.close()

    def declare(self, **more: str) -> None:
        table = self.site.table(**({"min_interval": '"1s"'} | more))
        (self.home / "feeds.toml").write_text(table)

    def start(self) -> None:
        self.port = free_port()
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "--health-port", str(self.port)],
                env=self.environ, stdout=log, stderr=log,
            )  # fmt: skip

    def kill(self, number: int = signal.SIGKILL) -> int:
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(60)

    def log(self) -> str:
        return (self.home / "log").read_text()

    def articles(self) -> list[RawArticle]:
        return [RAW.decode(value) for value in self.raw.read()]

    def lines(self, what: str = "seen") -> list[LedgerLine]:
        return [line for line in ledger_lines(self.ledger.read()) if line.what == what]

    def versions(self) -> set[tuple[str, str]]:
        """What was seen, as a set by (id, seen_at)."""
        return {(line.id, line.seen_at) for line in self.lines()}

    def brought(self) -> dict[str, set[str]]:
        """The names of the entries that arrived, each with its seen_ats."""
        found: dict[str, set[str]] = {}
        for article in self.articles():
            found.setdefault(article.entry.guid or "", set()).add(article.seen_at)
        return found

    def wait_for(self, *names: str, seconds: float = 120) -> None:
        wait_until(lambda: self.has_brought(names), seconds, f"{names} in articles.raw")

    def has_brought(self, names: Sequence[str]) -> bool:
        brought = set(names) <= set(self.brought())
        assert brought or (self.process and self.process.poll() is None), self.log()
        return brought

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill()
        self.memory.close()
        self.site.close()
        self.hush()


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def metric(port: int, name: str) -> float:
    """A metric's value; 0 while there is none."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return float(next((line.split()[-1] for line in lines if line.startswith(name)), 0))
