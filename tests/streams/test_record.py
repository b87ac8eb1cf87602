import hashlib
import json
from datetime import datetime, timedelta, timezone
from typing import Any

import jsonschema
import msgspec
import pytest

from config.codec import PUBLISHED
from config.published import (
    Evidence,
    InfoSource,
    Organisation,
    Person,
    Place,
    Rights,
    Step,
    Subject,
)
from config.records import PublishedAt, TaggedArticle
from config.topics import PUBLIC_BYTES
from streams.record import published_record
from tests.conftest import SHARED
from tests.factories import a_tagged_article
from tests.ninjs import SCHEMA, ninjs

EXAMPLE = SHARED / "seed" / "record-example.json"
FIRST_SEEN = "2017-11-03T07:52:11.000Z"
PROOF = Evidence(
    tag="/item/subjects/0", rule="16000000:ro:jihadi*", field="body", start=812, end=821,
    surface="jihadiste", weight=2.0,
)  # fmt: skip


def record_of(article: TaggedArticle, **changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "version": 1, "first_seen": FIRST_SEEN, "change": "new", "desks": (),
    }  # fmt: skip
    read: dict[str, Any] = json.loads(
        PUBLISHED.encode(published_record(article, **(facts | changes)))
    )
    return read


AS_IN_THE_DESIGN = a_tagged_article(
    word="update",
    similarity=0.94,
    changed=("headline", "numbers"),
    agencies=(InfoSource(role="agency", name="AFP", uri="http://www.wikidata.org/entity/Q40464"),),
    subjects=(
        Subject(
            name="conflict, war and peace",
            uri="http://cv.iptc.org/newscodes/mediatopic/16000000",
            confidence=98,
            relevance=90,
        ),
    ),
    places=(
        Place(name="Irak", rel="primary", literal="IQ", uri="http://www.wikidata.org/entity/Q796"),
        Place(name="Al-Qa'im", uri="https://sws.geonames.org/92138/"),
    ),
    people=(Person(name="Nomane al-Zobai"),),
    organisations=(
        Organisation(name="Stat Islamic", uri="http://www.wikidata.org/entity/Q2429253"),
    ),
    evidence=(PROOF,),
    made_by={"rules": "a41c…", "models": "77e0…"},
    way=(
        Step(stage="poll", at="2017-11-03T08:31:05.117Z"),
        Step(stage="clean", verdict="story"),
        Step(stage="dedup", verdict="update"),
    ),
)


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the design's example is not on this machine")
def test_the_record_is_the_designs_example_field_by_field() -> None:
    example = json.loads(EXAMPLE.read_text())
    record = record_of(
        AS_IN_THE_DESIGN, version=3, change="correction", desks=["romania", "conflict"]
    )
    record["item"]["bodies"][0].update(value="…", charCount=2104)
    assert record["item"] == example["item"]
    for name in set(example["wiredesk"]) - {"text", "way", "made_by"}:
        assert record["wiredesk"][name] == example["wiredesk"][name], name
    assert record["wiredesk"]["made_by"].keys() == example["wiredesk"]["made_by"].keys()
    assert record["wiredesk"]["text"].keys() == example["wiredesk"]["text"].keys()
    assert record["wiredesk"]["similarity"] == 0.94
    assert [step["stage"] for step in record["wiredesk"]["way"]] == ["poll", "clean", "dedup"]


SHAPES = {
    "as in the design": AS_IN_THE_DESIGN,
    "plain": a_tagged_article(),
    "without an address": a_tagged_article(url="", guid="tag:ziar.example,2017:4711"),
    "an address beyond ASCII": a_tagged_article(url="https://știri.example/irak/știre nouă?q=ă|b"),
    "a title alone": a_tagged_article(text="", completeness="title", text_from="title"),
    "a teaser": a_tagged_article(completeness="teaser", text_from="feed"),
    "no title": a_tagged_article(title=""),
    "unknown language and time": a_tagged_article(language="und", published=PublishedAt()),
    "withheld": a_tagged_article(pub_status="withheld", evidence=(PROOF,)),
    "canceled": a_tagged_article(pub_status="canceled"),
    "authors, image, genre": a_tagged_article(
        authors=("Ana Pop", "Ion Ionescu"),
        image="https://ziar.example/foto/ă.jpg",
        genres=(Subject(name="Opinion", uri="http://cv.iptc.org/newscodes/genre/Opinion"),),
    ),
    "an embargo": a_tagged_article(rights=Rights(embargo="2017-11-04T06:00:00+02:00")),
    "an embargo that is no time": a_tagged_article(rights=Rights(embargo="mâine")),
    "an image that is no address": a_tagged_article(image="data:;base64,x y"),
    "controls, quotes and emoji": a_tagged_article(
        title='„a" \x01 \u2028', text="👩🏽‍🚀\n\n\t\x02"
    ),
    "a copy": a_tagged_article(kind="near", word="near", of="original", story="original"),
    "very long": a_tagged_article(text="ș" * (1 << 20)),
}


@pytest.mark.skipif(not SCHEMA.exists(), reason="the ninjs schema is not on this machine")
@pytest.mark.parametrize("article", SHAPES.values(), ids=SHAPES.keys())
def test_every_shape_of_article_is_valid_ninjs(article: TaggedArticle) -> None:
    ninjs().validate(record_of(article)["item"])


@pytest.mark.skipif(not SCHEMA.exists(), reason="the ninjs schema is not on this machine")
def test_the_schema_would_refuse_a_wrong_item() -> None:
    item = record_of(AS_IN_THE_DESIGN)["item"]
    item["genres"] = [{"name": "Opinion", "confidence": 3}]
    with pytest.raises(jsonschema.ValidationError):
        ninjs().validate(item)


@pytest.mark.parametrize("article", SHAPES.values(), ids=SHAPES.keys())
def test_the_same_article_gives_the_same_bytes_and_is_read_back(article: TaggedArticle) -> None:
    records = [
        PUBLISHED.encode(
            published_record(article, version=1, first_seen=FIRST_SEEN, change="new", desks=names)
        )
        for names in (["b", "a"], ["a", "b"])
    ]
    assert records[0] == records[1]
    assert len(records[0]) <= PUBLIC_BYTES
    assert PUBLISHED.encode(PUBLISHED.decode(records[0])) == records[0]


def test_a_text_that_is_too_long_is_cut_to_the_last_character_that_fits() -> None:
    text = 'ș"\n' * (1 << 19)
    proofs = (
        PROOF,
        msgspec.structs.replace(PROOF, start=len(text) - 9, end=len(text)),
        msgspec.structs.replace(PROOF, field="headline", start=0, end=7),
    )
    article = a_tagged_article(text=text, evidence=proofs, flags=("untagged",))
    record = record_of(article)
    body = record["item"]["bodies"][0]
    assert text.startswith(body["value"])
    assert body["charCount"] == len(body["value"])
    assert record["wiredesk"]["flags"] == ["untagged", "cut"]
    assert [proof["field"] for proof in record["wiredesk"]["evidence"]] == ["body", "headline"]
    assert record["wiredesk"]["text"]["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    size = len(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
    assert PUBLIC_BYTES - 120 < size <= PUBLIC_BYTES


def test_a_record_that_is_too_large_without_its_text_is_refused() -> None:
    with pytest.raises(ValueError, match="even without its text"):
        record_of(a_tagged_article(title="ș" * (1 << 20)))


def test_times_are_utc_to_the_second_and_content_created_only_when_known() -> None:
    summer = timezone(timedelta(hours=3))
    told = PublishedAt(at=datetime(2017, 7, 1, 2, 30, 9, 500_000, summer), trust="high")
    item = record_of(a_tagged_article(published=told))["item"]
    assert item["contentCreated"] == "2017-06-30T23:30:09Z"
    assert item["firstCreated"] == "2017-11-03T07:52:11Z"
    assert item["versionCreated"] == "2017-11-03T08:31:05Z"
    assert "contentCreated" not in record_of(a_tagged_article(published=PublishedAt()))["item"]


def test_only_the_polls_time_stands_in_the_value() -> None:
    way = (Step(stage="poll", at="x"), Step(stage="clean", at="y", verdict="story"))
    steps = record_of(a_tagged_article(way=way))["wiredesk"]["way"]
    assert steps == [{"stage": "poll", "at": "x"}, {"stage": "clean", "verdict": "story"}]


def test_a_withdrawn_article_has_no_body_and_no_proof_in_it() -> None:
    proofs = (PROOF, msgspec.structs.replace(PROOF, field="headline"))
    record = record_of(a_tagged_article(pub_status="withheld", evidence=proofs), change="withdrawn")
    assert "bodies" not in record["item"]
    assert record["item"]["pubStatus"] == "withheld"
    assert [proof["field"] for proof in record["wiredesk"]["evidence"]] == ["headline"]


def test_what_ninjs_has_places_for_stands_there() -> None:
    item = record_of(SHAPES["authors, image, genre"])["item"]
    assert item["by"] == "Ana Pop, Ion Ionescu"
    assert item["associations"][0]["uri"] == "https://ziar.example/foto/%C4%83.jpg"
    assert item["genres"][0] == {
        "name": "Opinion", "uri": "http://cv.iptc.org/newscodes/genre/Opinion",
    }  # fmt: skip
    assert record_of(SHAPES["an embargo"])["item"]["embargoedUntil"] == "2017-11-04T04:00:00Z"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", ""])
def test_no_other_scheme_than_the_webs_leaves_as_a_link(address: str) -> None:
    item = record_of(a_tagged_article(id="one", url=address, image=address))["item"]
    assert item["uri"] == "urn:wiredesk:one"
    assert "associations" not in item
    assert "uri" not in item["infoSources"][0]


def test_the_publishers_uri_is_the_site_of_the_article() -> None:
    item = record_of(a_tagged_article(url="https://a:b@www.ziar.example:8443/a/b?c=d"))["item"]
    assert item["infoSources"][0] == {
        "role": "publisher", "name": "Ziar", "uri": "https://www.ziar.example:8443/",
    }  # fmt: skip
    assert "uri" not in record_of(a_tagged_article(url=""))["item"]["infoSources"][0]
