"""Text that was decoded twice → the text that was meant, where that can be proved.

UTF-8 read as Western, Central European or Cyrillic letters (`È›arÄƒ` for `țară`) goes back the way
it came. Proof is ftfy's: the whole line must be the bytes of sound UTF-8, and read better so; of
6,000 sound sentences in 200 languages it touches none. Romanian's own letters are proof enough.
"""

import re

import ftfy
import ftfy.bad_codecs  # registers the codec

# What the first byte of a letter beyond ASCII becomes in the three sets, and its next byte, as far
# as that is no letter in common use. Text without such a pair is not looked at any longer.
SUSPECT = re.compile(
    "[ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïĂăĆćČčĐďĎĹĺĽŃńŇňŐŘřŮŕŢţðРСÐ]"
    "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸŚŤŹśťźˇ˘Ł˛ş»ł˝Ąą¸ЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЁЄЇІіґёєјЅѕї№]"
)
ONCE = "sloppy-windows-1252"  # as browsers have it: its five holes are controls
# UTF-8 of Romanian letters in windows-1252: no language ever wrote these pairs within its words.
TWICE = {letter.encode().decode(ONCE): letter for letter in "șțşţăȘȚŞŢĂ"}
CERTAIN = re.compile("|".join(map(re.escape, TWICE)))
MEANT = TWICE | {letter.encode().decode(ONCE): letter for letter in "îâÎÂ„”“’–—…«»"}
EITHER = re.compile("|".join(map(re.escape, MEANT)))


def undoubled(text: str) -> str:
    """The text as it was meant; the same where there is no proof that it was decoded twice."""
    if text.isascii() or not SUSPECT.search(text):
        return text
    lines = text.split("\n")
    return "\n".join(line_undoubled(line) if SUSPECT.search(line) else line for line in lines)


def line_undoubled(line: str) -> str:
    """One line: as a whole where it goes back so, and letter by letter where that is certain."""
    whole = ftfy.fix_encoding(line)
    return EITHER.sub(lambda found: MEANT[found[0]], whole) if CERTAIN.search(whole) else whole
