"""All words of all rules in one language, found in one pass over a text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import ahocorasick
import msgspec

from streams.letters import Page, spelling
from streams.terms import Term, Word, stem

Kind = Literal[
    "topic", "exclusion", "country", "doubtful", "demonym", "sign", "agency", "urgency", "entity",
    "genre",
]  # fmt: skip
NAMES = frozenset({"country", "doubtful", "sign", "entity"})
APOSTROPHES = str.maketrans("-", " ", "’ʼ`'")  # of names, written or not
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


class Found(msgspec.Struct, frozen=True):
    """An entry as the automaton holds it: what need not be worked out at each match."""

    entry: Entry
    certain: bool  # the letters found are the whole term: nothing is left to compare
    stem: str  # of a single word, where that is what counts
    plain: bool  # in whatever case and with whatever marks it is written
    marked: str  # its spelling, where that must be the same


class Lexicon:
    """The entries of one language."""

    def __init__(self, language: str, entries: Iterable[Entry]) -> None:
        self._language = language
        by_key: dict[str, list[Found]] = defaultdict(list)
        for entry in entries:
            by_key[entry.term.key].append(held(entry, language))
        self._automaton = ahocorasick.Automaton()
        for key, found in by_key.items():
            self._automaton.add_word(key, (len(key) - 2, tuple(found)))
        self._automaton.make_automaton()

    def hits(self, page: Page) -> list[Hit]:
        """Everything that is found, in the order of the text."""
        return sorted(self._found(page), key=lambda hit: (hit.start, -hit.end, hit.entry.rule))

    def _found(self, page: Page) -> Iterator[Hit]:
        plain, spelled = page.plain, spelling(page.text) if page.is_marked else ""
        for last, (length, candidates) in self._automaton.iter(plain):
            start = last - length  # behind the space that begins the key
            whole = plain.find(" ", start)
            for found in candidates:
                if found.certain:
                    end = whole
                elif found.stem:
                    same = stem(plain[start:whole], self._language) == found.stem
                    end = whole if same else 0
                else:
                    end = self._end(found.entry.term.words, plain, start)
                if end and (found.plain or is_written_so(found, page, spelled, start, end)):
                    yield Hit(found.entry, start - 1, end - 1)

    def _end(self, words: tuple[Word, ...], plain: str, start: int) -> int:
        """Where the words end that begin here, or 0 where they are others."""
        end = start - 1
        for word in words:
            start = end + 1
            end = plain.find(" ", start)
            if not word.fits(plain[start:end], self._language):
                return 0
        return end


def held(entry: Entry, language: str) -> Found:
    words = entry.term.words
    stemmed = len(words) == 1 and words[0].how == "stem" and language != "ar"  # it has an article
    return Found(
        entry,
        certain=len(words) == 1 and words[0].how != "stem",
        stem=words[0].letters if stemmed else "",
        plain=entry.case == "any" and not entry.marked,
        marked=spelling(entry.term.text.rstrip("*")) if entry.marked else "",
    )


def is_written_so(found: Found, page: Page, spelled: str, start: int, end: int) -> bool:
    """Whether the words stand there in the case and with the marks that the entry asks for.

    `spelled` is the page's text in one spelling, where it has marks at all; offsets as in plain.
    """
    if found.marked and spelled and not spelled.startswith(found.marked, start - 1):
        return False
    case = found.entry.case
    if case == "any":
        return True
    surface = page.text[start - 1 : end - 1]
    if case == "capitals":
        return surface.isupper() and not (page.is_loud and start <= len(page.title))
    if case == "exact":
        return surface == found.entry.term.text
    return not surface[0].islower() and not is_spelt_otherwise(found.entry, surface)


def is_spelt_otherwise(entry: Entry, surface: str) -> bool:
    """`Puțin` is not Putin: marks that the text writes must be those of the name."""
    if surface.isascii() or entry.kind not in NAMES:
        return False
    return letters_of(surface) != letters_of(entry.term.text)


def letters_of(text: str) -> str:
    return spelling(text.translate(APOSTROPHES))


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Without those that lie inside another: `Interfax-Ukraine` is not `Interfax`."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
