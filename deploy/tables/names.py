"""RONEC → config/models/names_ro.npz: the Romanian name model, trained and packed in 8 bits.

    tables/bin/pip install python-crfsuite==0.9.12 numpy
    tables/bin/python -m deploy.tables.names DIR

DIR holds RONEC's training sentences (dumitrescustefan/ronec, MIT) as `train_coarse.jsonl.gz`. Of
each person, organisation and place the part that is a name is learned: its edges begin with a
capital (RONEC also marks `directorul`). Marks are those of streams/wordmarks.py, so that what is
trained is what is asked later.
"""

import gzip
import json
import sys
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from streams.gazetteer import load_gazetteer
from streams.namelists import name_lists
from streams.namemodel import BY_CAPITALS, BY_SORTS
from streams.namewindows import SHAPES
from streams.sentences import sentences as split
from streams.wordmarks import BORDERS, capital, given, marks
from streams.wordsorts import sort

MODELS = Path(__file__).parents[2] / "config" / "models"
L1, L2, ROUNDS, SEEN = 0.4, 0.02, 80, 2  # of those tried on RONEC valid the best
KINDS = {"PER": "PER", "PERSON": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC"}
LARGEST = 127  # of 8 bits
GLUED, GLUING = frozenset(",.;:!?)”»%-"), frozenset("(„«-")  # no space before, none behind

Lists = Mapping[str, frozenset[str]]
Span = tuple[int, int, str]
Seen = tuple[list[str], str, str]  # a word's marks, the size of its letters, and its sort
Weights = dict[str, NDArray[np.float32]]


def main() -> None:
    lists = name_lists(MODELS / "lists.txt.xz", load_gazetteer(MODELS / "places.tsv.xz").aliases())
    with tempfile.NamedTemporaryFile() as model:
        train(Path(sys.argv[1]) / "train_coarse.jsonl.gz", lists, model.name)
        pack(model.name, MODELS / "names_ro.npz")


def train(path: Path, lists: Lists, model: str) -> None:
    import pycrfsuite  # type: ignore[import-not-found] # noqa: PLC0415  at release

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({
        "c1": L1, "c2": L2, "max_iterations": ROUNDS, "feature.minfreq": SEEN,
        "feature.possible_transitions": True,
    })  # fmt: skip
    seen = cache(lambda word: (marks(word, lists), capital(word), sort(word, lists)))
    for words, labels in sentences(path):
        trainer.append(list(features(words, seen)), labels)
    trainer.train(model)


def sentences(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Each sentence twice: in RONEC's words, and in those that our own splitting makes of it."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            labels = named(row["tokens"], row["ner_tags"])
            yield row["tokens"], labels
            yield from split_anew(row["tokens"], labels)


def split_anew(words: list[str], labels: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The sentence written as newspapers do, and read as articles are."""
    text, ends = "", []
    for word in words:
        glued = not text or word[0] in GLUED or text[-1] in GLUING
        text += word if glued else f" {word}"
        ends.append(len(text))
    for sentence in split(text, 0, len(text)):
        found, before = [], ""
        for _, start, _ in sentence:
            place = bisect_right(ends, start)
            label, begins = labels[place], start == ends[place] - len(words[place])
            same = label[:1] == "B" and not begins and before[2:] == label[2:]
            found.append(before := f"I-{label[2:]}" if same else label)
        yield [word for word, _, _ in sentence], begun(found)


def begun(labels: list[str]) -> list[str]:
    """Legal labels: a name that was cut by the end of a sentence begins anew."""
    pairs = zip(["O", *labels], labels, strict=False)
    return [
        f"B-{label[2:]}" if label[0] == "I" and before[2:] != label[2:] else label
        for before, label in pairs
    ]


def named(words: list[str], tags: list[str]) -> list[str]:
    """The labels of the names alone: spans begin and end with a capital (or end with a number)."""
    labels = ["O"] * len(words)
    for first, last, tag in spans(tags):
        start = next((at for at in range(first, last) if is_large(words[at][:2])), last)
        ends = (
            at
            for at in range(last, start, -1)
            if is_large(words[at - 1]) or is_number(words[at - 1])
        )
        end, kind = next(ends, start), KINDS.get(tag)
        if kind and start < end:
            labels[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return labels


def is_large(letters: str) -> bool:
    return letters != letters.lower()


def is_number(word: str) -> bool:
    return word[:1].isdigit()


def spans(tags: list[str]) -> Iterator[Span]:
    start, kind = 0, ""
    for place, tag in enumerate([*tags, "O"]):
        if kind and tag != f"I-{kind}":
            yield start, place, kind
            kind = ""
        if not kind and tag != "O":
            start, kind = place, tag[2:]


def features(words: list[str], seen: Callable[[str], Seen]) -> Iterator[list[str]]:
    known = [seen(word) for word in (*BORDERS[:1] * 2, *words, *BORDERS[1:] * 2)]
    kinds = {
        **dict.fromkeys(BY_CAPITALS, "".join(size for _, size, _ in known)),
        **dict.fromkeys(BY_SORTS, "".join(sort for _, _, sort in known)),
    }
    for place in range(len(words)):
        beside = [
            f"{offset}{mark}"
            for offset in range(-2, 3)
            for mark in given(known[place + 2 + offset][0], abs(offset))
        ]
        around = slice(place, place + 5)
        yield [*beside, *(f"{name}={kinds[name][around][SHAPES[name]]}" for name in kinds)]


def pack(model: str, target: Path) -> None:
    import pycrfsuite  # noqa: PLC0415  at release

    tagger = pycrfsuite.Tagger()
    tagger.open(model)
    info = tagger.info()
    labels = sorted(info.labels, key=lambda label: int(info.labels[label]))
    weights: Weights = {}
    for (mark, label), weight in info.state_features.items():
        weights.setdefault(mark, np.zeros(len(labels), np.float32))[labels.index(label)] = weight
    steps = np.zeros((len(labels), len(labels)), np.float32)
    for (one, other), weight in info.transitions.items():
        steps[labels.index(one), labels.index(other)] = weight
    save(target, weights, steps, labels)


def save(target: Path, weights: Weights, steps: NDArray[np.float32], labels: list[str]) -> None:
    keys = sorted(weights)
    table = np.stack([weights[key] for key in keys])
    scale = np.abs(table).max() / LARGEST
    small = np.round(table / scale).astype(np.int8)
    kept = np.abs(small).max(axis=1) > 0
    text = "\n".join(key for key, keep in zip(keys, kept, strict=True) if keep)
    np.savez_compressed(
        target,
        keys=np.frombuffer(text.encode(), np.uint8),
        weights=small[kept],
        scale=np.float32(scale),
        steps=steps,
        labels=np.array(labels),
    )
    sys.stderr.write(f"{target}: {kept.sum()} marks, {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
