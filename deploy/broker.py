"""The embedded Apache Kafka: one KRaft node in the home, on ports of its own."""

import base64
import hashlib
import shutil
import subprocess
import uuid
from collections.abc import Sequence
from pathlib import Path

from config.errors import ConfigError
from config.settings import ROOT

JARS = ROOT / "var" / "kafka" / "libs"  # put there by deploy/install, from deploy/kafka/pom.xml
JVM = ("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
log.dirs={data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
message.max.bytes=6291456
replica.fetch.max.bytes=6291456
log.cleaner.dedupe.buffer.size=16777216
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
"""  # short broker sessions: back 3 s after a kill -9 instead of 11
LOGGING = """\
rootLogger.level=WARN
rootLogger.appenderRef.c.ref=c
appender.c.type=Console
appender.c.name=c
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=%d{ISO8601} %-5p %c{1} %m%n
logger.start.name=kafka.server.KafkaRaftServer
logger.start.level=INFO
logger.started.name=org.apache.kafka
logger.started.level=WARN
"""


def prepared_broker(
    folder: Path, port: int, controller: int, formatting: Sequence[str] = (), jars: Path = JARS
) -> list[str]:
    """The command that runs the broker whose data is in `folder`, formatted on first use.

    `formatting`: more options of `StorageTool format`, such as the first SCRAM users.

    Raises ConfigError when Java or the jars are missing, naming the command that brings them.
    """
    if not any(jars.glob("kafka_*.jar")):
        raise ConfigError(f"no Kafka in {jars}: run deploy/up once, it fetches the jars with Maven")
    folder.mkdir(parents=True, exist_ok=True)
    properties = folder / "server.properties"
    properties.write_text(PROPERTIES.format(port=port, controller=controller, data=folder / "data"))
    (folder / "log4j2.properties").write_text(LOGGING)
    if not (folder / "data" / "meta.properties").exists():
        format_storage(folder, properties, formatting)
    return java(folder, "kafka.Kafka", str(properties))


def java(folder: Path, *arguments: str, archive: Path | None = None) -> list[str]:
    """The command; the classes of `archive`, by default our own, are mapped where it is there."""
    log4j = f"-Dlog4j2.configurationFile={folder / 'log4j2.properties'}"
    kept = archive or class_archive()
    classes = [f"-XX:SharedArchiveFile={kept}"] if kept.exists() else []
    return ["java", *JVM, *classes, log4j, "-cp", f"{JARS}/*", *arguments]


def class_archive(jars: Path = JARS) -> Path:
    """Where this Java keeps these jars' classes ready to map: the broker starts in half the time.

    Another Java or other jars get another file, so that a stale one is never asked for.
    """
    binary = Path(shutil.which("java") or "java").resolve()
    made = binary.stat().st_mtime_ns if binary.exists() else 0
    names = sorted(jar.name for jar in jars.glob("*.jar"))
    mark = hashlib.blake2b(f"{binary} {made} {names}".encode(), digest_size=6).hexdigest()
    return jars.parent / f"classes-{mark}.jsa"


def recording(command: list[str], archive: Path) -> list[str]:
    """The same broker, which writes the archive when it ends (a second once, 50 MB)."""
    quiet = "-Xlog:cds*=off"  # it would name each of 500 classes that cannot be kept
    return [command[0], quiet, f"-XX:ArchiveClassesAtExit={archive}", *command[1:]]


def format_storage(folder: Path, properties: Path, more: Sequence[str] = ()) -> None:
    command = java(folder, "kafka.tools.StorageTool", "format", "--standalone", *more)
    try:
        subprocess.run(
            [*command, "-t", cluster_id(), "-c", str(properties)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    except FileNotFoundError:
        raise ConfigError("no java: apt-get install default-jre-headless") from None
    except subprocess.CalledProcessError as error:
        raise ConfigError(f"Kafka cannot format {folder}: {error.stdout}{error.stderr}") from None


def cluster_id() -> str:
    """22 characters of URL-safe base64; one that begins with a dash would read as an option."""
    drawn = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return "w" + drawn[1:]
