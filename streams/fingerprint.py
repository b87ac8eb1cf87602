"""Texts become small numbers that can be compared without the texts."""

import hashlib
import re
import unicodedata

import msgspec

from streams.sketch import Sketch, sketch

LATIN = 0.7  # below this share of letters that have an ASCII base, a text is of another script
UNSPACED = re.compile(  # Thai, Lao; Burmese; Khmer; kana, Han and its extensions
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
NUMBER = re.compile(rb"\d(?<= \d)[0-9a-z]*")  # at the start of a word
SPACED = tuple("–—…’‘„”“«»‑•")  # punctuation that NFKD would drop, gluing two words
LETTERS = (
    ("đ", "d"), ("Đ", "d"), ("ł", "l"), ("Ł", "l"), ("ø", "o"), ("Ø", "o"), ("æ", "ae"),
    ("Æ", "ae"), ("œ", "oe"), ("Œ", "oe"), ("ı", "i"), ("ß", "ss"), ("ẞ", "ss"),
)  # fmt: skip
WORDS = bytes(
    ord(chr(code).lower() if code < 128 and chr(code).isalnum() else " ")  # noqa: PLR2004  ASCII
    for code in range(256)
)


class Fingerprint(msgspec.Struct, frozen=True, kw_only=True):
    """What dedup remembers of a text, equal across processes and releases."""

    folded: bytes  # of the folded text: equal for copies that differ in spelling marks only
    text: bytes  # of the exact text
    title: bytes
    lead: bytes  # of the first paragraph
    numbers: bytes  # of the set of numbers in title and text
    sketch: Sketch  # of the text, for what parts of it stand elsewhere


def fingerprint(title: str, text: str) -> Fingerprint:
    """The fingerprint of an article; paragraphs of `text` are separated by one empty line."""
    folded = fold(text)
    return Fingerprint(
        folded=hashed(folded, 16),
        text=hashed(text.encode(), 8),
        title=hashed(title.encode(), 8),
        lead=hashed(text.partition("\n\n")[0].encode(), 4),
        numbers=hashed(numbers(fold(title) + b" " + folded), 4),
        sketch=sketch(folded),
    )


def fold(text: str) -> bytes:
    """Lower-case words without marks, one space between: ș, ş and s are one letter here."""
    if text.isascii():
        return words_of(text.encode())
    plain = text
    for mark in SPACED:
        plain = plain.replace(mark, " ")
    for letter, base in LETTERS:
        plain = plain.replace(letter, base)
    apart = unicodedata.normalize("NFKD", plain)
    ascii_only = apart.encode("ascii", "ignore")
    if len(ascii_only) >= LATIN * len(plain):
        return words_of(ascii_only)
    return any_script(apart.casefold())


def words_of(text: bytes) -> bytes:
    return b" ".join(text.translate(WORDS).split())


def any_script(apart: str) -> bytes:
    """The same for scripts that have no ASCII base: letters and digits of any kind stay; scripts
    that set no spaces between words have each sign as a word."""
    kept = "".join(
        sign if sign.isalnum() else " " for sign in apart if not unicodedata.combining(sign)
    )
    return " ".join(UNSPACED.sub(r" \g<0> ", kept).split()).encode("utf-8", "surrogatepass")


def numbers(folded: bytes) -> bytes:
    return b" ".join(sorted(set(NUMBER.findall(b" " + folded))))


def hashed(value: bytes, size: int) -> bytes:
    """BLAKE2b: a stranger cannot write a text that counts as a copy of another."""
    return hashlib.blake2b(value, digest_size=size).digest()
