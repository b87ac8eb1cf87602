"""The words of a rule: `război*^3` → what is looked for, and how much it counts.

word     any word with this stem            word*    any word that begins so
NATO     only in capitals                   a b c    these words, side by side
Rapid    only with a capital letter, and no other form of it; German has one on every noun
^2.5     its weight, 0.1 to 5; 1 if absent
"""

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec
import Stemmer

from streams.letters import words

SHORT_STEM = 3  # letters; `modă` and `mod` are both `mod`
BENT_FROM = 2  # letters; in a phrase, words up to here stand as they are: `a devenit viral`
STEMMED = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fr": "french",
    "hu": "hungarian", "it": "italian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "tr": "turkish",
}  # fmt: skip
LANGUAGES = frozenset(STEMMED) | {"bg", "pl", "uk"}  # these three without stems
WEIGHTS = (0.1, 5.0)  # a single word must neither be nothing nor decide alone
SHORTEST_PREFIX = 3  # letters; `ar*` is every tenth word
CAPITAL_NOUNS = {"de"}  # there a capital letter tells nothing
SYNTAX = re.compile(r"^(?P<words>[^^*]+(?:\*[^^*]*)*)(?:\s*\^\s*(?P<weight>\S+))?$")

THE, FEMININE = "ال", "ه"  # of Arabic, as plain texts have them
PARTICLES = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "فال", "ك")  # and, in, for, so, as

How = Literal["stem", "prefix", "exact"]


class BadTerm(Exception):
    """A term that cannot be looked for; the text says why."""


class Word(msgspec.Struct, frozen=True):
    how: How
    letters: str  # plain; of a stem: the stem

    def fits(self, word: str, language: str) -> bool:
        if language == "ar":
            word = word.removeprefix(THE) if not self.letters.startswith(THE) else word
        if self.how == "prefix":
            return word.startswith(self.letters)
        return (stem(word, language) if self.how == "stem" else word) == self.letters


class Term(msgspec.Struct, frozen=True):
    """One thing to look for."""

    text: str  # as written, without the weight
    words: tuple[Word, ...]
    key: str  # what every match begins with, in a plain text
    weight: float = 1.0
    capitals: bool = False  # only where the text has capitals throughout
    capital: bool = False  # only where the text begins with one


def terms(block: str, language: str) -> list[Term]:
    """The terms of a block, which commas and line ends separate. Raises BadTerm."""
    pieces = (piece.strip() for piece in re.split(r"[,\n]", block))
    return [term(piece, language) for piece in pieces if piece]


def term(written: str, language: str) -> Term:
    """One term in the syntax above. Raises BadTerm."""
    found = SYNTAX.match(written.strip())
    if not found or not words(found["words"]):
        raise BadTerm(f"{written!r} is no term: word, word*, NATO, or several words, then ^weight")
    text = found["words"].strip().strip('"')
    parts = text.split()
    capitals = len(parts) == 1 and is_shouted(parts[0])
    capital = text[0].isupper() and not capitals and language not in CAPITAL_NOUNS
    alone = len(parts) == 1
    looked_for = tuple(
        word
        for part in parts
        for word in words_of(
            part, language, exact=capitals or capital if alone else len(part) <= BENT_FROM
        )
    )
    return Term(text, looked_for, key(looked_for, text), weight(found["weight"]), capitals, capital)


def name(text: str) -> Term:
    """A name, looked for letter by letter; in capitals only, if it is written so."""
    letters = words(text)
    if not letters:
        raise BadTerm(f"{text!r} is no name")
    exact = tuple(Word("exact", word) for word in letters)
    return Term(text, exact, f" {' '.join(letters)} ", capitals=is_shouted(text))


def is_shouted(part: str) -> bool:
    letters = [letter for letter in part if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def words_of(part: str, language: str, *, exact: bool) -> list[Word]:
    """`sud-african*` → two words, the second a prefix."""
    *before, last = words(part) or [""]
    if part.endswith("*"):
        if len(last) < SHORTEST_PREFIX and not before:
            raise BadTerm(f"{part!r}: at least {SHORTEST_PREFIX} letters before the *")
        return [Word("exact", word) for word in before] + [Word("prefix", last)]
    found = [word for word in (*before, last) if word]
    if language == "ar":
        return [arabic(word) for word in found]
    if exact or before:
        return [Word("exact", word) for word in found]
    return [stemmed(word, language) for word in found]


def stemmed(word: str, language: str) -> Word:
    """Any form of the word; itself alone where so little is left of it that others share it."""
    rest = stem(word, language)
    return Word("exact", word) if len(rest) <= SHORT_STEM < len(word) else Word("stem", rest)


def arabic(word: str) -> Word:
    """Its endings are many and open; short words have none."""
    body = word.removesuffix(FEMININE)
    return Word("prefix", body) if len(body) > SHORTEST_PREFIX else Word("exact", word)


def with_particles(one: Term) -> list[Term]:
    """An Arabic term as it stands behind the article and the particles written onto a word."""
    return [
        msgspec.structs.replace(
            one,
            words=(Word(one.words[0].how, before + one.words[0].letters), *one.words[1:]),
            key=f" {before}{one.key[1:]}",
        )
        for before in PARTICLES
    ]


def key(looked_for: tuple[Word, ...], text: str) -> str:
    """The letters that all matches share, from the border of the first word on."""
    letters = " "
    for written, word in zip(words(text), looked_for, strict=False):
        if word.how == "prefix":
            return letters + word.letters
        if word.how == "stem":
            same = [a == b for a, b in zip(written, word.letters, strict=False)]
            return letters + written[: (*same, False).index(False)]
        letters += f"{word.letters} "
    return letters


def weight(written: str | None) -> float:
    if written is None:
        return 1.0
    try:
        value = float(written)
    except ValueError:
        raise BadTerm(f"weight '^{written}' is not a number") from None
    if not WEIGHTS[0] <= value <= WEIGHTS[1]:
        raise BadTerm(f"weight '^{written}' is not between {WEIGHTS[0]} and {WEIGHTS[1]}")
    return value


@lru_cache(maxsize=20_000)  # words of a text come again; five times faster than the stemmer's own
def stem(word: str, language: str) -> str:
    """The stem of a plain word; the word itself in languages without a stemmer."""
    stemmer = stemmer_of(language)
    stemmed: str = stemmer.stemWord(word) if stemmer else word
    return stemmed


@cache
def stemmer_of(language: str) -> "Stemmer.Stemmer | None":
    return Stemmer.Stemmer(STEMMED[language]) if language in STEMMED else None
