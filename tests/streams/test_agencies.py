"""Whose news it is: said, not merely mentioned."""

import pytest

from streams.agencies import MENTIONS, agencies
from tests.streams.tagging import searched, shipped


def found(text: str, language: str = "ro", title: str = "") -> list[tuple[str, str, str]]:
    hits, page = searched(title, text, language)
    return [
        (source.name, said[0].how, page.text[said[0].start : said[0].end])
        for source, said in agencies(hits, page, shipped())
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ro", "Orașul a fost cucerit, informează AFP.", ("AFP", "before", "informează AFP")),
        ("ro", "Orasul a fost cucerit, informeaza AFP.", ("AFP", "before", "informeaza AFP")),
        (
            "ro",
            "Potrivit agenției Reuters, atacul",
            ("Reuters", "before", "Potrivit agenției Reuters"),
        ),
        ("ro", "a spus el, citat de Agerpres", ("Agerpres", "before", "citat de Agerpres")),
        ("ro", "Reuters relatează că orașul", ("Reuters", "after", "Reuters relatează")),
        ("ro", "a declarat pentru AFP generalul", ("AFP", "told", "a declarat pentru AFP")),
        ("ro", "Orașul a căzut. (Mediafax)", ("Mediafax", "credit", "Mediafax")),
        ("ro", "BUCUREȘTI (Agerpres) - Guvernul", ("Agerpres", "dateline", "Agerpres")),
        ("ro", "Guvernul a decis.\n\nAGERPRES/(A - autor: X)", ("Agerpres", "signed", "AGERPRES")),
        ("ro", "Sursa: News.ro", ("News.ro", "before", "Sursa: News.ro")),
        ("en", "LONDON (AP) — The council", ("AP", "dateline", "AP")),
        (
            "en",
            "The mayor quit, according to Reuters.",
            ("Reuters", "before", "according to Reuters"),
        ),
        ("en", "The mayor quit, the minister told Reuters.", ("Reuters", "told", "told Reuters")),
        ("fr", "Le maire a démissionné, selon l'AFP.", ("AFP", "before", "selon l'AFP")),
        ("fr", "a déclaré à l'AFP le maire", ("AFP", "told", "a déclaré à l'AFP")),
        ("de", "Der Bürgermeister geht, wie die dpa meldet", ("dpa", "after", "dpa meldet")),
        ("de", "BERLIN (dpa) - Der Bürgermeister", ("dpa", "dateline", "dpa")),
        ("es", "El alcalde dimite, según EFE", ("EFE", "before", "según EFE")),
        ("it", "Il sindaco lascia, riferisce l'ANSA", ("ANSA", "before", "riferisce l'ANSA")),
        ("nl", "De burgemeester (Belga)", ("Belga", "credit", "Belga")),
    ],
)
def test_knows_how_sources_are_named(
    language: str, text: str, expected: tuple[str, str, str]
) -> None:
    name, how, words = expected
    assert found(text, language) == [(name, how, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Jurnaliștii AFP au intrat în grevă.",
        "Șeful Agerpres a fost demis de parlament.",
        "(foto: Reuters) Imaginea arată orașul.",
        "Bursa a scăzut, notează analiștii. AFP, agenția franceză, are birouri noi.",
        "Casa de avocatură Reuters & Fiii",
        "afp informează",
        "APA E RECE",
    ],
)
def test_a_mention_is_no_source(text: str) -> None:
    assert found(text) == []


def test_the_surest_comes_first_and_each_once() -> None:
    text = "BUCUREȘTI (Agerpres) - Orașul a căzut, informează AFP, preluată de Agerpres."
    assert [name for name, _, _ in found(text)] == ["Agerpres", "AFP"]


def test_a_headline_may_begin_with_its_source() -> None:
    assert found("Text.", title="Reuters: Orașul a căzut") == [("Reuters", "dateline", "Reuters")]


def test_two_agencies_may_share_a_credit() -> None:
    assert [name for name, _, _ in found("Orașul a căzut. (Agerpres/AFP)")] == ["Agerpres", "AFP"]


def test_a_source_bears_its_wikidata_id_where_it_is_certain() -> None:
    hits, page = searched("", "informează AFP, citată de Agerpres")
    [(afp, _), (agerpres, _)] = agencies(hits, page, shipped())
    assert (afp.role, afp.uri) == ("agency", "http://www.wikidata.org/entity/Q40464")
    assert agerpres.uri is None


def test_a_text_that_is_nothing_but_agencies_costs_no_more_than_another() -> None:
    hits, page = searched("", "AFP (" * (2 * MENTIONS) + "informează Agerpres")
    assert agencies(hits, page, shipped()) == []
