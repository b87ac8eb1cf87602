"""/metrics, /livez and /readyz of a role, from a thread, so that a busy loop cannot hide itself."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from config.errors import ConfigError

SILENCE = 50.0  # seconds without a tick, or in one call, after which a role is not alive: it has
# to be seen within the minute


class Pulse:
    """What a role tells about itself: that it turns, that it gets on, what it waits for.

    `tick` from the role's own loop, and from others that must go on turning beside it by their
    names; `busy`/`idle` around one piece of work; `waiting` while Kafka or Redis are away (alive,
    not ready); `not_ready` gives other reasons, if there are; `stuck` what nobody gets on with.
    """

    def __init__(
        self, silence: float = SILENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.silence, self._clock = silence, clock
        self._ticked = clock()
        self._turned: dict[str, float] = {}
        self.stuck: str | None = None
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
            self._busy_since = self._clock()  # the wait was not the batch's own time
        if self._waiting is not None and on is None:
            self._turned = dict.fromkeys(self._turned, self._clock())  # nor the other loops'
        self._waiting = on

    def tick(self) -> None:
        self._ticked = self._clock()

    def turn(self, loop: str) -> None:
        """A loop beside the role's own has turned, and will again."""
        self._turned[loop] = self._clock()

    def rest(self, loop: str) -> None:
        """A loop begins what may take long; it is not missed until it turns again."""
        self._turned.pop(loop, None)

    def busy(self) -> None:
        self._busy_since = self._clock()

    def idle(self) -> None:
        self._busy_since = None
        self.tick()

    def dead(self) -> str | None:
        """Why this process should be restarted, or nothing."""
        now = self._clock()
        if now - self._ticked > self.silence:
            return f"the loop has not turned for {now - self._ticked:.0f} s"
        return None if self.waiting else self._standing(now)

    def _standing(self, now: float) -> str | None:
        """What does not get on though the loop turns and nothing is waited for."""
        if self._busy_since is not None and now - self._busy_since > self.silence:
            return f"one batch has taken {now - self._busy_since:.0f} s"
        for loop, turned in list(self._turned.items()):
            if now - turned > self.silence:
                return f"{loop}: nothing for {now - turned:.0f} s"
        return self.stuck

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
