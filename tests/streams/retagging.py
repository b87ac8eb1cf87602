"""Publishers with rules of their own, for tests that change them and retag."""

import shutil
import subprocess
import sys
from pathlib import Path

from config.codec import PUBLISHED, TAGGED
from config.published import Published
from config.records import TaggedArticle
from config.settings import ROOT
from tests.streams.publishing import Publishing
from tests.streams.tagging import RULES

COMMAND = [sys.executable, "-c", "from deploy.cli import main; main()"]


class Newsroom(Publishing):
    """Publishers, and rules of its own that an editor may change."""

    def __init__(self, home: Path, kafka: str, redis_url: str) -> None:
        super().__init__(home, kafka, redis_url)
        self.rules = home / "rules"
        shutil.copytree(RULES, self.rules)
        self.environ["WIREDESK_RULES"] = str(self.rules)

    def publish(self, *articles: TaggedArticle) -> None:
        before = len(self.read("articles.ledger"))
        self.feed([(one.id.encode(), TAGGED.encode(one)) for one in articles])
        self.settle(before + len(articles))

    def teach(self) -> None:
        """One word more speaks of sport."""
        file = self.rules / "topics" / "15-sport.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('ro = """\n', 'ro = """\nzorzoan*^5,\n', 1), encoding="utf-8")

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*COMMAND, *arguments], env=self.environ, cwd=ROOT, check=False, capture_output=True,
            text=True, timeout=100,
        )  # fmt: skip

    def killed_after(self, lines: int, *arguments: str) -> None:
        """Run a command; kill it when it has said so many lines."""
        process = subprocess.Popen(
            [*COMMAND, *arguments], env=self.environ, cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout
        for _ in range(lines):
            assert process.stdout.readline()
        process.kill()
        process.wait()
        process.stdout.close()

    def published(self) -> list[Published]:
        return [PUBLISHED.decode(r.value) for r in self.read("articles.enriched")]
