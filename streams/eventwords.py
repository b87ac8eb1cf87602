"""title, text → the words an event is told by: names, numbers and content words, as stems."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from sys import intern

import msgspec

from streams.eventstems import stem_of_word
from streams.fingerprint import fold

COMMON = Path(__file__).with_name("eventcommon.tsv")  # Romanian stems and how common they are
USUAL = 0.05  # of articles; what more of them have is no name of its own: Institutul, Național
SHORTEST = 4  # letters of a word that tells something; names may be shorter, abbreviations too
NUMBER = "#"  # before a number's stem
STEMS = 200_000  # remembered; beyond them what stood in one article only is forgotten
OPENING_CHARS = 600  # headline and lead
BODY_CHARS = 3000  # news says first what matters
TOKEN = re.compile(r"[^\W_]+(?:[.,]\d+)*")
YEAR = re.compile(r"(?:19|20)\d\d")
THOUSANDS = re.compile(r"(?<=\d)[.](?=\d{3}(?:\D|$))")
ZEROS = re.compile(r"[.,]0+$|(?<=[.,])(\d*[1-9])0+$")  # 6,50 is 6,5
SMALL = re.compile("al|a|ai|ale|de|din|pentru|și|şi|si|în|in|of|the|and|for")
LONG_NAME = re.compile(  # at least three capitals: what news shortens to its first letters
    rf"\b[A-ZĂÂÎȘȚŞŢ][\w'’]+(?:[ -](?:(?:{SMALL.pattern}) )?[A-ZĂÂÎȘȚŞŢ][\w'’]+){{2,6}}"
)
OPENERS = " \t„“”\"'«»(–—-"
SENTENCE_ENDS = ".!?:…\n"
SERIES = re.compile(  # told anew in the same words: the same only within hours, by its numbers
    r"\b(?:vreme[ai]?|meteo|prognoz\w+|horoscop\w*|loto|cod galben|curs(?:ul)? valutar"
    r"|cutremur\w*|seism\w*|earthquake\w*|séisme\w*|erdbeben|terremoto"
    r"|weather|forecast|horoscope|lottery|météo|wetter|horoskop|tiempo|meteorolog\w+)\b",
    re.IGNORECASE,
)
EMPTY_WORDS = """
acest aceasta aceste acestea acestor acestui acestei care este sunt fost fiind avea avut pentru
prin despre dupa inainte peste catre dintre intre cand unde cele celor mult multe multi foarte
doar insa daca deci nici decat spune spus spun precizat declarat potrivit conform anunta anuntat
articol cititi citeste acum atunci astazi ieri maine miercuri joi vineri luni marti sambata
duminica ianuarie februarie martie aprilie iunie iulie august septembrie octombrie noiembrie
decembrie anul zile ziua luna poate vor trebuie face facut toate toti alte alti altul fara
asupra sale foto sursa video arata arat date datelor datele transmis informeaza fata trecut
publicat publicate publicata anuntul anunt anuntate
this that with from have been were will their they said says after
about more than over which would could also into when where what while monday tuesday wednesday
thursday friday saturday sunday
"""  # what stands in news of all kinds; days and months among it: time is compared by itself
EMPTY = frozenset(EMPTY_WORDS.split())


class Words(msgspec.Struct, frozen=True):
    """How often each stem stands in a text, and which of them are names."""

    counts: dict[str, int]
    names: frozenset[str]


class Told(msgspec.Struct, frozen=True):
    """An article as far as events go; opening and body begin with the title's words."""

    headline: str
    title: Words
    opening: Words
    body: Words


def told(title: str, text: str) -> Told:
    whole = f"{title}\n{text[:BODY_CHARS]}"
    return Told(title, words(title), words(whole[:OPENING_CHARS]), words(whole))


def words(text: str) -> Words:
    long = [(found.group(), *found.span()) for found in LONG_NAME.finditer(text)]
    counts, names = Counter(initials(name) for name, _, _ in long), set[str]()
    for found in TOKEN.finditer(text):
        named = is_name(found, text)
        stem = stem_of(found.group(), named=named)
        if not stem or (stem in common() and any(a <= found.start() < b for _, a, b in long)):
            continue  # of a long name its first letters count, and what no other name has
        counts[stem] += 1
        if named:
            names.add(stem)
    return Words(dict(counts), frozenset(names))


def stem_of(token: str, *, named: bool = False) -> str:
    """The stem of a word, a number as it is; empty for what tells nothing."""
    plain = fold(token).decode().replace(" ", ".")
    if plain[:1].isdigit():
        return number(token)
    if len(plain) < SHORTEST - named and not (token.isupper() and len(plain) > 1):
        return ""
    return "" if plain in EMPTY else intern(stem_of_word(plain))  # thousands of articles share them


def number(token: str) -> str:
    """`1.350` is 1350, `6,50` is 6.5; years and single digits tell nothing."""
    plain = ZEROS.sub(r"\1", THOUSANDS.sub("", token)).replace(",", ".")
    return "" if YEAR.fullmatch(plain) or len(plain) == 1 else intern(f"{NUMBER}{plain}")


def initials(name: str) -> str:
    """`Banca Centrală Europeană` → `bce`, as a headline has it."""
    large = [word for word in re.split("[ -]", name) if not SMALL.fullmatch(word)]
    return intern(fold("".join(word[0] for word in large)).decode())


def is_name(found: re.Match[str], text: str) -> bool:
    """A capital that no sentence's beginning explains, nor a whole word of them."""
    token = found.group()
    if not token[0].isupper() or token.isupper():
        return False
    before = text[max(0, found.start() - 8) : found.start()].rstrip(OPENERS)
    return found.start() > 0 and bool(before) and before[-1] not in SENTENCE_ENDS


class Rarity:
    """How much a stem tells: streaming document frequencies, bounded, on top of a language's."""

    PRIOR = 200  # articles a newborn stream behaves as if it had seen, so that first ones count
    FEW = 0.5  # of these articles that have a stem nobody has seen

    def __init__(self, most: int = STEMS) -> None:
        self._most, self._seen, self._counts = most, 0, Counter[str]()
        self._shares = common()

    def learn(self, stems: Iterable[str]) -> None:
        self._seen += 1
        self._counts.update(set(stems))
        if len(self._counts) > self._most:
            self._counts = Counter({stem: n for stem, n in self._counts.items() if n > 1})
            if len(self._counts) > self._most:
                self._counts = Counter(dict(self._counts.most_common(self._most // 2)))

    def of(self, stem: str) -> float:
        before = self.PRIOR * self._shares.get(stem, 0.0) + self.FEW
        return math.log((self._seen + self.PRIOR) / (self._counts[stem] + before))

    def is_usual(self, stem: str) -> bool:
        return self._shares.get(stem, 0.0) > USUAL


@cache
def common() -> dict[str, float]:
    """Of Romanian articles, the share that has a stem; made by deploy/tables/eventcommon.py."""
    rows = (line.split("\t") for line in COMMON.read_text().splitlines() if line[0] != "#")
    return {intern(stem): float(share) for stem, share in rows}
