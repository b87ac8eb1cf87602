"""A transliterated name → the town it may be: `Boukamal` and `Ālbū Kamāl` have one skeleton.

Vowels, articles and the choices of transliteration go; what stays is compared, and only with towns
of countries that the text names anyway: three consonants alone prove nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from streams.gazetteer import Gazetteer, Town
from streams.letters import words

ARTICLES = frozenset({
    "al", "el", "ad", "ed", "ar", "er", "as", "es", "at", "et", "az", "ez", "an", "en", "ash",
    "esh",
})  # fmt: skip
WRITTEN_SO = (  # by French, English, German and Romanian newsrooms for the same Arabic letters
    ("ezz", "z"), ("azz", "z"), ("ch", "sh"), ("tch", "sh"), ("dj", "j"), ("gh", "g"), ("kh", "h"),
    ("q", "k"), ("c", "k"), ("ou", "u"),
)  # fmt: skip
SILENT = re.compile(r"[aeiouywh]")
DOUBLE = re.compile(r"(.)\1+")
FATHER = re.compile(r"^(?:al|el)(?=b[ou])")
LEAST = 3  # consonants
WHERE = frozenset({
    "AE", "AF", "BH", "DZ", "EG", "IQ", "IR", "JO", "KW", "LB", "LY", "MA", "OM", "PS", "QA", "SA",
    "SD", "SY", "TN", "YE",
})  # fmt: skip


def skeleton(name: str) -> str:
    """The consonants of a name, as far as all transliterations share them."""
    kept = [FATHER.sub("", word) for word in words(name) if word not in ARTICLES]
    joined = "".join(kept)
    for written, meant in WRITTEN_SO:
        joined = joined.replace(written, meant)
    return DOUBLE.sub(r"\1", SILENT.sub("", joined))


class Skeletons:
    """The towns of countries that are transliterated, by skeleton: no article waits for them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._by_country: dict[str, dict[str, list[Town]]] = {
            country: defaultdict(list) for country in WHERE
        }
        for name, town in gazetteer.named():
            if town.country in WHERE:
                self._by_country[town.country][skeleton(name)].append(town)

    def town(self, name: str, countries: Iterable[str]) -> Town | None:
        """The largest town in the first of these countries that may be meant."""
        wanted = [country for country in countries if country in WHERE]
        bones = skeleton(name) if wanted else ""
        if len(bones) < LEAST:
            return None
        for country in wanted:
            if towns := self._by_country[country].get(bones):
                return max(towns, key=lambda town: (town.thousands, -town.id))
        return None
