"""bytes → text: the charset that is meant, whatever is claimed, and nothing invisible in it."""

import codecs
import re
import unicodedata

from turbohtml.detect import detect

BOMS = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
PROLOG = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
HEAD = 4096  # bytes in which pages declare their charset; the WHATWG prescan asks for 1024
MEANT = {  # what the web means by a label: encoding.spec.whatwg.org, section 4.2
    "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
    "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254",
    "tis-620": "cp874", "iso8859-11": "cp874",
}  # fmt: skip
WESTERN = frozenset({"cp1252", "iso8859-15"})
LOOK_LIKE_UTF8 = {  # charset → a byte without which a page that claims it is UTF-8 after all
    "iso2022_jp": b"\x1b", "utf-16": b"\0", "utf-16-le": b"\0", "utf-16-be": b"\0",
}  # fmt: skip
DOUBT = 0.01  # share of broken UTF-8 sequences below which it is UTF-8 all the same, damaged
HIDDEN = (  # controls, soft hyphen, zero width, bidi overrides, lone surrogates, noncharacters
    *range(0x09),
    0x0B,
    *range(0x0E, 0x20),
    *range(0x7F, 0xA0),
    0xAD,
    0x200B,
    0x2060,
    0xFEFF,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0xFFFE,
    0xFFFF,
    *range(0xD800, 0xE000),
)  # fmt: skip  ; zero-width joiners stay: Persian and Hindi spell with them
SPACES = {
    0x0C: " ", 0x85: "\n", 0xA0: " ", 0x1680: " ", 0x202F: " ", 0x205F: " ", 0x3000: " ",
    0x2028: "\n", 0x2029: "\n", **dict.fromkeys(range(0x2000, 0x200B), " "),
}  # fmt: skip
SHOWN = dict.fromkeys(HIDDEN, "") | SPACES
RUN = re.compile(r"[ \t\r\f\v]+")
ROMANIAN = re.compile(rb"[\xba\xfe](?=[a-z\xe2\xe3\xee])")  # ş and ţ before a letter


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of these bytes: BOM, then valid UTF-8, then what HTTP and the page declare.

    Never raises. Romanian in a Latin-2 set that claims to be Western is read as Romanian.
    """
    for mark, charset in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    declared = declared_charset(body, content_type)
    if declared in LOOK_LIKE_UTF8 and LOOK_LIKE_UTF8[declared] in body[:HEAD]:
        return body.decode(declared, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as broken:
        if is_cut(body, broken):
            return body[: broken.start].decode("utf-8")
        return body.decode(legacy_charset(body, declared), "replace")


def is_cut(body: bytes, broken: UnicodeDecodeError) -> bool:
    """A long page that ends within a letter was cut by somebody's limit, and is UTF-8."""
    return broken.end == len(body) > HEAD and broken.reason == "unexpected end of data"


def declared_charset(body: bytes, content_type: str) -> str:
    """The first known charset that HTTP, the XML prolog or a meta element names; or nothing."""
    head = body[:HEAD]
    claims = CHARSET.findall(content_type.encode("ascii", "ignore"))
    claims += PROLOG.findall(head) + CHARSET.findall(head)
    known = (codec_name(claim.decode("ascii")) for claim in claims)
    return next(filter(None, known), "")


def codec_name(label: str) -> str:
    """Python's codec for what the web means by this label; nothing for unknown ones."""
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    is_text = getattr(codecs.lookup(label), "_is_text_encoding", True)  # `hex`, `rot13` are not
    return MEANT.get(name, name) if is_text else ""


def legacy_charset(body: bytes, declared: str) -> str:
    """The charset of bytes that are not valid UTF-8."""
    if declared in ("utf-8", "") and is_damaged_utf8(body):
        return "utf-8"
    if declared in (*WESTERN, "utf-8", "") and is_romanian(body):
        return "cp1250"
    if declared not in ("utf-8", ""):
        return declared
    return codec_name(detect(body[: 1 << 18]).encoding or "") or "cp1252"


def is_damaged_utf8(body: bytes) -> bool:
    """UTF-8 cut or patched by somebody: far more sequences are whole than broken."""
    broken = body.decode("utf-8", "replace").count("\ufffd")
    letters = sum(body.count(bytes([lead])) for lead in range(0xC3, 0xF0))
    return broken <= max(3, DOUBT * len(body)) and letters > 10 * broken


def is_romanian(body: bytes) -> bool:
    """ă, and ş or ţ within words: these bytes are `ã`, `º`, `þ` in the Western sets."""
    return b"\xe3" in body and len(ROMANIAN.findall(body)) > 1


def plain(text: str) -> str:
    """NFC, every space a plain one, nothing invisible. Commas below ș and ț stay as they are."""
    return unicodedata.normalize("NFC", text.translate(SHOWN))


def line(text: str) -> str:
    """One line of plain text."""
    return " ".join(plain(text).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines that say something, one a paragraph."""
    lines = (RUN.sub(" ", part).strip() for part in plain(text).split("\n"))
    return tuple(part for part in lines if part)
