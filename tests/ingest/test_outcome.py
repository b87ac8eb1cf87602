import msgspec
import pytest

from ingest.asking import Response
from ingest.documents import ParsedFeed
from ingest.errors import NotAFeed, RateLimited, Unreachable
from ingest.known import Reserved
from ingest.marks import Marks
from ingest.outcome import News, answered, failed, news
from ingest.roster import Save, Turn
from tests.ingest.sightings import a_feed, a_sighting, an_entry

NOW = 1_700_000_000_000
TURN = Turn(feed="ziar", token="t", due=NOW, etag="old", failures=2, ttl=900)
ENTRIES = {"a": an_entry("a"), "b": an_entry("b")}


def a_response(**changes: object) -> Response:
    document = ParsedFeed(entries=tuple(ENTRIES.values()), title="Ziar", ttl_minutes=30)
    plain = Response(status=200, document=document, etag="e", last_modified="l", body="00")
    return msgspec.structs.replace(plain, **changes)


def after(response: Response, told: News) -> Save:
    return answered(a_feed(), TURN, response, told, now=NOW, draw=0)


def test_new_entries_are_wanted_unless_the_feeds_rules_exclude_them() -> None:
    seen = (a_sighting("a"), a_sighting("b"))
    told = news(a_feed(exclude=("/b$",)), ENTRIES, Marks(), Reserved(seen))
    assert (told.wanted, told.unwanted) == (seen[:1], seen[1:])
    assert told.marks == Marks().after(ENTRIES)


def test_what_another_feed_is_just_bringing_gets_no_mark_and_no_validators() -> None:
    told = news(a_feed(), ENTRIES, Marks(), Reserved((), ("b",)))
    assert told.marks and not told.marks.knows(ENTRIES["b"])
    assert "etag" not in after(a_response(), told).facts


def test_a_response_without_entries_takes_nothing_back() -> None:
    assert news(a_feed(), {}, Marks().after(ENTRIES), Reserved()) == News()
    assert after(a_response(document=None), News()).marks is None


def test_validators_and_facts_are_kept_after_an_answer() -> None:
    saved = after(a_response(), News(wanted=(a_sighting(),)))
    assert (saved.facts["etag"], saved.facts["last_modified"], saved.facts["body"]) == (
        "e", "l", "00",
    )  # fmt: skip
    assert (saved.facts["failures"], saved.facts["title"], saved.facts["entries"]) == (
        "0", "Ziar", "2",
    )  # fmt: skip
    assert saved.due == NOW + 1_800_000
    assert not saved.failing


def test_a_torn_feed_is_asked_for_whole_again() -> None:
    torn = ParsedFeed(entries=tuple(ENTRIES.values()), whole=False)
    assert "etag" not in after(a_response(document=torn), News()).facts


@pytest.mark.parametrize(
    ("response", "told", "word"),
    [
        (a_response(), News(wanted=(a_sighting(),)), "news"),
        (a_response(), News(unwanted=(a_sighting(),)), "news"),
        (a_response(), News(), "no_news"),
        (a_response(document=None), News(), "not_modified"),
    ],
)
def test_a_word_says_how_a_poll_went(response: Response, told: News, word: str) -> None:
    assert after(response, told).facts["result"] == word


def test_an_unchanged_feed_keeps_the_ttl_it_told_before() -> None:
    assert after(a_response(document=None), News()).due == NOW + 900_000


def test_a_failure_is_counted_said_and_backed_off() -> None:
    saved = failed(a_feed(), TURN, NotAFeed("a page"), now=NOW, draw=0)
    assert (saved.facts["failures"], saved.facts["why"]) == ("3", "a page")
    assert saved.facts["result"] == "not_a_feed"
    assert saved.due == NOW + 8 * 300_000
    assert saved.failing
    assert "etag" not in saved.facts


def test_a_server_that_names_its_time_is_asked_then() -> None:
    patient = failed(a_feed(), TURN, RateLimited(7200, "429"), now=NOW, draw=0)
    assert patient.due == NOW + 7_200_000
    unnamed = failed(a_feed(), TURN, Unreachable("timeout", "30 s"), now=NOW, draw=0)
    assert unnamed.due == NOW + 2_400_000
