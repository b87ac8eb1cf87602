import gzip
import json

import pytest

from streams.language import language_of
from tests.conftest import SHARED

TITLE = "Guvernul a aprobat ieri ordonanța privind școlile și spitalele din țară"


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(TITLE, id="commas"),
        pytest.param(TITLE.replace("ș", "ş").replace("ț", "ţ"), id="cedillas"),
        pytest.param("Guvernul a aprobat ieri ordonanta privind scolile din tara", id="plain"),
        pytest.param(TITLE.upper(), id="capitals"),
        pytest.param("Гувернул а адоптат ӂой буӂетул пентру анул виитор", id="Moldovan Cyrillic"),
    ],
)
def test_romanian_is_known_in_every_spelling(title: str) -> None:
    assert language_of(title) == "ro"
    assert language_of(title, "en") == "ro"


@pytest.mark.parametrize(
    ("text", "claims", "language"),
    [
        pytest.param("Ulm", (), "und", id="too short to say"),
        pytest.param("Ulm", ("de-DE",), "de", id="too short: the claim"),
        pytest.param("1,000 22:30", (None, "ro_RO"), "ro", id="no letters: the claim"),
        pytest.param("The council has approved the new bridge", ("ro",), "en", id="sure of itself"),
        pytest.param("Vlada je danas usvojila novi zakon o radu", ("sr",), "sr", id="near: claim"),
        pytest.param("政府今天通过了新的预算", (), "zh", id="few signs say much"),
        pytest.param("x", ("nonsense!", "fr"), "fr", id="a claim that is none"),
        pytest.param("x", ("und", "mo"), "ro", id="a retired code"),
        pytest.param("x", ("ro-MD",), "ro", id="Romanian of Moldova"),
        pytest.param("x", ("no",), "nb", id="Norwegian"),
        pytest.param("Влада је данас усвојила нови закон о раду", ("hr",), "sr", id="no Croatian"),
        pytest.param(
            "Vlada je danas usvojila novi zakon o radu", ("sh",), "hr", id="which of them"
        ),
        pytest.param("Serikali imeidhinisha bajeti mpya leo mjini", ("en",), "sw", id="of the 160"),
        pytest.param("Kungani abantu bengakhulumi ngesabelomali", (), "zu", id="without a claim"),
        pytest.param("lorem \ud800", ("ro",), "ro", id="a lone surrogate"),
        pytest.param("Gouvernement. Le budget est adopté. " * 9, ("ro",), "fr", id="a wrong claim"),
    ],
)
def test_in_doubt_the_claim_decides(
    text: str, claims: tuple[str | None, ...], language: str
) -> None:
    assert language_of(text, *claims) == language


@pytest.mark.skipif(not (SHARED / "data/ro-articles").exists(), reason="no shared test data")
def test_romanian_articles_are_romanian() -> None:
    with gzip.open(SHARED / "data/ro-articles/items.jsonl.gz", "rt") as lines:
        titles = [json.loads(text)["title"] for text in lines][:300]
    assert [title for title in titles if language_of(title, "ro") != "ro"] == []
