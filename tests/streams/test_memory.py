"""The table of what dedup says, row by row, through the script on a real Redis."""

import random
from collections.abc import AsyncIterator

import pytest
import redis.asyncio
from redis import Redis

from config.health import Pulse
from config.settings import Settings
from streams.memory import Memory
from streams.verdict import Question, Recalled, Verdict, question

STORY = "Forțele irakiene au intrat în oraș. Au murit 12 soldați.\n\nLupta continuă la graniță."
OTHER = "Banca Națională a păstrat dobânda de 6,5 la sută.\n\nAnaliștii se așteptau la asta."


class Filling:
    """Stands for the topics: counts how often the memory was filled, and with what."""

    def __init__(self) -> None:
        self.times = 0
        self.known: list[Recalled] = []

    async def __call__(self, memory: Memory, pulse: Pulse) -> None:
        self.times += 1
        assert pulse.unready() == "filling dedup's memory"
        await memory.recall(self.known)


@pytest.fixture
def filling() -> Filling:
    return Filling()


@pytest.fixture
async def memory(redis_url: str, filling: Filling) -> AsyncIterator[Memory]:
    one = Memory(Settings(redis=redis_url, prefix="t."), filling)
    await one.open(Pulse())
    yield one
    await one.close()


def asked(id: str, at: int, text: str = STORY, **changes: str) -> Question:
    given = {"language": "ro", "title": "Titlu", "completeness": "full", "alias": ""} | changes
    return question(id=id, seen_at=f"2026-11-22T08:00:00.{at:03d}Z", text=text, **given)


async def words(memory: Memory, *questions: Question) -> list[str]:
    return [verdict.word for verdict in await memory.verdicts(questions)]


async def the_word(memory: Memory, one: Question) -> Verdict:
    return (await memory.verdicts([one]))[0]


async def test_an_unknown_article_is_new_and_begins_its_story(memory: Memory) -> None:
    said = await the_word(memory, asked("a", 1))
    assert said == Verdict(word="new", kind="new", story="a")


async def test_what_was_decided_gets_its_word_again_in_any_order(memory: Memory) -> None:
    questions = [
        asked("a", 1), asked("b", 2), asked("a", 3, OTHER), asked("c", 4, OTHER),
        asked("a", 5, OTHER), asked("b", 6, "Cu totul altceva."), asked("d", 7, "Și altceva."),
    ]  # fmt: skip
    first = [await the_word(memory, one) for one in questions]
    assert [said.word for said in first] == [
        "new", "exact", "update", "exact", "unchanged", "update", "new",
    ]  # fmt: skip
    order = list(range(len(questions)))
    random.Random(1).shuffle(order)
    again = await memory.verdicts([questions[place] for place in order])
    assert again == [first[place] for place in order]


async def test_what_is_older_than_what_is_kept_is_superseded(memory: Memory) -> None:
    await memory.verdicts([asked("a", at, f"{STORY} {at}") for at in range(10, 17)])
    assert await words(memory, asked("a", 1)) == ["superseded"]
    assert await words(memory, asked("a", 10, f"{STORY} 10")) == ["superseded"], "5 are kept"
    assert await words(memory, asked("a", 12, f"{STORY} 12")) == ["update"]


async def test_the_same_text_and_title_are_unchanged(memory: Memory) -> None:
    assert await words(memory, asked("a", 1), asked("a", 2)) == ["new", "unchanged"]


async def test_marks_that_are_put_right_are_an_update_and_no_copy_of_oneself(
    memory: Memory,
) -> None:
    plain = STORY.replace("ț", "t").replace("ă", "a")
    assert await words(memory, asked("a", 1, plain), asked("a", 2)) == ["new", "update"]


@pytest.mark.parametrize(
    ("title", "text", "changed"),
    [
        ("Alt titlu", STORY, ("headline",)),
        ("Titlu", STORY.replace("12", "15"), ("lead", "numbers", "text")),
        ("Titlu", STORY.replace("Lupta", "Bătălia"), ("text",)),
        ("Titlu 5", STORY, ("headline", "numbers")),
    ],
    ids=["headline", "a number in the lead", "the rest", "a number in the headline"],
)
async def test_says_what_an_update_changed(
    memory: Memory, title: str, text: str, changed: tuple[str, ...]
) -> None:
    await memory.verdicts([asked("a", 1)])
    said = await the_word(memory, asked("a", 2, text, title=title))
    assert (said.word, said.kind, said.changed) == ("update", "new", changed)
    assert said.similarity is not None
    assert said.similarity > 0.7


@pytest.mark.parametrize("words", [40, 127, 128, 129, 1000], ids=str)
async def test_the_similarity_of_versions_is_measured_for_texts_of_any_length(
    memory: Memory, words: int
) -> None:
    text = " ".join(f"cuvânt{number}" for number in range(words))
    half = " ".join(f"altul{number}" for number in range(words))
    await the_word(memory, asked("a", 1, text))
    nearly = await the_word(memory, asked("a", 2, f"{text} precizare"))
    apart = await the_word(memory, asked("a", 3, f"{text} {half}"))
    assert nearly.similarity == pytest.approx(words / (words + 1), abs=0.03)
    assert apart.similarity == pytest.approx(0.5, abs=0.12)  # of a sample of 128 words


async def test_an_update_that_equals_another_says_of_which_and_stays_an_article(
    memory: Memory,
) -> None:
    await memory.verdicts([asked("a", 1), asked("b", 2, OTHER)])
    said = await the_word(memory, asked("b", 3))
    assert (said.word, said.kind, said.of, said.story) == ("update", "new", "a", "b")
    assert said.same


@pytest.mark.parametrize(
    "text",
    [STORY, STORY.replace("ț", "ţ").replace("ș", "ş"), STORY.upper(), STORY.replace(".", " –")],
    ids=["same", "cedillas", "capitals", "punctuation"],
)
async def test_the_text_of_another_is_an_exact_copy(memory: Memory, text: str) -> None:
    await memory.verdicts([asked("a", 1)])
    said = await the_word(memory, asked("b", 2, text, title="Cu alt titlu"))
    assert (said.word, said.kind, said.of, said.story, said.same) == (
        "exact",
        "exact",
        "a",
        "a",
        True,
    )


async def test_a_copy_stays_a_copy_through_its_versions(memory: Memory) -> None:
    await memory.verdicts([asked("a", 1), asked("b", 2)])
    said = await the_word(memory, asked("b", 3, OTHER))
    assert (said.word, said.kind, said.of, said.story) == ("update", "exact", "a", "a")


async def test_a_copy_of_a_copy_belongs_to_the_first_story(memory: Memory) -> None:
    await memory.verdicts([asked("a", 1), asked("b", 2), asked("b", 3, OTHER)])
    said = await the_word(memory, asked("c", 4, OTHER))
    assert (said.word, said.of, said.story) == ("exact", "b", "a")


async def test_a_page_that_names_a_known_address_as_its_own_is_a_copy_of_it(
    memory: Memory,
) -> None:
    await memory.verdicts([asked("a", 1)])
    said = await the_word(memory, asked("b", 2, OTHER, alias="a"))
    assert (said.word, said.of, said.story, said.same) == ("exact", "a", "a", False)


@pytest.mark.parametrize("completeness", ["teaser", "title"])
async def test_a_part_of_a_story_claims_nothing(memory: Memory, completeness: str) -> None:
    part, whole = asked("a", 1, completeness=completeness), asked("b", 2)
    assert await words(memory, part, whole) == ["new", "new"]


async def test_articles_without_text_are_no_copies_of_each_other(memory: Memory) -> None:
    assert await words(memory, asked("a", 1, ""), asked("b", 2, "")) == ["new", "new"]


async def test_an_id_stays_at_home_in_the_language_of_its_first_version(memory: Memory) -> None:
    said = await memory.verdicts([
        asked("a", 1), asked("a", 2, OTHER, language="en"), asked("b", 3, OTHER),
    ])  # fmt: skip
    assert [one.word for one in said] == ["new", "update", "exact"]


async def test_every_key_but_the_marks_ends_by_itself(memory: Memory, redis_url: str) -> None:
    await memory.verdicts([asked("a", 1), asked("b", 2), asked("b", 3, OTHER)])
    store = Redis.from_url(redis_url)
    forever = {key for key in store.keys("*") if store.ttl(key) == -1}
    assert forever == {b"t.nd:filled", b"t.nd:languages", b"t.{nd:ro}filled"}


async def test_two_processes_that_meet_one_story_make_one_story(
    memory: Memory, redis_url: str
) -> None:
    other = Memory(memory.settings, Filling())
    await other.open(Pulse())
    stories = [" ".join(f"{word}{n}" for word in STORY.split()) for n in range(50)]
    first = await memory.verdicts([asked(f"a{n}", 1, text) for n, text in enumerate(stories)])
    second = await other.verdicts([asked(f"b{n}", 1, text) for n, text in enumerate(stories)])
    assert {one.word for one in first} == {"new"}
    assert [one.of for one in second] == [f"a{n}" for n in range(50)]
    await other.close()


async def test_a_memory_emptied_under_way_is_filled_before_it_answers(
    memory: Memory, redis_url: str, filling: Filling
) -> None:
    assert await words(memory, asked("a", 1), asked("b", 2), asked("x", 3, "Altele.")) == [
        "new", "exact", "new",
    ]  # fmt: skip
    filling.known = [
        Recalled(question=asked("b", 2), word="exact", kind="exact", of="a", story="a"),
        Recalled(question=asked("a", 1), word="new", kind="new", of=None, story="a"),
    ]
    async with redis.asyncio.Redis.from_url(redis_url) as store:
        await store.flushall()
    said = await memory.verdicts([asked("a", 1), asked("b", 2), asked("a", 4), asked("c", 5)])
    assert [(one.word, one.story) for one in said] == [
        ("new", "a"), ("exact", "a"), ("unchanged", "a"), ("exact", "a"),
    ]  # fmt: skip
    assert filling.times == 2, "once when it was opened, once when it was lost"


async def test_recalling_older_versions_later_changes_nothing(memory: Memory) -> None:
    await memory.verdicts([asked("a", 1), asked("a", 2, OTHER)])
    await memory.recall([
        Recalled(question=asked("a", 1), word="new", kind="new", of=None, story="a")
    ])  # fmt: skip
    assert await words(memory, asked("a", 2, OTHER), asked("a", 3, OTHER)) == [
        "update", "unchanged",
    ]  # fmt: skip


async def test_a_copy_recalled_before_its_original_leaves_the_text_to_it(memory: Memory) -> None:
    copy = Recalled(question=asked("b", 2), word="exact", kind="exact", of="a", story="a")
    original = Recalled(question=asked("a", 1), word="new", kind="new", of=None, story="a")
    await memory.recall([copy])
    await memory.recall([original])
    said = await the_word(memory, asked("c", 3))
    assert (said.word, said.of, said.story) == ("exact", "a", "a")
