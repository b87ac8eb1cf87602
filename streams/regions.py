"""what stands behind a town's name → the region that tells its namesakes apart: `Paris, Texas`.

States of the USA and provinces of Canada by ISO 3166-2, by name, by the abbreviations of
American newspapers and by postal code; parts of other English-speaking countries by ISO 3166-1.
"""

import re
from collections.abc import Iterator

STATES = {
    "AL": "Alabama Ala", "AK": "Alaska", "AZ": "Arizona Ariz", "AR": "Arkansas Ark",
    "CA": "California Calif Californie Kalifornien", "CO": "Colorado Colo",
    "CT": "Connecticut Conn", "DE": "Delaware Del", "DC": "District_of_Columbia",
    "FL": "Florida Fla Floride", "GA": "Georgia Ga", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois Ill", "IN": "Indiana Ind", "IA": "Iowa", "KS": "Kansas Kan",
    "KY": "Kentucky Ky",
    "LA": "Louisiana Louisiane La", "ME": "Maine", "MD": "Maryland Md",
    "MA": "Massachusetts Mass", "MI": "Michigan Mich", "MN": "Minnesota Minn",
    "MS": "Mississippi Miss", "MO": "Missouri Mo", "MT": "Montana Mont", "NE": "Nebraska Neb",
    "NV": "Nevada Nev", "NH": "New_Hampshire", "NJ": "New_Jersey", "NM": "New_Mexico",
    "NY": "New_York", "NC": "North_Carolina Carolina_de_Nord Caroline_du_Nord",
    "ND": "North_Dakota", "OH": "Ohio", "OK": "Oklahoma Okla", "OR": "Oregon Ore",
    "PA": "Pennsylvania Pa Pennsylvanie", "RI": "Rhode_Island", "SC": "South_Carolina",
    "SD": "South_Dakota", "TN": "Tennessee Tenn", "TX": "Texas Tex", "UT": "Utah",
    "VT": "Vermont", "VA": "Virginia Va Virginie", "WA": "Washington Wash",
    "WV": "West_Virginia WVa", "WI": "Wisconsin Wis", "WY": "Wyoming Wyo", "PR": "Puerto_Rico",
}  # fmt: skip
PROVINCES = {
    "AB": "Alberta Alta", "BC": "British_Columbia", "MB": "Manitoba", "NB": "New_Brunswick",
    "NL": "Newfoundland", "NS": "Nova_Scotia", "ON": "Ontario Ont", "QC": "Quebec Québec Que",
    "SK": "Saskatchewan Sask",
}  # fmt: skip
ELSEWHERE = {
    "GB": """England Scotland Wales Northern_Ireland Bedfordshire Berkshire Buckinghamshire
        Cambridgeshire Cheshire Cornwall Cumbria Derbyshire Devon Dorset Durham Essex
        Gloucestershire Hampshire Herefordshire Hertfordshire Kent Lancashire Leicestershire
        Lincolnshire Merseyside Norfolk Northamptonshire Northumberland Nottinghamshire
        Oxfordshire Shropshire Somerset Staffordshire Suffolk Surrey Sussex East_Sussex West_Sussex
        Tyne_and_Wear Warwickshire West_Midlands Wiltshire Worcestershire Yorkshire
        North_Yorkshire South_Yorkshire West_Yorkshire East_Yorkshire Greater_Manchester""",
    "AU": "New_South_Wales NSW Queensland Tasmania Victoria Western_Australia South_Australia",
}  # fmt: skip
# other towns and countries are called so, too: they confirm a town, but never refute one
SHARED = frozenset({"New York", "Washington", "LA", "Quebec", "Québec", "Victoria",
                    "Durham", "Norfolk", "Kent"})  # fmt: skip
WORDS = r"(?:[^\W\d_a-z][\w.]*)(?: (?:of |and |de |du )?[^\W\d_a-z][\w.]*){0,2}"
BEHIND = re.compile(rf"(?:, ?| \()(?:en |in |im |dans l[ea'] ?)?({WORDS})")


def known() -> Iterator[tuple[str, str]]:
    """A region's name or abbreviation without full stops → its code."""
    for country, table in (("US", STATES), ("CA", PROVINCES)):
        for code, names in table.items():
            for name in (code, *names.split()):
                yield name.replace("_", " "), f"{country}-{code}"
    for country, written in ELSEWHERE.items():
        for name in written.split():
            yield name.replace("_", " "), country


CODES = dict(known())


def region_behind(text: str, end: int) -> tuple[str, bool]:
    """The code of the region named behind, and whether nothing else is called so."""
    found = BEHIND.match(text, end)
    said = found[1].replace(".", "").split(" ") if found else []
    for size in range(len(said), 0, -1):
        name = " ".join(said[:size])
        if name in CODES:
            return CODES[name], name not in SHARED
    return "", False
