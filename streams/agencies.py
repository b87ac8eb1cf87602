"""Agencies named → the ones the copy comes from, each with the words that say so."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import msgspec

from config.published import InfoSource
from streams.agencyrules import ENTITY, NOBODY, Attribution
from streams.letters import Page
from streams.lexicon import Hit, longest
from streams.rules import Rules

MENTIONS = 40  # that are looked at; a text with more is a list of agencies, not news
REACH = 70  # characters around a name in which its attribution stands
OPENING = 200  # characters of headline or body in which a dateline stands
CLOSING = 80  # and of its end, where it is signed
DATELINE = re.compile(r"^\)?\s*[-–—:]")
CREDIT_OPENS = re.compile(r"[(\[【][^()\[\]【】]*$")
CREDIT_CLOSES = re.compile(r"^[^()\[\]【】]*[)\]】]")
COPYRIGHT = re.compile(r"(?:©|\([cC]\)|[Cc]opyright)\s*(?:\d{4}\s*)?(?:[Tt]he\s+)?$")
NO_CREDIT = re.compile(
    r"f[oô]to|photo|bild|imagen|imagine|immagine|imagem|video|captur|arhiv|archiv|fotograf|credit"
    r"|crédit|getty|фото|снимка|світлин|zdj[ęe]cie|fot\.|kép|görsel|صورة",
    re.IGNORECASE,
)
LAST_WORD = re.compile(r"(?:/\s*\(.*)?[\s.)/]*$")  # `AGERPRES/(AS - autor: …)`
ENDED = re.compile(r"[.!?…\"”»]\s*[/(]?\s*$")
TAIL = re.compile(r"[-–—|/]\s*$")  # `Guvernul a căzut - Reuters`
SENTENCE_ENDS = re.compile(r"[.!?\n]")
JOINED = re.compile(
    r"^\s*(?:[,/]|și|si|and|et|und|y|e|i|oraz|и|і|та|و|ve|és|or|sau|ou|o)?\s*"
    r"(?:the\s|l['’]|die\s|der\s|la\s|agenția\s|agenției\s|a\s|az\s)?$"
)
ORDER = ("dateline", "credit", "before", "signed", "after", "told")  # the surest first
FIRM = frozenset({"dateline", "credit", "signed"})  # count though the name has other meanings
SURENESS = {  # right of 1 (agency study: own sentences, datelines of AG's test half)
    "dateline": 0.97, "credit": 0.95, "before": 0.9, "signed": 0.9, "after": 0.8, "told": 0.7,
}  # fmt: skip


class Attributed(msgspec.Struct, frozen=True):
    """A place in the text where something is said to come from an agency."""

    agency: str
    how: str
    start: int
    end: int


def agencies(
    hits: list[Hit], page: Page, rules: Rules
) -> list[tuple[InfoSource, tuple[Attributed, ...]]]:
    """The agencies a page draws on, the surest first. One merely mentioned is none."""
    named = longest(hit for hit in hits if hit.entry.kind == "agency")[:MENTIONS]
    ranked = sorted(
        attributions(named, page, rules), key=lambda place: (ORDER.index(place.how), place.start)
    )
    return [
        (source(agency, rules), tuple(place for place in ranked if place.agency == agency))
        for agency in dict.fromkeys(place.agency for place in ranked)
    ]


def attributions(named: Sequence[Hit], page: Page, rules: Rules) -> list[Attributed]:
    """Every place that makes an agency a source, also as one of several: `AFP și Reuters`."""
    ways = rules.attributions.get(page.language) or rules.attributions["en"]
    people = {hit.entry.tag.removeprefix(NOBODY) for hit in named if hit.entry.tag[0] == NOBODY}
    agencies = [hit for hit in named if hit.entry.tag[0] != NOBODY]
    found = [attributed(hit, page, ways) for hit in agencies]
    for at, (one, other) in enumerate(pairwise(agencies)):
        if JOINED.match(page.text[one.end : other.start]):
            first, second = found[at : at + 2]
            found[at + 1] = second or (first and listed(other, first))
            found[at] = first or (second and listed(one, second))
    return [
        place
        for place in found
        if place and (place.how in FIRM or not is_otherwise(place.agency, page, rules, people))
    ]


def listed(hit: Hit, beside: Attributed) -> Attributed:
    return Attributed(hit.entry.tag, beside.how, hit.start, hit.end)


def is_otherwise(agency: str, page: Page, rules: Rules, people: Collection[str]) -> bool:
    """Whether the name stands for something else here: APA in English, Michael Bloomberg's."""
    return agency in people or page.language in rules.not_in.get(agency, ())


def attributed(hit: Hit, page: Page, ways: Attribution) -> Attributed | None:
    """How this mention says that the agency is the source, if it does."""
    for how, find in (
        ("dateline", dateline), ("credit", credit), ("before", phrase_before),
        ("signed", signature), ("after", phrase_after), ("told", told),
    ):  # fmt: skip
        span = find(hit, page, ways)
        if span:
            return Attributed(hit.entry.tag, how, *span)
    return None


Span = tuple[int, int] | None


def dateline(hit: Hit, page: Page, _: Attribution) -> Span:
    """`AL-QAIM, Irak (AFP) –` or `AFP -` where the body begins; `Reuters:` in the headline."""
    first = page.body_at if hit.start >= page.body_at else 0
    if hit.start >= first + OPENING:
        return None
    before, behind = page.text[first : hit.start], page.text[hit.end : hit.end + 4]
    opens = not before.strip(" (") or before.rstrip().endswith("(")
    sentence = SENTENCE_ENDS.search(before) or len(before) > REACH
    return (hit.start, hit.end) if opens and not sentence and DATELINE.match(behind) else None


def credit(hit: Hit, page: Page, _: Attribution) -> Span:
    """`(AFP)`, `[Agerpres/AFP]`; not `(foto: AFP)`."""
    before = CREDIT_OPENS.search(page.text, max(0, hit.start - REACH), hit.start)
    behind = CREDIT_CLOSES.match(page.text[hit.end : hit.end + REACH])
    if page.text[hit.start - 1 : hit.start] == page.text[hit.end : hit.end + 1] == "/":
        return hit.start, hit.end  # /ТАСС/
    if not before or not behind:
        return None
    inside = before.group()[1:]
    wordy = any(letter.islower() for letter in inside) and "/" not in inside
    if NO_CREDIT.search(inside) or (wordy and not inside.rstrip().endswith(":")):
        return None
    return hit.start, hit.end


def phrase_before(hit: Hit, page: Page, ways: Attribution) -> Span:
    """`informează AFP`, `potrivit agenției Reuters`."""
    return spoken_before(ways.before, hit, page)


def told(hit: Hit, page: Page, ways: Attribution) -> Span:
    """`a declarat pentru AFP`."""
    return spoken_before(ways.told, hit, page)


def spoken_before(pattern: re.Pattern[str], hit: Hit, page: Page) -> Span:
    """The phrase that ends where the name begins, in the same sentence, and the name."""
    first = max(0, hit.start + 1 - REACH)  # plain is one letter ahead of text
    found = pattern.search(page.plain[first : hit.start + 1])
    if not found:
        return None
    start = first + found.start()
    return None if SENTENCE_ENDS.search(page.text, start, hit.start) else (start, hit.end)


def phrase_after(hit: Hit, page: Page, ways: Attribution) -> Span:
    """`Reuters relatează`."""
    found = ways.after.match(page.plain[hit.end + 1 : hit.end + REACH])
    return (hit.start, hit.end + found.end() - 1) if found else None


def signature(hit: Hit, page: Page, _: Attribution) -> Span:
    """A last line or word; `© 2019 Associated Press`; a headline that ends in `| Reuters`."""
    before = page.text[max(0, hit.start - REACH) : hit.start]
    line = before.rpartition("\n")[2]
    if NO_CREDIT.search(line):
        return None
    if COPYRIGHT.search(before) or (hit.end == len(page.title) and TAIL.search(before)):
        return hit.start, hit.end
    opens = not line.strip(' /(„"') or (LAST_WORD.match(page.text, hit.end) and ENDED.search(line))
    closes = len(page.text) - hit.end <= CLOSING and hit.start > page.body_at
    return (hit.start, hit.end) if opens and closes else None


def source(agency: str, rules: Rules) -> InfoSource:
    wikidata = rules.wikidata.get(agency)
    return InfoSource(name=agency, role="agency", uri=f"{ENTITY}{wikidata}" if wikidata else None)
