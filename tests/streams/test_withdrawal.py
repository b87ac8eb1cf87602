from config.codec import TAGGED
from config.moments import milliseconds
from config.published import Published
from streams.record import published_record
from streams.withdrawal import RESTORE, WITHDRAW, restoration, withdrawal
from tests.factories import a_tagged_article

SEEN = a_tagged_article().seen_at


def a_record(**changes: object) -> Published:
    article = a_tagged_article(**changes)
    return published_record(
        article, version=3, first_seen=article.seen_at, change="update", desks=("a",)
    )


def test_an_order_to_withdraw_carries_the_article_its_reason_and_its_notice() -> None:
    order = withdrawal(a_record(), "withheld", "why", 0, "notice")
    article = TAGGED.decode(order.value)
    assert (article.pub_status, article.ed_note, article.notice) == ("withheld", "why", "notice")
    assert article.text == a_tagged_article().text
    assert order.key == article.id.encode()
    assert dict(order.headers)[WITHDRAW]
    assert dict(order.headers)["seen_at"] == article.seen_at.encode()


def test_an_order_comes_behind_the_version_it_was_made_from_whatever_the_clock_says() -> None:
    for now in (0, milliseconds(SEEN) + 5000):
        article = TAGGED.decode(withdrawal(a_record(), "canceled", "why", now).value)
        assert milliseconds(article.seen_at) == max(now, milliseconds(SEEN) + 1)


def test_a_restored_article_is_usable_and_no_notice_holds_it_back() -> None:
    record = a_record(notice="notice", ed_note="old")
    order = restoration(record, None, 0)
    article = TAGGED.decode(order.value)
    assert (article.pub_status, article.ed_note, article.notice) == ("usable", None, None)
    assert dict(order.headers)[RESTORE]
