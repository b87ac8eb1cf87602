"""page → lead: the paragraph between headline and story, where the page shows what it told others.

Extractors miss it, because it stands outside of the box that holds the story.
"""

import re

from turbohtml import Document

from streams.text import line

LEAD_CHARS = (100, 600)  # shorter ones are sub-headlines, longer ones the story itself
DESCRIPTIONS = (
    'meta[property="og:description"], meta[name="description"], meta[name="twitter:description"]'
)
PLACES = "p, h2, h3, h4, div:not(:has(div, p, h2, h3, h4))"
BEGINNING = 60  # letters and digits; descriptions are cut behind their beginning
SENTENCE = re.compile(r"[.!?…。！？।؟۔][\"”»')\s]*$")
SIGNS = re.compile(r"\W+")


def described(document: Document) -> frozenset[str]:
    """How the page's own descriptions of itself begin, before they are removed."""
    told = (meta.attr("content") or "" for meta in document.select(DESCRIPTIONS))
    return frozenset(folded(text) for text in told if len(text) >= LEAD_CHARS[0])


def with_lead(
    told: tuple[str, ...], document: Document, beginnings: frozenset[str]
) -> tuple[str, ...]:
    """The paragraphs behind the lead, if the page shows one that they do not hold."""
    lead = lead_of(document, beginnings) if told and beginnings else ""
    return told if not lead or folded(lead) in signless("".join(told)) else (lead, *told)


def lead_of(document: Document, beginnings: frozenset[str]) -> str:
    texts = (part.text for part in document.select(PLACES))
    leads = (text for text in texts if fits(text) and folded(text) in beginnings)
    return line(next(leads, ""))


def fits(text: str) -> bool:
    length = len(text) if len(text) < LEAD_CHARS[0] else len(text.strip())
    return LEAD_CHARS[0] <= length <= LEAD_CHARS[1] and bool(SENTENCE.search(text))


def folded(text: str) -> str:
    """The beginning of a text, whatever signs stand in it."""
    return signless(text[: 3 * BEGINNING])[:BEGINNING]


def signless(text: str) -> str:
    return SIGNS.sub("", text).casefold()
