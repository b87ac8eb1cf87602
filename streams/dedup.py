"""clean → resolved: has anybody told us this before?"""

from collections.abc import Sequence

import msgspec

from config.codec import CLEAN, RESOLVED
from config.health import Pulse
from config.published import Overlap, Step
from config.records import CleanArticle, ResolvedArticle
from config.settings import Settings
from config.topics import Name
from config.urls import article_id
from streams.errors import Rejected
from streams.memory import Memory
from streams.refill import newest_sent, refill
from streams.stage import Outcome, attempt, outcome
from streams.verdict import Question, Verdict, question

WHOLE = Overlap(new_in_old=1.0, old_in_new=1.0)


def resolved_article(clean: CleanArticle, verdict: Verdict) -> ResolvedArticle:
    """The clean article and dedup's word; the words that end one raise Rejected."""
    if verdict.word == "unchanged" or verdict.word == "superseded":  # noqa: PLR1714  mypy narrows
        raise Rejected(verdict.word, verdict.word)
    fields = {name: getattr(clean, name) for name in CleanArticle.__struct_fields__}
    fields["way"] = (*clean.way, Step(stage="dedup", verdict=verdict.word))
    return ResolvedArticle(
        **fields,
        kind=verdict.kind,
        word=verdict.word,
        of=verdict.of,
        overlap=WHOLE if verdict.same else verdict.overlap,
        similarity=verdict.similarity,
        story=verdict.story,
        merged=verdict.merged,
        changed=verdict.changed,
    )


class Dedup:
    """The stage: one question per article, one answer for the batch."""

    name = "dedup"
    source: Name = "clean"
    target: Name = "resolved"
    batch = 200

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def begin(self, pulse: Pulse) -> None:
        await self._memory.open(pulse)
        await self._memory.catch_up(await newest_sent(self._memory.settings, pulse))

    async def decide(self, values: Sequence[bytes]) -> list[Outcome]:
        asked = [attempt(asked_about, value) for value in values]
        verdicts = iter(
            await self._memory.verdicts([one.question for one in asked if isinstance(one, Asked)])
        )
        return [
            outcome(one.answered, next(verdicts)) if isinstance(one, Asked) else one
            for one in asked
        ]

    async def end(self) -> None:
        await self._memory.close()


class Asked(msgspec.Struct, frozen=True):
    article: CleanArticle
    question: Question

    def answered(self, verdict: Verdict) -> bytes:
        return RESOLVED.encode(resolved_article(self.article, verdict))


def asked_about(value: bytes) -> Asked:
    article = CLEAN.decode(value)
    home = article.canonical_url
    asked = question(
        id=article.id, seen_at=article.seen_at, language=article.language,
        title=article.title, text=article.text, completeness=article.completeness,
        alias=article_id(home) if home else "",
    )  # fmt: skip
    return Asked(article, asked)


def dedup_stage(settings: Settings) -> Dedup:
    return Dedup(Memory(settings, refill))
