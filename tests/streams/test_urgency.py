"""How urgent a headline says it is."""

import pytest

from streams.urgency import urgency
from tests.streams.tagging import searched


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("FLASH: Orașul a căzut", 1),
        ("BREAKING NEWS. Orașul a căzut", 2),
        ("„ULTIMA ORĂ: Orașul a căzut”", 2),
        ("Ultima oră! Orașul a căzut", 2),
        ("Alertă: orașul a căzut", 3),
        ("Orașul a căzut, alertă în regiune", 4),
        ("Flash-ul unui telefon", 4),
        ("", 4),
    ],
)
def test_only_the_first_word_of_a_headline_is_urgent(title: str, level: int) -> None:
    assert urgency(*searched(title, "FLASH: în text nu contează"))[0] == level


def test_the_word_is_kept_as_evidence() -> None:
    hits, page = searched("BREAKING: Orașul a căzut")
    [hit] = urgency(hits, page)[1]
    assert page.text[hit.start : hit.end] == "BREAKING"
