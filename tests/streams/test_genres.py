"""What kind of piece an article is, and what shows it."""

from pathlib import Path

import pytest

from config.errors import ConfigError
from config.published import TOPIC_URI, Subject
from streams.genrerules import genre_entries
from streams.genres import genres
from streams.urgency import urgency
from tests.streams.tagging import searched

LIVE = "\n\n".join(f"1{n}:05 S-a întâmplat ceva." for n in range(5))
ASKED = "\n\n".join(f"Ce credeți despre lucrul numărul {n}?\n\nNimic." for n in range(4))


def found(
    title: str, text: str = "", language: str = "ro", topics: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    hits, page = searched(title, text, language)
    about = [Subject(name=code, uri=TOPIC_URI + code) for code in topics]
    return {
        genre.name: [page.text[mark.start : mark.end] for mark in marks]
        for genre, marks in genres(hits, page, *urgency(hits, page), about)
    }


@pytest.mark.parametrize(
    ("title", "language", "genre", "words"),
    [
        ("ULTIMA ORĂ: guvernul a căzut", "ro", "breaking", "ULTIMA ORĂ"),
        ("LIVE TEXT: ședința Parlamentului", "ro", "live", "LIVE TEXT"),
        ("Alegerile din Moldova, minut cu minut", "ro", "live", "minut cu minut"),
        ("Opinie: de ce avem nevoie de munți", "ro", "opinion", "Opinie"),
        ("„Editorial. Ce urmează", "ro", "opinion", "Editorial"),
        ("Interviu cu un salvamontist", "ro", "interview", "Interviu cu"),
        ("Analiză: ce înseamnă votul", "ro", "analysis", "Analiză"),
        ("A murit actorul Ion Ionescu", "ro", "obituary", "A murit"),
        ("Actorul s-a stins din viață la 90 de ani", "ro", "obituary", "s-a stins din viață"),
        ("Opinion: why mountains matter", "en", "opinion", "Opinion"),
        ("Jane Doe, who drew maps, dies aged 90", "en", "obituary", "dies aged"),
        ("Nachruf auf einen Bergsteiger", "de", "obituary", "Nachruf"),
        ("Édito. Le prix de l'eau", "fr", "opinion", "Édito"),
        ("Entrevista con la alcaldesa", "es", "interview", "Entrevista con"),
        ("È morto il regista", "it", "obituary", "È morto"),
        ("Умер актёр театра", "ru", "obituary", "Умер"),
    ],
)
def test_headlines_say_what_they_are(title: str, language: str, genre: str, words: str) -> None:
    shown = found(title, language=language)
    assert genre in shown
    assert shown[genre][0] == words


@pytest.mark.parametrize(
    "title",
    [
        "Ministrul a comentat opinia Curții",
        "Un interviu a stârnit scandal",
        "Un elev a murit după un accident",
        "Live-ul de aseară al trupei",
        "Bursa de studiu, dublată",
        "Guvernul a adoptat bugetul",
    ],
)
def test_plain_news_has_no_genre(title: str) -> None:
    assert found(title) == {}


def test_a_score_in_a_headline_on_sport_is_a_result() -> None:
    title = "Rapid a învins Dinamo cu 2-0"
    assert found(title, topics=("15000000",)) == {"sport result": ["2-0"]}
    assert found(title, topics=("04000000",)) == {}
    assert found("Sezonul 2025-2026 începe vineri", topics=("15000000",)) == {}


def test_market_words_need_the_economy() -> None:
    title = "Bursa de la București, pe verde"
    assert found(title, topics=("04000000",)) == {"market": ["Bursa"]}
    assert found(title, topics=("05000000",)) == {}


def test_a_warning_of_the_weather_is_a_forecast() -> None:
    title = "Cod galben de vânt în zece județe"
    assert found(title, topics=("17000000", "20001131")) == {"weather": [title]}
    assert found(title, topics=("17000000",)) == {}


def test_the_form_of_a_text_shows_what_it_is() -> None:
    assert found("Ziua cea mare", LIVE)["live"] == ["10:05", "11:05", "12:05", "13:05"]
    assert list(found("O seară cu un autor", ASKED)) == ["interview"]
    assert found("Ziua cea mare", "10:05 Ceva.\n\nDe ce s-a întâmplat asta tocmai azi?") == {}


def test_listed_genres_bear_their_address() -> None:
    hits, page = searched("Opinie: LIVE e greu")
    [(genre, _)] = genres(hits, page, 4, (), [])
    assert genre.uri == "http://cv.iptc.org/newscodes/genre/Opinion"


def test_refuses_a_genre_it_does_not_know(tmp_path: Path) -> None:
    file = tmp_path / "genres.toml"
    file.write_text('[[genre]]\nname = "poem"\nat = "start"\nwords = "Poem"\n')
    with pytest.raises(ConfigError, match=r"genres\.toml:2: \[\[genre\]\] name"):
        genre_entries(file)
