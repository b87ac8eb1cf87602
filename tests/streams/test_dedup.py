"""The dedup stage: as pure functions, and as `wiredesk work dedup` on real topics."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.codec import CLEAN, RESOLVED
from config.published import Overlap, Publisher, Step
from config.records import CleanArticle
from streams.dedup import resolved_article
from streams.errors import Rejected
from streams.verdict import Verdict
from tests.conftest import wait_until
from tests.streams.rig import Rig, ready, seen_at
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
