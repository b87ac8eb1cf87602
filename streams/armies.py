"""`armatei irakiene`, `the Iraqi army` → an organisation, though nobody writes it large."""

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
REACH = 20  # characters in which the word stands
KINDS = frozenset({"demonym", "country"})


def armies(hits: Iterable[Hit], page: Page) -> Iterator[Mention]:
    """The armies named by their country."""
    behind, before = BEHIND.get(page.language, ()), BEFORE.get(page.language, ())
    for hit in hits:
        if hit.entry.kind in KINDS:
            country = page.text[hit.start : hit.end]
            word = page.text[max(0, hit.start - REACH) : hit.start].rstrip(" ").rpartition(" ")[2]
            if word.lower() in behind:
                start = page.text.rindex(word, 0, hit.start)
                yield army(hit, start, hit.end, f"{behind[0]} {feminine(country, page.language)}")
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
