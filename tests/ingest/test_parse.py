import json
import pickle
import resource
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.urls import article_id, id_of_guid
from ingest.errors import NotAFeed
from ingest.parse import FeedDocument, ParsedFeed, parse_document, parsed_feed

AT = "https://www.ziar.example/rss/stiri.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Ziar &amp;amp; fiii</title><link>https://www.ziar.example/</link><language>ro</language>
<ttl>15</ttl><atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/rss"/>
<item><title>Guvernul &amp;amp; &lt;i&gt;opoziția&lt;/i&gt;</title>
<link> /stiri/4711?utm_source=rss </link><guid isPermaLink="false">ziar-4711</guid>
<dc:creator>Ana Pop</dc:creator><category>Politică</category><category>Intern</category>
<description>Pe scurt.</description><content:encoded><![CDATA[<p>Pe larg,
 cu <a href="/x">x</a>.</p>]]>
</content:encoded><pubDate>Sun, 22 Nov 2026 10:00:00 +0200</pubDate></item>
<item><title>Fără adresă</title><guid isPermaLink="false">7</guid><pubDate>Lun, 23 noi 2026 01:00:00
 +0200</pubDate></item>
<item><author>ion@ziar.example (Ion)</author></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/d/"
 xml:lang="en-gb">
<title type="html">A &amp;amp; B</title>
<entry><title type="text">1 &lt; 2</title><id>tag:a,2026:1</id><link rel="enclosure" href="e.mp3"/>
<link href="story"/><updated>2026-11-22T10:00:00Z</updated>
<published>2026-11-21T23:00:00-05:00</published>
<author><name>Ann</name></author><author><name>Bob</name></author><summary>short</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>long text</p></div></content>
<category term="news" label="News"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>R</title></channel>
<item rdf:about="https://r.example/1"><title>one</title><link>https://r.example/1</link></item>
</rdf:RDF>"""


def feed_of(text: str, **changes: str) -> ParsedFeed:
    return parsed_feed(FeedDocument(body=text.encode(), url=changes.get("url", AT)))


def item(inside: str) -> str:
    return f"<rss version='2.0'><channel><title>t</title><item>{inside}</item></channel></rss>"


def test_reads_what_a_feed_says_of_itself() -> None:
    feed = feed_of(RSS)
    assert (feed.title, feed.language, feed.version) == ("Ziar & fiii", "ro", "rss20")
    assert (feed.ttl_minutes, feed.hubs) == (15, ("https://hub.example/",))
    assert (feed.topic, feed.whole, feed.nameless) == ("https://www.ziar.example/rss", True, 1)


def test_reads_an_entry_whole() -> None:
    entry = feed_of(RSS).entries[0]
    assert entry.url == "https://www.ziar.example/stiri/4711?utm_source=rss"
    assert entry.id == article_id("https://ziar.example/stiri/4711")
    assert (entry.guid, entry.title) == ("ziar-4711", "Guvernul & opoziția")
    assert entry.html.strip() == '<p>Pe larg,\n cu <a href="/x">x</a>.</p>'
    assert (entry.authors, entry.categories) == (("Ana Pop",), ("Politică", "Intern"))
    assert entry.published_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert (entry.updated_at, entry.language) == (None, "ro")


def test_an_entry_without_link_has_its_providers_id_and_guids_stay_as_told() -> None:
    entry = feed_of(RSS).entries[1]
    assert (entry.id, entry.url, entry.guid) == (id_of_guid("www.ziar.example"[4:], "7"), "", "7")
    assert entry.published_at == datetime(2026, 11, 22, 23, tzinfo=UTC)


def test_reads_atom() -> None:
    feed = feed_of(ATOM)
    (entry,) = feed.entries
    assert (feed.title, feed.version, entry.language) == ("A & B", "atom10", "en-GB")
    assert (entry.url, entry.guid, entry.title) == (
        "https://a.example/d/story",
        "tag:a,2026:1",
        "1 < 2",
    )
    assert entry.authors == ("Ann", "Bob")
    assert "<p>long text</p>" in entry.html
    assert entry.published_at == datetime(2026, 11, 22, 4, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert entry.categories == ("news",)


def test_reads_rdf_and_json() -> None:
    assert [entry.url for entry in feed_of(RDF).entries] == ["https://r.example/1"]
    told = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "one"}]}
    assert feed_of("\ufeff " + json.dumps(told)).entries[0].title == "one"


LINKS = {
    "permanent guid": ("<guid>https://a.example/1</guid>", "https://a.example/1"),
    "FeedBurner": (
        "<link>https://feeds.example/~r/1</link><x:origLink xmlns:x="
        "'http://rssnamespace.org/feedburner/ext/1.0'>https://a.example/1</x:origLink>",
        "https://a.example/1",
    ),
    "script": ("<title>x</title><link>javascript:alert(1)</link>", ""),
}


@pytest.mark.parametrize(("inside", "url"), LINKS.values(), ids=LINKS.keys())
def test_the_link_of_the_article(inside: str, url: str) -> None:
    assert feed_of(item(inside)).entries[0].url == url


DATES = {
    "beyond the calendar": "Sat, 01 Jan 292277026596 00:00:00 GMT",
    "no date": "acum două ore",
    "empty": "",
}


@pytest.mark.parametrize("date", DATES.values(), ids=DATES.keys())
def test_dates_that_are_none_are_none(date: str) -> None:
    (entry,) = feed_of(item(f"<title>x</title><pubDate>{date}</pubDate>")).entries
    assert entry.published_at is None


def test_an_update_is_not_taken_for_the_publication() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (entry,) = feed_of(
            item("<title>x</title><pubDate>Sun, 22 Nov 2026 10:00:00 Z</pubDate>")
        ).entries
    assert entry.published_at and entry.updated_at is None


NO_FEEDS = {
    "empty": "",
    "blank": " \n",
    "page": "<!DOCTYPE html><html><body><item>x</item></body></html>",
    "page behind a comment": "<!-- x -->\n<html><head></head></html>",
    "text": "Not found",
    "other XML": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "JSON": "{}",
}


@pytest.mark.parametrize("text", NO_FEEDS.values(), ids=NO_FEEDS.keys())
def test_what_no_feed_is(text: str) -> None:
    with pytest.raises(NotAFeed):
        feed_of(text)
    assert isinstance(parse_document(FeedDocument(body=text.encode())), NotAFeed)


def test_the_name_of_a_file_is_no_feed(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(RSS)
    for name in (str(file), f"file://{file}"):
        with pytest.raises(NotAFeed):
            feed_of(name)


MISTAKES = {
    "bare ampersand": ("Ana & Ion", item("<title>Ana & Ion</title>")),
    "undeclared entity": ("Ana Ion", item("<title>Ana&nbsp;Ion</title>")),
    "control character": ("AnaIon", item("<title>Ana\x0bIon</title>")),
    "blanks before": ("x", " \n\ufeff<?xml version='1.0'?>" + item("<title>x</title>")),
    "no end": ("x", item("<title>x</title>").replace("</channel></rss>", "")),
    "entity too large": ("x\ufffd", item("<title>x&#99999999999;</title>")),
    "half a character": ("x\ufffd\ufffd", item("<title>x&#xD800;&#57343;</title>")),
    "beyond Unicode": ("x\ufffdș", item("<title>x&#x110000;&#x219;</title>")),
    "escaped twice": ("x\ufffd", item("<title>x&amp;#xD800;</title>")),
    "long zeros": ("xș", item(f"<title>x&#{'0' * 5000}537;</title>")),
    "undeclared prefix": ("x", item("<title>x</title><media:y>z</media:y>")),
    "junk behind": ("x", item("<title>x</title>") + "<script>1</script>"),
}


@pytest.mark.parametrize(("title", "text"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes_do_not_cost_the_entry(title: str, text: str) -> None:
    assert feed_of(text).entries[0].title == title


def test_says_when_a_feed_is_torn() -> None:
    assert feed_of(RSS).whole and feed_of(ATOM + "\n<!-- cached -->\n").whole and feed_of(RDF).whole
    assert not feed_of(RSS[:-30]).whole


def test_one_bad_byte_does_not_cost_the_other_letters() -> None:
    body = RSS.encode().replace(b"Pe scurt", b"Pe \xff scurt")
    told = parsed_feed(FeedDocument(body=body, url=AT))
    assert told.entries[0].title == "Guvernul & opoziția"


def test_ends_survive_the_way_out_of_a_child() -> None:
    for body in (RSS.encode(), b""):
        end = parse_document(FeedDocument(body=body))
        assert type(pickle.loads(pickle.dumps(end))) is type(end)


def test_what_is_kept_of_a_feed_is_small() -> None:
    """Its head alone: 100 feeds of 100 KB left 50 MB behind."""
    for feed in range(200):
        parsed_feed(FeedDocument(body=a_large_feed(feed), reader="fast"))
        if feed == 99:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000  # KiB


def a_large_feed(number: int) -> bytes:
    item = f"<item><title>T</title><guid>1</guid><description>{'x' * 100_000}</description></item>"
    return f"<rss version='2.0'><channel><title>{number}</title>{item}</channel></rss>".encode()
