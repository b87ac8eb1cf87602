"""resolved → tagged: what an article is about, with evidence that points at the words."""

import gzip
import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from config.codec import PUBLISHED, RESOLVED, TAGGED
from config.health import Pulse
from config.published import TOPIC_URI, Evidence, Step
from config.records import ResolvedArticle, TaggedArticle
from config.settings import Settings
from streams.lexicon import Lexicon
from streams.record import published_record
from streams.rules import Rules
from streams.stage import Parked, Passed
from streams.tag import SEARCHED, Tag, tag_stage, tagged_article
from tests.conftest import SHARED
from tests.ninjs import ninjs
from tests.streams.tagging import an_article, newsroom, shipped

FOUNDING = SHARED / "seed" / "afp-al-qaim-ro.txt"
ITEMS = SHARED / "data" / "ro-articles" / "items.jsonl.gz"
GOLD = SHARED / "seed" / "tagging" / "gold_sample.json"
absent = pytest.mark.skipif(not GOLD.exists(), reason="the founding article is not here")


def tagged(article: ResolvedArticle) -> TaggedArticle:
    return tagged_article(article, shipped())


def codes(article: TaggedArticle) -> list[str]:
    return [(subject.uri or "").removeprefix(TOPIC_URI) for subject in article.subjects]


def words_at(article: ResolvedArticle, proof: Evidence) -> str:
    field = article.title if proof.field == "headline" else article.text
    return field[proof.start : proof.end]


@pytest.mark.parametrize("article", newsroom(), ids=lambda article: article.title[:30])
def test_evidence_points_at_the_words_it_claims(article: ResolvedArticle) -> None:
    made = tagged(article)
    assert made.evidence
    assert all(words_at(article, proof) == proof.surface for proof in made.evidence)


@pytest.mark.parametrize("article", newsroom(), ids=lambda article: article.title[:30])
def test_every_tag_has_evidence(article: ResolvedArticle) -> None:
    made = tagged(article)
    wanted = (
        {f"/item/subjects/{at}" for at in range(len(made.subjects))}
        | {f"/item/places/{at}" for at in range(len(made.places))}
        | {f"/item/people/{at}" for at in range(len(made.people))}
        | {f"/item/organisations/{at}" for at in range(len(made.organisations))}
        | {f"/item/genres/{at}" for at in range(len(made.genres))}
        | {f"/item/infoSources/{at}" for at in range(1, len(made.agencies) + 1)}
    )
    assert {proof.tag for proof in made.evidence} - {"/item/urgency"} == wanted


def test_evidence_counts_code_points() -> None:
    article = an_article("🙂 Irakul", "🇷🇴 — «Œuvre» ﬁn: Irakul, informează AFP")
    assert {words_at(article, proof) for proof in tagged(article).evidence} == {
        "Irakul",
        "informează AFP",
    }


def test_the_same_article_and_rules_give_the_same_bytes() -> None:
    for article in newsroom():
        assert TAGGED.encode(tagged(article)) == TAGGED.encode(tagged(article))


def test_nothing_of_the_article_is_changed_but_its_way_grows() -> None:
    article = an_article("Titlu", "Text")
    made = tagged(article)
    assert RESOLVED.decode(TAGGED.encode(made)).text == article.text
    assert made.way == (Step(stage="tag", verdict="tagged"),)
    assert made.made_by == {"rules": shipped().version, "models": shipped().known.version}


def test_searches_no_further_than_what_news_says_first() -> None:
    article = an_article("", "x " * (SEARCHED // 2) + "Irakul")
    assert tagged(article).places == ()


def test_a_language_without_rules_still_has_its_agencies() -> None:
    made = tagged(an_article("", "De burgemeester is weg. (Belga)", "nl-BE"))
    assert [agency.name for agency in made.agencies] == ["Belga"]
    assert made.subjects == ()


def test_an_article_without_a_text_is_tagged_by_its_headline() -> None:
    made = tagged(an_article("BREAKING: Cutremur în Japonia"))
    assert codes(made)[0] == "03000000"
    assert made.places[0].literal == "JP"
    assert made.urgency == 2


PIECES = (  # what moves offsets: marks, pairs, letters that grow when they are made small or folded
    "Irakul", "Ira\u0301kul", "ŞTIINŢĂ", "București", "Bucures\u0327ti", "İstanbul", "ISTANBUL",
    "Straße", "ﬁnanţe", "ŉ", "ǰ", "ΐ", "🙂", "👩‍👩‍👧", "🇷🇴", "القوات العراقية", "بغداد", "北京",
    "日本で地震", "Україна", "Київ", "\u200f", "\u00ad", "\u2028", "\x0b", "\x85", "\r\n", "\n\n",
    " informează AFP", "(Reuters)", "Statul Islamic (SI)", "rachete", "armata", "citat de AP",
    "Ion Popescu", "Joe Biden", "județul Cluj", "cartierul Gaza", "-", "’", "\ufeff", "e\u0301" * 9,
)  # fmt: skip


def test_offsets_hold_in_every_script_and_encoding() -> None:
    draw, proofs = random.Random(8), 0
    for _ in range(400):
        title, text = (
            "".join(f"{draw.choice(PIECES)}{draw.choice(('', ' ', ', '))}" for _ in range(length))
            for length in (draw.randrange(6), draw.randrange(60))
        )
        article = an_article(title, text, draw.choice(("ro", "en", "fr", "ar", "uk", "tr", "ja")))
        made = tagged(article)
        proofs += len(made.evidence)
        for proof in made.evidence:
            assert words_at(article, proof) == proof.surface, (article, proof)
            assert proof.surface
    assert proofs > 2000


def items(count: int) -> Iterator[ResolvedArticle]:
    """Romanian articles of the test data."""
    with gzip.open(ITEMS, "rt", encoding="utf-8") as file:
        for line in itertools.islice(file, count):
            row = json.loads(line)
            yield an_article(row["title"], "\n\n".join(row["paragraphs"]))


@pytest.mark.skipif(not ITEMS.exists(), reason="the Romanian articles are not here")
def test_records_of_real_articles_are_valid_and_each_tag_is_proved() -> None:
    schema = ninjs()
    for article in items(150):
        record = published_record(
            tagged(article), version=1, first_seen=article.seen_at, change="new", desks=()
        )
        told = json.loads(PUBLISHED.encode(record))
        schema.validate(told["item"])
        for proof in record.wiredesk.evidence:
            assert words_at(article, proof) == proof.surface
            assert pointed_at(told, proof.tag) is not None
        claimed = {proof.tag for proof in record.wiredesk.evidence}
        assert claimed >= {f"/item/subjects/{n}" for n in range(len(record.item.subjects))}


def pointed_at(record: dict[str, Any], pointer: str) -> object:
    """What a JSON pointer leads to."""
    found: Any = record
    for step in pointer.split("/")[1:]:
        found = found[int(step) if step.isdecimal() else step]
    return found


@absent
def test_the_founding_article_is_tagged_as_its_gold_says() -> None:
    gold = json.loads(GOLD.read_text())
    made = tagged(an_article("", FOUNDING.read_text().strip()))
    [agency] = made.agencies
    assert (agency.name, (agency.uri or "").rpartition("/")[2]) == (
        gold["agency"][0]["code"],
        gold["agency"][0]["wikidata"],
    )
    countries = [place for place in made.places if place.literal]
    assert [place.literal for place in countries] == [one["iso"] for one in gold["countries"]]
    assert [place.rel for place in countries] == [one["role"] for one in gold["countries"]]
    assert codes(made) == ["16000000", "20000056"]


# ── the stage ──


def broken_rules() -> Rules:
    """Rules that no article can be tagged by: they know no language at all."""
    return Rules(
        version="x", lexicons=dict[str, Lexicon](), thresholds={}, names={}, wikidata={},
        attributions={},
    )  # fmt: skip


async def test_an_article_that_cannot_be_tagged_goes_on_untagged_with_evidence() -> None:
    message = RESOLVED.encode(an_article("Titlu", "Text"))
    [made] = await Tag(broken_rules()).decide([message])
    assert isinstance(made, Passed)
    assert isinstance(made.evidence, KeyError)
    article = TAGGED.decode(made.value)
    assert (article.flags, article.title) == (("untagged",), "Titlu")
    assert article.way == (Step(stage="tag", verdict="untagged"),)


async def test_bytes_that_are_no_article_are_parked_and_the_rest_goes_on() -> None:
    whole = RESOLVED.encode(an_article("Titlu", "Text"))
    broken, passed = await Tag(shipped()).decide([b"{", whole])
    assert isinstance(broken, Parked)
    assert isinstance(passed, Passed)
    assert passed.evidence is None


async def test_the_stage_stands_between_its_two_topics() -> None:
    stage = tag_stage(Settings())
    await stage.begin(Pulse())
    assert (stage.name, stage.source, stage.target) == ("tag", "resolved", "tagged")
    assert await stage.decide([]) == []
    await stage.end()
