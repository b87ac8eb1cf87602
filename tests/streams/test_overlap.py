"""Which texts are the same story told again, through the script on a real Redis."""

import random
import time
from collections.abc import AsyncIterator

import pytest

from config.health import Pulse
from config.settings import Settings
from streams.memory import Memory
from streams.verdict import Verdict
from tests.streams.test_memory import Filling, asked

WINDOW = 1000.0  # seconds


def words(count: int, seed: int = 1) -> list[str]:
    draw = random.Random(seed)
    return [f"cuv{draw.randrange(10**6)}ânt" for _ in range(count)]


STORY = words(400)
FLASH = STORY[:30]


class Clock:
    """The time of a memory under test."""

    def __init__(self) -> None:
        self.now = time.time() // WINDOW * WINDOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def memory(redis_url: str, clock: Clock) -> AsyncIterator[Memory]:
    settings = Settings(redis=redis_url, prefix="t.", dedup_window=WINDOW)
    one = Memory(settings, Filling(), clock)
    await one.open(Pulse())
    yield one
    await one.close()


async def told(memory: Memory, id: str, text: list[str], at: int = 1) -> Verdict:
    return (await memory.verdicts([asked(id, at, " ".join(text))]))[0]


EDITED = [word if place % 25 else "altfel" for place, word in enumerate(STORY)]
BOILERPLATE = words(55, seed=9)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param(STORY[:120], "subset", id="three paragraphs"),
        pytest.param(STORY[:30], "subset", id="the first paragraph"),
        pytest.param(STORY[200:320], "subset", id="a part of its middle"),
        pytest.param(STORY + words(60, seed=2), "near", id="with an ending"),
        pytest.param(EDITED, "near", id="edited"),
        pytest.param(STORY[200:] + STORY[:200], "near", id="reordered"),
        pytest.param(words(700, seed=3) + STORY, "superset", id="in a longer one"),
        pytest.param(STORY[:80] + BOILERPLATE, "near", id="an excerpt and boilerplate"),
        pytest.param(words(400, seed=4), "new", id="another"),
        pytest.param(words(300, seed=5) + STORY[:100], "new", id="a follow-up with background"),
    ],
)
async def test_knows_a_text_again(memory: Memory, text: list[str], word: str) -> None:
    await told(memory, "a", STORY)
    said = await told(memory, "b", text)
    expected = ("subset",) if word == "near" and len(text) < 200 else (word,)
    assert said.word in expected
    assert (said.of, said.story) == ((None, "b") if word == "new" else ("a", "a"))


async def test_says_how_much_of_either_stands_in_the_other(memory: Memory) -> None:
    await told(memory, "a", STORY)
    overlap = (await told(memory, "b", STORY[:200])).overlap
    assert overlap is not None
    assert overlap.new_in_old == 1.0
    assert overlap.old_in_new == pytest.approx(0.5, abs=0.15)


async def test_a_full_story_after_its_flash_is_an_article_of_the_same_story(
    memory: Memory,
) -> None:
    await told(memory, "flash", FLASH)
    said = await told(memory, "full", STORY)
    assert (said.word, said.kind, said.of, said.story) == ("superset", "superset", "flash", "flash")
    assert (await told(memory, "copy", STORY[:-5])).of == "full"


async def test_an_edit_of_a_reprint_is_an_update_that_stays_a_copy(memory: Memory) -> None:
    await told(memory, "a", STORY)
    await told(memory, "b", STORY + words(10, seed=6))
    said = await told(memory, "b", EDITED, at=2)
    assert (said.word, said.kind, said.of, said.story) == ("update", "near", "a", "a")
    assert said.overlap is not None


async def test_a_text_that_joins_two_stories_names_the_younger(memory: Memory) -> None:
    halves = STORY[:200], STORY[200:]
    await told(memory, "a", halves[0] + words(60, seed=7))
    await told(memory, "b", halves[1] + words(60, seed=8))
    both = await told(memory, "c", STORY)
    assert (both.word, both.merged) == ("superset", None), "no live blog glues a day together"
    one = words(300, seed=11)
    await told(memory, "d", one[:200] + words(90, seed=12))
    await told(memory, "e", one[100:] + words(90, seed=13))
    said = await told(memory, "f", one)
    assert (said.word, said.story, said.merged) == ("near", "d", "e")
    assert (await told(memory, "g", one[100:] + words(92, seed=13))).story == "d", "an alias now"


@pytest.mark.parametrize("numbers", [("4,1", "3,9"), ("17", "23")], ids=["rates", "degrees"])
async def test_two_items_of_one_template_are_two(memory: Memory, numbers: tuple[str, str]) -> None:
    def item(number: str) -> list[str]:
        place = int(number.replace(",", ""))
        return [
            f"{word} {place + at}" if at % 4 == 0 else word for at, word in enumerate(STORY[:60])
        ]

    await told(memory, "a", item(numbers[0]))
    assert (await told(memory, "b", item(numbers[1]))).word == "new"


async def test_brief_items_with_the_same_boilerplate_are_two(memory: Memory) -> None:
    await told(memory, "a", words(45, seed=21) + BOILERPLATE)
    assert (await told(memory, "b", words(45, seed=22) + BOILERPLATE)).word == "new"


async def test_a_story_that_lives_does_not_age_out_and_one_that_does_not_does(
    memory: Memory, clock: Clock
) -> None:
    await told(memory, "a", STORY)
    for turn, windows in enumerate((0.9, 1.8, 2.7)):
        clock.now += windows * WINDOW - turn * 0.9 * WINDOW
        said = await told(memory, f"copy{turn}", STORY[: -5 - turn])
        assert (said.word, said.of, said.story) == ("near", "a", "a")
    clock.now += 2 * WINDOW
    assert (await told(memory, "late", STORY)).word == "new"


async def test_compares_two_texts_without_remembering_them(memory: Memory) -> None:
    new, old = asked("b", 1, " ".join(STORY[:100])), asked("a", 1, " ".join(STORY))
    found = await memory.compare(new, old)
    assert (found.new_in_old, found.opening, found.old_opening, found.guard) == (1, 1, 1, None)
    other = await memory.compare(asked("c", 1, " ".join(words(300, seed=5))), old)
    assert (other.new_in_old, other.guard) == (0, "overlap")
    assert (await told(memory, "b", STORY[:100])).word == "new"


async def test_a_thin_sample_makes_no_article_of_a_reprint(memory: Memory) -> None:
    story = words(100, seed=1123)  # little of the reprint's sample is the story's, by chance
    reprint = [word if place not in {20, 52, 84} else "altfel" for place, word in enumerate(story)]
    await told(memory, "a", story)
    assert (await told(memory, "b", reprint)).word == "near"
