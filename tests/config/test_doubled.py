import ftfy.bad_codecs  # noqa: F401  # registers the codecs that browsers mean
import pytest

from config.doubled import undoubled

SENTENCES = (
    "Primăria și-a ținut ședința: țăranii au venit, șoferii nu.",
    "Şedinţa a fost amânată; „nu mai putem” – a spus şeful.",
    "Правительство приняло сегодня новый бюджет.",
    "Η κυβέρνηση ανακοίνωσε τον προϋπολογισμό.",
    "政府は今日、予算案を決定しました。",
    "Älä mene – ça va, señor Åström? Æ Ø Þórður",
)


@pytest.mark.parametrize("once", ["sloppy-windows-1252", "latin-1", "sloppy-windows-1250"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_was_decoded_twice_goes_back(sentence: str, once: str) -> None:
    assert undoubled(sentence.encode().decode(once)) == sentence


def test_one_wrong_word_in_a_sound_line_is_mended() -> None:
    told = "Ședința de mâine: È›ară și pÃ®ine"
    assert undoubled(told) == "Ședința de mâine: țară și pîine"
    assert undoubled("știri\nBucureÅŸti") == "știri\nBucureşti"


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        "a spus că „vine” și că pleacă”",
        "CAFÉ » MENÜ – SÃO PAULO, AÇÃO™",
        "Â la carte Ã 5 €",
        "plain",
    ],
)
def test_what_is_sound_is_not_touched(text: str) -> None:
    assert undoubled(text) == text
