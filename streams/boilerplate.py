"""paragraphs → paragraphs: without those that a site prints below every story.

A paragraph is known by a mark of its letters. How many articles of its site it stood in is
remembered elsewhere (streams/sites.py); what that means for one text is decided here.
"""

from collections.abc import Mapping

import xxhash

SHORT_CHARS = 40  # shorter paragraphs may be somebody's own words (`Foto: Ana Pop`, `De ce?`)
CERTAIN = 10  # articles from which a paragraph is nobody's own words, however short
MOST_SHARE = 0.5  # of a text's letters that go without certainty; more is a copy of a story
MOST_MARKS = 80  # of one text, from its edges: there boilerplate stands


def mark_of(paragraph: str) -> bytes:
    """Eight bytes by which a paragraph is known again, whatever its case and spaces."""
    return xxhash.xxh3_64_digest("".join(paragraph.split()).casefold().encode())


def marks_of(paragraphs: list[str]) -> tuple[tuple[bytes, int], ...]:
    """The marks of a text, with lengths: of long ones what stands at their edges."""
    half = MOST_MARKS // 2
    edges = paragraphs if len(paragraphs) <= MOST_MARKS else paragraphs[:half] + paragraphs[-half:]
    return tuple({mark_of(one): len(one) for one in edges}.items())


def repeated(paragraphs: list[str], articles: Mapping[bytes, int]) -> tuple[bytes, ...]:
    """The marks of what is boilerplate here. `articles`: mark → in how many it stood before.

    Never all of a text; and more than half of it only if no doubt is left: a story that its site
    prints three times is no boilerplate.
    """
    marks = [mark_of(one) for one in paragraphs] if articles else []
    certain = [mark for mark in marks if articles.get(mark, 0) >= CERTAIN]
    likely = [
        mark
        for mark, one in zip(marks, paragraphs, strict=False)
        if mark in articles and (len(one) >= SHORT_CHARS or mark in certain)
    ]
    gone = likely if share(paragraphs, marks, likely) <= MOST_SHARE else certain
    return tuple(dict.fromkeys(gone)) if share(paragraphs, marks, gone) < 1 else ()


def share(paragraphs: list[str], marks: list[bytes], gone: list[bytes]) -> float:
    """The share of a text's letters that stands in these paragraphs."""
    lost = sum(len(one) for mark, one in zip(marks, paragraphs, strict=False) if mark in gone)
    return lost / (sum(map(len, paragraphs)) or 1)


def without(paragraphs: list[str], gone: tuple[bytes, ...]) -> list[str]:
    return [one for one in paragraphs if mark_of(one) not in gone] if gone else paragraphs
