"""/metrics, /livez and /readyz of a role, from a thread, so that a busy loop cannot hide itself."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from config.errors import ConfigError

SILENCE = 60.0  # seconds without a tick, or in one call, after which a role is not alive


class Pulse:
    """What a role tells about itself: that it turns, that it gets on, what it waits for.

    `tick` from the role's own loop; `busy`/`idle` around one piece of work; `waiting` while
    Kafka or Redis are away (alive, not ready); `not_ready` gives other reasons, if there are.
    """

    def __init__(self, silence: float = SILENCE) -> None:
        self._silence = silence
        self._ticked = time.monotonic()
        self._busy_since: float | None = None
        self._waiting: str | None = None
        self.not_ready: str | None = "starting"

    @property
    def waiting(self) -> str | None:
        """What the role waits for: kafka or redis."""
        return self._waiting

    @waiting.setter
    def waiting(self, on: str | None) -> None:
        if self._waiting is not None and on is None and self._busy_since is not None:
            self._busy_since = time.monotonic()  # the wait was not the batch's own time
        self._waiting = on

    def tick(self) -> None:
        self._ticked = time.monotonic()

    def busy(self) -> None:
        self._busy_since = time.monotonic()

    def idle(self) -> None:
        self._busy_since = None
        self.tick()

    def dead(self) -> str | None:
        """Why this process should be restarted, or nothing."""
        now = time.monotonic()
        if now - self._ticked > self._silence:
            return f"the loop has not turned for {now - self._ticked:.0f} s"
        working = self._busy_since is not None and self.waiting is None
        if working and now - (self._busy_since or now) > self._silence:
            return f"one batch has taken {now - (self._busy_since or now):.0f} s"
        return None

    def unready(self) -> str | None:
        """Why nothing should be sent here, or nothing."""
        return f"waiting for {self.waiting}" if self.waiting else self.not_ready


def serve_health(pulse: Pulse, port: int, bind: str = "127.0.0.1") -> ThreadingHTTPServer:
    """Serve until the process ends. Raises ConfigError when the port is taken."""
    try:
        server = ThreadingHTTPServer((bind, port), handler_of(pulse))
    except OSError as error:
        raise ConfigError(f"cannot listen on {bind}:{port}: {error.strerror}") from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    return server


def handler_of(pulse: Pulse) -> type[BaseHTTPRequestHandler]:
    """What answers one scrape or probe of the role with this pulse."""
    answers: dict[str, Callable[[], tuple[int, str, bytes]]] = {
        "/metrics": lambda: (200, CONTENT_TYPE_LATEST, generate_latest()),
        "/livez": lambda: verdict(pulse.dead()),
        "/readyz": lambda: verdict(pulse.dead() or pulse.unready()),
    }

    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            status, kind, body = answers.get(self.path.split("?")[0], not_found)()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Scrapes are no news."""

    return Handler


def verdict(trouble: str | None) -> tuple[int, str, bytes]:
    body = {"ok": trouble is None, "why": trouble}
    return (200 if trouble is None else 503), "application/json", json.dumps(body).encode() + b"\n"


def not_found() -> tuple[int, str, bytes]:
    return 404, "text/plain", b"/metrics, /livez or /readyz\n"
