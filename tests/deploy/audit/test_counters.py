"""The roles' counters, added up, are what the ledger and the topics tell."""

from deploy.audit.counters import Metrics, counters, expected
from tests.deploy.audit.scene import a_good_run


def metrics() -> Metrics:
    return Metrics({name: told for name, told, _ in expected(a_good_run().case())})


def test_counters_that_agree_are_well() -> None:
    assert list(counters(a_good_run().case(), metrics())) == []
    assert metrics()["wiredesk_stage_received_total", "dedup"] == 4
    assert metrics()["wiredesk_stage_messages_total", "parked", "dedup"] == 1
    assert metrics()["wiredesk_entries_total", "published"] == 2


def test_a_message_that_was_not_counted_is_told() -> None:
    counted = metrics()
    counted["wiredesk_stage_messages_total", "passed", "tag"] -= 1
    [told] = counters(a_good_run().case(), counted)
    assert told == "wiredesk_stage_messages_total{passed,tag} is 2, records sent on tell 3"
