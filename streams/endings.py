"""name ⇄ its forms inside a sentence: `Россия` → `России`, `Bucureștiului` → `București`.

A language bends the end of a name (Arabic: puts particles before it). One table says how; it makes
the forms of what is known, and takes what is read back to its base. Some forms may not exist: they
cost nothing. What it leaves out (German, Turkish behind its apostrophe) needs no table.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from streams.letters import words

LEAST = 2  # letters that a base and its form share; with fewer they are other words
LONGEST = 4  # letters of an ending
VOWELS = frozenset("aeiouyаеиоуыіяюєїáéíóúöüőű")
ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {  # base's end, the ends it takes
    "ro": (
        ("a", "ei i ii"), ("ia", "iei"), ("șa", "șei"), ("ț", "țul țului"), ("u", "ul ului"),
        ("", "ul ului"), ("e", "ei"), ("i", "iul iului"), ("ești", "eștiul eștiului eștilor"),
    ),
    "de": (("", "s"),),
    "ru": (
        ("ия", "ии ию ией"), ("а", "ы и е у ой"), ("я", "и е ю ей"), ("ь", "и ью я ю ем е"),
        ("й", "я ю ем е"), ("ы", "ов ам ами ах"), ("и", "ов ам ами ах"), ("", "а у ом е ем"),
    ),
    "uk": (
        ("ія", "ії ію ією"), ("а", "и і у ою"), ("я", "і ю ею"), ("ь", "і ю я єм"),
        ("й", "ю я єм ї"),
        ("и", "ів ам ами ах"), ("їв", "єва єві євом"), ("ів", "ова ові овом"), ("", "у а ом ові і"),
    ),
    "pl": (
        ("ja", "ji ję ją"), ("ia", "ii ię ią"), ("ka", "ki ce kę ką"), ("ga", "gi dze gę gą"),
        ("na", "ny nie nę ną"), ("da", "dy dzie dę dą"), ("ta", "ty cie tę tą"),
        ("ra", "ry rze rę rą"),
        ("a", "y i ie ę ą"), ("k", "ku ka kowi kiem"), ("g", "gu ga giem"), ("ń", "nia niu niem"),
        ("n", "nu na nem nie"), ("d", "du da dem dzie"), ("t", "tu ta tem cie"),
        ("r", "ru ra rem rze"),
        ("wa", "wie wy wę wą"), ("w", "wa wu wem wie"), ("", "u a em ie owi"),
    ),
    "hu": (
        ("", "n on en ban ben ba be ból ből ról ről ra re nak nek val vel t ot et ig tól től"
             " hoz hez nál nél ért i"),
        ("n", "nnal nnel"), ("k", "kkal kkel"), ("g", "ggal ggel"), ("d", "ddal ddel"),
        ("s", "ssal ssel"), ("r", "rral rrel"), ("l", "llal llel"), ("t", "ttal ttel"),
    ),
    "es": (), "fr": (), "it": (), "pt": (), "en": (), "tr": (), "bg": (),
}  # fmt: skip
LENGTHENED = {"a": "á", "e": "é"}  # before a Hungarian ending: Ukrajna, Ukrajnában
PARTICLES = ("و", "ب", "ل", "ف", "ك", "وب", "ول")  # and, in, to, so, like
ARTICLE, TO_THE = "ال", "لل"


def forms(name: str, language: str) -> tuple[str, ...]:
    """The forms of a name of one word, itself not among them."""
    if language == "ar":
        return tuple(with_particles(name))
    if name.isupper():
        return ()
    if language == "hu":
        name = name[:-1] + LENGTHENED.get(name[-1:], name[-1:])
    made = (
        name[: len(name) - len(base)] + end
        for base, ends in ENDINGS.get(language, ())
        if name.endswith(base) and (base or name[-1:].lower() not in VOWELS or language == "hu")
        for end in ends.split()
    )
    return tuple(dict.fromkeys(form for form in made if len(form) > LEAST and form != name))


def with_particles(name: str) -> Iterator[str]:
    for particle in PARTICLES:
        to_the = particle.endswith("ل") and name.startswith(ARTICLE)
        yield f"{particle[:-1]}{TO_THE}{name[2:]}" if to_the else particle + name


class Base(NamedTuple):
    """What a plain word may be a form of."""

    letters: str
    ends: int  # letters of the ending that the form has and the base has not
    end: str  # what the base has in their place
    begins: int = 0  # letters before it


def bases(word: str, language: str) -> Iterator[Base]:
    """What a word may be a form of."""
    if language == "ar":
        yield from without_particles(word)
        return
    known = BACK.get(language, {})
    for length in range(min(LONGEST, len(word) - LEAST), 0, -1):
        for base in known.get(word[-length:], ()):
            yield Base(word[:-length] + base, length, base)


def without_particles(word: str) -> Iterator[Base]:
    for particle in PARTICLES:
        if word.startswith(particle) and len(word) - len(particle) >= LEAST:
            yield Base(word.removeprefix(particle), 0, "", len(particle))
            if particle.endswith("ل") and word.startswith(particle + "ل"):
                yield Base(ARTICLE + word.removeprefix(particle + "ل"), 0, "")


def back() -> dict[str, dict[str, tuple[str, ...]]]:
    """By language: an ending as it stands in plain text → the plain ends of its base."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for language, table in ENDINGS.items():
        for base, ends in table:
            for end in ends.split():
                bare = "".join(words(base))
                known = found[language]["".join(words(end))]
                if bare not in known:
                    known.append(bare)
    return {
        language: {end: tuple(known) for end, known in table.items()}
        for language, table in found.items()
    }


BACK = back()
