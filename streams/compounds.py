"""a place's name and the letters around it → whether it is only a part of a longer name."""

import re
from collections.abc import Collection

from streams.gazetteer import Gazetteer
from streams.letters import Page
from streams.towns import PlaceHit, plain_word

GOES_ON = re.compile(r" (?:da|do|das|dos|del|di|della) [^\W\d_a-z]")
NEXT = re.compile(r" ([^\W\d_a-z])[^\W\d_A-Z]{2}")  # a capitalised word: no `de`, no `SUA`
FRONT = re.compile(r"[^\s.!?:;„“\"«(*•–—-]\s([^\W\d_]{3,}) $")  # a word that opens no sentence
JOINED = re.compile(r"([^\W\d_]+)-$")
JOINS = re.compile(r"-([^\W\d_a-z][^\W\d_]+)")
REACH = 30  # characters in which the word in front stands
NOUNS_LARGE = frozenset({"de"})  # languages in which a large letter before a town means nothing


def is_joined(hit: PlaceHit, page: Page, gazetteer: Gazetteer) -> bool:
    """`KwaZulu-Natal`: the second half of a name whose first half is no town."""
    if page.text[hit.start - 1] != "-":
        return False
    found = JOINED.search(page.text, max(0, hit.start - REACH), hit.start)
    return found is not None and not gazetteer.is_town(plain_word(found[1]))


def is_half(hit: PlaceHit, page: Page, gazetteer: Gazetteer) -> bool:
    """`Turda-Veche`: the first half of a name whose second half is no town."""
    found = JOINS.match(page.text, hit.end)
    return found is not None and not gazetteer.is_town(plain_word(found[1]))


def goes_on(hit: PlaceHit, page: Page) -> bool:
    """`Praia da Luz`: the name is longer than the one we know."""
    return bool(GOES_ON.match(page.text, hit.end))


def stands_beside(hit: PlaceHit, page: Page, first_names: Collection[str]) -> bool:
    """Whether a first name or a capitalised word stands right before, or one right behind."""
    before = page.text[max(0, hit.start - REACH) : hit.start]
    first = before.split()[-1] if before.endswith(" ") and before.strip() else ""
    front = FRONT.search(before)
    large = front is not None and front[1][0].isupper() and page.language not in NOUNS_LARGE
    named = first[:1].isupper() and plain_word(first) in first_names
    behind = NEXT.match(page.text, hit.end)
    return named or large or (behind is not None and behind[1].isupper())
