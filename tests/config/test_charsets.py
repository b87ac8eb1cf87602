import pytest

from config.charsets import codec_of, decoded, is_mostly_utf8

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


def test_utf_7_and_codecs_that_are_no_text_are_never_believed() -> None:
    assert codec_of("utf-7") is None
    assert codec_of("zlib_codec") is None
    assert codec_of("rot13") is None
    assert codec_of("no-such\0") is None
    assert codec_of(" 'UTF8' ") == "utf-8"
    assert decoded(b'<?xml version="1.0" encoding="utf-7"?>' + b"+ADw-script+AD4-").endswith(
        "+ADw-script+AD4-"
    )


def test_chance_sequences_do_not_make_utf_8() -> None:
    assert is_mostly_utf8("șș".encode() + b"\xff")
    assert not is_mostly_utf8("Ă© ăîâăîâ".encode("cp1250"))


SPOKEN = {  # a sentence in its language, and the sets in which it was written before UTF-8
    "Правительство приняло сегодня новый бюджет страны, сообщает агентство.": (
        "cp1251", "koi8-r", "iso8859-5"
    ),
    "Η κυβέρνηση ανακοίνωσε σήμερα τον νέο προϋπολογισμό της χώρας.": ("cp1253", "iso8859-7"),
    "הממשלה אישרה היום את תקציב המדינה החדש לשנה הבאה": ("cp1255",),
    "أقرت الحكومة اليوم الميزانية الجديدة للدولة": ("cp1256",),
    "Az új költségvetést ma fogadta el a kormány, és a szövegből idéztek őszintén.": ("cp1250",),
    "政府は今日、来年度の予算案を閣議決定したと発表しました。": ("cp932", "euc_jp", "iso2022_jp"),
    "政府今天宣布通过了明年的新预算，新华社报道。": ("gb18030",),
    "정부는 오늘 내년도 새 예산안을 확정했다고 발표했다.": ("cp949",),
    "Primăria şi-a ţinut şedinţa: ţăranii au venit, şoferii nu.": ("cp1250", "iso8859-2"),
}  # fmt: skip


@pytest.mark.parametrize("claimed", ["", "text/html; charset=iso-8859-1"])
@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param(text, codec, id=f"{codec} {text[:8]}")
        for text, sets in SPOKEN.items()
        for codec in sets
    ],
)
def test_a_charset_that_nobody_names_or_a_server_guesses_is_recognised(
    text: str, codec: str, claimed: str
) -> None:
    page = f"<html><head><title>x</title></head><body><p>{text * 3}</p></body></html>"
    assert decoded(page.encode(codec), claimed) == page


def test_of_the_romanian_sets_the_one_with_these_quotes_is_taken() -> None:
    text = "„Înțelegere” și pace în țară, după ședința de marți, spun părțile."
    assert decoded(text.encode("iso8859-16"), "text/html; charset=iso-8859-1") == text


def test_a_script_in_another_charset_says_nothing_of_its_page() -> None:
    page = '<script charset="koi8-r" src="x"></script><p>Österreich wählt schön</p>'
    assert decoded(page.encode("cp1252"), "") == page


@pytest.mark.timeout(10)
@pytest.mark.parametrize("bad", [b"\xff", b"\x1b$", b"<meta charset=", b"\xe3\xba", b"<?xml "])
def test_hostile_bytes_cost_little(bad: bytes) -> None:
    assert decoded(bad * 1_000_000 + b"\xff") is not None
