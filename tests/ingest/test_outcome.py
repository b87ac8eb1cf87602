import msgspec
import pytest
from msgspec.structs import replace

from ingest.asking import Response
from ingest.documents import ParsedFeed
from ingest.errors import NotAFeed, RateLimited, Refused, Unreachable
from ingest.history import DAY, polls
from ingest.known import Reserved
from ingest.marks import Marks
from ingest.outcome import News, answered, doubt, failed, news
from ingest.turn import Save, Turn
from tests.ingest.sightings import a_feed, a_sighting, an_entry

NOW = 1_700_000_000_000
TURN = Turn(feed="ziar", token="t", due=NOW, etag="old", failures=2, ttl=900)
ENTRIES = {"a": an_entry("a"), "b": an_entry("b")}
MARKS = Marks().after(ENTRIES)


def a_response(**changes: object) -> Response:
    document = ParsedFeed(entries=tuple(ENTRIES.values()), title="Ziar", ttl_minutes=30)
    plain = Response(status=200, document=document, etag="e", last_modified="l", body="00")
    return msgspec.structs.replace(plain, **changes)


def after(response: Response, told: News) -> Save:
    return answered(a_feed(), TURN, response, told, now=NOW, draw=0)


def test_new_entries_are_wanted_unless_the_feeds_rules_exclude_them() -> None:
    seen = (a_sighting("a"), a_sighting("b"))
    told = news(a_feed(exclude=("/b$",)), MARKS, Reserved(seen))
    assert (told.wanted, told.unwanted) == (seen[:1], seen[1:])
    assert told.marks == MARKS


def test_what_another_feed_is_just_bringing_gets_no_mark_and_no_validators() -> None:
    told = news(a_feed(), MARKS, Reserved((), ("b",)))
    assert told.marks and not told.marks.knows(ENTRIES["b"])
    assert after(a_response(), told).known.etag == "old"


def test_what_was_too_much_for_one_poll_comes_with_the_next_ones() -> None:
    told = news(a_feed(), MARKS, Reserved((a_sighting("a"),), left=("b",)))
    assert told.marks and not told.marks.knows(ENTRIES["b"])
    saved = after(a_response(fresh=86_400), told)
    assert (saved.known.left, saved.known.etag) == (1, "old")
    assert saved.due <= NOW + 60_000


def test_a_response_without_entries_takes_nothing_back() -> None:
    assert news(a_feed(), MARKS.after({}), Reserved()) == News()
    assert after(a_response(document=None), News()).marks is None


def test_validators_and_facts_are_kept_after_an_answer() -> None:
    saved = after(a_response(), News(wanted=(a_sighting(),)))
    known = saved.known
    assert (known.etag, known.last_modified, known.body) == ("e", "l", "00")
    assert (known.failures, known.title, known.entries) == (0, "Ziar", 2)
    assert saved.due == known.next == NOW + 1_800_000
    assert (known.state, known.days) == ("active", f"{NOW // DAY}:1:1:0")


def test_a_torn_feed_is_asked_for_whole_again() -> None:
    torn = ParsedFeed(entries=tuple(ENTRIES.values()), whole=False)
    assert after(a_response(document=torn), News()).known.etag == "old"


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
    assert after(response, told).known.result == word


def test_an_unchanged_feed_keeps_the_ttl_it_told_before() -> None:
    assert after(a_response(document=None), News()).due == NOW + 900_000


def test_a_failure_is_counted_said_and_backed_off() -> None:
    saved = failed(a_feed(), TURN, NotAFeed("a page"), now=NOW, draw=0)
    assert (saved.known.failures, saved.known.why) == (3, "a page")
    assert (saved.known.result, saved.known.state) == ("not_a_feed", "failing")
    assert saved.due == NOW + 8 * 300_000
    assert (saved.known.etag, saved.known.days) == ("old", f"{NOW // DAY}:1:0:0")


def test_a_server_that_names_its_time_is_asked_then() -> None:
    patient = failed(a_feed(), TURN, RateLimited(7200, "429"), now=NOW, draw=0)
    assert patient.due == NOW + 7_200_000
    unnamed = failed(a_feed(), TURN, Unreachable("timeout", "30 s"), now=NOW, draw=0)
    assert unnamed.due == NOW + round(300_000 * 2**2.5)


def test_a_feed_that_is_gone_is_asked_once_in_thirty_days() -> None:
    saved = failed(a_feed(), TURN, Refused("gone", "status 410"), now=NOW, draw=0)
    assert (saved.known.state, saved.due) == ("gone", NOW + 30 * 86_400_000)


def test_what_the_server_calls_fresh_is_not_asked_again() -> None:
    fresh = a_response(document=None, fresh=3600)
    assert after(fresh, News()).due == NOW + 3_600_000
    free = answered(a_feed(ttl="ignore"), TURN, fresh, News(), now=NOW, draw=0)
    assert free.due == NOW + 300_000


def test_each_poll_goes_into_the_history() -> None:
    saved = after(a_response(took=0.25), News(wanted=(a_sighting(),)))
    (poll,) = polls(saved.known.history)
    assert (poll.at, poll.result, poll.status) == (NOW // 1000, "news", 200)
    assert (poll.news, poll.took) == (1, 250)
    again = failed(
        a_feed(), replace(TURN, history=saved.known.history), Refused("gone", ""), now=NOW, draw=0
    )
    assert [poll.result for poll in polls(again.known.history)] == ["news", "gone"]


KNOWN = replace(TURN, home="ziar.example", title="Ziarul de azi", language="ro")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"home": "parking.example"}, "domain: ziar.example → parking.example"),
        ({"title": "Buy this domain"}, "title: Ziarul de azi → Buy this domain"),
        ({"language": "en-US"}, "language: ro → en-US"),
        ({"title": "Ziarul – 22 noiembrie", "language": "ro-RO"}, ""),
        ({"title": "", "language": None}, ""),
    ],
)
def test_a_feed_that_may_be_another_one_is_doubted(changes: dict[str, str], why: str) -> None:
    home = changes.get("home", "ziar.example")
    facts = {"title": "Ziarul de azi"} | {k: v for k, v in changes.items() if k != "home"}
    response = a_response(home=home, document=ParsedFeed(**facts))  # type: ignore[arg-type]  # parametrised
    assert doubt(KNOWN, response) == why
    saved = answered(a_feed(), KNOWN, response, News(), now=NOW, draw=0)
    assert saved.known.state == ("quarantined" if why else "active")
    assert saved.known.etag == ("old" if why else "e")


def test_doubts_stay_until_somebody_accepts_the_feed() -> None:
    doubted = replace(KNOWN, quarantine="title: A → B")
    assert doubt(doubted, a_response(home="ziar.example")) == "title: A → B"
    lost = failed(a_feed(), doubted, Unreachable("timeout", ""), now=NOW, draw=0)
    assert lost.known.state == "quarantined"


def test_a_move_for_good_is_believed_after_three_days() -> None:
    moved = a_response(document=None, moved="https://ziar.example/nou")
    told = after(moved, News()).known
    assert (told.moved_to, told.moved_at) == ("https://ziar.example/nou", NOW)
    waiting = replace(TURN, moved_to="https://ziar.example/nou", moved_at=NOW - 86_400_000)
    assert not answered(a_feed(), waiting, moved, News(), now=NOW, draw=0).known.address
    sure = replace(waiting, moved_at=NOW - 3 * 86_400_000)
    believed = answered(a_feed(), sure, moved, News(), now=NOW, draw=0).known
    assert believed.address == "https://ziar.example/nou"
    back = answered(a_feed(), waiting, a_response(document=None), News(), now=NOW, draw=0).known
    assert back.moved_to == ""


def test_a_new_address_that_fails_is_given_up() -> None:
    abroad = replace(TURN, address="https://ziar.example/nou", failures=3)
    assert failed(a_feed(), abroad, NotAFeed("a page"), now=NOW, draw=0).known.address == ""


def test_a_server_whose_304_hid_news_is_caught() -> None:
    hidden = after(a_response(audited=True), News(wanted=(a_sighting(),)))
    assert hidden.known.liar == NOW
    assert not after(a_response(audited=True), News()).known.liar
