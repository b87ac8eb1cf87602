"""word → the marks by which names are known: letters, endings, shape, lists it stands in."""

from collections.abc import Mapping

from streams.letters import FOLDED

BORDERS = ("<S>", "</S>")  # stand around a sentence, so that its first word has neighbours
CAPITALS = "BUCldo"  # border, UPPER, Capital, lower, digit, other
SHAPE = 14  # letters of a word that make its shape
SHORT = 4  # letters; shorter words have a mark of their own
GIVEN = {1: {"w", "p4", "s2", "s3", "sh", "g"}, 2: {"w", "s3", "g"}}  # by distance


def capital(word: str) -> str:
    """The kind of a word by its letters' size, one of CAPITALS."""
    if word in BORDERS:
        return "B"
    if word.isupper() and len(word) > 1:
        return "U"
    first = word[:1]
    if first.isupper():
        return "C"
    return "l" if first.islower() else "d" if first.isdigit() else "o"


def folded(word: str) -> str:
    return word.lower().translate(FOLDED)


def shape(word: str) -> str:
    """`Al-Qa'im` → `Xx-Xx'x`: runs of equal letters are one."""
    if word.istitle() and word.isalpha() and len(word) > 1:
        return "Xx"  # most of them
    runs = ""
    for letter in word[:SHAPE]:
        kind = (
            "X" if letter.isupper() else "x" if letter.islower() else "d" if letter.isdigit()
            else letter
        )  # fmt: skip
        if not runs.endswith(kind):
            runs += kind
    return runs


def marks(word: str, lists: Mapping[str, frozenset[str]]) -> list[str]:
    """The marks a word gives itself; some of them it gives its neighbours, too: `given`."""
    if word in BORDERS:
        return [f"w={word}"]
    plain = folded(word)
    found = [
        f"w={plain}", f"p2={plain[:2]}", f"p3={plain[:3]}", f"p4={plain[:4]}", f"s2={plain[-2:]}",
        f"s3={plain[-3:]}", f"s4={plain[-4:]}", f"s5={plain[-5:]}", f"sh={shape(word)}",
        *[f"g={name}" for name, words in lists.items() if plain in words],
    ]  # fmt: skip
    if len(plain) < SHORT:
        found.append("short")
    if "-" in word:
        found.append("hy")
    return found


def given(found: list[str], distance: int) -> list[str]:
    """Which of its marks a word gives to what stands so many words away."""
    return (
        [mark for mark in found if mark.partition("=")[0] in GIVEN[distance]] if distance else found
    )
