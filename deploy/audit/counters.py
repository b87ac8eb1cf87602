"""What the roles count is what the ledger and the topics hold. Only where no process was killed."""

import re
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator

from deploy.audit.case import ENDS, Case
from deploy.audit.commits import READS
from deploy.audit.passages import TARGETS

SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'(\w+)="([^"]*)"')
SECONDS = 5.0
Metrics = Counter[tuple[str, ...]]  # (name, label values in the order of their names) → sum


def metrics_of(urls: Iterable[str]) -> Metrics:
    """The samples of these roles, added up. Raises OSError."""
    found: Metrics = Counter()
    for url in urls:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310  the operator's
            for line in answer.read().decode().splitlines():
                sample = SAMPLE.match(line)
                if sample and not line.startswith("#"):
                    labels = sorted(LABEL.findall(sample[2] or ""))
                    found[sample[1], *(value for _, value in labels)] += int(float(sample[3]))
    return found


def counters(case: Case, metrics: Metrics) -> Iterator[str]:
    """seen, received = passed + rejected + parked, and the gaps, as the topics tell them."""
    for name, told, counted in expected(case):
        if metrics[name] != told:
            yield f"{name[0]}{{{','.join(name[1:])}}} is {metrics[name]}, {counted} tell {told}"


def expected(case: Case) -> Iterator[tuple[tuple[str, ...], int, str]]:
    yield ("wiredesk_entries_seen_total",), len(case.seen), "the ledger's lines"
    yield ("wiredesk_feed_gap_total",), case.journal.gaps, "the journal's responses"
    letters = Counter(
        one.said("stage") for one in case.evidence.dead if "evidence" not in one.headers
    )
    for stage, source in READS.items():
        read = len(case.evidence.inner[source])
        target = TARGETS.get(stage)
        sent = outputs(case, target) if target else len(case.evidence.published)
        message = "wiredesk_stage_messages_total"
        yield ("wiredesk_stage_received_total", stage), read, f"records of {source}"
        yield (message, "passed", stage), sent, "records sent on"
        yield (message, "parked", stage), letters[stage], "dead letters"
        yield (message, "rejected", stage), read - sent - letters[stage], "the other records"
    words = Counter(one.line.what for one in case.evidence.ledger)
    for word in sorted(ENDS):
        yield ("wiredesk_entries_total", word), words[word], "the ledger's lines"


def outputs(case: Case, topic: str) -> int:
    """Records that the stage before a topic has put there."""
    return sum(one.position not in case.put_at for one in case.evidence.inner[topic])
