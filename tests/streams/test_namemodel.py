"""The tables that see names."""

import numpy as np

from streams.knowledge import MODELS, knowledge
from streams.namelists import name_lists
from streams.namemodel import KEPT, NameModel, runs

TEXTS = [
    text.split()
    for text in (
        "Partidul Național Liberal și Universitatea din Cluj au semnat .",
        "Ion Pop",
        "Azi , Klaus Iohannis , Donald Trump și Ana Maria Popescu , la Iași .",
        "",
    )
]


def romanian() -> NameModel:
    return NameModel(
        MODELS / "names_ro.npz",
        name_lists(MODELS / "lists.txt.xz", knowledge().gazetteer.aliases()),
    )


def test_labels_people_organisations_and_places() -> None:
    sentence = ["azi", "Klaus", "Iohannis", "a", "plecat", "la", "Bruxelles", "."]
    assert romanian().labelled([sentence]) == [["O", "B-PER", "I-PER", "O", "O", "O", "B-LOC", "O"]]


def test_labels_depend_on_nothing_but_the_sentence() -> None:
    model = romanian()
    one = ["Ion", "Pop", "a", "venit", "."]
    alone = model.labelled([one])
    assert model.labelled([["Vine", "ploaia", "."], one, one])[1:] == alone * 2


def test_no_name_goes_on_that_has_not_begun() -> None:
    model = romanian()
    words = ["Partidul", "Național", "din", "Cluj", "Ion", "Pop", "SRL", "de", "la", "Iași"]
    [labels] = model.labelled([words])
    before = ["O", *labels]
    assert all(
        label[0] != "I" or other[2:] == label[2:]
        for other, label in zip(before, labels, strict=False)
    )


def test_more_words_than_are_kept_change_nothing() -> None:
    model = romanian()
    before = model.labelled(TEXTS)
    many = [f"Cuvânt{number}" for number in range(KEPT + 1000)]
    for begin in range(0, len(many), 7000):
        part = many[begin : begin + 7000]
        assert len(model.labelled([part])[0]) == len(part)
    assert model.labelled(TEXTS) == before


def test_names_of_every_length_are_found_together_as_alone() -> None:
    model = romanian()
    assert model.labelled(TEXTS) == [model.labelled([text])[0] for text in TEXTS]


def test_runs_of_neighbours_come_longest_first() -> None:
    firsts, lengths = runs(np.array([2, 5, 6, 7, 10, 11]))
    assert (firsts.tolist(), lengths.tolist()) == ([1, 4, 0], [3, 2, 1])
