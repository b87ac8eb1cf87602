"""Which topics a text is about, and how sure that is."""

import pytest

from config.published import TOPIC_URI
from streams.subjects import CONFIDENCE, TOPS, confidence, scored, subjects
from tests.streams.tagging import searched, shipped

CASES = [
    (
        "ro",
        "Forțele armate au bombardat pozițiile rebelilor, iar soldații au recucerit orașul.",
        "16000000",
    ),
    (
        "ro",
        "Forţele armate au bombardat poziţiile rebelilor, iar soldaţii au recucerit oraşul.",
        "16000000",
    ),
    (
        "ro",
        "Fortele armate au bombardat pozitiile rebelilor, iar soldatii au recucerit orasul.",
        "16000000",
    ),
    ("ro", "Antrenorul echipei de fotbal a anunțat lotul pentru meciul din campionat.", "15000000"),
    ("ro", "Medicii spitalului au vaccinat pacienții împotriva gripei.", "07000000"),
    (
        "en",
        "The prime minister lost the election after voters backed the opposition party.",
        "11000000",
    ),
    ("en", "Shares fell as the central bank raised interest rates to fight inflation.", "04000000"),
    ("fr", "Le séisme a fait des victimes; les pompiers évacuent les sinistrés.", "03000000"),
    ("de", "Der Trainer lobte seine Mannschaft nach dem Sieg in der Bundesliga.", "15000000"),
    ("es", "El ejército y los rebeldes acordaron un alto el fuego tras el bombardeo.", "16000000"),
    ("it", "Il giudice ha condannato l'imputato a dieci anni di carcere per omicidio.", "02000000"),
]


def codes(text: str, language: str = "ro", title: str = "") -> list[str]:
    hits, page = searched(title, text, language)
    found = subjects(hits, page, shipped().thresholds)
    return [(subject.uri or "").removeprefix(TOPIC_URI) for subject, _ in found]


@pytest.mark.parametrize(("language", "text", "code"), CASES)
def test_knows_what_a_sentence_is_about(language: str, text: str, code: str) -> None:
    assert codes(text, language)[0] == code


def test_a_subtopic_stands_behind_its_topic() -> None:
    assert codes(CASES[0][1]) == ["16000000", "20000056"]


def test_a_subtopics_words_speak_for_its_topic_too() -> None:
    assert codes("Un cutremur cu epicentrul în Vrancea; INFP anunță replici.")[0] == "03000000"


def test_a_text_about_nothing_we_know_has_no_topic() -> None:
    assert codes("Acesta este un text despre nimic anume.") == []
    assert codes("") == []


def test_no_article_has_more_than_three_topics() -> None:
    everything = (
        "Antrenor, fotbal, stadion, campionat. Spital, pacienți, vaccin, gripă. "
        "Parlament, alegeri, deputați, partid. Război, soldați, artilerie, rachete. "
        "Bancă, inflație, economie, dobândă."
    )
    tops = [code for code in codes(everything) if code.endswith("000000")]
    assert len(tops) == TOPS


def test_a_word_in_the_headline_counts_for_more() -> None:
    assert codes("Un spital.", title="O biserică")[0] == "12000000"
    assert codes("O biserică.", title="Un spital")[0] == "07000000"


def test_the_second_mention_adds_less_than_another_word() -> None:
    def score(text: str) -> float:
        return scored(*searched("", text), shipped().thresholds)[0].score

    assert score("meci meci meci meci") < score("meci antrenor stadion medalie")


def test_a_topic_is_named_in_english_with_its_uri_and_its_share() -> None:
    hits, page = searched("", CASES[3][1])
    subject, words = subjects(hits, page, shipped().thresholds)[0]
    assert (subject.name, subject.relevance) == ("sport", 100)
    assert {page.text[hit.start : hit.end] for hit in words} >= {"Antrenorul", "fotbal", "meciul"}


def test_confidence_rises_with_the_score() -> None:
    steps = [confidence(score, share=0.5) for score in range(20)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (CONFIDENCE[-1][1], CONFIDENCE[0][1])


def test_a_clear_winner_is_surer_but_not_on_one_weak_word() -> None:
    assert confidence(5, share=0.9) > confidence(5, share=0.5)
    assert confidence(1, share=1.0) == confidence(1, share=0.5)
