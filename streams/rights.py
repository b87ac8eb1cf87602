"""page and HTTP → rights: what a publisher reserves, in the words of those who defined them.

TDM Reservation Protocol (W3C community group report) by meta or header; `noai`, `noimageai` and
`noml` in robots metas and headers. What is not said is absent; robots.txt is the fetcher's.
"""

import re
from collections.abc import Mapping

from config.published import Rights

NO_AI = re.compile(r"\bno-?(?:image-?)?ai\b|\bnoml\b", re.IGNORECASE)
RESERVED = "1"
ROBOTS = ("robots", "x-robots-tag")
SOURCES = ("meta", "http")  # the page's own word first


def rights_of(metas: Mapping[str, str], headers: Mapping[str, str]) -> Rights:
    """The reservations of the first source that makes one; `from` says which."""
    told = (
        reserved(names, source) for source, names in zip(SOURCES, (metas, headers), strict=True)
    )
    return next(filter(None, told), Rights())


def reserved(names: Mapping[str, str], source: str) -> Rights | None:
    tdm = names.get("tdm-reservation", "").strip() == RESERVED
    ai = NO_AI.search(" ".join(names.get(name, "") for name in ROBOTS))
    if not tdm and not ai:
        return None
    return Rights(tdm="reserved" if tdm else None, ai=ai[0].lower() if ai else None, source=source)
