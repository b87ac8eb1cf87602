"""For the tests of tagging: the shipped rules, read once, and articles to try them on."""

import shutil
import tomllib
from functools import cache
from pathlib import Path

from config.published import Publisher
from config.records import ResolvedArticle
from streams.letters import Page, page
from streams.lexicon import Hit
from streams.rules import UNKNOWN, Rules, load_rules

ROOT = Path(__file__).parents[2]
RULES = ROOT / "config" / "rules"
FEW = {"04-economy.toml", "15-sport.toml", "16-conflict.toml"}


@cache
def shipped() -> Rules:
    return load_rules(RULES)


def few_rules(folder: Path) -> Path:
    """A copy of the shipped rules with three topics: all of them take longer to read."""
    shutil.copytree(RULES, folder)
    for file in (folder / "topics").iterdir():
        if file.name not in FEW:
            file.unlink()
    return folder


def an_article(title: str, text: str = "", language: str = "ro") -> ResolvedArticle:
    return ResolvedArticle(
        id="mfzwizltoqydcmrtgq2tmnzyha",
        seen_at="2017-11-03T08:31:05.117Z",
        feed="ziar-externe",
        publisher=Publisher(name="Ziar", country="RO"),
        url="https://ziar.example/al-qaim-4711",
        title=title,
        text=text,
        language=language,
    )


def searched(title: str, text: str = "", language: str = "ro") -> tuple[list[Hit], Page]:
    """The shipped rules' words in a text, and the page they were found in."""
    made = page(title, text, language)
    lexicons = shipped().lexicons
    return lexicons.get(language, lexicons[UNKNOWN]).hits(made), made


@cache
def newsroom() -> tuple[ResolvedArticle, ...]:
    """Every story that the demo newsroom tells, as it came from dedup."""
    files = sorted((ROOT / "deploy" / "newsroom").glob("stories_*.toml"))
    return tuple(
        an_article(story["headline"], story["text"].strip(), file.stem.removeprefix("stories_"))
        for file in files
        for story in tomllib.loads(file.read_text(encoding="utf-8"))["story"]
    )
