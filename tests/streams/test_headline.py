import pytest

from streams.headline import Claims, headline_of, host_names, likeness

SHOWN = "Podul de la Brăila se deschide duminică"


@pytest.mark.parametrize(
    ("claims", "headline"),
    [
        pytest.param(Claims(social=SHOWN), SHOWN, id="one claim"),
        pytest.param(
            Claims(social="Nu o să crezi ce pod", search=SHOWN, shown=(SHOWN,), window="Pod nou"),
            SHOWN, id="what is shown and told to search engines goes before what is shared",
        ),
        pytest.param(
            Claims(social=f"{SHOWN} | Ziarul", shown=("Ziarul", SHOWN), sites=("Ziarul",)),
            SHOWN, id="an h1 of the logo counts for nothing",
        ),
        pytest.param(
            Claims(shown=("Externe", SHOWN), window=f"{SHOWN} | Externe | Ziarul.ro"),
            SHOWN, id="no metadata",
        ),
        pytest.param(
            Claims(social=f"{SHOWN} - BBC News România", sites=host_names("www.bbc.com")),
            SHOWN, id="a site called after its host",
        ),
        pytest.param(
            Claims(social="Interviu - Cum arată podul", window="Interviu - Cum arată podul | Z"),
            "Interviu - Cum arată podul", id="a dash within a headline",
        ),
        pytest.param(
            Claims(social="首相が辞任を表明：朝日新聞デジタル", search="首相が辞任を表明"),
            "首相が辞任を表明", id="Japanese",
        ),
        pytest.param(Claims(window="Ziarul", sites=("Ziarul",)), "Ziarul", id="the site alone"),
        pytest.param(Claims(), "", id="nothing"),
    ],
)  # fmt: skip
def test_the_headline_is_what_the_claims_agree_on(claims: Claims, headline: str) -> None:
    assert headline_of(claims) == headline


def test_likeness_counts_words_and_signs() -> None:
    assert likeness("Pod nou", "pod NOU!") == 1.0
    assert likeness("首相", "首") == pytest.approx(2 / 3)
    assert likeness("a", "") == 0.0


@pytest.mark.timeout(10)
def test_hostile_titles_cost_little() -> None:
    for bad in (" | " * 100_000, "a - " * 100_000, ": " * 100_000):
        assert len(headline_of(Claims(social=bad, shown=(bad,) * 5, window=bad))) <= 500
