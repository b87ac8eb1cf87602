"""Where a process is ended on purpose: between two steps whose order keeps a promise."""

import msgspec

from tests.faults.inject import Chance, crash

TIMES = 2  # that a point ends its process in one run


class Point(msgspec.Struct, frozen=True):
    """Before or after a call of the function `place`, in one of so many calls."""

    role: str
    place: str
    when: str
    every: int

    def put_in(self, name: str) -> None:
        crash(self.place, self.when, Chance(name, self.every, most=TIMES))


SEND, FINISH = "streams.outlet:Outlet.send", "streams.pipeline:Pipeline.finish"
OFFSETS = "streams.lane:AIOKafkaProducer.send_offsets_to_transaction"
ASSIGNED = "faust.app.base:App._on_partitions_assigned"

POINTS: dict[str, Point] = {
    "after_fetch": Point("poll", "ingest.fetcher:Fetcher.fetch", "after", 40),
    "after_reservation": Point("poll", "ingest.memory:Memory.reserve", "after", 20),
    "after_seen_lines": Point("poll", "ingest.wire:Wire.tell", "after", 12),
    "after_save": Point("poll", "ingest.memory:Memory.save", "after", 12),
    "after_raw_send": Point("poll", "ingest.wire:Wire.send", "after", 60),
    "after_frontier": Point("poll", "ingest.memory:Memory.done", "after", 60),
    "in_recovery": Point("poll", "ingest.recovery:Recovery._put_back", "after", 3),
    "clean_after_decision": Point("clean", "streams.cleaning:CleanStage.decide", "after", 8),
    "clean_after_send": Point("clean", SEND, "after", 8),
    "clean_after_commit": Point("clean", FINISH, "after", 8),
    "clean_in_rebalance": Point("clean", ASSIGNED, "after", 1),
    "dedup_after_verdict": Point("dedup", "streams.memory:Memory.verdicts", "after", 8),
    "dedup_after_send": Point("dedup", SEND, "after", 8),
    "dedup_in_rebalance": Point("dedup", ASSIGNED, "before", 1),
    "tag_before_send": Point("tag", SEND, "before", 8),
    "tag_after_send": Point("tag", SEND, "after", 8),
    "tag_after_commit": Point("tag", FINISH, "after", 8),
    "publish_in_transaction": Point("publish", "streams.lane:Lane._send", "after", 200),
    "publish_before_offsets": Point("publish", OFFSETS, "before", 12),
    "publish_after_offsets": Point("publish", OFFSETS, "after", 12),
    "publish_before_fold": Point("publish", "streams.lane:Lane._transaction", "after", 12),
    "publish_after_fold": Point("publish", "streams.fold:Fold.apply", "after", 12),
    "publish_in_refold": Point("publish", "streams.refold:Refold._next", "after", 1),
    "publish_in_take_over": Point("publish", "streams.lane:Lane.take_over", "after", 2),
    "publish_in_rebalance": Point(
        "publish", "streams.publish:Publisher.on_partitions_assigned", "after", 1
    ),
}


def hands() -> list[tuple[str, ...]]:
    """All points, dealt so that each hand has at most one of each role."""
    of_role: dict[str, list[str]] = {}
    for name, point in POINTS.items():
        of_role.setdefault(point.role, []).append(name)
    most = max(map(len, of_role.values()))
    dealt = [
        tuple(names[turn] for names in of_role.values() if turn < len(names))
        for turn in range(most)
    ]
    return [(*hand, *(needed for name in hand for needed in NEEDS.get(name, ()))) for hand in dealt]


NEEDS = {"publish_in_refold": ("publish_before_fold",)}  # otherwise there is nothing to fold again
