import unicodedata

import pytest

from streams.text import line, paragraphs, plain


def test_text_is_composed_and_has_nothing_invisible() -> None:
    assert plain("s\u0326i t\u0326a\u0306ri") == "și țări"
    assert plain("a\xadb\u200bc\ufeffd\x00e\x1bf\u202eg\ud800h") == "abcdefgh"
    assert plain("12\xa0000\u202flei") == "12 000 lei"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("می\u200cخواهم", id="Persian keeps its joiners"),
        pytest.param("क्\u200dष और न्\u200cन", id="Hindi, too"),
        pytest.param("👩\u200d🚒 ❤️\u200d🔥", id="a firewoman stays one sign"),
        pytest.param("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", id="flag"),
        pytest.param("„Așa”, «ainsi», “so” – it’s — 1–2…", id="quotes and dashes as written"),
        pytest.param("Ştiri şi ştiri; știri", id="cedillas as written"),
        pytest.param("Ἀθῆναι και Αθήνα", id="Greek, old and new"),
        pytest.param("Ўзбекистон, ѓеврек, їжак", id="Cyrillic beyond Russian"),
        pytest.param("שָׁלוֹם עֲלֵיכֶם", id="Hebrew with its points"),
        pytest.param("東京都「号外」・第１版", id="Japanese with its own marks"),
        pytest.param("한국어 뉴스", id="Korean"),
        pytest.param("العربيّة: «خبر»؛ ١٢٣", id="Arabic"),
    ],
)
def test_what_belongs_to_a_script_stays(text: str) -> None:
    assert plain(text) == unicodedata.normalize("NFC", text)


def test_joiners_and_tags_that_spell_nothing_go() -> None:
    assert plain("a\u200cb\u200dc") == "abc"
    assert plain("știre\U000e0049\U000e0067\U000e006e") == "știre"


def test_quotes_of_windows_in_the_place_of_controls_are_quotes() -> None:
    assert plain("\x84Da\x94, it\x92s\x81") == "„Da”, it’s"


def test_a_text_is_read_twice_only_where_that_is_proved() -> None:
    assert plain("È›ara È™i DupÄƒ") == "țara și După"


def test_a_line_is_one_line_and_paragraphs_are_those_that_say_something() -> None:
    assert line("  Titlu\n pe   două\trânduri ") == "Titlu pe două rânduri"
    assert paragraphs("unu  doi\n\n \n\u200b\ntrei\u2028patru") == ("unu doi", "trei", "patru")


@pytest.mark.timeout(10)
def test_marks_upon_marks_are_cut_before_they_cost_anything() -> None:
    assert len(plain("a" + "\u0301\u0316" * 100_000)) < 40
    assert plain("z\u0351\u036b\u0306 a\u0323\u0302") == "z\u0351\u036b\u0306 \u1ead"
