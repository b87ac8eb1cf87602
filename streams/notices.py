"""An agency's KILL or WITHHOLD → which of its items is meant. Pure; precision first.

A notice may withdraw what its own publisher published, or what names that publisher as its agency,
and nothing else. Where not exactly one item is meant, an operator decides.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from config.moments import milliseconds
from config.published import Published
from config.records import TaggedArticle
from streams.letters import plain

Status = Literal["canceled", "withheld"]
WINDOW_MS = 48 * 3600 * 1000  # in which an item is looked for
TELLING = 1500  # characters of a notice that are read; the rest is the item repeated
TITLE_WORDS = 4  # a shorter headline may stand in a notice by chance
KILLS = (  # words that no outlet sets before a colon for anything else
    r"(?:(?:MANDATORY|BODY|PHOTO|STORY) )?KILL(?:ED)?|WITHDRAW(?:AL|N)|STORY WITHDRAWN"
    r"|ANNULATION|D[ÉE]P[ÊE]CHE ANNUL[ÉE]E|À ANNULER|MELDUNG ZURÜCKGEZOGEN|ZURÜCKGEZOGEN"
    r"|ANULARE|[ȘŞS]TIRE ANULAT[ĂA]|ANULA[ȚŢT]I|[ȘŞS]TIRE RETRAS[ĂA]"
    r"|ANULACI[ÓO]N|ANNULLAMENTO|ANULA[ÇC][ÃA]O|ANULOWAN[AE]|АННУЛИРОВАНО"
)
WITHHOLDS = (
    r"WITHHOLD|DO NOT USE|NE PAS UTILISER|NICHT VERWENDEN"
    r"|NU PUBLICA[ȚŢT]I|NU FOLOSI[ȚŢT]I|NO USAR|NON USARE|N[ÃA]O USAR"
)
LEADS = r"^(?:[A-Z]{2,8}[-/: ]+){0,2}(?:[\[(/]{0,2})"  # `AFP-KILL:`, `BC-EU/`, `[KILL]`
SET_OFF = r"(?=\s*(?:[:\])/!|]|[-–—]\s|,\s|$))"
ENDS = r"[,/(\[–—-]\s*(?:Mandatory )?(?:KILL|Kill|Withhold|WITHHOLD)[\])/]{0,2}$"
TO_EDITORS = re.compile(
    r"^\W{0,3}(?:attention |note to |advisory(?: to)?:? ?)?editors?\s*(?:[:,–-]|,? please\b)"
    r"[^.]{0,80}?\b(?P<order>kill|eliminate|withdraw|withhold|do not use)\b",
    re.IGNORECASE,
)
OPENS = {
    status: re.compile(f"{LEADS}(?:{words}){SET_OFF}") for status, words in
    (("canceled", KILLS), ("withheld", WITHHOLDS))
}  # fmt: skip
CLOSES = re.compile(ENDS)
SLUG = re.compile(r"\b[A-Z][A-Z0-9]+(?:[-/][A-Z0-9]{2,})+\b")
TOKEN = re.compile(r"[^\s,;()\[\]\"„”“«»]+")
NUMBER = re.compile(
    r"(?:#|\b(?:nr|no|n[o°º]|num|number|item|story|art)\b[. :°º#]*)(\d{3,})\b", re.I
)
DIGITS = re.compile(r"\d{3,}")


class Candidate(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of an item for two days, so that a notice can name it."""

    id: str
    seen_ms: int
    story: str
    publisher: str
    agencies: tuple[str, ...]
    guid: str
    url: str
    title: str
    slug: str = ""


def candidate_of(record: Published) -> Candidate:
    item, facts = record.item, record.wiredesk
    title = item.headlines[0].value if item.headlines else ""
    text = item.bodies[0].value[:200] if item.bodies else ""
    slug = SLUG.search(f"{title}\n{text}")
    return Candidate(
        id=facts.id,
        seen_ms=milliseconds(facts.seen_at),
        story=facts.story,
        publisher=folded(facts.publisher.name),
        agencies=tuple(folded(s.name) for s in item.infoSources if s.role == "agency"),
        guid=next((other.value for other in item.altIds if other.role == "guid"), "")[:200],
        url=item.uri[:400],
        title=title[:300],
        slug=slug.group() if slug else "",
    )


def order_of(title: str, text: str) -> Status | None:
    """What a notice orders; nothing for all that is none."""
    title = title.strip()
    for status in ("withheld", "canceled"):
        if OPENS[status].match(title):
            return status
    if CLOSES.search(title):
        return "withheld" if "thhold" in title[-12:].lower() else "canceled"
    spoken = TO_EDITORS.match(text[:200]) or TO_EDITORS.match(title)
    if not spoken:
        return None
    return "withheld" if spoken["order"].lower() in {"withhold", "do not use"} else "canceled"


def folded(name: str) -> str:
    return plain(name).strip()


def withdraws_itself(notice: TaggedArticle, candidates: Iterable[Candidate]) -> bool:
    """Whether it took the place of the item it withdraws, at the same address."""
    before = [one.title for one in candidates if one.id == notice.id]
    orders = order_of(notice.title, "") is not None
    return bool(before) and orders and all(order_of(title, "") is None for title in before)


def chosen(notice: TaggedArticle, candidates: Iterable[Candidate]) -> str | None:
    """The id of the one item a notice means: by slug or number, by headline, else by story."""
    may = [one for one in candidates if may_order(notice, one)]
    tokens = set(TOKEN.findall(said(notice)))
    numbers = set(NUMBER.findall(said(notice)))
    for means in (
        lambda one: is_named(one, tokens),
        lambda one: is_numbered(one, numbers),
        lambda one: is_titled(one, notice),
        lambda one: one.story == notice.story,
    ):
        found = [one for one in may if means(one)]
        if found:
            return the_one(notice, found)
    return None


def said(notice: TaggedArticle) -> str:
    return f"{notice.title}\n{notice.text[:TELLING]}"


def may_order(notice: TaggedArticle, one: Candidate) -> bool:
    """Whether the item is the notice's publisher's own or agency copy, and of the last two days."""
    agency = folded(notice.publisher.name)
    age = milliseconds(notice.seen_at) - one.seen_ms
    is_own = agency == one.publisher or agency in one.agencies
    return is_own and one.id != notice.id and 0 <= age <= WINDOW_MS


def is_named(one: Candidate, tokens: set[str]) -> bool:
    """By its guid, its slug, or the last part of either."""
    names = {one.guid, one.slug, *tail(one.guid), *tail(one.url)}
    return not tokens.isdisjoint(name for name in names if len(name) > TITLE_WORDS)


def tail(address: str) -> tuple[str, ...]:
    """The last part of an address that tells it from others, if it has a number or hyphens."""
    last = re.split(r"[/:=#?]", address.rstrip("/"))[-1].removesuffix(".html")
    return (last,) if DIGITS.search(last) or last.count("-") > 1 else ()


def is_numbered(one: Candidate, numbers: set[str]) -> bool:
    own = set(DIGITS.findall(one.guid)) | set(DIGITS.findall(one.url.rpartition("/")[2]))
    return not numbers.isdisjoint(own)


def is_titled(one: Candidate, notice: TaggedArticle) -> bool:
    """Whether the notice repeats its headline."""
    title = plain(one.title)
    words = len(title.split())
    return words >= TITLE_WORDS and " ".join(title.split()) in " ".join(plain(said(notice)).split())


def the_one(notice: TaggedArticle, found: Sequence[Candidate]) -> str | None:
    """The only item found, else the publisher's only own one."""
    agency = folded(notice.publisher.name)
    for some in (found, [one for one in found if one.publisher == agency]):
        ids = {one.id for one in some}
        if len(ids) == 1:
            return ids.pop()
    return None
