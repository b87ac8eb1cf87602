"""word → its kind for its neighbours: a first name, a town, a linking word, a sign, a border."""

from collections.abc import Mapping

from streams.wordmarks import BORDERS, capital, folded

SORTS = 'BEUZdIYHJKAFWPSNlgpq,.-"():o'
OWNING = frozenset({"a", "ai", "al", "ale", "lui"})  # `Banca Națională a României`
LEADING = frozenset({"de", "del", "din", "dintre", "of", "van", "von"})
LINKING = frozenset({"and", "cu", "in", "la", "pe", "pentru", "privind", "sau", "si"})
SMALL = dict.fromkeys(OWNING, "g") | dict.fromkeys(LEADING, "p") | dict.fromkeys(LINKING, "q")
SIGNS = {
    sign: kind
    for kind, signs in {
        ",": ",;", ".": ".!?", "-": "-–—/", '"': "\"“”»'’", "(": "(„«", ")": ")", ":": ":",
    }.items()
    for sign in signs
}  # fmt: skip
SHORT = 5  # letters below which a common word in capitals is that word: `CU`, `SA`
CAPITALISED = (  # the lists in which a word with a capital letter stands; the first that fits
    ("Y", {"ctry"}),
    ("H", {"common", "first"}), ("H", {"common", "last"}), ("J", {"common", "place"}),
    ("K", {"common"}), ("A", {"first", "place"}), ("F", {"first"}), ("W", {"last", "place"}),
    ("P", {"place"}), ("S", {"last"}),
)  # fmt: skip


def sort(word: str, lists: Mapping[str, frozenset[str]]) -> str:
    """One of SORTS."""
    size, plain = capital(word), folded(word)
    match size:
        case "B":
            return "B" if word == BORDERS[0] else "E"
        case "U":
            small = len(plain) < SHORT and plain in lists.get("common", ())
            return "Z" if small else "U"
        case "C":
            return capitalised(plain, lists)
    return SMALL.get(plain) or SIGNS.get(word) or size


def capitalised(plain: str, lists: Mapping[str, frozenset[str]]) -> str:
    """What a word with a capital letter may be."""
    if len(plain) == 1:
        return "I"  # of `George W Bush`
    known = {name for name, words in lists.items() if plain in words}
    return next((kind for kind, needed in CAPITALISED if needed <= known), "N")
