"""Where a page of a desk ended, as an opaque word: the score and id of its last article."""

import base64
import re

import msgspec

PLAIN = re.compile(r"([0-9]{1,16})\.([a-z0-9:-]{1,64})")


class Cursor(msgspec.Struct, frozen=True):
    """What comes next is older than `ms`, or as old with an id before `id`.

    New articles arrive above it, so the pages below stay what they are.
    """

    ms: int
    id: str


def written(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(f"{cursor.ms}.{cursor.id}".encode()).decode().rstrip("=")


def cursor_of(word: str) -> Cursor:
    """What `written` wrote. Raises ValueError for anything else."""
    try:
        plain = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode("ascii")
    except ValueError:  # not ASCII, or not base64
        plain = ""
    found = PLAIN.fullmatch(plain)
    if not found:
        raise ValueError("cursor: not one of ours; begin again without it")
    return Cursor(int(found[1]), found[2])
