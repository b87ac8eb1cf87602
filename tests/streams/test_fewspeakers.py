import pytest

from streams.fewspeakers import few_speakers, grams


def test_a_text_is_made_of_runs_of_letters() -> None:
    assert list(grams("Da 7!")) == [
        "_",
        "d",
        "a",
        "_",
        "_d",
        "da",
        "a_",
        "_da",
        "da_",
        "_da_",
        "_da_",
    ]


@pytest.mark.parametrize(
    ("text", "other", "language"),
    [
        pytest.param("Tuti i òmeni i nase lìbari e conpagni in dignità e diriti.", "it", "vec",
                     id="Venetian is no Italian"),
        pytest.param("Olgeta manmeri i gat wankain rait long laip bilong ol i go.", "en", "tpi",
                     id="Tok Pisin"),
        pytest.param("Tutti gli uomini nascono liberi, ha detto ieri il presidente.", "it", "",
                     id="Italian"),
        pytest.param("Tuti i òmeni", "it", "", id="a name or two"),
        pytest.param("1234 5678 " * 9, "ro", "", id="no letters"),
    ],
)  # fmt: skip
def test_what_fits_better_is_found(text: str, other: str, language: str) -> None:
    assert few_speakers(text, other) == language
