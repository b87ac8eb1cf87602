"""text → sentences of words, each word with its place; shouted ones in their usual case."""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import islice

from streams.wordmarks import folded

WORD = re.compile(
    r"[^\W\d_]{3,}(?![-'’ʼ.\w])"  # most words: first, because what follows is tried in turn
    r"|"
    r"[^\W\d_](?:\.[^\W\d_])+\b\.?"  # S.U.A., U.S.
    r"|[^\W\d_a-zăâîșț]\.(?= ?[^\W\d_a-z])"  # George W. Bush
    r"|\b(?:[Dd]r|Mr|Mrs|Ms|Gh|Gr|Bd|St|Sf|Șt|Al|Alex|[Pp]rof|[Ii]ng|[Aa]v|[Gg]en|[Cc]ol|[Ll]t|Jr|Sr|Ed)\."
    r"(?= ?[^\W\d_])"
    r"|\b(?:[Nn]r|[Aa]rt|[Aa]lin|[Tt]el|[Ss]tr|[Ll]it|[Cc]ap|[Pp]ag|[Ii]nc|[Cc]orp|[Ll]td)\."
    r"(?= ?\w)"
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_a-z]{2,}(?=-[^\W\d_a-z]{2})"  # PSD-ALDE: two
    r"|[^\W\d_]+(?:[-'’ʼ](?!(?:lea|a|ul|ului|urile|uri|ii|iști|ist)\b)(?!\d+\b)[^\W_]+)*"
    r"|\n+|[^\s\w]|\w+"
)
ENDS = frozenset(".!?…")
CLOSING = frozenset('"”»’)]')
LOUD = 0.7  # share of a sentence's words in capitals from which capitals mean nothing
FEW = 4  # words; fewer in capitals are a name or an acronym

Word = tuple[str, int, int]  # letters, start, end; a plain tuple: there are hundreds a text


def sentences(text: str, start: int, most: int) -> Iterator[list[Word]]:
    """The sentences of a text from `start` on, of at most so many words in all.

    One begins on a new line, and behind a full stop and a space, unless with a small letter.
    """
    sentence: list[Word] = []
    ended, last = False, -1
    for found in islice(WORD.finditer(text, start), most):
        letters, (first, end) = found.group(), found.span()
        line = letters[0] == "\n"
        if sentence and (line or (ended and first > last and not letters[0].islower())):
            yield sentence
            sentence = []
        last = end
        ended = letters in ENDS or (ended and letters in CLOSING)
        if not line:
            sentence.append((letters, first, end))
    if sentence:
        yield sentence


def quiet(sentence: Sequence[Word], common: Set[str]) -> list[str]:
    """The words; of a sentence in capitals: common words in small letters, the others as names."""
    written = [letters for letters, _, _ in sentence]
    if sum(map(str.isupper, written)) < FEW:
        return written
    worded = [letters for letters in written if letters[0].isalpha()]
    if sum(map(str.isupper, worded)) < LOUD * len(worded):
        return written
    return [
        letters if not letters.isupper() else letters.lower() if folded(letters) in common
        else letters.capitalize()
        for letters in written
    ]  # fmt: skip
