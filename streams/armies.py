"""`armatei irakiene`, `the Iraqi army` → an organisation, though nobody writes it large."""

import re
from collections.abc import Iterable, Iterator

from streams.letters import Page
from streams.lexicon import Hit
from streams.marks import Mark
from streams.mentions import Mention

BEHIND = {  # the army's name stands before the country's; the first form is its base
    "ro": ("armata", "armatei", "armată"), "fr": ("armée",), "es": ("ejército",),
    "it": ("esercito",), "pt": ("exército",), "ar": ("الجيش", "للجيش", "والجيش", "جيش"),
}  # fmt: skip
BEFORE = {
    "en": ("army",), "de": ("Armee",), "ru": ("армия", "армии", "армию", "армией"),
    "uk": ("армія", "армії", "армію", "армією"), "pl": ("armia", "armii", "armię", "armią"),
    "hu": ("hadsereg", "hadsereget", "hadseregnek"), "bg": ("армия", "армията"), "tr": ("ordusu",),
}  # fmt: skip
FEMININE = (("iene", "iană"), ("ene", "eană"), ("e", "ă"))  # `irakiene` → `irakiană`
LAST_WORD = re.compile(r"([^\W\d_]+) $")
REACH = 20  # characters in which the word stands
KINDS = frozenset({"demonym", "country"})


def armies(hits: Iterable[Hit], page: Page) -> Iterator[Mention]:
    """The armies named by their country."""
    behind, before = BEHIND.get(page.language, ()), BEFORE.get(page.language, ())
    for hit in hits:
        if hit.entry.kind in KINDS:
            country = page.text[hit.start : hit.end]
            word = LAST_WORD.search(page.text, max(0, hit.start - REACH), hit.start)
            if word and word[1].lower() in behind:
                name = f"{behind[0]} {feminine(country, page.language)}"
                yield army(hit, word.start(), hit.end, name)
            following = page.text[hit.end + 1 : hit.end + REACH].partition(" ")[0].strip(".,;:")
            if following in before:
                end = hit.end + 1 + len(following)
                yield army(hit, hit.start, end, f"{country} {before[0]}")


def army(hit: Hit, start: int, end: int, name: str) -> Mention:
    return Mention("ORG", f"army:{hit.entry.tag}", name, Mark(f"army:{hit.entry.tag}", start, end))


def feminine(demonym: str, language: str) -> str:
    """The base form of a Romanian adjective that stands beside `armatei`."""
    for end, base in FEMININE:
        if language == "ro" and demonym.islower() and demonym.endswith(end):
            return demonym.removesuffix(end) + base
    return demonym
