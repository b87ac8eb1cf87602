"""A version and the one before it → the names that changed. Headline, lead and numbers dedup sees.

A capital inside a sentence makes a name; where nouns bear capitals, or no letter has one, none.
"""

import hashlib
import re

from streams.letters import plain

CAPITALS = "".join(letter for letter in map(chr, range(0x530)) if letter.isupper())
NAME = re.compile(
    rf"(?<=[\w,;)”»] )[{CAPITALS}][\w'’-]+"
)  # behind a word: no sentence begins there
NOUNS = ("de", "lb")  # languages that write every noun like a name
SEARCHED = 10_000  # characters; what changes behind them is not news


def names_mark(text: str, language: str) -> str:
    """A mark of the set of names in a text, equal while they are; empty where none can be told."""
    if language.partition("-")[0] in NOUNS:
        return ""
    names = plain("\n".join(names_in(text[:SEARCHED]))).split()
    told = " ".join(sorted(set(names)))
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest() if names else ""


def names_in(text: str) -> set[str]:
    """Words with a capital that no sentence's beginning explains."""
    return set(NAME.findall(text))
