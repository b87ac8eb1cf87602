"""README and guides: every line a reader may copy is run, on a real installation.

Blocks of `sh` and `python` are run as they stand. One that cannot be begins with a comment
`# not run: why`.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from config.settings import ROOT
from tests.conftest import Daemon
from tests.streams.web.installation import Installation, serving
from tests.streams.web.sample import fill

FENCE = re.compile(r"^```(?P<language>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = {"json", "toml", "text", "mermaid", "console"}  # data, and commands beside what they do
BIN = Path(sys.executable).parent


class Block(msgspec.Struct, frozen=True):
    place: str  # file:line
    language: str
    code: str

    @property
    def first(self) -> str:
        return self.code.splitlines()[0] if self.code else ""


def blocks() -> Iterator[Block]:
    for file in (ROOT / "README.md", *sorted((ROOT / "deploy" / "guides").glob("*.md"))):
        text = file.read_text()
        for found in FENCE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Block(f"{file.name}:{line}", found["language"].strip(), found["code"])


ELSEWHERE = "redactori.md"  # run as a whole, in its order: tests/deploy/test_redactori.py
RUN = [
    block
    for block in blocks()
    if block.language not in SHOWN
    and not block.first.startswith("# not run")
    and not block.place.startswith(ELSEWHERE)
]


@pytest.fixture(scope="module")
def environment(
    kafka: str, memory: Daemon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """A served installation with articles on its desks, as its own reader's shell sees it."""
    url, home = f"redis://127.0.0.1:{memory.port}/0", tmp_path_factory.mktemp("guides")
    installation = Installation(kafka, url, home, WIREDESK_STREAM_SECONDS="1")
    fill(installation)
    with serving(installation) as server:
        yield {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(home),
            **installation.environment,
            "WIREDESK_PUBLIC_URL": server.url,
        }
    installation.close()


@pytest.mark.parametrize("block", RUN, ids=[block.place for block in RUN])
def test_a_block_does_what_the_guide_says(block: Block, environment: dict[str, str]) -> None:
    command = {"sh": ["bash", "-euc"], "python": [sys.executable, "-c"]}[block.language]
    done = subprocess.run(
        [*command, block.code],
        check=False,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout or "|" not in block.code, "a pipe that brings nothing hides why"


def test_every_block_says_what_it_is_and_why_it_is_not_run() -> None:
    for block in blocks():
        assert block.language in SHOWN | {"sh", "python"}, f"{block.place}: {block.language!r}"
        if block.first.startswith("# not run"):
            assert re.match(r"# not run: \S+ \S+", block.first), f"{block.place}: say why"


def test_the_way_to_subscribe_is_among_them() -> None:
    places = [block.place for block in RUN]
    assert sum(place.startswith("subscribe.md") for place in places) >= 8
