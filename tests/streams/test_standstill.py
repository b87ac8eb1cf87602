from streams.standstill import Standstill

EVERY = 5.0  # seconds between two looks of these tests


Looks = list[tuple[dict[int, int], dict[int, int]]]


def looked(still: Standstill[int], looks: Looks) -> int | None:
    """What the last of these looks finds, each some seconds after the one before."""
    found = None
    for number, (read, ends) in enumerate(looks):
        found = still.look(read, ends, number * EVERY)
    return found


def test_what_is_read_to_its_end_stands_still_as_long_as_it_likes() -> None:
    assert looked(Standstill(40), [({0: 7}, {0: 7})] * 100) is None


def test_nothing_is_read_though_more_is_there() -> None:
    assert looked(Standstill(40), [({0: 7}, {0: 9})] * 9) is None
    assert looked(Standstill(40), [({0: 7}, {0: 9})] * 10) == 0


def test_one_is_never_fetched_while_the_others_keep_up() -> None:
    looks = [({0: 7, 1: n}, {0: 9, 1: n + 1}) for n in range(10)]
    assert looked(Standstill(40), looks) == 0


def test_a_busy_process_has_only_not_come_to_it_yet() -> None:
    looks = [({0: 7, 1: 10 * n}, {0: 9, 1: 5000}) for n in range(100)]
    assert looked(Standstill(40), looks) is None


def test_a_new_record_begins_its_own_time() -> None:
    looks = [({0: 7}, {0: 7})] * 20 + [({0: 7}, {0: 8})] * 8
    assert looked(Standstill(40), looks) is None


def test_after_an_outage_it_begins_anew() -> None:
    still = Standstill[int](40)
    looked(still, [({0: 7}, {0: 9})] * 9)
    still.forget()
    assert still.look({0: 7}, {0: 9}, 50.0) is None


def test_a_partition_that_left_is_forgotten() -> None:
    looks = [({0: 7, 1: 3}, {0: 9, 1: 3})] * 8 + [({1: 3}, {1: 3})] * 8
    assert looked(Standstill(40), looks) is None
