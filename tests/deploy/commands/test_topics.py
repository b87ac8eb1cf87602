import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from config.cluster import on_cluster
from config.settings import load_settings
from config.startup import declared_topics
from deploy.commands.topics import topics
from tests.conftest import free_port


@pytest.fixture
def cluster(
    kafka: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[None]:
    (tmp_path / "desks.toml").write_text('[[desk]]\nname = "romania"\nlabel = "România"\n')
    monkeypatch.setenv("WIREDESK_HOME", str(tmp_path))
    monkeypatch.setenv("WIREDESK_KAFKA", kafka)
    monkeypatch.setenv("WIREDESK_DESKS", str(tmp_path / "desks.toml"))
    monkeypatch.setenv("WIREDESK_PREFIX", f"{request.node.name}.")
    settings = load_settings()
    declared = declared_topics(settings)
    yield
    on_cluster(settings, lambda admin: admin.delete_topics([topic.name for topic in declared]))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(topics, arguments)


@pytest.mark.usefixtures("cluster")
def test_create_makes_what_check_misses_and_may_be_repeated() -> None:
    before = run("check")
    assert before.exit_code == 1
    assert before.output.count("is missing") == 10
    assert [run("create").exit_code, run("create").exit_code, run("check").exit_code] == [0, 0, 0]


@pytest.mark.usefixtures("cluster")
def test_what_cannot_be_mended_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("create").exit_code == 0
    monkeypatch.setenv("WIREDESK_PARTITIONS", "7")
    told = run("create", "--json")
    assert told.exit_code == 1
    report = json.loads(told.output)
    assert report["ok"] is False
    assert {fault["what"] for fault in report["wrong"]} == {"partitions"}
    assert len(report["wrong"]) == 9


@pytest.mark.usefixtures("cluster")
def test_list_asks_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREDESK_KAFKA", f"127.0.0.1:{free_port()}")
    told = run("list", "--json")
    assert told.exit_code == 0
    assert len(json.loads(told.output)["topics"]) == 10


@pytest.mark.usefixtures("cluster")
def test_a_cluster_that_is_away_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("WIREDESK_KAFKA", f"127.0.0.1:{port}")
    told = run("check")
    assert told.exit_code == 1
    assert told.output.splitlines()[-1].startswith(
        f"Error: Kafka does not answer on 127.0.0.1:{port}"
    )


def test_a_report_is_plain_json() -> None:
    from deploy.commands.topics import report  # noqa: PLC0415

    assert msgspec.json.encode(report((), ())) == b'{"ok":true,"topics":[],"wrong":[]}'
