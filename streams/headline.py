"""claims → headline: what the page calls its story, agreed upon by those who say it.

A page tells its headline to social networks, to search engines, to its readers and to the window;
each may shorten it or put the site's name behind it. The claim that agrees best with the others
counts, without the site.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from streams.text import line

TITLE_CHARS = 500  # no editor writes longer ones
ALIKE = 0.3  # of words shared, below which an h1 is a logo or a section
SITE_WORDS = 4  # behind a headline; `CNN Politics` is a site, a sentence about CNN is none
SITE_CHARS = 40
SHORTEST = 3  # characters of a host's name that prove anything
MOST_TAILS = 3  # `Headline | Section | Site`
TAIL = re.compile(r"^(.+)(?:\s+[|–—·»•:-]\s+|\s*[|｜_：]\s*)(.+?)\s*$")
FRONT = re.compile(r"^(.+?)(?:\s+[|–—·»•-]\s+|\s*[|｜]\s*|:\s+)(.+)$")
# Words, and signs of scripts that write without spaces, one by one.
WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


class Claims(NamedTuple):
    """What a page says its headline is, by whom."""

    social: str = ""  # og:title, twitter:title
    search: str = ""  # JSON-LD's or microdata's headline
    shown: tuple[str, ...] = ()  # every h1
    window: str = ""  # the title element
    sites: tuple[str, ...] = ()  # names of the site: og:site_name, publisher, host


def headline_of(claims: Claims) -> str:
    """One line of text, without the site's name; empty where nobody says anything."""
    told = [claims.social, claims.search, *claims.shown, claims.window]
    lines = [line(text)[:TITLE_CHARS] for text in told]
    sites = frozenset(filter(None, map(compact, claims.sites)))
    bare = [without_site(one, sites, lines) for one in lines]
    social, search, *shown, window = bare
    rest = [text for text in (social, search, window) if text and compact(text) not in sites]
    heading = best_heading([text for text in shown if compact(text) not in sites], rest)
    return agreed([social, search, heading, window], sites) or next(filter(None, bare), "")


def agreed(claims: Sequence[str], sites: frozenset[str]) -> str:
    """The claim nearest to all others; of equals the first. Headlines shown count as much."""
    held = [claim for claim in claims if claim and compact(claim) not in sites]
    votes = [sum(likeness(claim, other) for other in held) for claim in held]
    return held[votes.index(max(votes))] if held else ""


def best_heading(shown: Sequence[str], others: Sequence[str]) -> str:
    """The h1 that is the headline: a page may have others, of its logo and its sections."""
    scored = [(max((likeness(one, other) for other in others), default=1.0), one) for one in shown]
    best, heading = max(scored, key=lambda score: score[0], default=(0.0, ""))
    return heading if best >= ALIKE else ""


def without_site(headline: str, sites: Iterable[str], claims: Sequence[str]) -> str:
    """`Headline | Section | Site` → `Headline`."""
    known = set(claims)
    for _ in range(MOST_TAILS):
        found = TAIL.match(headline)
        if not found or not (found[1] in known or is_site(found[2], sites)):
            break
        headline = found[1].rstrip()
    front = FRONT.match(headline)
    return (
        front[2] if front and compact(front[1]) in sites and len(front[2]) > SHORTEST else headline
    )


def is_site(tail: str, sites: Iterable[str]) -> bool:
    """The name of the site, with a section's at most."""
    if len(tail) > SITE_CHARS or len(tail.split()) > SITE_WORDS:
        return False
    told = compact(tail)
    return any(
        told == site
        or (len(site) >= SHORTEST and (told.startswith(site) or told.endswith(site)))
        or (len(told) > SHORTEST and told in site)
        for site in sites
    )


def compact(name: str) -> str:
    return "".join(WORD.findall(name.casefold()))


def host_names(host: str) -> tuple[str, ...]:
    """`www.bbc.co.uk` → `bbc`, `bbccouk`: what sites are called after."""
    labels = [label for label in host.split(".") if label not in ("www", "m", "news")]
    longest = max(labels[:-1], key=len, default="")
    return tuple(dict.fromkeys(chain((longest,), (".".join(labels),))))


@lru_cache(maxsize=32)  # of one page's claims, each is compared with each, twice
def likeness(one: str, other: str) -> float:
    """F1 of the words of two lines."""
    if one == other:
        return 1.0
    ours, theirs = Counter(WORD.findall(one.casefold())), Counter(WORD.findall(other.casefold()))
    both = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / both if both else 0.0
