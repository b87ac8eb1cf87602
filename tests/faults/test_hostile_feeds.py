"""Thousands of feeds that others collected because they break parsers. ALL_FEEDS=1 for all."""

import base64
import gzip
import json
import os
from collections.abc import Iterator

import pytest

from config.charsets import codec_of, decoded
from config.children import Children, Killed
from ingest.errors import NotAFeed
from ingest.parse import FeedDocument, ParsedFeed, parse_document
from tests.conftest import SHARED

CORPORA = ("feeds-feedparser", "feeds-feedvalidator", "feeds-gofeed", "bad-charset")
AT = "https://ziar.example/rss"
QUICK = ("feed_author_redos_40k.xml", "feed_charref_overflow.xml", "feed_doctype_local_file.xml",
         "feed_quadratic_entity_4GB.xml", "feed_utf16_bomb.xml")  # fmt: skip
RSS = "<rss version='2.0'><channel><item><title>x</title></item></channel></rss>"
EVERY = 1 if os.environ.get("ALL_FEEDS") else 8  # of the 5,300; all of them take half a minute


def collected(corpus: str) -> Iterator[dict[str, str]]:
    file = SHARED / "data" / corpus / "cases.jsonl.gz"
    if not file.exists():
        pytest.skip(f"the shared {corpus} is not here")
    with gzip.open(file) as lines:
        yield from (json.loads(line) for place, line in enumerate(lines) if not place % EVERY)


@pytest.fixture(scope="module")
def children() -> Iterator[Children[FeedDocument, ParsedFeed | NotAFeed]]:
    ours = Children(parse_document, count=2, cpu_seconds=2, memory_bytes=1 << 30)
    yield ours
    ours.stop()


@pytest.mark.parametrize("corpus", CORPORA)
async def test_no_document_crashes_or_leaves_what_cannot_be_written(
    corpus: str, children: Children[FeedDocument, ParsedFeed | NotAFeed]
) -> None:
    documents = [
        FeedDocument(body=base64.b64decode(case["body_b64"]), url=AT) for case in collected(corpus)
    ]
    ends = await children.results(documents)
    assert not [str(end) for end in ends if isinstance(end, Killed)]
    feeds = [end for end in ends if isinstance(end, ParsedFeed)]
    assert len(feeds) > len(ends) / 2
    for feed in feeds:
        for entry in feed.entries:
            told = entry.title + entry.html + entry.url + "".join(entry.authors)
            told.encode()
            assert "\0" not in told


def test_declared_encodings_are_read_as_declared() -> None:
    wrong = total = 0
    for case in collected("bad-charset"):
        body, codec = base64.b64decode(case["body_b64"]), codec_of(case["charset_label"] or "")
        if codec and b"encoding=" in body[:200]:
            total += 1
            wrong += decoded(body).lstrip("\ufeff") != body.decode(codec, "replace").lstrip(
                "\ufeff"
            )
    assert total > 20
    assert wrong <= total / 100


async def test_hostile_documents_end_in_time(
    children: Children[FeedDocument, ParsedFeed | NotAFeed],
) -> None:
    folder = SHARED / "data" / "security" / "pathological"
    if not folder.exists():
        pytest.skip("the shared pathological feeds are not here")
    files = sorted(folder.glob("feed_*.xml"))
    if EVERY > 1:  # the others only differ in how long they would take
        files = [file for file in files if file.name in QUICK]
    good = FeedDocument(body=RSS.encode(), url=AT)
    documents = [FeedDocument(body=file.read_bytes(), url=AT) for file in files]
    ends = await children.results([good, *documents, good])
    assert isinstance(ends[0], ParsedFeed) and ends[0] == ends[-1]
    known = dict(zip((file.name for file in files), ends[1:-1], strict=True))
    assert isinstance(known["feed_author_redos_40k.xml"], Killed)
    assert isinstance(known["feed_charref_overflow.xml"], ParsedFeed)
    assert "root:" not in str(known["feed_doctype_local_file.xml"])


async def test_xml_bombs_and_foreign_entities_neither_expand_nor_reach_out(
    children: Children[FeedDocument, ParsedFeed | NotAFeed],
) -> None:
    folder = SHARED / "data" / "bad-xml"
    if not folder.exists():
        pytest.skip("the shared bad-xml is not here")
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    documents = [FeedDocument(body=file.read_bytes(), url=AT) for file in files]
    snippets = (folder / "xxe_readme_blocks.jsonl").read_text().splitlines()
    documents += [FeedDocument(body=json.loads(line)["xml"].encode(), url=AT) for line in snippets]
    for end in await children.results(documents):
        assert not isinstance(end, Killed)
        assert "root:" not in str(end)
