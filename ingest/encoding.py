"""The bytes of a feed → text that can be trusted: decoded, and nothing in it that XML forbids."""

import re

from config.charsets import WESTERN, decoded

DECLARATION = re.compile(r"^\s*(?:<\?xml(?![\w-])[^>]{0,500}\?>\s*)+", re.I)

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
