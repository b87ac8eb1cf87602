"""robots.txt → may we, and how slowly. RFC 9309, read by protego. Pure."""

import re
from functools import lru_cache

from protego import Protego

MOST = 500 << 10  # bytes that must be read, and are (RFC 9309, 2.5)
LONGEST_LINE = 2048  # characters; no rule of a site's own is longer
WILDCARDS = re.compile(r"\*{2,}")  # mean the same as one, and cost the matcher more
MAP_WORDS = ("news", "stiri")  # of a sitemap worth asking: others hold a site's whole past
STARS = 10  # per line; more of them are an attack on whoever matches them
SLOWEST = 300.0  # seconds; more than a site means: it means "stay away"


def rules_text(status: int, body: bytes) -> str | None:
    """The rules that a host's answer for /robots.txt stands for; nothing: ask again, fetch nothing.

    4xx is "no rules", 5xx and silence are "closed for now" (2.3.1); a redirect was followed.
    """
    text = file_text(status, body)
    return text and sane(text)


def file_text(status: int, body: bytes) -> str | None:
    """A file in which a host states its wishes: empty where it has none, nothing: ask again."""
    if 400 <= status < 500 and status != 429:  # noqa: PLR2004  statuses are their own names
        return ""
    if not 200 <= status < 300:  # noqa: PLR2004
        return None
    return body[:MOST].decode("utf-8", "replace").removeprefix("\ufeff")


def sane(rules: str) -> str:
    """The same without the lines that only cost whoever matches them."""
    return "\n".join(WILDCARDS.sub("*", line) for line in rules.splitlines() if is_sane(line))


def is_sane(line: str) -> bool:
    return len(line) <= LONGEST_LINE and WILDCARDS.sub("*", line).count("*") <= STARS


def may_fetch(robots_txt: str, url: str, agent: str) -> bool:
    """Whether these rules let this agent ask for this address."""
    allowed: bool = parsed(robots_txt).can_fetch(url, agent)
    return allowed


def crawl_delay(robots_txt: str, agent: str) -> float | None:
    """Seconds between two requests of this agent, as far as the rules say."""
    rules = parsed(robots_txt)
    delay = rules.crawl_delay(agent)
    if delay is None:
        rate = rules.request_rate(agent)
        delay = rate.seconds / rate.requests if rate and rate.requests else None
    return min(max(float(delay), 0.0), SLOWEST) if delay is not None else None


def news_maps(robots_txt: str) -> tuple[str, ...]:
    """The news sitemaps that these rules name."""
    named = Protego.parse(robots_txt).sitemaps
    return tuple(link for link in named if any(word in link.lower() for word in MAP_WORDS))


@lru_cache(512)
def parsed(robots_txt: str) -> Protego:
    """The rules as protego holds them; a host is asked for many pages in a row."""
    return Protego.parse(robots_txt)
