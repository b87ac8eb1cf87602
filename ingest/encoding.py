"""The bytes of a feed → text that can be trusted, whatever its server, prolog and editor say.

Validity comes first: what reads as UTF-8 is UTF-8, whoever claims otherwise, and a few bad bytes in
it are mended one by one; only then the claims count, outermost first.
"""

import codecs
import re

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = (  # `<` and a letter, of documents that forgot their mark; XML 1.0, appendix F
    (re.compile(rb"<\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0<"), "utf-32-be"),
    (re.compile(rb"<\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0<\0[^\0]"), "utf-16-be"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
SUPERSETS = {  # what is meant by these names on the web (WHATWG Encoding, 4.2)
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs",
    "shift_jis": "cp932", "euc_kr": "cp949", "ks_c_5601-1987": "cp949",
}  # fmt: skip
STATEFUL = ("iso2022", "hz")  # their letters are ASCII, switched by escapes
SWITCHES = re.compile(rb"\x1b[$(]|~\{")
NEVER = ("utf-7",)  # smuggles `<` past everyone who looks for it
START = 2048  # bytes in which a declaration stands
PROLOG = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']\s*([\w.:-]{1,40})""", re.I)
META = re.compile(rb"""<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
CHARSET = re.compile(r"""(?i);\s*charset\s*=\s*["']?\s*([\w.:-]{1,40})""")
DECLARATION = re.compile(r"^\s*(?:<\?xml(?![\w-])[^>]{0,500}\?>\s*)+", re.I)

# Romanian in ISO-8859-2, -16 and windows-1250 has ş/ș at BA and ţ/ț at FE, between small letters,
# where Western sets have º and þ. Icelandic alone writes þ there, and never without ð (F0).
ROMANIAN = re.compile(rb"[a-z\xe2\xe3\xee][\xba\xfe][a-z\xe2\xe3\xee]|[a-z][\xba\xfe]\s")
ROMANIAN_ENOUGH = 3
WESTERN = "cp1252"
ASCII = bytes(range(0x80))
BAD = re.compile("[\udc80-\udcff]")  # what surrogateescape makes of bytes that are no UTF-8

# What XML 1.0 forbids, and C1 controls, which are windows-1252 that somebody took for Latin-1.
FORBIDDEN: dict[int, str | None] = dict.fromkeys(
    [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
for _code in range(0x80, 0xA0):
    FORBIDDEN[_code] = bytes([_code]).decode(WESTERN, "ignore") or None
ANY_FORBIDDEN = re.compile("[" + "".join(map(re.escape, map(chr, FORBIDDEN))) + "]")


def document_text(body: bytes, content_type: str = "") -> str:
    """The document as text: no declaration, no BOM, nothing that XML forbids."""
    text = decoded(body, content_type).removeprefix("\ufeff")
    if ANY_FORBIDDEN.search(text):  # few have any, and translating costs twenty times as much
        text = text.translate(FORBIDDEN).removeprefix("\ufeff")
    return DECLARATION.sub("", text, count=1)


def decoded(body: bytes, content_type: str = "") -> str:
    """The bytes read by their mark, as UTF-8, as declared, or as what they look like."""
    encoding = wide(body)
    if encoding:
        return body.decode(encoding, "replace")
    body = body.removeprefix(codecs.BOM_UTF8)
    claims = declared(body, content_type)
    switched = next((claim for claim in claims if claim.startswith(STATEFUL)), None)
    if switched and SWITCHES.search(body):
        return body.decode(switched, "replace")
    return narrow(body, claims)


def wide(body: bytes) -> str | None:
    """The encoding whose ASCII takes more than a byte, or is another, if it is one of those."""
    marked = (encoding for mark, encoding in BOMS if body.startswith(mark))
    looking = (encoding for beginning, encoding in WIDE if beginning.match(body))
    return next(marked, None) or next(looking, None)


def narrow(body: bytes, claims: list[str]) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        fallback = legacy(body, claims)
    if is_mostly_utf8(body):
        return mended(body, fallback)
    return body.decode(fallback, "replace")


def declared(body: bytes, content_type: str) -> list[str]:
    """Codecs by the names that HTTP, the prolog and a meta element claim, unknown ones left out."""
    start = body[:START]
    found = (CHARSET.search(content_type), PROLOG.search(start), META.search(start))
    named = [
        claim[1] if isinstance(claim[1], str) else claim[1].decode() for claim in found if claim
    ]
    return [codec for codec in map(codec_of, named) if codec]


def codec_of(name: str) -> str | None:
    """Python's name of an encoding as the web means it."""
    try:
        known = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    if known in NEVER or not getattr(codecs.lookup(known), "_is_text_encoding", True):
        return None
    return SUPERSETS.get(known, known)


def legacy(body: bytes, claims: list[str]) -> str:
    """The encoding of a document that is not UTF-8: the first claim that reads all of it."""
    told = [claim for claim in claims if not claim.startswith("utf-")]
    if is_romanian(body) and (not told or told[0] == WESTERN):
        return "cp1250"
    for claim in told:
        try:
            body.decode(claim)
        except UnicodeDecodeError:
            continue
        return claim
    return told[0] if told else WESTERN


def is_romanian(body: bytes) -> bool:
    return b"\xf0" not in body and len(ROMANIAN.findall(body)) >= ROMANIAN_ENOUGH


def is_mostly_utf8(body: bytes) -> bool:
    """Whether more bytes beyond ASCII are parts of UTF-8 characters than are not.

    In single-byte sets such sequences come about by chance, and seldom.
    """
    sound = body.decode("utf-8", "ignore").encode()
    return 2 * len(sound.translate(None, ASCII)) > len(body.translate(None, ASCII))


def mended(body: bytes, fallback: str) -> str:
    """UTF-8 with its bad bytes read one by one as the fallback has them."""
    text = body.decode("utf-8", "surrogateescape")
    return BAD.sub(lambda bad: bytes([ord(bad[0]) - 0xDC00]).decode(fallback, "replace"), text)
