import time

import pytest

from ingest.robots import MOST, SLOWEST, crawl_delay, may_fetch, rules_text

OURS = "wiredesk"
RULES = """\
User-agent: *
Disallow: /admin
Allow: /admin/news
Disallow: /*.pdf$
Crawl-delay: 2

User-agent: WireDesk
Disallow: /wires
Crawl-delay: 7.5

User-agent: hurried
Request-rate: 1/5
"""


def test_our_own_rules_win_over_those_for_all() -> None:
    assert may_fetch(RULES, "https://a.example/admin", OURS)
    assert not may_fetch(RULES, "https://a.example/wires/1", OURS)
    assert crawl_delay(RULES, OURS) == 7.5


def test_rules_for_all() -> None:
    assert not may_fetch(RULES, "https://a.example/admin/x", "other")
    assert may_fetch(RULES, "https://a.example/admin/news/1", "other")
    assert not may_fetch(RULES, "https://a.example/x.pdf", "other")
    assert may_fetch(RULES, "https://a.example/x.pdf?download", "other")
    assert crawl_delay(RULES, "other") == 2
    assert crawl_delay(RULES, "hurried") == 5
    assert crawl_delay("", OURS) is None
    assert may_fetch("", "https://a.example/", OURS)


def test_a_delay_is_no_way_to_stop_us_for_ever_or_go_back_in_time() -> None:
    assert crawl_delay("User-agent: *\nCrawl-delay: 99999999", OURS) == SLOWEST
    assert crawl_delay("User-agent: *\nCrawl-delay: -3", OURS) in {None, 0.0}
    assert crawl_delay("User-agent: *\nCrawl-delay: soon", OURS) is None


ANSWERS = {
    "rules": (200, b"\xef\xbb\xbfDisallow: /x", "Disallow: /x"),
    "none": (404, b"<html>", ""),
    "forbidden": (403, b"", ""),
    "gone": (410, b"", ""),
    "slow down": (429, b"", None),
    "broken": (500, b"Disallow:", None),
    "away": (503, b"", None),
    "nowhere": (302, b"", None),
    "no text": (200, b"\xff\xfe\x00", "\ufffd\ufffd\x00"),
}


@pytest.mark.parametrize(("status", "body", "text"), ANSWERS.values(), ids=ANSWERS.keys())
def test_what_an_answer_stands_for(status: int, body: bytes, text: str | None) -> None:
    assert rules_text(status, body) == text


@pytest.mark.timeout(20)
def test_hostile_rules_cost_little() -> None:
    stars = b"User-agent: *\nDisallow: /" + b"*a" * 1000 + b"$\n"
    heavy = stars * 300 + b"Disallow: /" + b"*" * 2000 + b"x\n" + b"Disallow: /z" * 100_000
    text = rules_text(200, heavy)
    assert text is not None and len(text) <= MOST
    began = time.process_time()
    assert may_fetch(text, "https://a.example/" + "a" * 5000, OURS)
    assert time.process_time() - began < 2
