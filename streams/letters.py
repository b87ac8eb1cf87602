"""A text as rules see it: no case, no diacritics, no punctuation, and every letter in its place."""

import re
import unicodedata

import msgspec

LATIN = range(0x80, 0x250)  # Latin-1 to Latin Extended-B: all diacritics of European languages
# one letter each: offsets hold; ё and the forms of alif, ya and ta marbuta are written either way
ONE_FOR_ONE = str.maketrans("ßæœøłđıÆŒØŁĐİ’ʼ`ёЁأإآىة", "saooldiaoOLDI'''еЕااايه")
ROMANIAN = str.maketrans("şţŞŢİ", "șțȘȚi")  # two encodings; İ would become two characters
NO_WORD = re.compile(r"[\W_]")
MARKED_SHARE = 0.01  # Romanian has 6 of 100 letters with marks; 1 means: this text uses them
GAP = "\n\n"  # between headline and body; two characters, so that no phrase reaches across


class Page(msgspec.Struct, frozen=True):
    """An article as it is searched: headline and body in one text, and the same text plain."""

    language: str
    title: str
    text: str  # title, gap, body
    plain: str  # a space before and after, so that words have borders; offsets are text's + 1
    is_marked: bool  # written with diacritics, so that their absence means something
    is_loud: bool  # the headline is in capitals, so that capitals mean nothing there

    @property
    def body_at(self) -> int:
        return len(self.title) + len(GAP)


def page(title: str, body: str, language: str) -> Page:
    text = title + GAP + body
    return Page(
        language=language.partition("-")[0],
        title=title,
        text=text,
        plain=plain(text),
        is_marked=strange_letters(text) > MARKED_SHARE * len(text),
        is_loud=title.isupper(),
    )


def plain(text: str) -> str:
    """The text in small letters without marks, all else blank, of the same length plus two."""
    return f" {NO_WORD.sub(' ', text.translate(FOLDED).lower())} "


def words(text: str) -> list[str]:
    """The words of a short text, as they stand in a plain one."""
    return plain(text).split()


def strange_letters(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def spelling(text: str) -> str:
    """Small letters with their marks, in one encoding: `ŞTIINŢĂ` → `știință`."""
    return text.translate(ROMANIAN).lower()


def without_marks(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


FOLDED = {
    code: without_marks(chr(code))
    for code in LATIN
    if len(without_marks(chr(code))) == 1 and without_marks(chr(code)) != chr(code)
} | ONE_FOR_ONE
