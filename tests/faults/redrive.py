"""`python -m tests.faults.redrive [COUNT] [KILLS]`: repaired dead letters, their redrive killed.

COUNT (1,000) articles are parked broken, exported, repaired, and redriven by `wiredesk dead`, which
is killed KILLS (3) times in the middle and run again: each is published, and none twice.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec
from kafka import KafkaProducer

from config.books import LedgerLine
from config.codec import CLEAN, LEDGER
from config.dead import dead_headers
from config.moments import moment
from config.published import Publisher
from config.records import CleanArticle
from config.startup import declared_topics
from deploy.commands.topics import mended
from deploy.tracing import lane_of
from tests.conftest import wait_until
from tests.faults.rows import end_in_order
from tests.faults.servers import Servers
from tests.way.installation import COMMAND, Installation
from tests.way.texts import story

STAGES = ("dedup", "tag", "publish")
BROKEN = b"oops"  # what stands where the end of each value should
START = 1_790_000_000_000


def article(number: int) -> CleanArticle:
    title, paragraphs = story(50_000 + number)
    return CleanArticle(
        id=f"redriven{number:018}", seen_at=moment(START + number), feed="ziar",
        publisher=Publisher(name="Ziar"), url=f"https://ziar.example/{number}", title=title,
        text="\n\n".join(paragraphs), language="ro",
    )  # fmt: skip


def park(installation: Installation, count: int) -> None:
    """Dead letters of broken articles, with their lines in the ledger, as dedup leaves them."""
    settings = installation.settings
    producer = KafkaProducer(bootstrap_servers=settings.kafka_servers, linger_ms=20)
    topic = f"{settings.prefix}articles.clean"
    for number in range(count):
        one = article(number)
        lane, value = lane_of(settings, one.id), CLEAN.encode(one)
        carried = {"id": one.id.encode(), "seen_at": one.seen_at.encode(), "feed": b"ziar"}
        headers = dead_headers("dedup", ValueError("broken"), (topic, lane, number), carried)
        places = {"key": one.id.encode(), "partition": lane}
        dead, ledger = f"{settings.prefix}articles.dead", f"{settings.prefix}articles.ledger"
        producer.send(dead, value=value[:-4] + BROKEN, headers=headers, **places)
        for what in ("seen", "dead"):
            line = LedgerLine(id=one.id, seen_at=one.seen_at, feed="ziar", what=what,
                              at=one.seen_at, stage="dedup")  # fmt: skip
            producer.send(ledger, value=LEDGER.encode(line), **places)
    producer.flush(60)
    producer.close(5)


def repair(installation: Installation, file: Path, count: int) -> None:
    """Export, mend each value, write the file that `redrive --repaired` reads."""
    told = installation.run("dead", "export", "--stage", "dedup").stdout.splitlines()
    letters = [msgspec.json.decode(line) for line in told]
    assert len(letters) == count, f"{len(letters)} of {count} exported"
    for letter in letters:
        number = int(letter["letter"]["id"].removeprefix("redriven"))
        letter["value"] = CLEAN.encode(article(number)).decode()
    file.write_bytes(b"\n".join(map(msgspec.json.encode, letters)) + b"\n")


def redrive(installation: Installation, file: Path, kill_after: int | None) -> int:
    """Run the command; kill it when it has said so much. How many letters it said it sent."""
    command = [*COMMAND, "dead", "redrive", "--repaired", str(file), "--rate", "2000"]
    environ = os.environ | installation.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        sent = 0
        for sent, _ in enumerate(process.stdout, start=1):
            if sent == kill_after:
                process.kill()
        process.wait()
    return sent


def published(installation: Installation) -> Counter[str]:
    return Counter(record["wiredesk"]["id"] for record in installation.published())


def redriven(home: Path, servers: Servers, count: int, kills: int) -> tuple[int, int]:
    """(published, published twice) of so many repaired letters."""
    installation = Installation(home, servers.kafka, servers.redis_url, "")
    assert not mended(installation.settings, declared_topics(installation.settings))
    park(installation, count)
    file = home / "letters.jsonl"
    repair(installation, file, count)
    for stage in STAGES:
        installation.spawn(stage)
    try:
        for kill in range(kills):
            redrive(installation, file, count // (kills + 2) // (kill + 1) or 1)
        redrive(installation, file, None)
        wait_until(lambda: len(published(installation)) == count, 120, f"{count} published")
        assert redrive(installation, file, None) == 0, "what has ended well is not sent again"
        told = published(installation)
    finally:
        installation.stop()
    return len(told), sum(times > 1 for times in told.values())


def main(count: int = 1000, kills: int = 3) -> int:
    end_in_order()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="redrive-") as folder:
        servers = Servers(Path(folder))
        try:
            good, twice = redriven(Path(folder) / "redriven", servers, count, kills)
        finally:
            servers.stop()
    sys.stdout.write(
        f"{count} repaired letters, {kills} kills of the redrive: {good} published, {twice} twice"
        f" ({time.monotonic() - began:.0f} s)\n"
    )
    return 0 if (good, twice) == (count, 0) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
