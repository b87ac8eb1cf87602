import codecs

import pytest

from ingest.encoding import document_text

STORY = "<rss><title>Știri despre președinție și viaţă în țară, după știință</title></rss>"
OLD = STORY.translate(str.maketrans("șțȘȚ", "şţŞŢ"))


def prolog(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n'


DOCUMENTS = {
    "utf-8": (STORY.encode(), "", STORY),
    "utf-8 called latin": ((prolog("ISO-8859-1") + STORY).encode(), "text/xml; charset=l1", STORY),
    "utf-8 mark": (codecs.BOM_UTF8 + STORY.encode(), "text/xml; charset=windows-1250", STORY),
    "utf-16 mark": (STORY.encode("utf-16"), "", STORY),
    "utf-16 big end": (STORY.encode("utf-16-be"), "text/xml; charset=utf-8", STORY),
    "utf-16 little end": ((prolog("utf-16") + STORY).encode("utf-16-le"), "", STORY),
    "utf-32 mark": (STORY.encode("utf-32"), "", STORY),
    "utf-32 big end": (STORY.encode("utf-32-be"), "", STORY),
    "EBCDIC": ((prolog("cp037") + "<rss>a</rss>").encode("cp037"), "", "<rss>a</rss>"),
    "windows-1250 by HTTP": (OLD.encode("cp1250"), 'text/xml; charset="windows-1250"', OLD),
    "ISO-8859-2 by prolog": ((prolog("iso-8859-2") + OLD).encode("iso8859-2"), "text/xml", OLD),
    "ISO-8859-16 by prolog": (
        (prolog("ISO-8859-16") + STORY.replace("ţ", "ț")).encode("iso8859-16"), "",
        STORY.replace("ţ", "ț"),
    ),
    "HTTP before prolog": ((prolog("koi8-r") + OLD).encode("cp1250"), "x; charset=cp1250", OLD),
    "Romanian called Latin": ((prolog("iso-8859-1") + OLD).encode("cp1250"), "", OLD),
    "Romanian called UTF-8": ((prolog("utf-8") + OLD).encode("cp1250"), "", OLD),
    "Romanian called nothing": (OLD.encode("cp1250"), "", OLD),
    "Icelandic called nothing": (
        "<a>Það er gott að þú ert hér, við þökkum</a>".encode("cp1252"), "",
        "<a>Það er gott að þú ert hér, við þökkum</a>",
    ),
    "Portuguese ordinals": (
        "<a>1º lugar, não é o 2º nem o 3º da associação</a>".encode("cp1252"), "",
        "<a>1º lugar, não é o 2º nem o 3º da associação</a>",
    ),
    "quotes called Latin": ("<a>„x” – it’s</a>".encode("cp1252"), "a/b; charset=iso-8859-1",
                            "<a>„x” – it’s</a>"),
    "Russian": ((prolog("koi8-r") + "<a>Москва</a>").encode("koi8-r"), "", "<a>Москва</a>"),
    "Japanese by escapes": (
        (prolog("iso-2022-jp") + "<a>日本語</a>").encode("iso-2022-jp"), "", "<a>日本語</a>",
    ),
    "Chinese beyond its name": (
        (prolog("gb2312") + "<a>鎔基</a>").encode("gb18030"), "", "<a>鎔基</a>",
    ),
    "meta": (b'<html><meta charset="windows-1251">' + "Москва".encode("cp1251"), "",
             '<html><meta charset="windows-1251">Москва'),
    "wrong first claim": ((prolog("cp1251") + "<a>Москва</a>").encode("cp1251"),
                          "text/xml; charset=ascii-no-such", "<a>Москва</a>"),
    "nothing": (b"", "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "text"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_reads_every_encoding(body: bytes, kind: str, text: str) -> None:
    assert document_text(body, kind) == text


def test_one_bad_byte_is_mended_where_it_stands() -> None:
    for encoding in ("utf-8", "iso-8859-1", "windows-1250"):
        body = (prolog(encoding) + STORY).encode().replace(b"despre", b"despre \x93x\x94")
        assert document_text(body) == STORY.replace("despre", "despre “x”")


def test_a_torn_character_at_the_end_costs_only_itself() -> None:
    assert document_text(("<a>ș" * 20).encode() + b"\xc8")[:-1] == "<a>ș" * 20


def test_what_xml_forbids_is_dropped_and_windows_quotes_are_put_right() -> None:
    text = "\0<a\x0b>\x01b\tc\nd\r\x7f\ufffe\uffff \x92\x81</a>"
    assert document_text(text.encode()) == "<a>b\tc\nd\r ’</a>"


def test_declarations_are_dropped_wherever_the_document_begins() -> None:
    assert document_text(b"\n  \xef\xbb\xbf" + prolog("utf-8").encode() + b"<a/>").endswith("<a/>")
    assert document_text(b' \n<?xml version="1.0"?>\n<?xml version="1.0"?><a/>') == "<a/>"
    assert document_text(b'<?xml-stylesheet href="x"?><a/>') == '<?xml-stylesheet href="x"?><a/>'


@pytest.mark.timeout(10)
@pytest.mark.parametrize("start", [b"<?xml ", b"<meta ", b" " * 9, b"<?xml encoding=", b"\xff"])
def test_hostile_beginnings_cost_little(start: bytes) -> None:
    document_text(start * 200_000)
