"""A whole installation under test: every role a real process, started again when it ends."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from config.settings import Settings, load_settings
from deploy.audit.watch import Books
from deploy.reading import Record, read_so_far
from tests.conftest import free_port, wait_until

COMMAND = [sys.executable, "-c", "from deploy.cli import main; main()"]
ROLES = {
    "poll": ["poll"],
    "clean": ["work", "clean"],
    "dedup": ["work", "dedup"],
    "tag": ["work", "tag"],
    "publish": ["publish"],
    "serve": ["serve"],
}
PUBLIC = ("articles.enriched", "articles.copies")
BACK_OFF = 0.5  # seconds before a role that ended is started again, as a supervisor would


class Installation:
    """Roles of one prefix on the tests' broker and Redis, in a home of their own."""

    def __init__(self, home: Path, kafka: str, redis_url: str, feeds: str, **more: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        (home / "feeds.toml").write_text(feeds)
        (home / "shipped.toml").write_text("")
        self.environ = {
            "WIREDESK_KAFKA": kafka,
            "WIREDESK_REDIS": redis_url,
            "WIREDESK_HOME": str(home),
            "WIREDESK_PREFIX": f"{home.name}-",
            "WIREDESK_FEEDS": str(home / "shipped.toml"),
            "WIREDESK_SESSION": "6",
            "WIREDESK_HEARTBEAT": "1",
            "WIREDESK_PAGE_DELAY": "0.01",
            "WIREDESK_PARTITIONS": "3",
            **more,
        }
        self.home = home
        self.own: dict[str, dict[str, str]] = {}  # more of the environment, of single roles
        self.ports = {role: free_port() for role in ROLES} | {"api": free_port()}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.exits: list[tuple[str, int]] = []
        self._stopping = threading.Event()

    @property
    def settings(self) -> Settings:
        return load_settings(self.environ)

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A `wiredesk` command of this installation, to its end."""
        return subprocess.run(
            [*COMMAND, *arguments], env=os.environ | self.environ, check=check,
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    def start(self, *roles: str) -> None:
        self.run("topics", "create")
        for role in roles or ROLES:
            self.spawn(role)
        threading.Thread(target=self.supervise, daemon=True).start()

    def spawn(self, role: str) -> None:
        more = ["--port", str(self.ports["api"])] if role == "serve" else []
        command = [*COMMAND, *ROLES[role], "--health-port", str(self.ports[role]), *more]
        with (self.home / f"{role}.log").open("ab") as log:
            environ = os.environ | self.environ | self.own.get(role, {})
            self.processes[role] = subprocess.Popen(command, env=environ, stdout=log, stderr=log)

    def supervise(self) -> None:
        while not self._stopping.wait(0.1):
            for role, process in list(self.processes.items()):
                if process.poll() is not None:
                    self.exits.append((role, process.returncode))
                    time.sleep(BACK_OFF)
                    if not self._stopping.is_set():
                        self.spawn(role)

    def stop(self) -> dict[str, int]:
        """SIGTERM to all; their exit codes. A role that does not end is killed and says -9."""
        self._stopping.set()
        for process in self.processes.values():
            process.terminate()
        codes = {}
        for role, process in self.processes.items():
            try:
                codes[role] = process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                codes[role] = process.wait()
        return codes

    def health(self, role: str, path: str = "/readyz") -> int:
        """The status that a role's health server answers; 0 while there is none."""
        try:
            with urllib.request.urlopen(self.health_url(role, path), timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def health_url(self, role: str, path: str) -> str:
        return f"http://127.0.0.1:{self.ports[role]}{path}"

    def api(self, path: str) -> Any:
        url = f"http://127.0.0.1:{self.ports['api']}{path}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)

    def records(self, *topics: str) -> Iterator[Record]:
        """Every committed record of these topics so far, e.g. `articles.enriched`."""
        prefix = self.settings.prefix
        yield from read_so_far(self.settings, [prefix + topic for topic in topics])

    def published(self) -> list[dict[str, Any]]:
        """What strangers read: enriched and copies, decoded, in the order of each partition."""
        return [msgspec.json.decode(record.value) for record in self.records(*PUBLIC)]

    def books(self) -> Books:
        books = Books(self.settings)
        for record in self.records("articles.ledger", *PUBLIC):
            books.take(record)
        return books

    def settle(self, urls: set[str], seconds: float = 120) -> Books:
        """Wait until all these URLs are published and nothing is in flight any more."""
        wait_until(lambda: self.settled(urls), seconds, f"{len(urls)} articles out, none in flight")
        return self.books()

    def settled(self, urls: set[str]) -> bool:
        told = {record["item"]["uri"] for record in self.published()}
        return urls <= told and not self.books().account.open
