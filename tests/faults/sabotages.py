"""What is broken on purpose, by name, to see whether the audit notices: each with its invariant.

Every sabotage acts at one call in `every` (one in 200 unless it says otherwise) and leaves the rest
alone. `red` names the rows of the audit of which at least one must be red.
"""

from collections.abc import Callable
from functools import partial

import msgspec

from tests.faults import broken_ends, broken_poller, broken_stages
from tests.faults.inject import Chance, Function, replace

Wrapper = Callable[[Chance, Function], Function]


class Sabotage(msgspec.Struct, frozen=True):
    """In the process of `role`, `wrapper` takes the place of the function `place`."""

    role: str
    place: str
    wrapper: Wrapper
    red: tuple[str, ...]
    every: int = 200
    pages: bool = False  # it acts on pages: texts do not all come with the feeds

    def put_in(self, name: str) -> None:
        chance = Chance(name, self.every)
        replace(self.place, lambda original: self.wrapper(chance, original))


OUTLET, FINISH = "streams.outlet:Outlet.send", "streams.pipeline:Pipeline.finish"
SENDINGS = "streams.lane:sendings"
poll, clean, dedup, tag, publish, serve = (
    partial(Sabotage, role) for role in ("poll", "clean", "dedup", "tag", "publish", "serve")
)

BROKEN: dict[str, Sabotage] = {  # no mutants: releases with a bug, for the breaker's test
    "bug_in_tag": Sabotage("tag", "streams.tag:encoded", broken_stages.broken_meanwhile, ()),
    "bug_in_publish": Sabotage(
        "publish", "streams.batch:article_of", broken_stages.broken_meanwhile, ()
    ),
}

SABOTAGES: dict[str, Sabotage] = {
    # ── the way in ──
    "drop_seen_line": poll("ingest.wire:Wire.tell", broken_poller.untold, ("seen",)),
    "drop_entry": poll("ingest.poller:Poller._news", broken_poller.overlooked, ("seen",)),
    "validators_first": poll("ingest.poller:news", broken_poller.saved_untold, ("seen",), 8),
    "swallow_failed_send": poll("ingest.wire:Wire.send", broken_poller.unsent, ("ended",)),
    "frontier_first": poll("ingest.poller:Poller.bring_in", broken_poller.done_first, ("ended",)),
    "older_seen_at": poll(
        "ingest.known:sighting", broken_poller.older, ("order", "outcomes", "seen"), 20
    ),
    "told_of_another_feed": poll("ingest.wire:seen_line", broken_poller.elsewhere, ("unexpected",)),
    "page_of_another": poll(
        "ingest.pages:Pages.page", broken_poller.mixed_up, ("content",), 20, pages=True
    ),
    "uncounted_seen": poll("ingest.memory:Memory.save", broken_poller.uncounted, ("counters",), 8),
    # ── the stages ──
    "drop_output": tag(OUTLET, broken_stages.dropped, ("ended", "stages")),
    "emit_twice_inside": clean(OUTLET, broken_stages.doubled, ("stages",)),
    "swap_values": dedup(OUTLET, broken_stages.swapped, ("parked", "outcomes"), 50),
    "wrong_partition": clean(OUTLET, broken_stages.misled, ("lanes",)),
    "lost_key": dedup(OUTLET, broken_stages.unnamed, ("lanes", "parked")),
    "commit_early": dedup(FINISH, broken_stages.committed_first, ("offsets",), 4),
    "skip_on_rebalance": tag(FINISH, broken_stages.skipped, ("ended", "stages"), 4),
    "cut_text": clean("streams.cleaning:CleanStage.decide", broken_stages.cut, ("content",)),
    "reject_silently": clean(
        "streams.cleaning:CleanStage.decide", broken_stages.rejected, ("outcomes",)
    ),
    "letter_without_bytes": dedup(
        "streams.parcels:dead_letter", broken_stages.emptied, ("parked",), 4
    ),
    "letter_lost": tag(OUTLET, broken_stages.letter_lost, ("parked",), 4),
    "letter_without_source": clean(
        "streams.parcels:dead_letter", broken_stages.homeless, ("parked",), 4
    ),
    "uncounted": tag("streams.tally:Tally._one", broken_stages.forgotten, ("counters",)),
    "new_called_copy": dedup(
        "streams.dedup:resolved_article", broken_stages.called_copy, ("outcomes",)
    ),
    "another_date": clean("streams.cleaning:CleanStage.decide", broken_stages.later, ("content",)),
    "copy_astray": dedup("streams.dedup:resolved_article", broken_stages.astray, ("outcomes",), 20),
    # ── the way out ──
    "publish_twice": publish(SENDINGS, broken_ends.doubled, ("once",)),
    "drop_record": publish(SENDINGS, broken_ends.without(".enriched"), ("ends",)),
    "drop_ledger_line": publish(SENDINGS, broken_ends.without(".ledger"), ("ended",)),
    "drop_desk": publish(SENDINGS, broken_ends.without("desk."), ("desks",)),
    "swap_version": publish(
        "streams.batch:published_record", broken_ends.skipped_version, ("order",)
    ),
    "way_forgotten": publish(
        "streams.batch:published_record", broken_ends.without_way, ("content",)
    ),
    "no_desk": publish("streams.batch:desks_of", broken_ends.on_no_desk, ("desks",)),
    "first_seen_before": publish("streams.batch:first_seen", broken_ends.seen_before, ("order",)),
    "first_seen_anew": publish("streams.batch:first_seen", broken_ends.seen_anew, ("order",), 20),
    "copy_as_article": publish(
        "streams.passage:is_copy", broken_ends.no_copy, ("outcomes", "order"), 20
    ),
    "superseded_wrongly": publish("streams.batch:word_of", broken_ends.superseded, ("outcomes",)),
    "offset_back": publish(
        "streams.lane:Lane._transaction", broken_ends.moved_back, ("offsets",), 20
    ),
    "abort_once": publish(
        "streams.lane:Lane._transaction", broken_ends.aborted, ("isolation",), 20
    ),
    "fold_less": publish("streams.fold:Fold.apply", broken_ends.unfolded, ("store",), 4),
    "timeline_shuffled": publish("streams.batch:version_of", broken_ends.late, ("store",)),
    "head_of_before": publish("streams.fold:flat", broken_ends.older_head, ("store",), 20),
    "fold_without_fence": publish("streams.fold:Fold.apply", broken_ends.unfenced, ("store",), 1),
    "stream_drops": serve("streams.web.channel:Channel._spread", broken_ends.unspread, ("stream",)),
    "stream_repeats": serve("streams.web.live:article", broken_ends.told_twice, ("stream",)),
}
