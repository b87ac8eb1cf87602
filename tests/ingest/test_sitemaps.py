from datetime import UTC, datetime

import pytest

from ingest.documents import FeedDocument, ParsedFeed, Sitemap
from ingest.errors import NotAFeed
from ingest.parse import parsed_feed
from ingest.sitemaps import next_maps, recent

AT = "https://www.ziar.example/sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?><!-- harta -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://www.ziar.example/stiri/1</loc><news:news><news:publication>
<news:name>Ziarul</news:name><news:language>ro</news:language></news:publication>
<news:publication_date>2026-11-22T10:00:00+02:00</news:publication_date>
<news:title>Ploi în sud &amp; est</news:title><news:keywords>vreme, ploi</news:keywords></news:news>
</url><url><loc>/stiri/2</loc><lastmod>2026-11-22</lastmod></url>
<url><loc>/stiri/3</loc><lastmod>2020-01-01</lastmod></url><url><loc>/despre</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://wrong.example/"><sitemap><loc>/harta-1.xml</loc>
<lastmod>2026-11-20T10:00:00Z</lastmod></sitemap><sitemap>
https://www.ziar.example/harta-2.xml</sitemap><sitemap><loc>javascript:x</loc></sitemap>
</sitemapindex>"""


def read(text: str) -> ParsedFeed:
    return parsed_feed(FeedDocument(body=text.encode(), url=AT))


def test_reads_a_news_sitemap() -> None:
    feed = read(NEWS)
    first, second = feed.entries[:2]
    assert (feed.version, feed.title, feed.whole, len(feed.entries)) == (
        "sitemap",
        "Ziarul",
        True,
        4,
    )
    assert (first.title, first.url) == ("Ploi în sud & est", "https://www.ziar.example/stiri/1")
    assert first.published_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert (first.language, first.categories) == ("ro", ("vreme", "ploi"))
    assert (second.title, second.url) == ("", "https://www.ziar.example/stiri/2")
    assert second.updated_at == datetime(2026, 11, 22, tzinfo=UTC)


def test_of_a_plain_map_only_what_changed_lately_is_taken() -> None:
    assert [entry.url[-1] for entry in recent(read(NEWS).entries)] == ["1", "2"]


def test_reads_an_index_whatever_its_namespace() -> None:
    feed = read(INDEX)
    assert (feed.version, feed.entries) == ("sitemapindex", ())
    assert feed.sitemaps == (
        Sitemap(url="https://www.ziar.example/harta-1.xml", changed="2026-11-20T10:00:00+00:00"),
        Sitemap(url="https://www.ziar.example/harta-2.xml"),
    )


def test_a_torn_map_says_so() -> None:
    torn = read(NEWS[: NEWS.index("<url><loc>/stiri/3")])
    assert (torn.whole, len(torn.entries)) == (False, 2)
    assert read("<urlset").entries == ()


def test_what_declares_entities_is_no_map() -> None:
    bomb = '<!DOCTYPE u [<!ENTITY a "x"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(NotAFeed):
        read(f"{bomb}<urlset><url><loc>https://a.example/&a;&f;</loc></url></urlset>")


def dated(*days: int) -> tuple[Sitemap, ...]:
    return tuple(Sitemap(url=f"https://a.example/{d}", changed=f"2026-11-{d:02d}") for d in days)


def test_an_index_is_read_from_its_newest_maps_on_two_at_a_time() -> None:
    maps = dated(3, 1, 2, 4, 5)
    first = next_maps(maps, "")
    assert ([m.url[-1] for m in first.maps], first.more) == (["4", "5"], False)
    later = next_maps(maps + dated(8, 6, 7), first.drip)
    assert ([m.url[-1] for m in later.maps], later.more) == (["6", "7"], True)
    last = next_maps(maps + dated(8, 6, 7), later.drip)
    assert ([m.url[-1] for m in last.maps], last.more) == (["8"], False)
    assert next_maps(maps, first.drip) == ((), first.drip, False)


def test_maps_that_changed_on_one_day_are_all_read() -> None:
    maps = tuple(Sitemap(url=f"https://a.example/{n}", changed="2026-11-22") for n in range(5))
    seen, drip = [], "2026-11-21"
    for _ in range(3):
        portion = next_maps(maps, drip)
        drip = portion.drip
        seen += [place.url[-1] for place in portion.maps]
    assert seen == list("01234")


def test_maps_without_dates_are_read_one_after_the_other() -> None:
    maps, drip, seen = tuple(Sitemap(url=str(n)) for n in range(5)), "", []
    for _ in range(4):
        portion = next_maps(maps, drip)
        drip = portion.drip
        seen += [place.url for place in portion.maps]
    assert seen == ["0", "1", "2", "3", "4", "1", "2"]
