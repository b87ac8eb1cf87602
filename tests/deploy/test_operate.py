"""deploy/guides/operate.md tells the truth about ports, metrics, settings and commands."""

import re
from pathlib import Path

import pytest
from prometheus_client import Counter, Gauge, Histogram

from config import metrics
from config.settings import LISTENERS, SECRETS, Settings
from deploy.cli import COMMANDS

GUIDE = (Path(__file__).parents[2] / "deploy" / "guides" / "operate.md").read_text()
Metric = Counter | Gauge | Histogram


def declared() -> dict[str, Metric]:
    """Every metric by the name that a scrape shows."""
    found = [m for m in vars(metrics).values() if isinstance(m, Metric)]
    return {shown(metric): metric for metric in found}


def shown(metric: Metric) -> str:
    name: str = metric._name
    return f"{name}_total" if isinstance(metric, Counter) else name


def line_of(metric: Metric) -> str:
    labels = ", ".join(f"`{label}`" for label in metric._labelnames)
    return f"| `{shown(metric)}` | {labels} | {metric._documentation} |"


@pytest.mark.parametrize("name", declared())
def test_every_metric_is_documented_as_it_is_declared(name: str) -> None:
    assert line_of(declared()[name]) in GUIDE.splitlines()


def test_no_metric_is_invented() -> None:
    told = set(re.findall(r"\bwiredesk_[a-z_]+", GUIDE))
    assert told <= set(declared())


def test_the_table_of_ports_is_that_of_the_settings() -> None:
    told = re.findall(r"^\| (\d+) \| ([a-z-]+) \|", GUIDE, re.MULTILINE)
    assert {name: int(port) for port, name in told} == Settings().ports
    assert [name for _, name in told] == list(LISTENERS)


def test_every_variable_that_is_named_exists() -> None:
    known = {f"WIREDESK_{name.upper()}" for name in Settings.__struct_fields__}
    known |= {f"WIREDESK_{name.upper()}_FILE" for name in SECRETS} | {"WIREDESK_HOME"}
    assert set(re.findall(r"\bWIREDESK_[A-Z_]+", GUIDE)) <= known


def test_every_setting_is_documented() -> None:
    told = {name.lower() for name in re.findall(r"WIREDESK_([A-Z_]+)", GUIDE)}
    assert set(Settings.__struct_fields__) - told == set()


def test_every_command_that_is_named_exists() -> None:
    told = set(re.findall(r"\bwiredesk ([a-z]+)\b(?! is)", "\n".join(code())))
    assert told
    assert told <= set(COMMANDS)


def code() -> list[str]:
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", GUIDE, re.DOTALL)
    return blocks + re.findall(r"`(wiredesk [^`]+)`", GUIDE)
