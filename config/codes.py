"""Codes that editors write for topics, countries, languages: is one wrong, and what is like it?

Countries are those of rules/countries.tsv, languages those of ISO 639-1 and what detectors add.
"""

import difflib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from config import taxonomy

COUNTRIES = Path(__file__).with_name("rules") / "countries.tsv"
ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg "
    "li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or "
    "os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta "
    "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = frozenset(ISO_639_1.split()) | {"fil", "ckb", "und"}
MEANT_LANGUAGES = {  # what people write for them: ISO 639-2, countries, old codes, names
    "ron": "ro", "rum": "ro", "mo": "ro", "rom": "ro", "română": "ro", "romanian": "ro",
    "eng": "en", "engleză": "en", "english": "en", "gb": "en", "us": "en",
    "fra": "fr", "fre": "fr", "franceză": "fr", "french": "fr",
    "deu": "de", "ger": "de", "germană": "de", "german": "de", "at": "de",
    "spa": "es", "spaniolă": "es", "spanish": "es", "ita": "it", "italiană": "it", "italian": "it",
    "hun": "hu", "maghiară": "hu", "hungarian": "hu", "rus": "ru", "rusă": "ru", "russian": "ru",
    "ukr": "uk", "ua": "uk", "ucraineană": "uk", "ukrainian": "uk", "pol": "pl", "polish": "pl",
    "bul": "bg", "bulgarian": "bg", "tur": "tr", "turkish": "tr", "por": "pt", "br": "pt",
    "portuguese": "pt", "ara": "ar", "arabă": "ar", "arabic": "ar", "gr": "el", "cz": "cs",
    "jp": "ja", "cn": "zh", "dk": "da", "iw": "he", "rs": "sr", "md": "ro",
}  # fmt: skip
MEANT_COUNTRIES = {"UK": "GB", "EL": "GR", "EN": "GB"}  # in use beside ISO 3166
TAG = re.compile(r"^(?P<language>[A-Za-z]{2,3})(-[A-Za-z0-9]{1,8})*$")


def topic_fault(code: str) -> str | None:
    """Why no article has this topic, or nothing."""
    if taxonomy.is_assignable(code):
        return None
    if taxonomy.exists(code):
        return f"{code} is retired since {taxonomy.topics()[code].retired}"
    return f"{code!r} is not a Media Topic{meant(code, topic_names())}"


def country_fault(code: str) -> str | None:
    """Why no article has this country, or nothing."""
    if code in countries():
        return None
    names = country_names() | {name.lower(): known for name, known in MEANT_COUNTRIES.items()}
    return f"{code!r} is no ISO 3166 alpha-2 code we know{meant(code, names)}"


def language_fault(tag: str) -> str | None:
    """Why no article is in this language, or nothing."""
    found = TAG.match(tag)
    if found and found["language"].lower() in LANGUAGES:
        return None
    names = dict.fromkeys(LANGUAGES, "") | MEANT_LANGUAGES
    known = {name: code or name for name, code in names.items()}
    return f"{tag!r} is no language code (BCP 47: ro, pt-BR){meant(tag, known)}"


def meant(word: str, known: Mapping[str, str]) -> str:
    """`; did you mean RO?`, where one of the known names is spelled much like the word."""
    wanted = word.strip().lower()
    close = difflib.get_close_matches(wanted, known, n=3, cutoff=0.75)
    exact = [wanted] if wanted in known else close
    codes = dict.fromkeys(known[name] for name in exact)
    return f"; did you mean {' or '.join(codes)}?" if codes else ""


@cache
def countries() -> dict[str, list[str]]:
    """Code → its names in all languages."""
    lines = COUNTRIES.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return {code: [one for cell in cells for one in cell.split("|")] for code, _, *cells in rows}


@cache
def country_names() -> dict[str, str]:
    """Codes and names, in small letters, → code."""
    named = {name.lower(): code for code, names in countries().items() for name in names if name}
    return named | {code.lower(): code for code in countries()}


@cache
def topic_names() -> dict[str, str]:
    """Codes and labels, in small letters, of topics in use → code and label."""
    used = [code for code in taxonomy.topics() if taxonomy.is_assignable(code)]
    shown = {code: f"{code} ({taxonomy.label(code, 'ro')})" for code in used}
    labels = {
        label.lower(): shown[code]
        for code in reversed(used)  # of two with one label the broader one
        for label in taxonomy.topics()[code].labels.values()
    }
    return labels | shown
