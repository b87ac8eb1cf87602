"""How a feed stands: whether it is still itself, and whether its silence is like it. Pure."""

import re

import msgspec

from config.urls import host_of, registrable
from ingest.rhythm import HOUR, Rhythm, rates_of

WORD = re.compile(r"\w{3,}")
SURE = 2.0  # weeks of rhythm before silence means anything
LOUDEST = 1.0  # entries an hour that count: fifty at once are one occasion
LEAST = 6.0  # occasions missed in a row before it is called silence: chance of e^-6 = 1 in 400
UNUSUAL = 2.0  # times the longest silence that was ordinary: few closures are twice another
HALVED = 365 * 24 * HOUR  # seconds in which that longest one fades to its half: whoever closes
# every few months, or covers what is rare, is called silent once a year at most


class Self(msgspec.Struct, frozen=True, kw_only=True):
    """By what a feed is known: the domain that answers, its title, its language."""

    home: str = ""
    title: str = ""
    language: str = ""


def changed(before: Self, after: Self) -> str:
    """Why this may be another feed under the same address, or nothing. Empty fields say nothing."""
    if before.home and after.home and before.home != after.home:
        return f"domain: {before.home} → {after.home}"
    if before.language and after.language and primary(before) != primary(after):
        return f"language: {before.language} → {after.language}"
    if before.title and after.title and not alike(before.title, after.title):
        return f"title: {before.title[:80]} → {after.title[:80]}"
    return ""


def primary(told: Self) -> str:
    return told.language.partition("-")[0].lower()


def alike(one: str, other: str) -> bool:
    """They share a word, or have none to share."""
    ours, theirs = (set(WORD.findall(title.casefold())) for title in (one, other))
    return not (ours and theirs) or bool(ours & theirs)


def home_of(url: str) -> str:
    return registrable(host_of(url))


def missed(rhythm: Rhythm, since: int, until: int) -> float:
    """How many occasions to publish have passed between two moments (s), four weeks at most."""
    first, last = max(since, until - 28 * 24 * HOUR), until
    hours, rates = range(first // HOUR, last // HOUR + 1), rates_of(rhythm)
    return sum(
        min(rates(hour), LOUDEST) * overlap(hour * HOUR, first, last) / HOUR for hour in hours
    )


def overlap(hour: int, first: int, last: int) -> int:
    return max(0, min(hour + HOUR, last) - max(hour, first))


def is_silent(rhythm: Rhythm, quiet: float, longest: float) -> bool:
    """Whether `quiet` missed occasions are more than this feed ever lets pass."""
    return rhythm.weeks >= SURE and quiet > max(LEAST, UNUSUAL * longest)


def faded(longest: float, seconds: float) -> float:
    """The longest ordinary silence, so long afterwards."""
    return float(longest * 2 ** (-seconds / HALVED))
