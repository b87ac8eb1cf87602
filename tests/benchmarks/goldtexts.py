"""Texts whose language is known, from the shared test data: pairs of language and text."""

import gzip
import json
import random
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from streams.language import primary
from tests.conftest import SHARED

DATA = SHARED / "data"
EACH = 40  # texts of a language
LEAST, LONG = 40, 200  # characters
TOGETHER = 6  # sentences of one longer text
FLORES = frozenset({  # the languages of FLORES-200, as ISO 639-3 has them
    "ace", "afr", "aka", "als", "amh", "arb", "asm", "ast", "awa", "ayr", "azj", "bak", "bam",
    "ban", "bel", "bem", "ben", "bho", "bjn", "bod", "bos", "bug", "bul", "cat", "ceb", "ces",
    "cjk", "ckb", "crh", "cym", "dan", "deu", "dik", "dyu", "dzo", "ell", "eng", "epo", "est",
    "eus", "ewe", "fao", "fij", "fin", "fon", "fra", "fur", "fuv", "gla", "gle", "glg", "gug",
    "guj", "hat", "hau", "heb", "hin", "hne", "hrv", "hun", "hye", "ibo", "ilo", "ind", "isl",
    "ita", "jav", "jpn", "kab", "kac", "kam", "kan", "kas", "kat", "kaz", "kbp", "kea", "khk",
    "khm", "kik", "kin", "kir", "kmb", "kmr", "knc", "kng", "kor", "lao", "lij", "lim", "lin",
    "lit", "lmo", "ltg", "ltz", "lua", "lug", "luo", "lus", "lav", "mag", "mai", "mal", "mar",
    "min", "mkd", "mlt", "mly", "mni", "mos", "mri", "mya", "nld", "nno", "nob", "nep", "nso",
    "nus", "nya", "oci", "ori", "pag", "pan", "pap", "pbu", "pes", "plt", "pol", "por", "quy",
    "ron", "run", "rus", "sag", "san", "sat", "scn", "shn", "sin", "slk", "slv", "smo", "sna",
    "snd", "som", "sot", "spa", "src", "srp", "ssw", "sun", "swe", "swh", "szl", "tam", "taq",
    "tat", "tel", "tgk", "tgl", "tha", "tir", "tpi", "tsn", "tso", "tuk", "tum", "tur", "twi",
    "tzm", "uig", "ukr", "umb", "urd", "uzn", "vec", "vie", "war", "wol", "xho", "ydd", "yor",
    "cmn", "zul",
})  # fmt: skip
MACRO = {  # ISO 639-3 → the code that we give; others have one of two letters or none
    "ara": "ar", "arb": "ar", "sqi": "sq", "als": "sq", "azj": "az", "bul": "bg", "ces": "cs",
    "deu": "de", "ell": "el", "eng": "en", "fra": "fr", "heb": "he", "hun": "hu", "ita": "it",
    "jpn": "ja", "kor": "ko", "nld": "nl", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru",
    "spa": "es", "srp": "sr", "tur": "tr", "ukr": "uk", "zho": "zh", "cmn": "zh", "afr": "af",
    "amh": "am", "bel": "be", "ben": "bn", "bod": "bo", "bos": "bs", "bre": "br", "cat": "ca",
    "cos": "co", "cym": "cy", "dan": "da", "dzo": "dz", "epo": "eo", "est": "et", "eus": "eu",
    "fao": "fo", "fij": "fj", "fin": "fi", "gla": "gd", "gle": "ga", "glg": "gl", "guj": "gu",
    "hat": "ht", "hau": "ha", "hin": "hi", "hrv": "hr", "hye": "hy", "ibo": "ig", "ind": "id",
    "isl": "is", "jav": "jv", "kal": "kl", "kan": "kn", "kat": "ka", "kaz": "kk", "khk": "mn",
    "khm": "km", "kin": "rw", "kir": "ky", "lao": "lo", "lat": "la", "lav": "lv", "lin": "ln",
    "lit": "lt", "ltz": "lb", "lug": "lg", "mal": "ml", "mar": "mr", "mkd": "mk", "mlt": "mt",
    "mly": "ms", "mri": "mi", "mya": "my", "nep": "ne", "nno": "nn", "nob": "nb", "nya": "ny",
    "ori": "or", "pan": "pa", "pbu": "ps", "pes": "fa", "plt": "mg", "que": "qu", "roh": "rm",
    "run": "rn", "sag": "sg", "san": "sa", "slk": "sk", "slv": "sl", "smo": "sm", "sna": "sn",
    "som": "so", "sot": "st", "ssw": "ss", "sun": "su", "swe": "sv", "swh": "sw", "tah": "ty",
    "tam": "ta", "tat": "tt", "tgk": "tg", "tgl": "tl", "tha": "th", "tir": "ti", "ton": "to",
    "tsn": "tn", "tso": "ts", "tuk": "tk", "uig": "ug", "urd": "ur", "uzn": "uz", "ven": "ve",
    "vie": "vi", "wol": "wo", "xho": "xh", "ydd": "yi", "yor": "yo", "zul": "zu", "fri": "fy",
    "aka": "ak", "bam": "bm", "ewe": "ee", "ayr": "ay", "gug": "gn", "knc": "kr", "kng": "kg",
    "quy": "qu", "src": "sc",
}  # fmt: skip
Row = tuple[str, str]


def code_of(language: str) -> str:
    name = re.split("[_-]", language)[0]
    return MACRO.get(name, primary(name))


@cache
def sentences(name: str) -> list[Row]:
    """A fixed choice of texts of each language of a set; none where it is not at hand."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for language, text in READERS[name]():
        by_language[code_of(language)].append(text)
    choice = random.Random(name)
    return [
        (language, text)
        for language, texts in sorted(by_language.items())
        for text in choice.sample(texts, min(EACH, len(texts)))
    ]


def conversations(name: str) -> list[Row]:
    """Longer texts: sentences of one language, several together."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for language, text in sentences(name):
        by_language[language].append(text)
    chunks = (
        (language, " ".join(texts[at : at + TOGETHER]))
        for language, texts in by_language.items()
        for at in range(0, len(texts), TOGETHER)
    )
    return [(language, text) for language, text in chunks if len(text) >= LONG]


def news() -> list[Row]:
    file = DATA / "ro-articles" / "items.jsonl.gz"
    return [("ro", "\n\n".join(item["paragraphs"])) for item in lines_of(file)]


def sib200() -> Iterator[Row]:
    return ((item["lang"], item["text"]) for item in lines_of(DATA / "text-sib200/items.jsonl.gz"))


def lingua(kind: str = "sentences") -> Iterator[Row]:
    items = lines_of(DATA / "text-lingua-lid/items.jsonl.gz")
    return ((item["lang"], item["text"]) for item in items if item["kind"] == kind)


def udhr() -> Iterator[Row]:
    """Paragraphs of the Declaration of Human Rights in FLORES's languages, variants as one."""
    file = DATA / "text-udhr2" / "udhr2.zip"
    if not file.exists():
        return
    with zipfile.ZipFile(file) as texts:
        for name in texts.namelist():
            language = name.rpartition("/")[2].removesuffix(".txt")
            for part in texts.read(name).decode("utf-8", "replace").splitlines()[3:]:
                if len(part.strip()) >= LEAST and language[:3] in FLORES:
                    yield language, part.strip()


def lines_of(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with gzip.open(file, "rt") as lines:
        return [json.loads(line) for line in lines]


READERS = {
    "sib200": sib200,
    "lingua": lingua,
    "pairs": lambda: lingua("word-pairs"),
    "udhr": udhr,
}
