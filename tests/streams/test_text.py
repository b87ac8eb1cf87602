import pytest

from streams.text import decoded, line, paragraphs, plain

ROMANIAN = (
    "Primăria și-a ținut ședința: țăranii au venit, șoferii nu, iar băncile au rămas închise."
)
WITH_CEDILLA = ROMANIAN.replace("ș", "ş").replace("ț", "ţ")


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param("ș".encode(), "text/html; charset=iso-8859-1", "ș", id="valid UTF-8 wins"),
        pytest.param(b"\xef\xbb\xbfa", "text/html; charset=utf-16", "a", id="a BOM wins"),
        pytest.param("ș".encode("utf-16"), "", "ș", id="UTF-16 with its BOM"),
        pytest.param(
            "<meta charset=windows-1251>Привет".encode("cp1251"),
            "",
            "<meta charset=windows-1251>Привет",
            id="the page's own word",
        ),
        pytest.param(
            "Müller".encode("latin-1"), "text/html; charset=latin1", "Müller", id="what HTTP says"
        ),
        pytest.param(
            "“x”".encode("cp1252"), "text/html;charset=iso-8859-1", "“x”", id="Latin-1 means 1252"
        ),
        pytest.param(
            "日本".encode("shift_jis"), "text/html; charset=Shift_JIS", "日本", id="Japanese"
        ),
        pytest.param(b"plain", "text/html; charset=utf-16", "plain", id="no UTF-16 without NULs"),
        pytest.param(b"+ADw-b+AD4-", "text/html; charset=utf-7", "+ADw-b+AD4-", id="never UTF-7"),
        pytest.param(
            "日本語".encode("iso2022_jp"),
            "text/html; charset=iso-2022-jp",
            "日本語",
            id="seven bits",
        ),
    ],
)
def test_bytes_are_read_in_the_charset_that_is_meant(
    body: bytes, content_type: str, text: str
) -> None:
    assert decoded(body, content_type) == text


@pytest.mark.parametrize("charset", ["cp1250", "iso-8859-2"])
@pytest.mark.parametrize(
    "claimed", ["", "text/html; charset=iso-8859-1", "text/html; charset=utf-8"]
)
def test_romanian_in_a_latin_2_set_is_romanian_whatever_is_claimed(
    charset: str, claimed: str
) -> None:
    assert decoded(WITH_CEDILLA.encode(charset), claimed) == WITH_CEDILLA


def test_romanian_with_commas_in_its_own_set_is_read() -> None:
    body = ROMANIAN.encode("iso-8859-16")
    assert decoded(body, "text/html; charset=iso-8859-16") == ROMANIAN


def test_icelandic_and_portuguese_in_western_sets_stay_what_they_are() -> None:
    for text in (
        "Það þarf að bíða, sagði Þór við móður sína.",
        "O 1º avião não saiu de São Paulo.",
    ):
        assert decoded(text.encode("cp1252"), "text/html; charset=iso-8859-1") == text


def test_a_charset_that_nobody_names_is_guessed() -> None:
    text = "Правительство приняло сегодня новый бюджет, сообщает агентство. " * 4
    assert decoded(text.encode("cp1251"), "") == text
    assert decoded(text.encode("cp1251"), "text/html; charset=utf-8") == text


def test_a_long_page_that_is_cut_within_a_letter_is_utf_8() -> None:
    body = ("a" * 5000 + "ș").encode()
    assert decoded(body[:-1], "") == "a" * 5000


def test_utf_8_with_a_broken_byte_stays_utf_8() -> None:
    body = (ROMANIAN * 5).encode()
    assert decoded(body[:100] + b"\xff" + body[100:], "").count("ș") >= ROMANIAN.count("ș") * 4


@pytest.mark.parametrize(
    "claimed", ["charset=hex", "charset=nonsense", "charset=", "charset=rot13"]
)
def test_a_charset_that_is_none_does_no_harm(claimed: str) -> None:
    assert decoded("țară".encode(), claimed) == "țară"
    assert decoded(b"\xff\xfe\x00\xd8" + b"\x80" * 9, claimed)


def test_text_is_composed_and_has_nothing_invisible() -> None:
    assert plain("s\u0326i t\u0326a\u0306ri") == "și țări"
    assert plain("a\xadb\u200bc\ufeffd\x00e\x1bf\u202eg\ud800h") == "abcdefgh"
    assert plain("12\xa0000\u202flei") == "12 000 lei"


def test_persian_keeps_its_joiners() -> None:
    assert plain("می\u200cخواهم") == "می\u200cخواهم"


def test_a_line_is_one_line_and_paragraphs_are_those_that_say_something() -> None:
    assert line("  Titlu\n pe   două\trânduri ") == "Titlu pe două rânduri"
    assert paragraphs("unu  doi\n\n \n\u200b\ntrei\u2028patru") == ("unu doi", "trei", "patru")
