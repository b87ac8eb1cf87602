"""What runs of neighbours give."""

import numpy as np

from streams.namewindows import Windows


def test_a_run_gives_its_weights_to_the_word_in_question_alone() -> None:
    weights = np.array([[1, 2], [0, 5], [9, 9]], np.float32)
    windows = Windows({"cc=aba": 0, "c3=bab": 1, "cc=aab": 2}, weights, ("cc", "c3"), "ab")
    around = [np.array(places) for places in ([0, 0], [0, 1], [1, 1], [0, 0], [1, 0])]
    scores = np.zeros((2, 2), np.float32)
    windows.add(scores, around)
    assert scores.tolist() == [[1, 7], [0, 0]]


def test_a_model_without_such_runs_gives_nothing() -> None:
    scores = np.ones((1, 2), np.float32)
    windows = Windows({"0w=ion": 0}, np.array([[1, 2]], np.float32), ("k5",), "ab")
    windows.add(scores, [np.array([1])] * 5)
    assert scores.tolist() == [[1, 1]]
