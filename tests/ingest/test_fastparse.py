import pytest

from ingest.documents import FeedDocument, ParsedFeed
from ingest.errors import NotAFeed
from ingest.fastparse import fast_told
from ingest.parse import parsed_feed
from tests.ingest.test_parse import ATOM, RDF, RSS

AT = "https://www.ziar.example/rss/stiri.xml"
WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Știri &#8211; Ziar</title><link>https://ziar.example</link><language>ro-RO</language>
<item><title>Ploi în sud &#8211; &#8222;cod galben&#8221;</title><link>https://ziar.example/ploi/</link>
<dc:creator><![CDATA[Ana Pop]]></dc:creator><pubDate>Sun, 22 Nov 2026 08:00:00 +0000</pubDate>
<category><![CDATA[Vreme]]></category><guid isPermaLink="false">https://ziar.example/?p=7</guid>
<description><![CDATA[<p>Pe scurt &#8230;</p>]]></description>
<content:encoded><![CDATA[<p>Pe larg, cu <b>litere</b> groase.</p>]]></content:encoded></item>
<item><title>Simplu &amp; clar</title><link>https://ziar.example/simplu/</link><guid>s-2</guid>
<pubDate>Sat, 21 Nov 2026 08:00:00 GMT</pubDate><description>Doar text, fără nimic.</description>
</item>
</channel></rss>"""
GERMAN_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blatt</title>
<id>urn:blatt</id><updated>2026-11-22T10:00:00Z</updated>
<entry><title>Überschrift</title><link href="https://blatt.example/1"/><id>urn:blatt:1</id>
<updated>2026-11-22T10:00:00+01:00</updated><author><name>Eva</name></author>
<summary type="html">&lt;p&gt;Kurz&lt;/p&gt;</summary></entry></feed>"""


def read(text: str, reader: str) -> ParsedFeed:
    document = FeedDocument(body=text.encode(), url=AT)
    return parsed_feed(FeedDocument(body=document.body, url=AT, reader=reader))  # type: ignore[arg-type]  # parametrised


@pytest.mark.parametrize("text", [WORDPRESS, GERMAN_ATOM])
def test_both_readers_say_the_same_of_common_feeds(text: str) -> None:
    checked = read(text, "both")
    assert (checked.agreed, checked.reader, bool(checked.entries)) == (True, "reference", True)
    assert read(text, "fast").entries == checked.entries


@pytest.mark.parametrize("text", [RSS, ATOM, RDF])
def test_where_they_differ_feedparser_is_believed(text: str) -> None:
    checked = read(text, "both")
    assert checked.entries == read(text, "reference").entries
    assert checked.agreed is not None


def test_what_the_fast_reader_cannot_read_feedparser_reads() -> None:
    strange = WORDPRESS.replace("<item>", "<Item>").replace("</item>", "</Item>")
    read_fast = read(strange, "fast")
    assert (read_fast.reader, read_fast.agreed) == ("reference", False)
    assert read_fast.entries == read(strange, "reference").entries


def test_a_document_that_looks_like_an_address_is_not_fetched() -> None:
    with pytest.raises(NotAFeed):
        fast_told("http://127.0.0.1:9/feed.xml", AT, None)
    with pytest.raises(NotAFeed):
        read("https://127.0.0.1:9/feed.xml", "fast")
