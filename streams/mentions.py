"""what was found in a page → mentions: each word for one person, body or place, none for two."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from streams.acronyms import acronyms, repeats
from streams.letters import Page, words
from streams.lexicon import Hit
from streams.marks import Mark
from streams.names import Kind, Name
from streams.terms import stem

LEAST = 2  # letters of a name
CACHED = 50_000  # names whose keys are kept: the same few are news for days


class Mention(msgspec.Struct, frozen=True):
    """A name in the page that stands for somebody, some body or some place."""

    kind: Kind
    key: str  # the same for all mentions of one
    name: str  # as the text has it, in its base form where that is known
    mark: Mark
    uri: str | None = None


class Taken:
    """Which letters of a page already belong to a mention."""

    def __init__(self, length: int, hits: Iterable[Hit | Mark] = ()) -> None:
        self._letters = bytearray(length + 1)
        self.take_all(hits)

    def take(self, start: int, end: int) -> None:
        self._letters[start:end] = b"\x01" * (end - start)

    def take_all(self, hits: Iterable[Hit | Mark]) -> None:
        for hit in hits:
            self.take(hit.start, hit.end)

    def letters(self, start: int, end: int) -> bytearray:
        """1 for each letter that is taken."""
        return self._letters[start:end]

    def any(self, start: int, end: int) -> bool:
        return 1 in self._letters[start:end]

    def all(self, start: int, end: int) -> bool:
        return 0 not in self._letters[start:end]


def unclaimed(mentions: Iterable[Mention], taken: Taken) -> Iterator[Mention]:
    """Those whose letters are free, each taking its own."""
    for mention in mentions:
        if not taken.any(mention.mark.start, mention.mark.end):
            taken.take(mention.mark.start, mention.mark.end)
            yield mention


def acronym_mentions(page: Page, given: Sequence[Mention]) -> Iterator[Mention]:
    """What an acronym stands for, and the acronym wherever else it stands."""
    for acronym in acronyms(page.text):
        long = next((one for one in given if is_inside(one.mark, acronym.start, acronym.end)), None)
        name = page.text[acronym.start : acronym.end]
        kind, key = (long.kind, long.key) if long else ("ORG", key_of(name, page.language))
        uri, rule = long.uri if long else None, f"acronym:{acronym.letters}"
        spans = [(acronym.start, acronym.end), *repeats(acronym.letters, page.text)]
        yield from (Mention(kind, key, name, Mark(rule, *span), uri) for span in spans)


def is_inside(mark: Mark, start: int, end: int) -> bool:
    return start <= mark.start and mark.end <= end


def model_mentions(names: Sequence[Name], page: Page) -> list[Mention]:
    """The models' names, each of the kind that most of its mentions have; surnames with bearer."""
    keys = [key_of(name.name, page.language) for name in names]
    kinds: dict[str, Counter[Kind]] = defaultdict(Counter)
    for name, key in zip(names, keys, strict=True):
        kinds[key][name.kind] += 1
    bearers = bearers_of(key for key, kind in kinds.items() if kind.most_common(1)[0][0] == "PER")
    return [
        Mention(
            "PER" if key in bearers else kinds[key].most_common(1)[0][0],
            bearers.get(key, key),
            name.name,
            Mark(f"names:{page.language}:{name.kind}", name.start, name.end),
        )
        for name, key in zip(names, keys, strict=True)
        if len(name.letters) >= LEAST
    ]


def bearers_of(people: Iterable[str]) -> dict[str, str]:
    """Surname → the full name that ends with it (or, of first names alone, begins); first come."""
    full = [key for key in people if " " in key]
    bearers: dict[str, str] = {}
    for end in (-1, 0):
        for key in full:
            bearers.setdefault(key.split(" ")[end], key)
    return bearers


@lru_cache(CACHED)
def key_of(letters: str, language: str) -> str:
    """One key for the forms of a name: `Parlamentul`, `Parlamentului`."""
    return " ".join(stem(word, language) for word in words(letters))
