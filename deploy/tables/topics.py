"""SIB-200 → config/models/topics.npz: the second voter on an article's topic (streams/subword.py).

    python -m venv tables && tables/bin/pip install scikit-learn==1.9.1 msgspec==0.22.0
    tables/bin/python -m deploy.tables.topics FILE [--with-dev]

FILE holds lines {"lang", "split", "topic", "text"} of SIB-200 (dadelani/sib-200; its sentences are
FLORES-200's, CC BY-SA 4.0, so the model is under that licence, too). Trained on the split `train`
of our languages alone, so that `dev` measures the very file that is shipped; --with-dev adds it.
Nothing else has ever been trained into it. The same input gives the same bytes.
"""

import gzip
import json
import sys
from collections import Counter
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags  # type: ignore[import-untyped]  # ships no types
from sklearn.svm import LinearSVC  # type: ignore[import-not-found]  # of a venv of its own

from deploy.tables.topiclabels import LANGUAGES, TOPICS
from streams.letters import page
from streams.subword import SEARCHED, pieces

MODEL = Path(__file__).parents[2] / "config" / "models" / "topics.npz"
BITS = 17  # buckets; 16 cost a point of F1, 18 doubled the file for none (dev)
SOFTNESS = 0.5  # C of the SVM
TWICE = 2  # a piece in fewer sentences says nothing
STEP = 127.0  # largest int8


def main() -> None:
    splits = {"train", "dev"} if "--with-dev" in sys.argv else {"train"}
    examples = list(sentences(Path(sys.argv[1]), splits))
    texts, labels = [text for text, _, _ in examples], [label for _, label, _ in examples]
    matrix, rarity = vectors(texts)
    svm = LinearSVC(C=SOFTNESS, random_state=0).fit(matrix, labels)
    weights = svm.coef_.T * rarity[:, None]
    scales = np.abs(weights).max(0) / STEP / 2  # the few largest are cut: the others gain a bit
    packed = np.clip(np.round(weights / scales), -STEP, STEP).astype(np.int8)
    used = np.any(packed != 0, axis=1)
    np.savez_compressed(
        MODEL, weights=packed, scales=scales.astype(np.float32), bias=svm.intercept_,
        rarity=np.where(used, rarity, 0).astype(np.float16), codes=np.array(svm.classes_),
    )  # fmt: skip
    sys.stderr.write(f"{MODEL}: {len(labels)} sentences, {MODEL.stat().st_size} bytes\n")


def sentences(path: Path, splits: set[str]) -> list[tuple[str, str, str]]:
    """Plain text, topic and language of each sentence that we take."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        read = [json.loads(line) for line in lines]
    return [
        (page("", one["text"], LANGUAGES[one["lang"]]).plain, TOPICS[one["topic"]], one["lang"])
        for one in read
        if one["lang"] in LANGUAGES and one["topic"] in TOPICS and one["split"] in splits
    ]


def vectors(texts: list[str]) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Each text as the pieces of its words, rare ones more, of length 1; and the rarities."""
    size = 1 << BITS
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        for word, times in Counter(w for w in text[:SEARCHED].split() if not w.isdigit()).items():
            found = pieces(word, size - 1)
            rows += [row] * len(found)
            columns += found
            values += [1 + log(times)] * len(found)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(texts), size), dtype=np.float32)
    in_texts = np.asarray((matrix > 0).sum(0)).ravel()
    rarity = np.where(in_texts < TWICE, 0, np.log((1 + len(texts)) / (1 + in_texts)))
    weighted = matrix.multiply(rarity).tocsr()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(1)).ravel())
    return diags(1 / np.maximum(lengths, 1e-6)) @ weighted, rarity


if __name__ == "__main__":
    main()
