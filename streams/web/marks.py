"""text + evidence → pieces: which words of an article speak for which of its tags. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from config.published import Evidence

BREAK = re.compile(r"\n\s*\n")


class Piece(msgspec.Struct, frozen=True):
    """Some words, and the evidence that lies in them; none: plain text."""

    text: str
    proofs: tuple[Evidence, ...] = ()


def pieces(text: str, evidence: Sequence[Evidence], offset: int = 0) -> tuple[Piece, ...]:
    """The text cut wherever evidence begins or ends. `offset`: where it stands in the whole.

    Offsets count code points, as Python does; evidence that lies elsewhere is passed by.
    """
    here = [proof for proof in evidence if overlaps(proof, offset, offset + len(text))]
    bounds = {bound for proof in here for bound in (proof.start - offset, proof.end - offset)}
    cuts = sorted({0, len(text)} | {bound for bound in bounds if 0 < bound < len(text)})
    return tuple(
        Piece(text[start:end], covering(here, offset + start, offset + end))
        for start, end in pairwise(cuts)
    )


def paragraphs(text: str, evidence: Sequence[Evidence]) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of each paragraph; paragraphs are separated by an empty line."""
    breaks = [(found.start(), found.end()) for found in BREAK.finditer(text)]
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(text)]
    return tuple(
        pieces(text[start:end], evidence, start)
        for start, end in zip(starts, ends, strict=True)
        if text[start:end].strip()
    )


def overlaps(proof: Evidence, start: int, end: int) -> bool:
    return proof.start < proof.end and proof.start < end and proof.end > start


def covering(evidence: Sequence[Evidence], start: int, end: int) -> tuple[Evidence, ...]:
    return tuple(proof for proof in evidence if proof.start <= start and end <= proof.end)
