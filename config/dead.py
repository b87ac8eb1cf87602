"""The headers of a dead letter: what broke where, so that it can be found, judged and redriven."""

import hashlib
import traceback
from collections.abc import Mapping
from importlib.metadata import version

Headers = list[tuple[str, bytes]]

MESSAGE = 500  # characters of the error's text
CARRIED = ("id", "seen_at", "feed", "redrives")  # taken over from the message


def dead_headers(  # noqa: PLR0913  each is a header
    stage: str,
    error: BaseException,
    source: tuple[str, int, int],
    carried: Mapping[str, bytes],
    *,
    attempts: int = 1,
    evidence: bool = False,
) -> Headers:
    """Headers for a message of `source` (topic, partition, offset) that `error` broke in `stage`.

    The value and key of a dead letter are the message's own. `evidence` marks letters of articles
    that passed all the same: no end in the ledger, not redrivable.
    """
    headers: Headers = [
        ("stage", stage.encode()),
        ("error_class", type(error).__name__.encode()),
        ("message", str(error)[:MESSAGE].encode()),
        ("stack_hash", stack_hash(error).encode()),
        ("source", "/".join(map(str, source)).encode()),
        ("attempts", str(attempts).encode()),
        ("version", version("wiredesk").encode()),
    ]
    headers += [(name, carried[name]) for name in CARRIED if name in carried]
    return [*headers, ("evidence", b"1")] if evidence else headers


def stack_hash(error: BaseException) -> str:
    """Eight hex digits that are equal for errors raised at the same place.

    An error that left a child process brings them along: pickle drops the stack.
    """
    brought: str | None = getattr(error, "stack_hash", None)
    if brought is not None:
        return brought
    frames = traceback.extract_tb(error.__traceback__)
    place = "|".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.name}" for frame in frames)
    return hashlib.blake2b(f"{type(error).__name__}|{place}".encode(), digest_size=4).hexdigest()
