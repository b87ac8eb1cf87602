"""What a page is: a story, or something that only stands where a story should.

The rules, first match wins; each looks at the page alone and errs towards `story`:

    error     the server said so, or a short page that begins with "not found"
    consent   a short text most of which speaks of cookies, consent and data
    advert    a label of paid content at the headline, or the page's own type declares it
    video     the page calls itself a video or holds a player, and has no prose to read
    index     the home page or a section: a redirect led to the root, the page names the root as
              its own address, calls itself a collection, or is mostly headlines that lead on; and
              tells machines neither an article nor its date
    empty     no text at all, or only a word about scripts
    paywall   the page says it is not free, or asks to subscribe, and its text is short
    teaser    the text breaks off by its own sign
    story     all else; flashes of one sentence are stories
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from config.records import Verdict
from streams.facts import Facts
from streams.kindwords import (
    BROKEN_OFF,
    CONSENT,
    LOCK,
    LOST,
    NO_SCRIPT,
    PAID,
    PAID_FIRST,
    PAID_LAST,
    PAID_OR_SLOT,
    is_lock,
    is_lost,
    locks_among,
)
from streams.outline import Links, Outline
from streams.told import ARTICLES

SHORT = 1200  # characters; longer texts are read as what they are, whatever words stand in them
BRIEF = 400
REGRET = 250  # of a page that only regrets
WORD = 10  # characters of a sentence; shorter ones are names of buttons
SENTENCE = 170  # characters beside a player that are a caption, not a story
AROUND = 8000  # characters of a page among which a lock would stand
LAST = 2  # lines of a text in which it may be locked
FAMILIES = 3  # of consent words, in one short text
MOSTLY = 0.5  # of its sentences
FEW = 2  # families that are enough where the page is called by them
ITEMS, ITEM_CHARS = 8, 60  # lines of a list, and how short they are in the mean
HEADED = 6  # headings that lead elsewhere, of an index
LISTED, LINKED = 8, 0.5  # headlines in a bare list, and their share of all text
# Of a page's prose, the most that stands between two headlines of an index: with a section's name
# above it, without, and where it calls itself an article.
SCATTERED, THIN, THICK = 0.6, 0.4, 0.25
SECTION_CHARS, SECTION_WORDS = 20, 2  # of the h1 of a section: `Externe`, `World news`
NOTHING = 25  # characters left over from buttons
COLLECTIONS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
SENTENCE_END = re.compile(r"[.!?。！？؟]\W*$")
SENTENCES = re.compile(r"(?<=[.!?。！？])\s*")
NO_LINKS, NO_OUTLINE = Links(), Outline()


class Seen(NamedTuple):
    """What the rules look at."""

    title: str  # the page's own
    text: str
    facts: Facts
    status: int
    asked: str  # the address that was asked for, and the one that answered
    answered: str
    outline: Outline = NO_OUTLINE
    links: Links = NO_LINKS


def verdict_of(seen: Seen) -> Verdict:
    """The first rule that holds."""
    return next((verdict for verdict, holds in RULES if holds(seen)), "story")


def is_error(seen: Seen) -> bool:
    if seen.status >= 400:  # noqa: PLR2004  RFC 9110: all of them say there is no story
        return True
    if is_article(seen) or len(seen.text) >= SHORT:
        return False
    told = (seen.title, seen.facts.heading, seen.text)
    regrets = len(seen.text) < REGRET and not is_dated(seen) and is_lost(seen.text)
    return regrets or any(map(LOST.search, told))


def is_article(seen: Seen) -> bool:
    """Whether the page tells machines that it is one."""
    return seen.facts.kind in ARTICLES


def is_dated(seen: Seen) -> bool:
    """Whether the page tells machines when it was published."""
    return any(date.source in ("json-ld", "meta") for date in seen.facts.dates)


def is_consent(seen: Seen) -> bool:
    text, title = (seen.text or seen.links.text).lower(), seen.title.lower()
    if len(text) >= 2 * SHORT or not families_in(f"{title}\n{text}", CONSENT[:FEW]):
        return False  # a wall without a word of cookies or consent has not been seen
    families = families_in(text)
    if is_article(seen):
        return families >= FAMILIES and share_of_consent(text) > MOSTLY
    called = families_in(title) > 0
    enough = families >= FAMILIES or (families >= FEW and (called or len(text) < BRIEF))
    return enough and share_of_consent(text) >= MOSTLY


def families_in(text: str, families: tuple[re.Pattern[str], ...] = CONSENT) -> int:
    return sum(1 for family in families if family.search(text))


def share_of_consent(text: str) -> float:
    """How much of a text's sentences speak of it, by their length."""
    said = [sentence for sentence in SENTENCES.split(text) if len(sentence) > WORD]
    spoken = [one for one in said if any(family.search(one) for family in CONSENT)]
    return sum(map(len, spoken)) / (sum(map(len, said)) or 1)


def is_advert(seen: Seen) -> bool:
    """A label alone on a line, or set before the headline; words within a text say nothing."""
    labels = (*seen.outline.labels, seen.facts.section)
    return (
        "AdvertiserContentArticle" in (seen.facts.kind, *seen.facts.kinds)
        or bool(PAID_FIRST.search(seen.title) or PAID_FIRST.search(seen.facts.heading))
        or any(map(PAID_OR_SLOT.search, labels))
        or bool(PAID.search(seen.text.partition("\n")[0]))
        or bool(PAID_LAST.search(seen.text.rpartition("\n")[2]))
    )


def is_video(seen: Seen) -> bool:
    calls_itself = seen.facts.kind.lower().startswith("video") or (
        "VideoObject" in seen.facts.kinds and not is_article(seen)
    )
    if calls_itself:
        return len(seen.text) < BRIEF
    return seen.outline.players > 0 and len(seen.text) < SENTENCE and not is_article(seen)


def is_index(seen: Seen) -> bool:
    """See above; what is called an article or dated for machines is none, redirects apart."""
    if is_deep(seen.asked) and not is_deep(seen.answered):
        return True
    if is_article(seen) or is_dated(seen):
        return False
    is_root = not is_deep(seen.facts.canonical or seen.answered)
    if is_root and (is_deep(seen.asked) or seen.facts.kind == "website"):
        return True
    return calls_itself_a_list(seen) or leads_elsewhere(seen)


def calls_itself_a_list(seen: Seen) -> bool:
    collects = bool(seen.facts.kinds & COLLECTIONS) and seen.links.headed >= HEADED
    return collects or (seen.facts.kind == "website" and is_list(seen.text))


def leads_elsewhere(seen: Seen) -> bool:
    """Headlines of other stories fill the page, and no prose stands together for long."""
    links, named = seen.links, is_section(seen.facts.heading)
    if prose_of(seen.text) > 2 * links.prose + BRIEF:
        return False  # a story that is not written in paragraphs
    if links.prose < BRIEF:
        listed = links.listed >= LISTED and links.share >= LINKED
        return listed or (links.headed >= HEADED and named)
    most = THICK if seen.facts.kind == "article" else SCATTERED if named else THIN
    return links.headed >= HEADED and links.longest < most * links.prose


def prose_of(text: str) -> int:
    """Characters in paragraphs as long as those of stories."""
    return sum(len(part) for part in text.split("\n\n") if len(part) > 2 * ITEM_CHARS)


def is_section(heading: str) -> bool:
    wide = any(ord(sign) >= 0x3040 for sign in heading)  # noqa: PLR2004  kana and Han say more
    most = SECTION_CHARS // 3 if wide else SECTION_CHARS
    return len(heading) <= most or len(heading.split()) <= SECTION_WORDS - wide


def is_list(text: str) -> bool:
    """Many lines, none of them prose."""
    lines = text.split("\n\n")
    return len(lines) >= ITEMS and len(text) < ITEM_CHARS * len(lines)


def is_deep(url: str) -> bool:
    parts = urlsplit(url)
    return len(parts.path.strip("/")) > 2 or bool(parts.query)  # noqa: PLR2004  `/ro/` is a root


def is_empty(seen: Seen) -> bool:
    left_over = len(seen.text) < NOTHING and not SENTENCE_END.search(seen.text)
    return (left_over and not is_article(seen)) or (
        len(seen.text) < BRIEF and bool(NO_SCRIPT.search(seen.text))
    )


def is_paywalled(seen: Seen) -> bool:
    """Longer texts are whole: many pages that call themselves not free may be read to the end."""
    if len(seen.text) >= 2 * SHORT:
        return False
    if LOCK.search(seen.text[-BRIEF:].lower()) or (
        not seen.facts.is_free and breaks_off(seen.text)
    ):
        return True
    if len(seen.text) >= SHORT:
        return False
    return not seen.facts.is_free or bool(seen.outline.lock) or ends_in_a_lock(seen)


def ends_in_a_lock(seen: Seen) -> bool:
    """Whether one of the last lines of a text, or a line beside it, is a lock."""
    if any(map(is_lock, seen.text.split("\n\n")[-LAST:])):
        return True
    beside = locks_among(seen.links.text[:AROUND])
    return any(is_lock(line) for line in beside if line not in seen.text)


def is_teaser(seen: Seen) -> bool:
    return len(seen.text) < SHORT and breaks_off(seen.text)


def breaks_off(text: str) -> bool:
    """Whether the last line ends by a sign of more, or is nothing but a word of it."""
    return bool(BROKEN_OFF.search(text.rpartition("\n")[2][-BRIEF:]))


RULES: tuple[tuple[Verdict, Callable[[Seen], bool]], ...] = (
    ("error", is_error), ("consent", is_consent), ("advert", is_advert), ("video", is_video),
    ("index", is_index), ("empty", is_empty), ("paywall", is_paywalled), ("teaser", is_teaser),
)  # fmt: skip
