"""Which topics a text is about, and how sure that is."""

import numpy as np
import pytest

from config.published import TOPIC_URI
from streams.letters import page
from streams.subjects import TOPS, confidence, scored, subjects, with_vote
from streams.subword import NO_VOTE, Vote
from tests.streams.tagging import searched, shipped

ONE_SHARE = np.ones((1, 1), np.float32)
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
    assert {page.text[mark.start : mark.end] for mark in words} >= {"Antrenorul", "meciul"}


def test_confidence_rises_with_the_score_and_with_the_share() -> None:
    steps = [confidence(score, share=0.5) for score in range(20)]
    assert steps == sorted(steps)
    shares = [confidence(5, share / 10) for share in range(11)]
    assert shares == sorted(shares)
    assert 0 < steps[0] < shares[-1] <= 98


def a_vote(**margins: float) -> Vote:
    codes = {code.removeprefix("c"): margin for code, margin in margins.items()}
    return Vote(codes, ("nimic",), NO_VOTE.shares.reshape(0, 0))


def test_a_vote_joins_the_words() -> None:
    few = page("", "Un meci.", "ro")
    [*found] = with_vote([], a_vote(c15000000=0.4, c07000000=-0.9), few)
    assert [topic.code for topic in found] == ["15000000"]


def test_a_vote_counts_less_the_longer_the_text() -> None:
    def score(text: str) -> float:
        return with_vote([], a_vote(c15000000=0.4), page("", text, "ro"))[0].score

    assert score("cuvânt") > 3 * score("cuvânt " * 400)


def test_a_vote_makes_a_topic_where_no_rule_has_a_word() -> None:
    made = page("", "nimic", "ro")
    sure, unsure = a_vote(c15000000=0.4), a_vote(c15000000=-0.5)
    [(subject, words)] = subjects([], made, {}, sure._replace(shares=ONE_SHARE))
    assert subject.uri == TOPIC_URI + "15000000"
    assert [(mark.rule, mark.start, mark.end) for mark in words] == [("15000000:model:nimic", 2, 7)]
    assert subjects([], made, {}, unsure) == []
