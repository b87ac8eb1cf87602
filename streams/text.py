"""text → plain text: letters as their readers write them, and nothing invisible in it.

Quotes, dashes, ș and ş stay as their publisher wrote them; what makes them alike for matching
stands where things are matched.
"""

import re
import unicodedata

from config.doubled import undoubled

HIDDEN = (  # what takes no room and says nothing; C1 controls see below
    *range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F,  # controls
    0xAD,  # soft hyphen
    0x200B, 0x2060, *range(0x2061, 0x2065), 0x180E, 0xFEFF,  # zero width
    *range(0x202A, 0x202F), *range(0x2066, 0x206A),  # bidi overrides: text that reads otherwise
    *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000),  # of no character
)  # fmt: skip
SPACES = {
    0x0C: " ", 0x85: "\n", 0xA0: " ", 0x1680: " ", 0x202F: " ", 0x205F: " ", 0x3000: " ",
    0x2028: "\n", 0x2029: "\n", **dict.fromkeys(range(0x2000, 0x200B), " "),
}  # fmt: skip
MISTAKEN = {  # windows-1252 that somebody took for Latin-1; WHATWG reads `&#146;` the same way
    code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)
}
SHOWN: dict[int, str] = MISTAKEN | dict.fromkeys(HIDDEN, "") | SPACES
# Joiners stay where they spell: in Arabic, Indic and their neighbours' scripts, and in emoji. Tags
# stay behind the black flag alone, which they make England's; elsewhere they smuggle text.
JOINER = re.compile(
    "(?<![\u0600-\u109f\u1700-\u18af\ufb50-\ufdff\ufe0f\ufe70-\ufefc\u2190-\u2bff"
    "\U0001f000-\U0001faff])[\u200c\u200d]|(?<![\U0001f3f4\U000e0020-\U000e007f])"
    "[\U000e0001-\U000e007f]+"
)
# Marks upon one letter, beyond the 30 of Unicode's stream-safe format (UAX #15): normalising sorts
# them in quadratic time, and 120,000 take 20 s.
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0730-\u074a\u0816-\u082d"
    "\u0f71-\u0f84\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\ufe20-\ufe2f"
)
TOO_MANY = re.compile(f"([{MARKS}]{{30}})[{MARKS}]+")
# Whether there is anything to do at all: most text has nothing, and one look is enough.
UNUSUAL = re.compile(
    f"[{''.join(map(re.escape, map(chr, SHOWN)))}\u200c\u200d\U000e0001-\U000e007f{MARKS}]"
)
RUN = re.compile(r"[ \t\r\f\v]+")


def plain(text: str) -> str:
    """NFC, every space a plain one, nothing invisible, nothing decoded twice."""
    if text.isascii() and text.isprintable():
        return text
    text = undoubled(text)
    if UNUSUAL.search(text):
        text = TOO_MANY.sub(r"\1", JOINER.sub("", text.translate(SHOWN)))
    return unicodedata.normalize("NFC", text)


def line(text: str) -> str:
    """One line of plain text."""
    return " ".join(plain(text).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines that say something, one a paragraph."""
    lines = (RUN.sub(" ", part).strip() for part in plain(text).split("\n"))
    return tuple(part for part in lines if part)
