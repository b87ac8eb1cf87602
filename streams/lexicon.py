"""All words of all rules in one language, found in one pass over a text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import ahocorasick
import msgspec

from streams.letters import Page, spelling
from streams.terms import Term, Word

Kind = Literal[
    "topic", "exclusion", "country", "doubtful", "demonym", "sign", "agency", "urgency", "entity",
    "genre",
]  # fmt: skip
Case = Literal["any", "capital", "capitals", "exact"]


class Entry(msgspec.Struct, frozen=True):
    """A term and what it speaks for."""

    kind: Kind
    tag: str  # topic code, country, agency id, urgency
    rule: str  # as evidence names it: tag:language:term
    term: Term
    case: Case = "any"
    marked: bool = False  # without its diacritics it is another word: `roman` is a novel
    group: int = 0  # of a combination: which of its groups this is a word of,
    groups: int = 0  # and how many there are


class Hit(msgspec.Struct, frozen=True):
    """An entry found in a page. Offsets in the page's text, end exclusive."""

    entry: Entry
    start: int
    end: int


class Lexicon:
    """The entries of one language."""

    def __init__(self, language: str, entries: Iterable[Entry]) -> None:
        self._language = language
        by_key: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_key[entry.term.key].append(entry)
        self._automaton = ahocorasick.Automaton()
        for key, held in by_key.items():
            self._automaton.add_word(key, (len(key), tuple(held)))
        self._automaton.make_automaton()

    def hits(self, page: Page) -> list[Hit]:
        """Everything that is found, in the order of the text."""
        return sorted(self._found(page), key=lambda hit: (hit.start, -hit.end, hit.entry.rule))

    def _found(self, page: Page) -> Iterator[Hit]:
        plain = page.plain
        for last, (length, entries) in self._automaton.iter(plain):
            start = last - length + 2  # behind the space that begins the key
            for entry in entries:
                end = self._end(entry.term.words, plain, start)
                if end and is_written_so(entry, page, start - 1, end - 1):
                    yield Hit(entry, start - 1, end - 1)

    def _end(self, words: tuple[Word, ...], plain: str, start: int) -> int:
        """Where the words end that begin here, or 0 where they are others."""
        end = start - 1
        for word in words:
            start = end + 1
            end = plain.find(" ", start)
            if not word.fits(plain[start:end], self._language):
                return 0
        return end


def is_written_so(entry: Entry, page: Page, start: int, end: int) -> bool:
    """Whether the words stand there in the case and with the marks that the entry asks for."""
    if entry.case == "any" and not entry.marked:
        return True
    surface = page.text[start:end]
    if entry.marked and page.is_marked and not has_marks_of(entry.term.text, surface):
        return False
    if entry.case == "capitals":
        return surface.isupper() and not (page.is_loud and start < len(page.title))
    if entry.case == "exact":
        return surface == entry.term.text
    return entry.case == "any" or not surface[0].islower()


def has_marks_of(written: str, surface: str) -> bool:
    return spelling(surface).startswith(spelling(written.rstrip("*")))
