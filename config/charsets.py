"""bytes → text, whatever a server, a prolog and an editor say of their charset.

Validity comes first: what reads as UTF-8 is UTF-8, whoever claims otherwise, and a few bad bytes in
it are mended one by one. Only then the claims count, outermost first, and what nobody declared is
recognised by its bytes.
"""

import codecs
import re

import chardet

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
UNDECLARED_SWITCH = b"\x1b$"  # what neither a page nor a feed has for any other reason
ESCAPE = b"\x1b"  # found in a tenth of the time that two bytes take
NEVER = ("utf-7",)  # smuggles `<` past everyone who looks for it
START = 4096  # bytes in which a declaration stands; the WHATWG prescan asks for 1024
PROLOG = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']\s*([\w.:-]{1,40})""", re.I)
META = re.compile(rb"""<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
CHARSET = re.compile(r"""(?i);\s*charset\s*=\s*["']?\s*([\w.:-]{1,40})""")

# Romanian in ISO-8859-2, -16 and windows-1250 has ă at E3, ş/ș at BA and ţ/ț at FE, beside small
# letters, where Western sets have ã, º and þ. Icelandic alone writes þ, never without ð (F0).
ROMANIAN = re.compile(rb"[\xba\xfe](?=[a-z\xe2\xe3\xee])|[a-z][\xba\xfe]\s")
ENOUGH = 3  # such places; one may be a typing error
# What servers mistake for Western, and chardet never did in 18 Western languages, given TELLING
# bytes. Its Baltic sets are left out: it takes Albanian and Estonian for them.
NEIGHBOURS = ("cp1250", "iso8859-2", "iso8859-16", "cp1254", "cp1258")
TELLING = 20
FOREIGN = re.compile(rb"[\x80-\xff]{6}")  # no word of a Western language is so written
WESTERN = "cp1252"  # what servers say when nobody told them
SAMPLE = 1 << 17  # bytes by which a charset is recognised
ASCII = bytes(range(0x80))
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
BAD = re.compile("[\udc80-\udcff]")  # what surrogateescape makes of bytes that are no UTF-8


def decoded(body: bytes, content_type: str = "") -> str:
    """The bytes read by their mark, as UTF-8, as declared, or as what they look like.

    `content_type` is HTTP's. Never raises; has no mark and, of sound bytes, no U+FFFD.
    """
    encoding = wide(body)
    if encoding:
        return body.decode(encoding, "replace").removeprefix("\ufeff")
    body = body.removeprefix(codecs.BOM_UTF8)
    claims = declared(body, content_type)
    switched = stateful(body, claims)
    return body.decode(switched, "replace") if switched else narrow(body, claims)


def wide(body: bytes) -> str | None:
    """The encoding whose ASCII takes more than a byte, or is another, if it is one of those."""
    marked = (encoding for mark, encoding in BOMS if body.startswith(mark))
    looking = (encoding for beginning, encoding in WIDE if beginning.match(body))
    return next(marked, None) or next(looking, None)


def stateful(body: bytes, claims: list[str]) -> str | None:
    """The encoding that switches its alphabets by escapes, if such are there."""
    claimed = next((claim for claim in claims if claim.startswith(STATEFUL)), None)
    if claimed:
        return claimed if SWITCHES.search(body) else None
    undeclared = ESCAPE in body and UNDECLARED_SWITCH in body and body.isascii()
    guess = recognised(body) if undeclared else ""
    return guess if guess.startswith(STATEFUL) else None


def narrow(body: bytes, claims: list[str]) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as broken:
        if is_cut(body, broken):
            return body[: broken.start].decode()
    if is_mostly_utf8(body):
        told = next(filter(is_no_utf, claims), WESTERN)
        return mended(body, "cp1250" if is_romanian(body) else told)
    return body.decode(legacy(body, claims), "replace")


def is_cut(body: bytes, broken: UnicodeDecodeError) -> bool:
    """A long page that ends within a letter was cut by somebody's limit, and is UTF-8."""
    return broken.end == len(body) > START and broken.reason == "unexpected end of data"


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


def declared(body: bytes, content_type: str) -> list[str]:
    """Codecs by the names that HTTP, the prolog and a meta element claim, unknown ones left out."""
    start = body[:START]
    found = (CHARSET.search(content_type), PROLOG.search(start), META.search(start))
    named = [
        claim[1] if isinstance(claim[1], str) else claim[1].decode() for claim in found if claim
    ]
    return [codec for codec in map(codec_of, named) if codec]


def codec_of(name: str) -> str | None:
    """Python's name of an encoding as the web means it; nothing for what is no text."""
    try:
        known = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    if known in NEVER or not getattr(codecs.lookup(known), "_is_text_encoding", True):
        return None
    return SUPERSETS.get(known, known)


def legacy(body: bytes, claims: list[str]) -> str:
    """The encoding of a document that is not UTF-8: the first claim that reads all of it.

    A claim of Western letters counts for nothing where the bytes are no Western words: that is
    what servers claim of everything.
    """
    told = [claim for claim in claims if is_no_utf(claim)]
    if told and told[0] != WESTERN:
        return next((claim for claim in told if reads(body, claim)), told[0])
    if is_foreign(body):
        return recognised(body) or WESTERN
    return neighbour(body) or (WESTERN if told else recognised(body)) or WESTERN


def is_no_utf(claim: str) -> bool:
    return not claim.startswith("utf")


def reads(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def neighbour(body: bytes) -> str | None:
    """The Central European, Turkish or Vietnamese set of bytes that only claim to be Western."""
    romanian = is_romanian(body)
    beyond = len(body.translate(None, ASCII))
    guess = recognised(body) if romanian or beyond >= TELLING else ""
    return guess if guess in NEIGHBOURS else "cp1250" if romanian else None


def is_romanian(body: bytes) -> bool:
    marked = b"\xe3" in body and b"\xf0" not in body
    return marked and len(ROMANIAN.findall(body)) >= ENOUGH and not is_foreign(body)


def is_foreign(body: bytes) -> bool:
    return len(FOREIGN.findall(body[: 2 * SAMPLE])) >= ENOUGH


def recognised(body: bytes) -> str:
    """The charset that bytes look like, from the first one beyond ASCII; nothing for no text."""
    first = BEYOND_ASCII.search(body)
    start = first.start() if first else 0
    guess = chardet.detect(body[start : start + SAMPLE])["encoding"]
    codec = codec_of(guess) if guess else None
    return codec if codec and is_no_utf(codec) else ""
