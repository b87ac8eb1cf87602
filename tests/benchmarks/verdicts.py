"""`python -m tests.benchmarks.verdicts [--wrong]`: what pages are taken for, and what they are.

Two halves, parted by a hash: rules may be fitted to the first and are only measured on the second.
F1 of each verdict, must .90, aim .95; `--wrong` names the errors of the tuned half alone.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence

from deploy.commands.try_page import Line, raw_of
from streams.clean import read_page
from tests.benchmarks.verdictpages import Labelled, made_pages, real_pages
from tests.conftest import SHARED

MOMENT = "2026-11-22T08:31:05.117Z"
MUST, AIM = 0.90, 0.95


def main(options: Sequence[str] = ()) -> int:
    pages = [*made_pages(), *(real_pages(SHARED / "data") if SHARED.exists() else ())]
    said = [(page, said_of(page)) for page in pages]
    low = min(told(said, half) for half in ("tuned", "unseen"))
    if "--wrong" in options:
        sys.stdout.writelines(
            f"{page.id}: {page.verdict}, said {verdict}\n"
            for page, verdict in said
            if page.half == "tuned" and page.verdict != verdict
        )
    return 0 if low >= MUST else 1


def said_of(page: Labelled) -> str:
    return read_page(raw_of(Line(file=page.id, url=page.url), page.page, MOMENT)).verdict


def told(said: Iterable[tuple[Labelled, str]], half: str) -> float:
    """A table of this half; the lowest F1 in it."""
    pairs = Counter((page.verdict, verdict) for page, verdict in said if page.half == half)
    verdicts = sorted({label for label, _ in pairs})
    sys.stdout.write(f"{half} half: {pairs.total()} pages; F1 must {MUST:.2f}, aim {AIM:.2f}\n")
    scores = {verdict: f1(pairs, verdict) for verdict in verdicts}
    for verdict, (score, number) in scores.items():
        mark = "aim" if score >= AIM else "must" if score >= MUST else "below"
        sys.stdout.write(f"  {verdict:<8} {number:4} pages  F1 {score:.3f}  {mark}\n")
    return min(score for score, _ in scores.values())


def f1(pairs: Counter[tuple[str, str]], verdict: str) -> tuple[float, int]:
    right = pairs[verdict, verdict]
    are = sum(count for (label, _), count in pairs.items() if label == verdict)
    called = sum(count for (_, other), count in pairs.items() if other == verdict)
    return 2 * right / (are + called), are


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
