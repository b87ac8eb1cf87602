"""Where things are, from the environment. Read once, in deploy/cli.py; handed down after that."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from config.errors import ConfigError

Seconds = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]
Steps = Annotated[str, Meta(pattern=r"^(\d+(\.\d+)?(,\d+(\.\d+)?)*)?$")]
Port = Annotated[int, Meta(ge=0, le=65535)]
ROOT = Path(__file__).resolve().parents[1]
SECRETS = ("kafka_password", "redis_password", "sentinel_password")  # or as NAME_FILE
NOT_OURS = ("WIREDESK_ROLE",)  # set by the supervisor for its children, read by nobody here


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Each field is the variable WIREDESK_<FIELD>; what stands here is its default."""

    kafka: str = ""  # host:port,host:port; empty = the embedded broker
    kafka_tls: bool = False
    kafka_ca: str = ""  # file with the authorities that signed the brokers' certificates
    kafka_cert: str = ""  # client certificate and key, where the cluster asks for them
    kafka_key: str = ""
    kafka_mechanism: str = ""  # PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512
    kafka_user: str = ""
    kafka_password: str = ""
    redis: str = ""  # redis:// or rediss://; empty = the embedded server
    redis_user: str = ""  # of the Redis's ACL; empty = its default user
    redis_password: str = ""
    redis_ca: str = ""
    sentinel_user: str = ""  # what the sentinels themselves ask for, if anything
    sentinel_password: str = ""
    dedup: str = ""  # where dedup remembers; empty = the same as WIREDESK_REDIS
    dedup_window: Seconds = (
        604800.0  # a text is recognised for one to two of these after its last copy
    )
    dedup_keep: Annotated[float, Meta(ge=0)] = 0.0  # seconds a verdict lives; 0 = keep_days and two
    dedup_articles: Count = 1_000_000  # expected in a window and language: sizes dedup's buckets
    home: str = str(ROOT / "var")  # the only place running things write to
    prefix: str = ""  # before all topics, groups, transactional ids and Redis keys
    port: Annotated[int, Meta(ge=1024, le=65000)] = 8470  # first of the block of ports below
    kafka_port: Port = 0  # of the embedded broker; 0 = its place in the block
    redis_port: Port = 0
    partitions: Count = 6  # of all articles.* topics, fixed for life; production: 24
    replication: Count = 1  # production: 3, with min.insync.replicas 2
    feeds: str = str(ROOT / "config" / "feeds.toml")
    desks: str = str(ROOT / "config" / "desks.toml")
    rules: str = str(ROOT / "config" / "rules")
    public_url: str = ""  # where hubs and readers reach us from outside
    tokens_file: str = ""  # who may read the API when it is not on loopback
    log_level: str = "info"
    slot: Annotated[int, Meta(ge=0, le=99)] = 0  # which of several processes of one role this is
    session: Seconds = 10.0  # a silent group member is given up after this
    heartbeat: Seconds = 3.0
    page_bytes: Count = 4 << 20  # a larger page is refused; the feed's own words must do
    feed_bytes: Count = 10 << 20
    fetch_seconds: Seconds = 30.0  # whole deadline of one request, redirects included
    page_tries: Count = 4  # then the feed's own text must do
    page_patience: Seconds = 7200.0
    page_delay: Seconds = 1.0  # between two requests for pages to one host
    page_looks: Steps = "900,3600,14400,43200,86400,172800"  # seconds after which a page that was
    # sent is looked at again: news is corrected in its first two days; empty: never
    page_watched: Count = 50_000  # such pages at once, 1 to 3 KB of Redis each
    parse_cpu: Seconds = 10.0  # CPU one page or feed may cost a child
    parse_memory: Count = 1 << 29  # address space of a child; the largest measured has 0.2 GiB
    children: Count = 2
    lag_seconds: Seconds = 600.0  # the poller stops asking when a stage's unread record is older
    lag_records: Count = 20000  # or when a stage has so many
    recovery_age: Seconds = 30.0  # a seen entry that is nowhere after this is brought in again
    recovery_every: Seconds = 180.0  # between two looks at the ledger for such entries
    breaker_share: Annotated[float, Meta(gt=0, le=1)] = 0.5  # parked of the last 200
    breaker_run: Count = 50  # parked one after another
    breaker_seconds: Seconds = 30.0  # between two tries while the breaker is open
    keep_days: Count = 30  # of articles.enriched, and of what Redis keeps of it
    streams: Count = 1000  # live streams of one server at once; who comes then is told to wait
    stream_seconds: Seconds = 10.0  # between two heartbeats; a send that takes longer ends a stream
    demo: str = ""  # host:port of the demo newsroom; its feeds are added, its address allowed

    @property
    def kafka_servers(self) -> list[str]:
        return (self.kafka or f"127.0.0.1:{self.ports['kafka']}").split(",")

    @property
    def redis_url(self) -> str:
        return self.redis or f"redis://127.0.0.1:{self.ports['redis']}/0"

    @property
    def dedup_url(self) -> str:
        return self.dedup or self.redis_url

    @property
    def ports(self) -> dict[str, int]:
        """Every listener of one machine; the README's table is made from this."""
        own = {"kafka": self.kafka_port, "redis": self.redis_port}
        return {name: own.get(name) or self.port + place for place, name in enumerate(LISTENERS)}


LISTENERS = (
    "serve", "newsroom", "poll", "clean", "dedup", "tag", "publish", "serve-health", "audit",
    "kafka", "kafka-controller", "redis", "websub",
)  # fmt: skip


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment. Raises ConfigError naming the variable that is wrong.

    What `wiredesk up` wrote to `environment.json` in the home stands in for what is not set,
    so that commands in another terminal find the running installation.
    """
    given = {k: v for k, v in environ.items() if k.startswith("WIREDESK_") and k not in NOT_OURS}
    home = Path(given.get("WIREDESK_HOME") or Settings().home)
    values = {field_of(name): value for name, value in (remembered(home) | given).items()}
    unknown = sorted(set(values) - set(Settings.__struct_fields__) - secret_files())
    if unknown:
        raise ConfigError(f"WIREDESK_{unknown[0].upper()}: no such setting")
    try:
        return msgspec.convert(with_secrets(values), Settings, strict=False)
    except msgspec.ValidationError as wrong:
        raise ConfigError(named(wrong)) from None


def field_of(variable: str) -> str:
    return variable.removeprefix("WIREDESK_").lower()


def remembered(home: Path) -> dict[str, str]:
    """What the running installation of this home was started with."""
    file = home / "environment.json"
    try:
        return dict(json.loads(file.read_text()))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(f"{file}: {error}; remove it if nothing runs there") from None


def secret_files() -> set[str]:
    return {f"{name}_file" for name in SECRETS}


def with_secrets(values: dict[str, str]) -> dict[str, str]:
    """The same values, with each secret read from the file that was named for it."""
    kept = {name: value for name, value in values.items() if name not in secret_files()}
    for name in SECRETS:
        file = values.get(f"{name}_file")
        if file:
            kept[name] = read_secret(f"WIREDESK_{name.upper()}_FILE", Path(file))
    return kept


def read_secret(variable: str, file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError as error:
        raise ConfigError(f"{variable}: cannot read {file}: {error.strerror}") from None


def named(wrong: msgspec.ValidationError) -> str:
    """msgspec says `… - at `$.port``; people know the variable."""
    what, _, where = str(wrong).partition(" - at `$.")
    return f"WIREDESK_{where.rstrip('`').upper()}: {what[0].lower()}{what[1:]}"
