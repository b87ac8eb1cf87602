"""title, text → the words an event is told by: names, numbers and content words, folded to stems.

A stem is a word's first letters: crude, but the same for all languages that inflect at the end.
"""

import math
import re
from collections import Counter
from sys import intern

import msgspec

from streams.fingerprint import fold

STEM = 6  # letters; Romanian cases and plurals change what follows
SHORTEST = 4  # letters of a word that tells something; abbreviations may be shorter
LEAD_PARAGRAPHS = 2
NUMBER = "#"  # before a number's stem
STEMS = 200_000  # remembered; beyond them what stood in one article only is forgotten
BODY_CHARS = 3000  # news says first what matters
TOKEN = re.compile(r"[^\W_]+(?:[.,]\d+)*")
YEAR = re.compile(r"(?:19|20)\d\d")
OPENERS = " \t„“”\"'«»(–—-"
SENTENCE_ENDS = ".!?:…\n"
EMPTY_WORDS = """
acest aceasta aceste acestea acestor acestui acestei care este sunt fost fiind avea avut pentru
prin despre dupa inainte peste catre dintre intre cand unde cele celor mult multe multi foarte
doar insa daca deci nici decat spune spus spun precizat declarat potrivit conform anunta anuntat
articol cititi citeste acum atunci astazi ieri maine miercuri joi vineri luni marti sambata
duminica ianuarie februarie martie aprilie iunie iulie august septembrie octombrie noiembrie
decembrie anul zile ziua luna poate vor trebuie face facut toate toti alte alti altul fara
asupra sale foto sursa video this that with from have been were will their they said says after
about more than over which would could also into when where what while monday tuesday wednesday
thursday friday saturday sunday
"""  # what stands in news of all kinds; days and months among it: time is compared by itself
EMPTY = frozenset(EMPTY_WORDS.split())


class Words(msgspec.Struct, frozen=True):
    """How often each stem stands in a text, and which of them are names."""

    counts: dict[str, int]
    names: frozenset[str]


class Told(msgspec.Struct, frozen=True):
    """An article as far as events go."""

    title: Words
    lead: Words
    body: Words

    @property
    def names(self) -> frozenset[str]:
        return self.title.names | self.lead.names | self.body.names

    @property
    def stems(self) -> set[str]:
        return {*self.title.counts, *self.body.counts}


def told(title: str, text: str) -> Told:
    lead = ". ".join(text.split("\n\n", LEAD_PARAGRAPHS)[:LEAD_PARAGRAPHS])
    return Told(words(title), words(lead), words(f"{title}\n{text[:BODY_CHARS]}"))


def words(text: str) -> Words:
    counts, names = Counter[str](), set[str]()
    for found in TOKEN.finditer(text):
        stem = stem_of(found.group())
        if stem:
            counts[stem] += 1
            if is_name(found, text):
                names.add(stem)
    return Words(dict(counts), frozenset(names))


def stem_of(token: str) -> str:
    """The stem of a word, a number as it is; empty for what tells nothing."""
    plain = fold(token).decode().replace(" ", ".")
    if plain[:1].isdigit():
        return "" if YEAR.fullmatch(plain) or len(plain) == 1 else f"{NUMBER}{plain}"
    if len(plain) < SHORTEST and not (token.isupper() and len(plain) > 1):
        return ""
    return "" if plain in EMPTY else intern(plain[:STEM])  # thousands of articles share them


def is_name(found: re.Match[str], text: str) -> bool:
    """A capital that no sentence's beginning explains."""
    token = found.group()
    if not token[0].isupper():
        return False
    before = text[max(0, found.start() - 8) : found.start()].rstrip(OPENERS)
    begins = found.start() == 0 or not before or before[-1] in SENTENCE_ENDS
    return token.isupper() or not begins


class Rarity:
    """How much a stem tells: streaming document frequencies, bounded."""

    PRIOR = 200  # articles a newborn stream behaves as if it had seen, so that first ones count

    def __init__(self, most: int = STEMS) -> None:
        self._most, self._seen, self._counts = most, 0, Counter[str]()

    def learn(self, stems: set[str]) -> None:
        self._seen += 1
        self._counts.update(stems)
        if len(self._counts) > self._most:
            self._counts = Counter({stem: n for stem, n in self._counts.items() if n > 1})
            if len(self._counts) > self._most:
                self._counts = Counter(dict(self._counts.most_common(self._most // 2)))

    def of(self, stem: str) -> float:
        return math.log((self._seen + self.PRIOR) / (self._counts[stem] + 2))
