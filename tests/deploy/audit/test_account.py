import itertools

from deploy.audit.account import Account, Line, Publications

AT = "2026-11-22T10:00:00.000Z"


def a_line(what: str, id: str = "a", seen_at: str = AT, at: str = AT, retag: int = 0) -> Line:
    return Line(id=id, seen_at=seen_at, what=what, at=at, feed="ziar", retag=retag)


def account_of(*lines: Line) -> Account:
    account = Account()
    for line in lines:
        account.take(line)
    return account


def test_an_entry_is_in_flight_until_it_ends() -> None:
    assert account_of(a_line("seen")).balance() == 0
    assert list(account_of(a_line("seen")).open) == [("a", AT)]
    assert not account_of(a_line("seen"), a_line("published")).open


def test_a_line_that_comes_again_counts_once() -> None:
    account = account_of(*[a_line("seen")] * 3, *[a_line("copy")] * 2, a_line("seen"))
    assert (account.seen, account.ended["copy"], account.balance()) == (1, 1, 0)


def test_the_first_end_counts_whatever_follows() -> None:
    account = account_of(a_line("seen"), a_line("published"), a_line("superseded"))
    assert account.ended == {"published": 1}


def test_after_a_redrive_the_last_end_counts() -> None:
    account = account_of(a_line("seen"), a_line("dead"), a_line("dead"), a_line("published"))
    assert +account.ended == {"published": 1}
    assert +account.days["ziar", AT[:10]] == {"seen": 1, "published": 1}


def test_a_retag_and_a_repeat_are_no_ends() -> None:
    account = account_of(a_line("seen"), a_line("repeat"), a_line("published", retag=1))
    assert len(account.open) == 1


def test_what_is_overdue_is_named_oldest_first() -> None:
    old, older = "2026-11-22T09:00:00.000Z", "2026-11-22T08:00:00.000Z"
    account = account_of(a_line("seen", "a", at=old), a_line("seen", "b", at=older))
    assert [id for id, _ in account.unaccounted(AT)] == ["b", "a"]
    assert account.unaccounted(older) == []


def test_the_books_balance_in_every_order_of_ends() -> None:
    for ends in itertools.permutations(("published", "dead", "repeat", "unchanged")):
        account = account_of(a_line("seen"), *map(a_line, ends))
        assert (account.balance(), account.ended.total()) == (0, 1)


def test_a_version_read_twice_or_going_down_is_told() -> None:
    books = Publications()
    for version in (1, 2, 2, 1, 3):
        books.take("a", version)
    assert (books.twice, books.backwards, books.count) == ([("a", 2)], [("a", 1)], 5)
