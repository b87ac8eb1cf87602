"""Dead letters are listed, counted, exported, sent back once, put aside; nothing of it is lost."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kafka import KafkaProducer

from config.dead import dead_headers
from config.settings import load_settings
from config.startup import declared_topics
from deploy.commands.dead import dead
from deploy.commands.topics import mended
from deploy.reading import Record, read_so_far

Run = Callable[..., Result]


class Parked:
    """An installation with letters in it."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ, self.settings = environ, load_settings(environ)
        assert not mended(self.settings, declared_topics(self.settings))
        self._producer = KafkaProducer(bootstrap_servers=self.settings.kafka_servers)

    def park(self, number: int, error: Exception, *, redrives: int = 0, **more: Any) -> None:
        carried = {"id": b"a%d" % number, "seen_at": b"2026-11-22T08:00:00.000Z", "feed": b"f"}
        carried |= {"redrives": b"%d" % redrives} if redrives else {}
        topic = f"{self.settings.prefix}articles.clean"
        headers = dead_headers("dedup", error, (topic, 0, number), carried, **more)
        self._producer.send(
            f"{self.settings.prefix}articles.dead", headers=headers, partition=0,
            key=b"a%d" % number, value=b'{"n": %d}' % number,
        ).get(10)  # fmt: skip

    def close(self) -> None:
        """A producer left open goes on looking for its broker when that is gone."""
        self._producer.close()

    def run(self, *arguments: str) -> Result:
        told = CliRunner().invoke(dead, list(arguments), env=self.environ, catch_exceptions=False)
        assert told.exit_code == 0, told.output
        return told

    def listed(self, *arguments: str) -> list[str]:
        lines = self.run("list", "--json", *arguments).stdout.splitlines()
        return [json.loads(line)["id"] for line in lines]

    def back(self) -> list[Record]:
        """What came back to the topic of the letters' origin."""
        return list(read_so_far(self.settings, [f"{self.settings.prefix}articles.clean"]))


@pytest.fixture
def parked(kafka: str, tmp_path: Path) -> Iterator[Parked]:
    (tmp_path / "feeds.toml").write_text("")
    environ = {
        "WIREDESK_KAFKA": kafka, "WIREDESK_HOME": str(tmp_path),
        "WIREDESK_PREFIX": f"{tmp_path.name}-", "WIREDESK_PARTITIONS": "1",
    }  # fmt: skip
    with closing(Parked(environ)) as parked:
        yield parked


def test_letters_go_back_once_with_their_names_and_stay_on_record(parked: Parked) -> None:
    for number in range(4):
        parked.park(number, ValueError("odd") if number < 3 else KeyError("k"))
    assert parked.listed() == ["a0", "a1", "a2", "a3"]
    assert parked.listed("--class", "KeyError") == ["a3"]
    assert "would go" in parked.run("redrive", "--dry-run").stdout
    assert parked.back() == []
    parked.run("redrive", "--limit", "2", "--rate", "1000")
    assert parked.listed() == ["a2", "a3"]
    assert parked.listed("--all") == ["a0", "a1", "a2", "a3"]
    parked.run("redrive", "--class", "ValueError", "--rate", "1000")
    back = parked.back()
    assert [(one.key, one.value) for one in back] == [
        (b"a%d" % n, b'{"n": %d}' % n) for n in range(3)
    ]
    assert back[0].headers["redrives"] == b"1"
    assert back[0].headers["seen_at"] == b"2026-11-22T08:00:00.000Z"
    assert "redriven" in parked.run("show", "0/0").stdout


def test_what_must_not_go_back_is_left_and_told(parked: Parked) -> None:
    parked.park(0, ValueError(), redrives=3)
    parked.park(1, ValueError(), evidence=True)
    parked.park(2, ValueError())
    parked.park(2, ValueError(), redrives=1)  # it came back, and was parked again
    told = parked.run("redrive", "--rate", "1000")
    assert "1 left: redriven 3 times already" in told.stderr
    assert "1 left: evidence of an article that passed" in told.stderr
    assert "1 left: parked again since" in told.stderr
    assert [one.headers["redrives"] for one in parked.back()] == [b"2"]


def test_discarded_letters_are_kept_but_no_longer_sent(parked: Parked) -> None:
    parked.park(0, ValueError())
    parked.park(1, ValueError())
    parked.run("discard", "0/0")
    assert parked.listed() == ["a1"]
    parked.run("redrive", "--rate", "1000")
    assert [one.key for one in parked.back()] == [b"a1"]
    states = {
        json.loads(line)["state"] for line in parked.run("stats", "--json").stdout.splitlines()
    }
    assert states == {"discarded", "redriven"}


def test_nothing_is_done_without_a_word_why(parked: Parked) -> None:
    parked.park(0, ValueError())
    assert "none that fits" in parked.run("list", "--stage", "tag").stderr
    assert "0 sent: none that fits" in parked.run("redrive", "7/7").stderr
    told = CliRunner().invoke(dead, ["discard"], env=parked.environ)
    assert (told.exit_code, "say which" in told.stderr) == (2, True)
    parked.run("discard", "--all")
    assert parked.listed() == []
    assert parked.run("stats").stdout.splitlines()[0].startswith("stage  class")


def test_a_repaired_letter_goes_back_with_its_new_value(parked: Parked, tmp_path: Path) -> None:
    parked.park(0, ValueError())
    parked.park(1, ValueError())
    told = json.loads(parked.run("export", "--id", "a0").stdout)
    assert told["value"] == '{"n": 0}'
    file = tmp_path / "letters.jsonl"
    file.write_text(json.dumps(told | {"value": '{"n": 7}'}))
    parked.run("redrive", "--repaired", str(file), "--rate", "1000")
    assert [(one.key, one.value) for one in parked.back()] == [(b"a0", b'{"n": 7}')]
    assert parked.listed() == ["a1"]
