"""The dedup stage: as pure functions, and as `wiredesk work dedup` on real topics."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import redis

from config.codec import CLEAN, PUBLISHED, RESOLVED
from config.published import (
    Body,
    Headline,
    Item,
    Overlap,
    Published,
    PublishedTime,
    Publisher,
    Standard,
    Step,
    TextFacts,
    Wiredesk,
)
from config.records import CleanArticle
from streams.dedup import resolved_article
from streams.errors import Rejected
from streams.verdict import Verdict
from tests.conftest import wait_until
from tests.streams.rig import Rig, Worker, ready, seen_at
from tests.streams.test_pipeline import poisonous

STORY = "Forțele irakiene au intrat în oraș. Au murit 12 soldați."


def clean(id: str = "a", at: int = 0, text: str = STORY, **changes: Any) -> CleanArticle:
    given: dict[str, Any] = {
        "id": id, "seen_at": seen_at(at), "feed": "f", "publisher": Publisher(name="Ziar"),
        "url": f"https://ziar.example/{id}", "title": "Titlu", "text": text, "language": "ro",
        "way": (Step(stage="clean", verdict="story"),),
    } | changes  # fmt: skip
    return CleanArticle(**given)


def test_a_new_article_goes_on_with_its_word_and_one_step_more() -> None:
    made = resolved_article(clean(), Verdict(word="new", kind="new", story="a"))
    assert (made.word, made.kind, made.story, made.of, made.overlap) == (
        "new",
        "new",
        "a",
        None,
        None,
    )
    assert [step.stage for step in made.way] == ["clean", "dedup"]
    assert made.text == STORY


def test_a_copy_carries_what_it_is_a_copy_of() -> None:
    made = resolved_article(
        clean(), Verdict(word="exact", kind="exact", story="b", of="b", same=True)
    )
    assert (made.of, made.overlap) == ("b", Overlap(new_in_old=1.0, old_in_new=1.0))


@pytest.mark.parametrize("word", ["unchanged", "superseded"])
def test_what_ends_here_says_so_in_the_ledgers_words(word: str) -> None:
    with pytest.raises(Rejected) as no:
        resolved_article(
            clean(), msgspec.convert({"word": word, "kind": "new", "story": "a"}, Verdict)
        )
    assert (no.value.reason, no.value.what) == (word, word)


@pytest.fixture
def rig(kafka: str, redis_url: str, tmp_path: Path) -> Iterator[Rig]:
    one = Rig(kafka, redis_url, tmp_path, session=6, heartbeat=1)
    yield one
    one.close()


def test_the_command_resolves_articles_among_poison(rig: Rig) -> None:
    poison = poisonous()
    articles = [clean("a", 0), clean("b", 1), clean("a", 2, "Altceva."), clean("a", 3, "Altceva.")]
    rig.put("clean", [CLEAN.encode(articles[0])], ["a"])
    rig.put_strange("clean", poison)
    rig.put("clean", [CLEAN.encode(one) for one in articles[1:]], ["b", "a", "a"])
    worker = ready(rig.stage("dedup"))
    wait_until(lambda: worker.counted("received") == 4 + len(poison), what="all counted")
    counted = [worker.counted(word) for word in ("passed", "rejected", "parked")]
    assert counted == [3, 1, len(poison)]
    made = [RESOLVED.decode(one.value) for one in rig.records("resolved")]
    assert [(one.id, one.word, one.of) for one in made] == [
        ("a", "new", None), ("b", "exact", "a"), ("a", "update", None),
    ]  # fmt: skip
    assert sorted(map(repr, poison)) == sorted(repr(one.value) for one in rig.records("dead"))
    ends = [json.loads(one.value)["what"] for one in rig.records("ledger")]
    assert ends == ["unchanged"]


def published(id: str, text: str, at: int, **ours: Any) -> bytes:
    """A record as the publisher writes it, as far as dedup reads it."""
    item = Item(
        uri=f"https://ziar.example/{id}", standard=Standard(), type="text", version="1",
        representationType="full", pubStatus="usable", language="ro",
        headlines=(Headline(value="Titlu"),), bodies=(Body(value=text, charCount=len(text)),),
    )  # fmt: skip
    given: dict[str, Any] = {
        "id": id, "version": 1, "change": "new", "kind": "new", "verdict": "new", "story": id,
        "feed": "f", "publisher": Publisher(name="Ziar"), "published": PublishedTime(),
        "first_seen": seen_at(at), "seen_at": seen_at(at),
        "text": TextFacts(source="page", completeness="full", verdict="story", sha256=""),
    }  # fmt: skip
    return PUBLISHED.encode(Published(item=item, wiredesk=Wiredesk(**given | ours)))


def test_a_lost_memory_is_filled_from_the_topics_before_anything_is_decided(
    rig: Rig, redis_url: str
) -> None:
    rig.put("enriched", [published("a", STORY, 0)], ["a"])
    copy = {"kind": "exact", "verdict": "exact", "of": "a", "story": "a"}
    rig.put("copies", [b"broken", published("b", STORY, 1, **copy)], ["x", "b"], partition=1)
    on_its_way = resolved_article(
        clean("c", 2, "Pe drum."), Verdict(word="new", kind="new", story="c")
    )
    rig.put("resolved", [RESOLVED.encode(on_its_way)], ["c"], partition=1)
    worker = ready(rig.stage("dedup"))
    resolve_and_compare(rig, worker, 0)
    redis.Redis.from_url(redis_url).flushall()
    resolve_and_compare(rig, worker, 1)


def resolve_and_compare(rig: Rig, worker: Worker, turn: int) -> None:
    articles = [
        clean("a", 10 + turn), clean("b", 10 + turn), clean(f"d{turn}", 10, "Pe drum."),
        clean(f"e{turn}", 10),
    ]  # fmt: skip
    rig.put("clean", [CLEAN.encode(one) for one in articles], [one.id for one in articles])
    wait_until(lambda: worker.counted("received") == 4 + 4 * turn, what="all counted")
    made = {one.id: one for one in map(RESOLVED.decode, values_of(rig, "resolved"))}
    assert (made[f"d{turn}"].word, made[f"d{turn}"].of) == ("exact", "c")
    assert (made[f"e{turn}"].word, made[f"e{turn}"].story) == ("exact", "a")
    assert worker.counted("rejected") == 2 + 2 * turn, "a and b are unchanged"


def values_of(rig: Rig, topic: str) -> list[bytes]:
    return [one.value for one in rig.records(topic)]
