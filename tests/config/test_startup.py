import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import redis

from config.cluster import faults, mend, on_cluster, topics_found
from config.errors import ConfigError
from config.health import Pulse
from config.settings import Settings
from config.startup import check_memory, check_topics, declared_topics, wait_for_installation
from config.topics import Topic
from deploy.broker import prepared_broker
from deploy.memory import prepared_memory
from tests.conftest import Daemon, free_port, wait_until

DESKS = '[[desk]]\nname = "romania"\nlabel = "România"\n'
ROLE = """
import sys
from config.health import Pulse, serve_health
from config.settings import load_settings
from config.startup import wait_for_installation
settings, pulse = load_settings(), Pulse()
serve_health(pulse, settings.ports["poll"])
wait_for_installation(settings, pulse)
print("arrived", flush=True)
"""


@pytest.fixture
def installation(
    kafka: str, redis_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """An installation whose topics are there, as `wiredesk topics create` makes them."""
    (tmp_path / "desks.toml").write_text(DESKS)
    settings = Settings(
        kafka=kafka, redis=redis_url, home=str(tmp_path), desks=str(tmp_path / "desks.toml"),
        prefix=re.sub(r"[^a-z0-9.]", "-", f"startup.{request.node.name}."), partitions=2,
    )  # fmt: skip
    make(settings)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield settings
    for number, handler in handlers.items():
        signal.signal(number, handler)
    names = [topic.name for topic in declared_topics(settings)]
    on_cluster(settings, lambda admin: admin.delete_topics(names))


def make(settings: Settings) -> None:
    topics = declared_topics(settings)
    on_cluster(settings, lambda admin: mend(admin, topics, faults(topics, {})))


def alter(settings: Settings, topic: Topic) -> None:
    from config.cluster import alter  # noqa: PLC0415

    on_cluster(settings, lambda admin: alter(admin, [topic]))

    def seen() -> bool:
        found = on_cluster(settings, lambda admin: topics_found(admin, [topic]))
        return topic.config.items() <= found[topic.name].config.items()

    wait_until(seen, 10, "the change")


def test_all_is_well_where_everything_is_as_declared(installation: Settings) -> None:
    pulse = Pulse()
    wait_for_installation(installation, pulse)
    assert pulse.waiting is None


def test_a_missing_topic_ends_the_start_with_the_command_that_mends(
    installation: Settings,
) -> None:
    other = msgspec.structs.replace(installation, prefix="startup.none.")
    with pytest.raises(ConfigError, match=r"topic startup\.none\.articles\.raw is missing \(and 9 "
                       r"more\): run `wiredesk topics create`"):  # fmt: skip
        check_topics(other, Pulse())


def test_a_wrong_number_of_partitions_is_named(installation: Settings) -> None:
    other = msgspec.structs.replace(installation, partitions=3)
    with pytest.raises(ConfigError, match=r"partitions is 2, must be 3.*WIREDESK_PARTITIONS"):
        check_topics(other, Pulse())


@pytest.mark.parametrize(
    ("key", "value"),
    [("retention.ms", "3600000"), ("cleanup.policy", "compact"), ("max.message.bytes", "1048576")],
)
def test_a_wrong_setting_of_a_topic_is_named(installation: Settings, key: str, value: str) -> None:
    raw = declared_topics(installation)[0]
    alter(installation, msgspec.structs.replace(raw, config=raw.config | {key: value}))
    with pytest.raises(ConfigError, match=rf"articles\.raw: {key} is {value}, must be .*create"):
        check_topics(installation, Pulse())


def test_a_retention_below_three_times_the_lag_limit_is_refused(installation: Settings) -> None:
    behind = msgspec.structs.replace(installation, lag_seconds=5 * 86400.0)
    with pytest.raises(ConfigError, match=rf"retention\.ms is .* at least {15 * 86_400_000}"):
        check_topics(behind, Pulse())


@pytest.mark.parametrize("which", ["redis", "dedup"])
def test_a_redis_that_evicts_is_refused(
    installation: Settings, memory: Daemon, tmp_path: Path, which: str
) -> None:
    port = free_port()
    evicting = Daemon(prepared_memory(tmp_path / "r", port), port, tmp_path / "log")
    try:
        redis.Redis(port=port).config_set("maxmemory-policy", "allkeys-lru")
        url = f"redis://127.0.0.1:{port}/0"
        changed = msgspec.structs.replace(installation, **{which: url})
        with pytest.raises(ConfigError, match=rf"127\.0\.0\.1:{port} .*allkeys-lru, must be noev"):
            wait_for_installation(changed, Pulse())
    finally:
        evicting.kill()


def test_a_wrong_password_is_told_instead_of_waited_for(
    installation: Settings, tmp_path: Path
) -> None:
    port = free_port()
    closed = Daemon(
        [*prepared_memory(tmp_path / "r", port), "--requirepass", "geheim"], port, tmp_path / "log"
    )
    try:
        with pytest.raises(ConfigError, match=rf"Redis 127\.0\.0\.1:{port} refuses us") as told:
            check_memory(installation, f"redis://:falsch@127.0.0.1:{port}/0", Pulse())
        assert "falsch" not in str(told.value)
    finally:
        closed.kill()


def test_an_address_that_is_none_is_named(installation: Settings) -> None:
    with pytest.raises(ConfigError, match="WIREDESK_REDIS or WIREDESK_DEDUP: "):
        check_memory(installation, "memcached://127.0.0.1:1/0", Pulse())


@pytest.fixture
def role(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", dict[str, int]]]:
    """A role that waits: nothing answers on its ports yet."""
    ports = {"kafka": free_port(), "redis": free_port(), "health": free_port()}
    (tmp_path / "desks.toml").write_text(DESKS)
    environ = {
        "PATH": os.environ["PATH"], "WIREDESK_HOME": str(tmp_path),
        "WIREDESK_DESKS": str(tmp_path / "desks.toml"), "WIREDESK_PARTITIONS": "1",
        "WIREDESK_KAFKA": f"127.0.0.1:{ports['kafka']}",
        "WIREDESK_REDIS": f"redis://127.0.0.1:{ports['redis']}/0",
        "WIREDESK_PORT": str(ports["health"] - 2),
    }  # fmt: skip
    command = [sys.executable, "-c", ROLE]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, cwd=Path.cwd())
    yield process, ports
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def why_not_ready(port: int) -> str:
    from http.client import HTTPConnection  # noqa: PLC0415

    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().read().decode()
    except OSError:
        return ""
    finally:
        connection.close()


def test_sigterm_while_waiting_ends_at_once_and_cleanly(
    role: tuple["subprocess.Popen[bytes]", dict[str, int]],
) -> None:
    process, ports = role
    wait_until(lambda: "waiting for kafka" in why_not_ready(ports["health"]), 20, "the wait")
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert time.monotonic() - began < 2


def test_a_role_goes_on_by_itself_once_kafka_and_redis_are_there(
    role: tuple["subprocess.Popen[bytes]", dict[str, int]], tmp_path: Path
) -> None:
    process, ports = role
    wait_until(lambda: "waiting for kafka" in why_not_ready(ports["health"]), 20, "the wait")
    broker = broker_with_topics(tmp_path, ports["kafka"])
    try:
        wait_until(lambda: "waiting for redis" in why_not_ready(ports["health"]), 20, "Kafka")
        memory = Daemon(
            prepared_memory(tmp_path / "r", ports["redis"]), ports["redis"], tmp_path / "rlog"
        )
        try:
            assert process.wait(20) == 0
        finally:
            memory.kill()
    finally:
        broker.kill()
    assert process.stdout is not None
    assert process.stdout.read() == b"arrived\n"


def broker_with_topics(tmp_path: Path, port: int) -> Daemon:
    """A broker that already has its topics when the role's port opens."""
    first = free_port()
    folder = tmp_path / "k"
    made = Daemon(prepared_broker(folder, first, free_port()), first, tmp_path / "klog")
    make(
        Settings(kafka=f"127.0.0.1:{first}", desks=str(tmp_path / "desks.toml"), partitions=1,
                 home=str(tmp_path))
    )  # fmt: skip
    made.signal(signal.SIGTERM)
    made.process.wait(20)
    return Daemon(prepared_broker(folder, port, free_port()), port, tmp_path / "klog")
