"""RONEC → streams/eventcommon.tsv: how common a stem is in Romanian articles, for a newborn stream.

    python -m deploy.tables.eventcommon DIR > streams/eventcommon.tsv

DIR holds RONEC's sentences (dumitrescustefan/ronec, MIT) as `train_coarse.jsonl.gz`.
"""

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from streams.eventwords import NUMBER, TOKEN, is_name, stem_of

LEAST = 8  # sentences of 9,000 with a stem; rarer ones are as telling as any
SENTENCES = 6  # of an article


def main() -> None:
    counts, seen = Counter[str](), 0
    with gzip.open(Path(sys.argv[1]) / "train_coarse.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            counts.update(stems(" ".join(row["tokens"])))
            seen += 1
    sys.stdout.write("# a stem and the share of articles that have it; from RONEC (MIT)\n")
    for stem, count in sorted(counts.items()):
        if count >= LEAST:
            sys.stdout.write(f"{stem}\t{1 - (1 - count / seen) ** SENTENCES:.4f}\n")


def stems(text: str) -> set[str]:
    found = (stem_of(token.group(), named=is_name(token, text)) for token in TOKEN.finditer(text))
    return {stem for stem in found if stem and not stem.startswith(NUMBER)}


if __name__ == "__main__":
    main()
