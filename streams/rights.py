"""page, HTTP, tdmrep.json → rights: what a publisher reserves, in the words of who defined them.

TDM Reservation Protocol (W3C community group report) by meta, header or the host's file; `noai`,
`noimageai` and `noml` in robots metas and headers. What is not said is absent; robots.txt is the
fetcher's.
"""

import re
from collections.abc import Mapping

from config.published import Rights

NO_AI = re.compile(r"\bno-?(?:image-?)?ai\b|\bnoml\b", re.IGNORECASE)
TDM, RESERVED = "tdm-reservation", "1"
SAID = frozenset({"0", RESERVED})
ROBOTS = ("robots", "x-robots-tag")


def rights_of(metas: Mapping[str, str], headers: Mapping[str, str], tdmrep: str = "") -> Rights:
    """The reservations, each by the first that speaks of it: the page, the server, the host's file.

    `from` says who made the first of them.
    """
    sources = {"meta": metas, "http": headers, "tdmrep": {TDM: tdmrep}}
    tdm = next(((name, word) for name, told in sources.items() if (word := tdm_of(told))), None)
    ai = next(((name, word) for name, told in sources.items() if (word := ai_of(told))), None)
    reserved = tdm if tdm and tdm[1] == RESERVED else None
    return Rights(
        tdm="reserved" if reserved else None,
        ai=ai[1] if ai else None,
        source=(reserved or ai or (None,))[0],
    )


def tdm_of(names: Mapping[str, str]) -> str:
    word = names.get(TDM, "").strip()
    return word if word in SAID else ""


def ai_of(names: Mapping[str, str]) -> str:
    found = NO_AI.search(" ".join(names.get(name, "") for name in ROBOTS))
    return found[0].lower() if found else ""
