"""text → language: from the letters first, from what feed and page claim in doubt."""

import re
from functools import cache

import eldc

ENOUGH = 4000  # characters; more change no verdict
COUNTED = (
    100  # characters in which letters are counted, as bytes: 日 tells as much as three of ours
)
SURE = 25  # letters from which a detector's own certainty may be believed
SPARE = 12  # letters below which only a claim counts
TAG = re.compile(r"^([a-zA-Z]{2,3})(?:[-_]|$)")
SAME = {"mo": "ro", "iw": "he", "in": "id", "sh": "sr"}  # retired codes in use
NEAR = (  # languages that detectors take for each other: the claim decides among them
    frozenset({"hr", "sr", "bs"}),
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"id", "ms"}),
    frozenset({"cs", "sk"}),
    frozenset({"gl", "pt", "es"}),
    frozenset({"bg", "mk"}),
)
CYRILLIC_MOLDOVAN = re.compile("ӂ|Ӂ")  # a letter that Russian and Bulgarian do not have


@cache
def warm() -> None:
    """Load the detector's table, once a process."""
    eldc.init()


def language_of(text: str, *claims: str | None) -> str:
    """The BCP 47 code of a text, `und` in doubt. `claims`: of page and feed, the better first."""
    sample = text[:ENOUGH]
    letters = len("".join(filter(str.isalpha, sample[:COUNTED])).encode())
    claimed = next(filter(None, map(primary, claims)), "")
    if letters < SPARE:
        return claimed or "und"
    if CYRILLIC_MOLDOVAN.search(sample):
        return "ro"
    warm()
    found = eldc.detect_details(sample.lower())
    return judged(primary(found.language) or "und", found.reliable, letters, claimed)


def judged(found: str, reliable: bool, letters: int, claimed: str) -> str:
    """The detector's word where it is sure, the claim where it is not or they are near."""
    if any({found, claimed} <= kin for kin in NEAR):
        return claimed
    if found != "und" and reliable and letters >= SURE:
        return found
    return claimed or (found if letters >= SURE else "und")


def primary(tag: str | None) -> str:
    """`ro-RO` → `ro`; nothing for what is no language tag."""
    match = TAG.match(tag or "")
    code = match[1].lower() if match else ""
    return "" if code == "und" else SAME.get(code, code)
