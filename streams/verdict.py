"""What dedup's memory is asked, and what it answers."""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from config.moments import milliseconds
from config.published import Overlap
from config.records import Standing, Word
from streams.fingerprint import Fingerprint, fingerprint

LANGUAGE = re.compile(r"[a-z]{2,8}")  # BCP 47; realms are parts of keys

Said = Word | Literal["unchanged", "superseded"]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an article, as the memory needs it."""

    id: str
    seen_at: int  # milliseconds: numbers compare in Lua the same under every locale
    language: str  # primary subtag; of the first version, for all versions, once home is known
    alias: str  # id of the address the page gives as its own, if another
    claims: bool  # whether later articles with this text are copies of it
    fingerprint: Fingerprint


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The memory's answer, the same whenever the same (id, seen_at) is asked about."""

    word: Said  # this version's
    kind: Standing  # of the article, since its first version
    story: str
    of: str | None = None
    similarity: float | None = None  # to the version before
    changed: tuple[str, ...] = ()
    same: bool = False  # whether its text is `of`'s
    overlap: Overlap | None = None  # with `of`, estimated from samples
    merged: str | None = None  # the younger story that turned out to be this one


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What the script finds of two texts, as if the memory held nothing else."""

    new_in_old: float
    old_in_new: float
    lead: float  # share of the new text's lead that stands in the old one
    opening: float  # share of its first 24 shingles
    old_opening: float  # share of the old text's first 24 that stand in the new one
    numbers: float  # share of the numbers, of the text that has fewer
    shared: int  # sampled shingles that both have
    guard: str | None  # why they are not the same story: overlap, short, leads or numbers


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided about a version once, found in a topic when the memory was lost."""

    question: Question
    word: Said
    kind: Standing
    of: str | None
    story: str
    known: float | None = None  # how much of its text stands in `of`'s


def question(  # noqa: PLR0913  the parts of an article that dedup compares
    *,
    id: str,
    seen_at: str,
    language: str | None,
    title: str,
    text: str,
    completeness: str,
    alias: str = "",
) -> Question:
    """What the memory is asked about an article. Only whole stories claim their text."""
    return Question(
        id=id,
        seen_at=milliseconds(seen_at),
        language=realm_of(language or ""),
        alias=alias if alias != id else "",
        claims=completeness == "full" and bool(text),
        fingerprint=fingerprint(title, text),
    )


def realm_of(language: str) -> str:
    """The primary subtag: `ro-RO` → `ro`; `und` for what is no language."""
    primary = language.partition("-")[0].lower()
    return primary if LANGUAGE.fullmatch(primary) else "und"


def asking(question: Question) -> list[bytes | str | int]:
    """The values of FIELDS in dedup.lua for a question."""
    print_ = question.fingerprint
    sketch = print_.sketch
    features = print_.text + print_.title + print_.lead + print_.numbers + sketch.words
    return [
        question.id, question.seen_at, question.alias, "1" if question.claims else "",
        print_.folded, features, sketch.shingles, sketch.claimed, sketch.every, sketch.lead,
        sketch.numbers, "", "", "", "", "",
    ]  # fmt: skip


def recalling(known: Recalled) -> list[bytes | str | int]:
    """The values of FIELDS for what was decided before."""
    share = "" if known.known is None else str(known.known)
    decided = known.word, known.kind, known.of or "", known.story, share
    return [*asking(known.question)[: -len(decided)], *decided]


ANSWER = (
    "word", "kind", "of", "story", "similarity", "changed", "same", "new_in_old", "old_in_new",
    "merged",
)  # fmt: skip


def verdict(answer: Sequence[bytes | int]) -> Verdict:
    """One answer of dedup.lua."""
    parts = (part.decode() if isinstance(part, bytes) else part for part in answer)
    said = dict(zip(ANSWER, parts, strict=True))
    new_in_old, old_in_new = measured(said.pop("new_in_old")), measured(said.pop("old_in_new"))
    known = new_in_old is not None and old_in_new is not None
    given = {
        "of": said["of"] or None,
        "similarity": measured(said["similarity"]),
        "changed": tuple(str(said["changed"]).split()),
        "same": bool(said["same"]),
        "overlap": {"new_in_old": new_in_old, "old_in_new": old_in_new} if known else None,
        "merged": said["merged"] or None,
    }
    return msgspec.convert(said | given, Verdict)


def comparison(answer: Sequence[bytes | int]) -> Comparison:
    """The answer of dedup.lua to `compare`."""
    *shares, shared, guard = (part.decode() if isinstance(part, bytes) else part for part in answer)
    names = "new_in_old", "old_in_new", "lead", "opening", "old_opening", "numbers"
    found = {name: measured(one) or 0.0 for name, one in zip(names, shares, strict=True)}
    return msgspec.convert(found | {"shared": shared, "guard": guard or None}, Comparison)


def measured(thousandths: bytes | str | int) -> float | None:
    """A share, or none: Lua says -1."""
    share = int(thousandths) / 1000
    return share if share >= 0 else None
