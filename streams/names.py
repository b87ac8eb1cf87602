"""page → the names in it, as the models see them: people, organisations, places."""

from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Literal

import msgspec

from streams.letters import Page
from streams.namemodel import NameModel
from streams.sentences import Word, quiet, sentences
from streams.wordmarks import folded

Kind = Literal["PER", "ORG", "LOC"]
KINDS: tuple[Kind, ...] = ("PER", "ORG", "LOC")
MOST = 400  # words of the body; news names who matters first, and the time is bounded
HEADLINE = 60  # words
OTHERS = ""  # the model for all languages without one of their own


class Name(msgspec.Struct, frozen=True):
    """A name that stands in a page. Offsets in the page's text."""

    kind: Kind
    start: int
    end: int
    letters: str
    shown: str = ""  # without a word that only opens the sentence: `Președintele Klaus Iohannis`

    @property
    def name(self) -> str:
        return self.shown or self.letters


class NameModels(msgspec.Struct, frozen=True):
    models: Mapping[str, NameModel]  # by language; `OTHERS` for the rest
    common: Set[str]  # words that are usually written small
    first_names: Set[str]

    def names(self, page: Page) -> list[Name]:
        """The names of a page in the order of its text."""
        model = self.models.get(page.language) or self.models[OTHERS]
        parts = [
            *sentences(page.title, 0, HEADLINE),
            *sentences(page.text, page.body_at, MOST),
        ]
        labelled = model.labelled([quiet(part, self.common) for part in parts])
        small = {letters for part in parts for letters, _, _ in part if letters.islower()}
        return [
            self._without_opening(name, part)
            for part, labels in zip(parts, labelled, strict=True)
            for name in spans(part, labels, page.text)
            if not self._opens_only(name, part, small)
        ]

    def _without_opening(self, name: Name, part: list[Word]) -> Name:
        """The name, shown without a common word that begins the sentence."""
        first, _, rest = name.letters.partition(" ")
        if name.kind != "PER" or name.start != part[0][1] or not rest[:1].isupper():
            return name
        if folded(first) not in self.common or folded(first) in self.first_names:
            return name
        return msgspec.structs.replace(name, shown=rest)

    def _opens_only(self, name: Name, part: list[Word], small: Set[str]) -> bool:
        """`Ea`, `Dacă`: a common word that is large because a sentence begins with it.

        Common is also what the same text writes small elsewhere: `silvicultorii`.
        """
        if name.kind == "ORG" or name.start != part[0][1]:
            return False
        return folded(name.letters) in self.common or name.letters.lower() in small


def spans(sentence: list[Word], labels: list[str], text: str) -> Iterator[Name]:
    """Runs of B-x, I-x, I-x …"""
    at = 0
    while at < len(labels):
        first = at
        at += 1
        if labels[first] == "O":
            continue
        while at < len(labels) and labels[at] == f"I-{labels[first][2:]}":
            at += 1
        start, end = sentence[first][1], sentence[at - 1][2]
        kind = next(kind for kind in KINDS if kind == labels[first][2:])
        yield Name(kind, start, end, text[start:end])


def load_name_models(folder: Path, lists: Mapping[str, frozenset[str]]) -> NameModels:
    """`names.npz` for all languages, `names_ro.npz` for Romanian."""
    found = {file.stem.partition("_")[2]: file for file in sorted(folder.glob("names*.npz"))}
    models = {language: NameModel(file, lists) for language, file in found.items()}
    return NameModels(models, lists["common"], lists["first"])
