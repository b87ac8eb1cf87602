"""Rules change under a working installation: nothing is lost, held up, or published twice."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaError

from config.codec import PUBLISHED, RESOLVED, TAGGED
from config.published import Published
from config.settings import ROOT
from streams.rules import load_rules
from tests.conftest import wait_until
from tests.streams.rig import PARTITIONS, Rig, Worker, ready, seen_at
from tests.streams.tagging import an_article, few_rules

START = "from deploy.cli import main; main()"
COUNT = 40  # articles a round
ALLERGIC = """
import streams.tag
real = streams.tag.tagged_article
def tagged_article(article, rules):
    if article.id == "id3":
        raise RuntimeError("nobody thought of this article")
    return real(article, rules)
streams.tag.tagged_article = tagged_article
"""  # a worker that cannot tag one article


class Newsroom(Rig):
    """A tagging worker and a publisher, and rules that change under them."""

    def __init__(self, kafka: str, redis_url: str, folder: Path) -> None:
        self.rules = folder / "rules"
        few_rules(self.rules)
        super().__init__(kafka, redis_url, folder, rules=self.rules, session=6, heartbeat=1)
        ready(self.work("-c", START, "publish", "--health-port"))

    def run(self, *command: str) -> None:
        """A command of this installation, to its end."""
        subprocess.run(
            [sys.executable, "-c", START, *command], env=os.environ | self.environ, check=True,
            cwd=ROOT, timeout=100,
        )  # fmt: skip

    def teach(self, word: str) -> str:
        """One word more speaks of sport; the version of the rules that say so."""
        file = self.rules / "topics" / "15-sport.toml"
        text = file.read_text(encoding="utf-8").replace('ro = """\n', f'ro = """\n{word},\n', 1)
        file.write_text(text, encoding="utf-8")
        return load_rules(self.rules).version

    def bring(self, first: int) -> None:
        """Articles on their way to be tagged."""
        numbers = range(first, first + COUNT)
        ids = [f"id{number}" for number in numbers]
        self.put("resolved", [an_edition(number) for number in numbers], ids)

    def published(self) -> list[Published]:
        return [PUBLISHED.decode(record.value) for record in self.records("enriched")]

    def settled(self, count: int) -> None:
        wait_until(lambda: len(self.published()) >= count, 60, f"{count} articles published")

    def rewind(self) -> None:
        """What a crash between sending and committing leaves: all of it comes again."""
        wait_until(self._is_rewound, 30, "the dead worker's leave")

    def _is_rewound(self) -> bool:
        topic = self.name("resolved")
        lanes = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        group = KafkaConsumer(
            bootstrap_servers=self.kafka, group_id=f"{self.settings.prefix}wiredesk-tag"
        )
        try:
            group.assign(lanes)
            group.commit({lane: OffsetAndMetadata(0, "", -1) for lane in lanes})
        except KafkaError:
            return False
        finally:
            group.close()
        return True


def an_edition(number: int) -> bytes:
    plain = an_article(f"Zorzoane pe câmpie {number}", f"Zorzoane peste tot, și {number}.")
    named = msgspec.structs.replace(
        plain, id=f"id{number}", story=f"id{number}", seen_at=seen_at(number)
    )
    return RESOLVED.encode(named)


@pytest.fixture
def newsroom(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Newsroom]:
    running = Newsroom(kafka, redis_url, tmp_path)
    yield running
    running.close()


def test_an_article_that_cannot_be_tagged_is_published_kept_and_tagged_later(
    newsroom: Newsroom,
) -> None:
    newsroom.teach("zorzoan*^5")
    ready(newsroom.work("-c", ALLERGIC + START, "work", "tag", "--health-port"))
    newsroom.bring(0)
    newsroom.settled(COUNT)
    [plain] = [one for one in newsroom.published() if one.wiredesk.flags == ("untagged",)]
    assert (plain.wiredesk.id, plain.item.subjects) == ("id3", ())
    [letter] = newsroom.records("dead")
    told = dict(letter.headers)
    assert letter.value == an_edition(3)
    assert (told["evidence"], told["error_class"]) == (b"1", b"RuntimeError")
    lines = [msgspec.json.decode(record.value) for record in newsroom.records("ledger")]
    assert [line["what"] for line in lines] == ["published"] * COUNT

    newsroom.run("retag", "--since", "1h")
    newsroom.settled(COUNT + 1)
    [again] = [one for one in newsroom.published() if one.wiredesk.retag]
    assert (again.wiredesk.id, again.wiredesk.flags, again.wiredesk.version) == ("id3", (), 2)
    assert "sport" in [subject.name for subject in again.item.subjects]


def said(worker: Worker, word: str) -> bool:
    return word in worker.log.read_text()


def test_killed_and_redelivered_by_other_rules_nothing_is_published_twice(
    newsroom: Newsroom,
) -> None:
    before = load_rules(newsroom.rules).version
    worker = ready(newsroom.stage("tag"))
    newsroom.bring(0)
    newsroom.settled(COUNT)
    worker.kill()
    after = newsroom.teach("zorzoan*^5")
    newsroom.rewind()
    newsroom.bring(COUNT)
    ready(newsroom.stage("tag"))
    newsroom.settled(2 * COUNT)

    wait_until(lambda: len(newsroom.records("ledger")) == 3 * COUNT, 30, "the repeats' lines")
    tagged = [TAGGED.decode(record.value) for record in newsroom.records("tagged")]
    assert Counter(one.made_by["rules"] for one in tagged) == {before: COUNT, after: 2 * COUNT}
    published = newsroom.published()
    assert Counter(one.wiredesk.id for one in published) == {f"id{n}": 1 for n in range(2 * COUNT)}
    assert Counter(one.wiredesk.made_by["rules"] for one in published) == {
        before: COUNT,
        after: COUNT,
    }


def test_rules_change_and_break_while_articles_pass(newsroom: Newsroom) -> None:
    worker = ready(newsroom.stage("tag"))
    sport = newsroom.rules / "topics" / "15-sport.toml"
    newsroom.bring(0)
    right = sport.read_text()
    sport.write_text(right + "\n[[topic]\n")
    wait_until(lambda: said(worker, "rules_not_reloaded"), 20, "the complaint")
    assert f"{sport}:{right.count(chr(10)) + 2}: not TOML" in worker.log.read_text()
    assert 'wiredesk_outdated{what="rules"} 1.0' in worker.get("/metrics")
    newsroom.bring(COUNT)
    newsroom.settled(2 * COUNT)
    sport.write_text(right)
    after = newsroom.teach("zorzoan*^5")
    wait_until(lambda: said(worker, "rules_reloaded"), 20, "the new rules")
    assert f'wiredesk_rules_info{{version="{after}"}} 1.0' in worker.get("/metrics")
    newsroom.bring(2 * COUNT)
    newsroom.settled(3 * COUNT)

    published = newsroom.published()
    assert {one.wiredesk.version for one in published} == {1}  # a reload alone publishes nothing
    assert Counter(one.wiredesk.id for one in published) == {f"id{n}": 1 for n in range(3 * COUNT)}
    last = [one for one in published if one.wiredesk.made_by["rules"] == after]
    assert len(last) == COUNT
    assert all("sport" in [s.name for s in one.item.subjects] for one in last)
    assert worker.counted("received") == worker.counted("passed") == 3 * COUNT
