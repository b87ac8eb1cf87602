"""The stage, with real children and a real Redis: what sites teach, and what is made of it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import msgspec
import pytest
import redis

from config.children import Killed
from config.codec import CLEAN, RAW
from config.health import Pulse
from config.metrics import BOILERPLATE, PAGES_READ
from config.records import RawArticle
from config.settings import Settings
from config.urls import article_id
from streams.clean import clean_article
from streams.cleaning import Cleaner, CleanStage, Done, Job, clean_stage
from streams.stage import Ends, Parked, Passed
from tests.conftest import Daemon
from tests.streams.pages import STORY, TEXT, URL, a_page, a_raw_article, an_entry

FED = "".join(f"<p>{part}</p>" for part in STORY)
FOOT = "Urmăriți Ziarul pe toate rețelele sociale și abonați-vă la buletinul nostru de știri."


def test_what_runs_in_a_child_says_the_same() -> None:
    raw = a_raw_article(a_page())
    assert Cleaner(30)(Job(RAW.encode(raw))) == Done(Passed(CLEAN.encode(clean_article(raw))))


@pytest.fixture
def stage() -> Iterator[CleanStage]:
    made = clean_stage(Settings(children=1))
    yield made
    made.stop()


async def test_the_stage_stands_between_raw_and_clean(stage: CleanStage) -> None:
    await stage.begin(Pulse())
    assert (stage.name, stage.source, stage.target) == ("clean", "raw", "clean")
    await stage.end()


async def test_the_stage_says_of_each_message_what_became_of_it(stage: CleanStage) -> None:
    good, old = a_raw_article(a_page()), an_entry(published_at=datetime(2020, 1, 1, tzinfo=UTC))
    values = [RAW.encode(good), RAW.encode(a_raw_article(entry=old)), b"no message"]
    passed, ended, parked = await stage.decide(values)
    assert isinstance(passed, Passed)
    assert CLEAN.decode(passed.value) == clean_article(good)
    assert ended == Ends("old")
    assert isinstance(parked, Parked)


@pytest.fixture
def hurried() -> Iterator[CleanStage]:
    """A stage whose pages may cost next to nothing, so that a large one is too much."""
    made = clean_stage(Settings(children=1, parse_cpu=0.05))
    yield made
    made.stop()


async def test_a_page_that_kills_its_child_is_evidence_and_the_feed_goes_on(
    hurried: CleanStage,
) -> None:
    page = a_page(*["destul de lung ca să fie proză, dar prea des " * 3] * 19_000)
    raw = a_raw_article(page, entry=an_entry(html=FED, url=URL))
    silent = a_raw_article(page, entry=an_entry(title=""))
    passed, parked = await hurried.decide([RAW.encode(raw), RAW.encode(silent)])
    assert isinstance(passed, Passed)
    assert isinstance(passed.evidence, Killed)
    assert CLEAN.decode(passed.value).text == TEXT
    assert isinstance(parked, Parked)
    assert isinstance(parked.error, Killed)
    assert parked.error.reason == "timeout"


async def test_a_page_that_breaks_its_reader_is_evidence_too(stage: CleanStage) -> None:
    no_frame = msgspec.structs.replace(a_raw_article("x", entry=an_entry(html=FED)), page=b"no")
    (passed,) = await stage.decide([RAW.encode(no_frame)])
    assert isinstance(passed, Passed)
    assert passed.evidence is not None
    assert CLEAN.decode(passed.value).text == TEXT


# ── what sites teach ──


@pytest.fixture
async def taught(redis_url: str) -> AsyncIterator[CleanStage]:
    """A stage with a memory."""
    made = clean_stage(Settings(redis=redis_url, children=1))
    await made.begin(Pulse())
    yield made
    await made.end()


def an_article(number: int, page: str = "", host: str = "ziar.example") -> RawArticle:
    """Another article of a site, told in words of its own."""
    url = f"https://{host}/stiri/{number}"
    parts = [f"{part} Ediția {number}, rândul {place}." for place, part in enumerate(STORY)]
    markup = page or a_page(*parts, FOOT)
    raw = a_raw_article(markup, id=article_id(url), entry=an_entry(id=article_id(url), url=url))
    assert raw.answer is not None
    return msgspec.structs.replace(raw, answer=msgspec.structs.replace(raw.answer, url=url))


async def texts(stage: CleanStage, *raws: RawArticle) -> list[str]:
    made = await stage.decide([RAW.encode(raw) for raw in raws])
    return [CLEAN.decode(one.value).text for one in made if isinstance(one, Passed)]


def read_by_template() -> float:
    return float(PAGES_READ.labels("learned")._value.get())


async def test_what_a_site_prints_below_every_story_goes_from_the_fourth_on(
    taught: CleanStage,
) -> None:
    dropped = BOILERPLATE._value.get()
    for number in range(3):
        (text,) = await texts(taught, an_article(number))
        assert text.endswith(FOOT)
    (fourth,) = await texts(taught, an_article(3))
    assert FOOT not in fourth
    assert "Ediția 3, rândul 3." in fourth
    assert BOILERPLATE._value.get() == dropped + 1
    (other,) = await texts(taught, an_article(4, host="alt.example"))
    assert other.endswith(FOOT)


async def test_a_story_that_its_site_prints_again_and_again_does_not_eat_itself(
    taught: CleanStage,
) -> None:
    for number in range(6):
        (text,) = await texts(taught, an_article(number, a_page(*STORY, f"Nota {number}.")))
        assert text == f"{TEXT}\n\nNota {number}."


async def test_versions_of_one_article_are_no_other_articles(taught: CleanStage) -> None:
    for second in range(5):
        raw = msgspec.structs.replace(an_article(1), seen_at=f"2026-11-22T09:00:0{second}.000Z")
        (text,) = await texts(taught, raw)
        assert text.endswith(FOOT)


async def test_a_redelivery_gives_the_same_bytes_and_teaches_nothing(taught: CleanStage) -> None:
    raws = [RAW.encode(an_article(number)) for number in range(8)]
    first = [await taught.decide([raw]) for raw in raws]
    again = [await taught.decide([raw]) for raw in raws]
    assert again == first
    assert await taught.decide(raws) == [one for (one,) in first]


async def test_a_memory_that_is_lost_is_learnt_again(taught: CleanStage, redis_url: str) -> None:
    for number in range(4):
        await texts(taught, an_article(number))
    redis.Redis.from_url(redis_url).flushall()
    (text,) = await texts(taught, an_article(5))
    assert text.endswith(FOOT)


async def test_every_key_ends_some_day(taught: CleanStage, redis_url: str) -> None:
    for number in range(5):
        await texts(taught, an_article(number))
    store = redis.Redis.from_url(redis_url)
    keys: list[bytes] = store.keys("site:*")  # type: ignore[assignment]  # redis-py's own union
    assert len(keys) == 5 + 3
    assert [key for key in keys if store.ttl(key) < 0] == []


async def test_the_template_of_a_site_is_learnt_and_read_by(taught: CleanStage) -> None:
    cold = [clean_article(an_article(number)).text for number in range(12)]
    before = read_by_template()
    warm = [(await texts(taught, an_article(number)))[0] for number in range(12)]
    assert read_by_template() - before >= 8
    assert [text.removesuffix(f"\n\n{FOOT}") for text in cold] == [
        text.removesuffix(f"\n\n{FOOT}") for text in warm
    ]


async def test_a_site_that_changes_its_template_is_read_as_any_other_and_learnt_again(
    taught: CleanStage,
) -> None:
    def changed(number: int) -> RawArticle:
        parts = "".join(f"<li class=rand>{part} Știrea {number}.</li>" for part in STORY)
        page = f"<html><body><div id=pagina><div id=corp><ol>{parts}</ol></div></div></body></html>"
        return an_article(number, page)

    for number in range(4):
        await texts(taught, an_article(number))
    for number in range(10, 13):
        (text,) = await texts(taught, changed(number))
        assert [part.split(". Știrea")[0] for part in text.split("\n\n")] == [
            part.removesuffix(".") for part in STORY
        ]
    before = read_by_template()
    for number in range(20, 24):
        await texts(taught, changed(number))
    assert read_by_template() - before >= 3


async def test_waits_while_redis_is_away(taught: CleanStage, memory: Daemon) -> None:
    memory.signal(signal.SIGSTOP)
    try:
        waiting = asyncio.create_task(texts(taught, an_article(1)))
        done, _ = await asyncio.wait({waiting}, timeout=0.5)
        assert not done
    finally:
        memory.signal(signal.SIGCONT)
    assert len(await waiting) == 1
