from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import redis
from click.testing import CliRunner

from config.health import Pulse, serve_health
from config.metrics import AUDIT_ENTRIES, AUDIT_TWICE, BREAKER, FEEDS, MESSAGES, RECEIVED
from config.moments import now_ms
from config.settings import Settings, load_settings
from deploy.commands.status import screen, status
from deploy.status import Role, lag_in, lags_of, role_at, status_of
from tests.conftest import free_block, free_port


@pytest.fixture
def settings(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation of which only the cleaning worker runs."""
    monkeypatch.setenv("WIREDESK_HOME", str(tmp_path))
    monkeypatch.setenv("WIREDESK_REDIS", redis_url)
    monkeypatch.setenv("WIREDESK_PREFIX", "st-")
    monkeypatch.setenv("WIREDESK_PORT", str(free_block()))
    return load_settings()


@pytest.fixture
def clean(settings: Settings) -> Iterator[Pulse]:
    pulse = Pulse()
    server = serve_health(pulse, settings.ports["clean"])
    yield pulse
    server.shutdown()
    server.server_close()


def test_a_role_is_ready_waiting_or_down(settings: Settings, clean: Pulse) -> None:
    port = settings.ports["clean"]
    assert role_at(port) == Role(live=True, ready=False, why="starting")
    clean.not_ready = None
    assert role_at(port) == Role(live=True, ready=True, why=None)
    assert role_at(settings.ports["tag"]) == Role(why="does not answer")


@pytest.mark.usefixtures("clean")
def test_stages_and_entries_come_from_the_metrics_of_the_roles(settings: Settings) -> None:
    before = status_of(settings, 0.01)
    RECEIVED.labels("clean").inc(4)
    MESSAGES.labels("clean", "passed").inc(3)
    MESSAGES.labels("clean", "parked").inc(1)
    BREAKER.labels("clean").set(1)
    AUDIT_ENTRIES.labels("filtered").set(2)
    AUDIT_TWICE.set(0)
    after = status_of(settings, 0.01)
    BREAKER.labels("clean").set(0)
    stage, earlier = after.stages["clean"], before.stages["clean"]
    assert (stage.received or 0) - (earlier.received or 0) == 4
    assert stage.outcomes["passed"] - earlier.outcomes.get("passed", 0) == 3
    assert stage.outcomes["parked"] - earlier.outcomes.get("parked", 0) == 1
    assert stage.breaker_open
    assert after.entries["filtered"] == 2
    assert after.entries["published_twice"] == 0
    assert after.stages["tag"].received is None


def test_the_rate_is_that_of_the_moment(settings: Settings, clean: Pulse) -> None:
    class Busy(BaseHTTPRequestHandler):
        received = 0

        def do_GET(self) -> None:
            Busy.received += 5
            body = f'wiredesk_stage_received_total{{stage="tag"}} {Busy.received}\n'.encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body if self.path == "/metrics" else b"{}")

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", settings.ports["tag"]), Busy)
    Thread(target=server.serve_forever, daemon=True).start()
    assert status_of(settings, 0.5).stages["tag"].per_second == 10.0
    server.shutdown()
    server.server_close()


def test_the_lag_is_what_the_poller_wrote(settings: Settings, redis_url: str) -> None:
    store = redis.Redis.from_url(redis_url)
    store.set("st-lag:clean", f"{now_ms() - 90_000}:17")
    store.set("st-lag:tag", "0:0")
    lags = lags_of(settings)
    seconds, unread = lags["clean"]
    assert 89 < seconds < 95
    assert unread == 17
    assert lags["tag"] == (0.0, 0)
    assert "dedup" not in lags


def test_a_clock_ahead_makes_no_negative_lag() -> None:
    assert lag_in(f"{now_ms() + 60_000}:1".encode()) == (0.0, 1)


def test_without_redis_the_rest_is_shown(settings: Settings) -> None:
    import msgspec  # noqa: PLC0415

    away = msgspec.structs.replace(settings, redis=f"redis://127.0.0.1:{free_port()}/0")
    assert lags_of(away) == {}


def test_the_screen_has_a_line_for_each_role_and_stage(settings: Settings, clean: Pulse) -> None:
    clean.not_ready = None
    FEEDS.labels("ok").set(61)
    lines = list(screen(status_of(settings, 0.01)))
    assert lines[0].endswith("1 of 7 roles ready")
    assert "  clean    ready" in lines
    assert "  tag      down   does not answer" in lines
    assert len(lines) == 1 + 7 + 1 + 4 + 2


@pytest.mark.usefixtures("settings")
def test_a_role_that_is_down_makes_the_command_fail() -> None:
    told = CliRunner().invoke(status, ["--json", "--window", "0.01"])
    assert told.exit_code == 1
    assert '"poll":{"live":false,"ready":false,"why":"does not answer"}' in told.output
