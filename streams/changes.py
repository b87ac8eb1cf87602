"""A version and the one before it → the names that changed. Headline, lead and numbers dedup sees.

A capital inside a sentence makes a name; where nouns bear capitals, or no letter has one, none.
"""

import hashlib
import re

from streams.letters import plain

CAPITALS = "".join(letter for letter in map(chr, range(0x530)) if letter.isupper())
WORD = re.compile(rf"(?<![^\s(\[„“”\"«'’‘/–—-])[{CAPITALS}][\w'’-]+")  # Latin, Greek, Cyrillic
STARTS = re.compile(r"(?:^|[.!?…:„“\"«•*\n])[\s\"„“«»'’(\[–—-]*$")  # what a sentence begins after
LOOK = 6  # characters before a word in which its sentence's beginning would stand
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
    return {
        found.group()
        for found in WORD.finditer(text)
        if not STARTS.search(text, max(0, found.start() - LOOK), found.start())
    }
