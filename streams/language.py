"""text → language: from the letters first, from what feed and page claim in doubt.

Two detectors look at every text: one knows 60 languages well, whatever their spelling, the other
160. Where they agree there is no doubt; where not, the first is believed in its own languages.
"""

import re
from functools import cache
from typing import NamedTuple

import eldc
import pycld2

from streams.fewspeakers import few_speakers, table

ENOUGH = 1000  # characters; more change no verdict
WIDELY = 600  # characters for the detector that is three times as slow
COUNTED = (
    100  # characters in which letters are counted, as bytes: 日 tells as much as three of ours
)
SURE = 25  # letters from which a detector's own certainty may be believed
SPARE = 12  # letters below which only a claim counts
LONG = 200  # characters from which near languages can be told apart
TAG = re.compile(r"^([a-zA-Z]{2,3})(?:[-_]|$)")
SAME = {  # retired codes in use, and macrolanguages' by what is meant
    "mo": "ro", "iw": "he", "in": "id", "jw": "jv", "ji": "yi", "no": "nb", "fil": "tl",
    "cmn": "zh", "prs": "fa", "arb": "ar", "cnr": "sr",
}  # fmt: skip
NO_LANGUAGE = frozenset({"und", "un", "xx", "sh", "mul", "zxx", "sit"})  # families, scripts, none
KNOWN_WELL = frozenset({  # by eldc, whose only Malay stands for Indonesian, too
    "am", "ar", "az", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa",
    "fi", "fr", "gu", "he", "hi", "hr", "hu", "hy", "is", "it", "ja", "ka", "kn", "ko", "ku", "lo",
    "lt", "lv", "ml", "mr", "nb", "nl", "or", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr",
    "sv", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "yo", "zh",
})  # fmt: skip
TWINS = (frozenset({"hr", "sr", "bs"}), frozenset({"id", "ms"}))  # one language, or nearly: claimed
NEAR = (  # languages that detectors take for each other in short texts: the claim decides there
    *TWINS,
    frozenset({"nb", "nn", "da"}),
    frozenset({"cs", "sk"}),
    frozenset({"gl", "pt", "es"}),
    frozenset({"ca", "es", "oc"}),
    frozenset({"bg", "mk", "sr"}),
    frozenset({"af", "nl"}),
)
CYRILLIC = re.compile("[а-яёђјљњћџ]", re.IGNORECASE)
LATIN_ONLY = frozenset({"hr", "bs", "ro"})  # today; Romanian in Cyrillic has a letter of its own
CYRILLIC_MOLDOVAN = re.compile("[ӂӁ]")  # which Russian and Bulgarian do not have


class Found(NamedTuple):
    """A language by its letters, whether there is no doubt, and what else it may be."""

    language: str
    sure: bool
    other: str = ""


@cache
def warm() -> None:
    """Load the detectors' tables, once a process."""
    eldc.init()
    table()


def language_of(text: str, *claims: str | None) -> str:
    """The BCP 47 code of a text, `und` in doubt. `claims`: of page and feed, the better first."""
    sample = text[:ENOUGH]
    letters = len("".join(filter(str.isalpha, sample[:COUNTED])).encode())
    claimed = next(filter(None, map(primary, claims)), "")
    if letters < SPARE:
        return claimed or "und"
    if CYRILLIC_MOLDOVAN.search(sample):
        return "ro"
    if claimed in LATIN_ONLY and len(CYRILLIC.findall(sample[:COUNTED])) > COUNTED / 4:
        claimed = ""
    return judged(detected(sample), letters, len(sample) >= LONG, claimed)


def detected(sample: str) -> Found:
    """What the letters say, by both detectors."""
    warm()
    near = eldc.detect_details(sample.lower())
    well, wide = primary(near.language), widely(sample)
    if wide.language and well == wide.language and near.reliable:
        return Found(well, True)
    few = few_speakers(sample, wide.language or well)
    if few:
        return Found(few, False, wide.language or well)
    if not wide.language or well == wide.language:
        return Found(well, near.reliable and bool(well))
    if well and wide.language in KNOWN_WELL and near.reliable:
        return Found(well, False, wide.language)
    return Found(wide.language, wide.sure and wide.language not in KNOWN_WELL, well)


def widely(sample: str) -> Found:
    """What the detector of 160 languages says; nothing of what it cannot read."""
    try:
        sure, _, found = pycld2.detect(sample[:WIDELY], bestEffort=True)
    except pycld2.error:  # characters that it takes for broken UTF-8
        return Found("", False)
    return Found(primary(found[0][1]), sure)


def judged(found: Found, letters: int, is_long: bool, claimed: str) -> str:
    """The detectors' word where they are sure; the claim in doubt, and among near languages."""
    kin = TWINS if is_long and found.sure else NEAR
    is_kin = any({found.language, claimed} <= group for group in kin)
    if claimed and (is_kin or claimed == found.other):
        return claimed
    enough = letters >= SURE and (is_long or not claimed)
    if found.language and (found.sure or enough):
        return found.language
    return claimed or "und"


def primary(tag: str | None) -> str:
    """`ro-RO` → `ro`; nothing for what names no language."""
    match = TAG.match(tag or "")
    code = match[1].lower() if match else ""
    return "" if code in NO_LANGUAGE else SAME.get(code, code)
