"""What the name model is trained on."""

from pathlib import Path

import numpy as np

from deploy.tables.names import features, named, save, spans
from streams.namemodel import NameModel
from streams.wordmarks import marks
from streams.wordsorts import sort


def test_of_a_span_the_part_is_learned_that_is_a_name() -> None:
    words = ["directorul", "Ion", "Pop", "de", "azi"]
    tags = ["B-PERSON", "I-PERSON", "I-PERSON", "I-PERSON", "O"]
    assert named(words, tags) == ["O", "B-PER", "I-PER", "O", "O"]
    assert named(["directorul"], ["B-PERSON"]) == ["O"]
    assert named(["Crăciun"], ["B-EVENT"]) == ["O"]


def test_spans_follow_one_another() -> None:
    assert list(spans(["B-A", "B-A", "I-A", "O", "B-C"])) == [(0, 1, "A"), (1, 3, "A"), (4, 5, "C")]


def test_a_word_has_its_neighbours_marks() -> None:
    [_, second] = features(["Ion", "Pop"], lambda word: (marks(word, {}), word[0], sort(word, {})))
    assert {"0w=pop", "-1w=ion", "1w=</S>", "cc=IP<", "k5=BNNEE"} <= set(second)


def test_what_is_packed_is_what_is_read(tmp_path: Path) -> None:
    weights = {"0w=ion": np.array([-1, 2], np.float32), "0w=x": np.zeros(2, np.float32)}
    save(tmp_path / "names.npz", weights, np.zeros((2, 2), np.float32), ["O", "B-PER"])
    model = NameModel(tmp_path / "names.npz", {})
    assert model.labelled([["Ion", "x"]]) == [["B-PER", "O"]]
