"""`python -m tests.benchmarks.charsets`: documents of labelled charsets, with and without claims.

The 425 labelled files of chardet's own tests and others; a document is read right where 95 of 100
letters beyond ASCII are those of its label. Beside ours: turbohtml's and charset-normalizer's
guess, decoded, with nothing declared.
"""

import base64
import codecs
import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Iterator

import charset_normalizer
from turbohtml.detect import detect

from config.charsets import SUPERSETS, decoded
from tests.conftest import SHARED

CASES = SHARED / "data" / "bad-charset" / "cases.jsonl.gz"
CLAIM = re.compile(rb"(charset|encoding)(\s*=\s*)([\"']?)[\w.:-]+", re.IGNORECASE)
LANGUAGE = re.compile(r"-(?!8859)[a-z]{4,}$")  # behind a label: `iso-8859-2-hungarian`
MACS = {"maccyrillic": "mac_cyrillic", "macroman": "mac_roman"}
AIM = 0.95
LETTERS = 0xBF  # beyond: letters, not signs of Latin-1


def main() -> int:
    cases = list(labelled())
    sys.stdout.write(f"{len(cases)} labelled documents            right      ms\n")
    shares = [
        show("as they declare themselves", decoded, cases),
        show("with every claim removed", decoded, [(bare(body), codec) for body, codec in cases]),
    ]
    silent = [(bare(body), codec) for body, codec in cases]
    show("  turbohtml, the same", by_turbohtml, silent)
    show("  charset-normalizer, the same", by_normalizer, silent)
    return 0 if min(shares) >= AIM else 1


def show(name: str, read: Callable[[bytes], str], cases: list[tuple[bytes, str]]) -> float:
    began = time.process_time()
    told = [read(body) for body, _ in cases]
    took = time.process_time() - began
    right = sum(alike(one, meant(*case)) for one, case in zip(told, cases, strict=True))
    share = right / len(cases)
    sys.stdout.write(f"{name:<36} {right:4} {share:.3f} {1000 * took / len(cases):7.2f}\n")
    return share


def labelled() -> Iterator[tuple[bytes, str]]:
    """Every document with its codec; one whose codec Python lacks is wrong by its label."""
    with gzip.open(CASES) as lines:
        for case in map(json.loads, lines):
            if case["charset_label"]:
                yield base64.b64decode(case["body_b64"]), codec_for(case["charset_label"].lower())


def codec_for(label: str) -> str:
    name = MACS.get(label, label if label in MACS else LANGUAGE.sub("", label))
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return ""
    return SUPERSETS.get(known, known)


def bare(body: bytes) -> bytes:
    return CLAIM.sub(rb"\1\2\3x", body)


def meant(body: bytes, codec: str) -> str:
    return body.decode(codec, "replace") if codec else "\ufffd" * len(body)


def alike(one: str, other: str) -> bool:
    ours, theirs = ([sign for sign in text if ord(sign) > LETTERS and sign != "\ufeff"]
                    for text in (one, other))  # fmt: skip
    if not theirs:
        return True
    same = sum(a == b for a, b in zip(ours, theirs, strict=False))
    return abs(len(ours) - len(theirs)) <= 0.02 * len(theirs) and same >= 0.95 * len(theirs)


def by_turbohtml(body: bytes) -> str:
    return body.decode(detect(body).codec or "utf-8", "replace")


def by_normalizer(body: bytes) -> str:
    guess = charset_normalizer.from_bytes(body[: 1 << 14]).best()
    return body.decode(guess.encoding if guess else "utf-8", "replace")


if __name__ == "__main__":
    sys.exit(main())
