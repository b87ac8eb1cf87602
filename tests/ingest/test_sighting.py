import msgspec
import pytest

from config.feeds import Feed
from config.records import Entry
from ingest.sighting import (
    DECODER,
    HTML,
    LEDGER_BYTES,
    NO_HOST,
    WHOLE_PAGE,
    Sighting,
    excluded,
    for_ledger,
    sighting,
    text_of,
)

FEED = Feed(url="https://ziar.example/rss", id="ziar", publisher="Ziar", country="RO")
ENTRY = Entry(id="mfzwizltoqydcmrtgq2tmnzyha", url="https://ziar.example/a", title="Titlu")


def seen(feed: Feed = FEED, **changes: object) -> Sighting:
    return sighting(feed, msgspec.structs.replace(ENTRY, **changes), 1_509_697_865_117)


def fed(**changes: object) -> Feed:
    return msgspec.structs.replace(FEED, **changes)


def test_a_sighting_names_a_version() -> None:
    assert seen().key == "mfzwizltoqydcmrtgq2tmnzyha 2017-11-03T08:31:05.117Z"


def test_an_entry_queues_under_the_host_of_its_link() -> None:
    assert seen().host == "ziar.example"
    assert seen(url="https://ziar.example:8443/a").host == "ziar.example:8443"
    assert seen(url="https://ziar.example:port/a").host == NO_HOST


def test_an_entry_that_needs_no_page_queues_under_no_host() -> None:
    assert seen(fed(pages="never")).host == NO_HOST
    assert seen(url="").host == NO_HOST
    assert not seen(url="").wants_page


def test_a_page_brings_all_the_text_there_is() -> None:
    assert seen().size == WHOLE_PAGE
    assert seen(fed(pages="never"), html="<p>abc</p>").size == 3


@pytest.mark.parametrize("pattern", ["/a$", "^Tit"], ids=["link", "title"])
def test_rules_of_a_feed_exclude_by_link_or_title(pattern: str) -> None:
    assert excluded(fed(exclude=(pattern,)), ENTRY)
    assert not excluded(fed(exclude=("sport",)), ENTRY)


def test_a_whole_sighting_fits_the_ledger() -> None:
    assert DECODER.decode(for_ledger(seen(html="<p>x"))) == seen(html="<p>x")


def test_a_long_text_is_cut_for_the_ledger_and_a_huge_one_for_the_frontier() -> None:
    huge = seen(html="ș" * 300_000)
    assert len(huge.entry.html) == HTML
    line = for_ledger(huge)
    assert LEDGER_BYTES // 2 < len(line) <= LEDGER_BYTES
    assert DECODER.decode(line).entry.html.startswith("șș")


def test_an_entry_of_endless_names_keeps_what_leads_to_its_page() -> None:
    line = for_ledger(seen(authors=("ț" * 50_000,), title="x" * 50_000))
    kept = DECODER.decode(line)
    assert len(line) <= LEDGER_BYTES
    assert (kept.entry.id, kept.entry.url) == (ENTRY.id, ENTRY.url)
    assert kept.content == seen(authors=("ț" * 50_000,), title="x" * 50_000).content


def test_a_page_is_not_fetched_where_the_feed_carries_the_story() -> None:
    story = "<p>" + "Guvernul a hotărât că drumul se închide. " * 40 + "</p>"
    assert not seen(html=story).wants_page
    assert seen(html=story + "[…]").wants_page
    assert seen(fed(pages="always"), html=story).wants_page
    assert seen(html=story).host == NO_HOST
    assert seen(html=story).size == WHOLE_PAGE, "no other feed's page is needed either"


def test_a_hostile_text_takes_no_longer_than_others() -> None:
    assert text_of(msgspec.structs.replace(ENTRY, html="<" * 1_000_000)) == 1_000_000
