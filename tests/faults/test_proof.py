"""The proof: green on a clean run with bad messages in it, red on what is broken on purpose."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.codec import TAGGED
from config.settings import ROOT
from config.startup import declared_topics
from deploy.audit.proof import table
from deploy.commands.topics import mended
from tests.conftest import wait_until
from tests.factories import a_tagged_article
from tests.faults.cast import Sabotaged
from tests.faults.experiment import Experiment, Load, experiment
from tests.faults.inject import GONE
from tests.faults.poison import kinds
from tests.faults.redrive import redriven
from tests.faults.sabotages import SABOTAGES
from tests.faults.servers import Servers
from tests.streams.publishing import produced
from tests.way.installation import ROLES

pytestmark = [pytest.mark.way, pytest.mark.timeout(300)]


GAPS = "wiredesk_feed_gap_total "


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    servers = Servers(tmp_path_factory.mktemp("proof"))
    yield servers
    servers.stop()


def test_the_audit_is_green_with_every_kind_of_poison_among_the_good(
    servers: Servers, tmp_path: Path
) -> None:
    count = len(kinds())
    load = Load(entries=6 * count, poison=count, pages=True)
    with experiment(tmp_path / "poisoned", servers, load, {}) as one:
        one.settle()
        told = one.audit()
        assert not told.red, table(told)
        letters = list(one.installation.records("articles.dead"))
    sources = {letter.headers["source"] for letter in letters if "evidence" not in letter.headers}
    puts = (tmp_path / "poisoned" / "journal.jsonl").read_text().count('{"put"')
    assert len(sources) == puts >= 4 * (count - 1)  # one kind no broker takes
    assert told.published > 4 * count


HANDFUL = ("validators_first", "letter_without_source", "commit_early", "skip_on_rebalance",
           "fold_less")  # fmt: skip


def test_the_audit_is_red_on_a_handful_of_sabotages_each_by_its_row(
    servers: Servers, tmp_path: Path
) -> None:
    sabotages = {SABOTAGES[name].role: [name] for name in HANDFUL}
    load = Load(seed=3, entries=200, poison=12)
    with experiment(tmp_path / "handful", servers, load, sabotages) as one:
        one.settle()
        red = set(one.audit().red)
        struck = set(one.installation.strikes())
    assert struck == set(HANDFUL)
    missed = [name for name in HANDFUL if not red & set(SABOTAGES[name].red)]
    assert not missed, red  # one by one, and all others: python -m tests.faults.mutants


def test_there_are_sabotages_enough_and_each_name_is_still_there(tmp_path: Path) -> None:
    assert len(SABOTAGES) >= 20
    for role in ROLES:
        names = [name for name, sabotage in SABOTAGES.items() if sabotage.role == role]
        checked = injected(*names, "--", "--version")
        assert checked.returncode == 0, checked.stderr
    assert injected("no_such_sabotage", "--", "--version").returncode == GONE


def injected(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.faults.inject", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_feeds_that_roll_off_between_two_polls_are_told(servers: Servers, tmp_path: Path) -> None:
    load = Load(entries=160, feeds=3, window=5, rate=20, unreliable=0)
    rolling = Experiment(tmp_path / "rolling", servers, load)
    try:
        assert not mended(rolling.settings, declared_topics(rolling.settings))
        rolling.installation.spawn("poll")
        wait_until(lambda: rolling.state()["gaps"] >= 3, 120, "polls that do not overlap")
        wait_until(lambda: rolling.state()["revealed"] == load.entries, 60, "the end of the plan")
        wait_until(lambda: gaps(rolling) == rolling.state()["gaps"], 30, "all gaps counted")
    finally:
        rolling.close()


def gaps(experiment: Experiment) -> float:
    told = experiment.installation.metrics("poll").splitlines()
    return sum(
        float(line.split()[1]) for line in told if line.startswith("wiredesk_feed_gap_total")
    )


def test_a_bug_in_the_publisher_opens_its_breaker_and_once_it_is_mended_all_of_it_flows(
    servers: Servers, tmp_path: Path
) -> None:
    run = Sabotaged(tmp_path / "bug", servers.kafka, servers.redis_url, "")
    run.environ |= {"WIREDESK_BREAKER_RUN": "10", "WIREDESK_BREAKER_SECONDS": "0.2"}
    run.sabotages = {"publish": ["bug_in_publish"]}
    (run.home / "broken").touch()
    assert not mended(run.settings, declared_topics(run.settings))
    ids = [f"a{number}" for number in range(60)]
    tagged = [(id.encode(), TAGGED.encode(a_tagged_article(id=id, story=id))) for id in ids]
    asyncio.run(produced(run.settings, f"{run.settings.prefix}articles.tagged", tagged))
    run.spawn("publish")
    try:
        wait_until(lambda: is_open(run, "publish"), 60, "an open breaker")
        assert (run.health("publish", "/livez"), run.health("publish")) == (200, 503)
        assert 10 <= len(list(run.records("articles.dead"))) < 40
        (run.home / "broken").unlink()
        wait_until(lambda: run.health("publish") == 200, 60, "a closed breaker")
        run.run("dead", "redrive", "--rate", "1000")
        wait_until(lambda: len(run.published()) >= len(ids), 60, "all of it published")
        assert sorted(one["wiredesk"]["id"] for one in run.published()) == sorted(ids)
    finally:
        assert run.stop()["publish"] == 0


def is_open(installation: Sabotaged, role: str) -> bool:
    told = installation.metrics(role).splitlines()
    return f'wiredesk_breaker_open{{stage="{role}"}} 1.0' in told


def test_repaired_letters_are_published_once_though_their_redrive_is_killed(
    servers: Servers, tmp_path: Path
) -> None:
    assert redriven(tmp_path / "redriven", servers, count=60, kills=1) == (60, 0)
