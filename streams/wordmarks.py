"""word → the marks by which names are known: letters, endings, shape, lists it stands in."""

from collections.abc import Mapping

from streams.letters import FOLDED

BORDERS = ("<S>", "</S>")  # stand around a sentence, so that its first word has neighbours
CAPITALS = "BUCldo"  # border, UPPER, Capital, lower, digit, other
SHAPE = 14  # letters of a word that make its shape
SHORT = 4  # letters; shorter words have a mark of their own


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
    runs = ""
    for letter in word[:SHAPE]:
        kind = (
            "X" if letter.isupper() else "x" if letter.islower() else "d" if letter.isdigit()
            else letter
        )  # fmt: skip
        if not runs.endswith(kind):
            runs += kind
    return runs


def marks(word: str, lists: Mapping[str, frozenset[str]]) -> tuple[list[str], ...]:
    """The marks a word gives itself, its neighbours, and those two away."""
    if word in BORDERS:
        edge = [f"w={word}"]
        return edge, edge, edge
    plain = folded(word)
    known = [f"g={name}" for name, words in lists.items() if plain in words]
    form, three = f"sh={shape(word)}", f"s3={plain[-3:]}"
    itself = [
        f"w={plain}", f"p2={plain[:2]}", f"p3={plain[:3]}", f"p4={plain[:4]}", f"s2={plain[-2:]}",
        three, f"s4={plain[-4:]}", f"s5={plain[-5:]}", form, *known,
    ]  # fmt: skip
    if len(plain) < SHORT:
        itself.append("short")
    if "-" in word:
        itself.append("hy")
    near = [f"w={plain}", f"p4={plain[:4]}", f"s2={plain[-2:]}", three, form, *known]
    return itself, near, [f"w={plain}", three, *known]
