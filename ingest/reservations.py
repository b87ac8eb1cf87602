"""tdmrep.json → whether a host reserves the mining of a page's text and data. Pure.

TDM Reservation Protocol (W3C community group): of the rules the first that meets the address
counts; their patterns are those of robots.txt.
"""

from functools import lru_cache

import msgspec

from ingest.robots import may_fetch, sane

MOST_RULES = 100  # of a host; a publisher has one or a few


class Rule(msgspec.Struct, frozen=True):
    """What holds for the addresses that begin so."""

    location: str
    reserved: int = msgspec.field(name="tdm-reservation")  # 0 or 1


def reservation(tdmrep_json: str, url: str) -> str:
    """`1` reserved, `0` not, nothing where the host does not say: as its header would tell it."""
    met = (rule for rule in rules_of(tdmrep_json) if covers(rule.location, url))
    return next((str(rule.reserved) for rule in met), "")


@lru_cache(512)
def rules_of(tdmrep_json: str) -> tuple[Rule, ...]:
    """The rules of a file; a broken one, or a page that stands in its place, has none."""
    try:
        rules = msgspec.json.decode(tdmrep_json, type=list[Rule], strict=False)
    except (msgspec.DecodeError, RecursionError):
        return ()
    return tuple(rules[:MOST_RULES])


def covers(location: str, url: str) -> bool:
    return not may_fetch(sane(f"User-agent: *\nDisallow: {location}"), url, "*")
