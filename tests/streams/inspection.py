"""What readers and Redis see of a run, compared with what the model says: every fault counted."""

from collections import Counter, defaultdict
from zlib import crc32

import redis
from aiokafka.structs import ConsumerRecord

from config.codec import LEDGER, PUBLISHED
from config.published import Published
from streams.fold import flat
from streams.passage import head_of
from tests.streams.editions import Editions, Expected, expected
from tests.streams.publishing import Publishing

PUBLIC = ("articles.enriched", "articles.copies")
DESKS = ("desk.toate", "desk.prima", "desk.sport")

Versions = dict[str, list[tuple[ConsumerRecord, Published]]]


class Inspection:
    """Reads everything once. `faults` is empty when each version was published exactly once."""

    def __init__(self, run: Publishing, editions: Editions) -> None:
        self.run, self.prefix = run, run.settings.prefix
        self.articles, self.expected = editions.articles, expected(editions.articles)
        self.records = run.read(*PUBLIC)
        self.versions: Versions = defaultdict(list)
        for record in self.records:
            self.versions[record.key.decode()].append((record, PUBLISHED.decode(record.value)))
        for found in self.versions.values():
            found.sort(key=lambda one: one[1].wiredesk.version)
        self.ledger = [LEDGER.decode(line.value) for line in run.read("articles.ledger")]
        self.faults = Counter[str]()
        self.inspect()

    def inspect(self) -> None:
        for id in self.expected.keys() | self.versions.keys():
            self.article(id)
        self.order()
        self.desks()
        self.books()
        self.store()

    def article(self, id: str) -> None:
        """Versions 1 to n, each once, each what the model says."""
        numbers = Counter(one.wiredesk.version for _, one in self.versions[id])
        wanted = self.expected.get(id, [])
        self.faults["lost"] += max(0, len(wanted) - len(numbers))
        self.faults["twice"] += sum(numbers.values()) - len(numbers)
        self.faults["gaps"] += sum(n not in numbers for n in range(1, max(numbers, default=0) + 1))
        self.faults["wrong sequences"] += self.told(id) != wanted

    def told(self, id: str) -> list[Expected]:
        return [
            Expected(
                seen_at=one.wiredesk.seen_at,
                retag=one.wiredesk.retag,
                title=one.item.headlines[0].value,
                text=one.item.bodies[0].value if one.item.bodies else None,
                copy=record.topic.endswith("copies"),
            )
            for record, one in self.versions[id]
        ]

    def order(self) -> None:
        """Versions only rise in a topic, on the input's partition, under the right headers."""
        last: dict[tuple[str, bytes], int] = {}
        for record in self.records:
            one = PUBLISHED.decode(record.value).wiredesk
            self.faults["out of order"] += one.version <= last.get((record.topic, record.key), 0)
            last[record.topic, record.key] = one.version
            lane = crc32(record.key) % self.run.settings.partitions
            self.faults["wrong partition"] += record.partition != lane
            headers = dict(record.headers)
            event = f"{one.id}.{one.version}", f"wiredesk.article.{one.change}.v1"
            told = headers["ce_id"].decode(), headers["ce_type"].decode()
            self.faults["wrong headers"] += told != event

    def desks(self) -> None:
        """Each record on each of its desks once; who followed an article follows it on."""
        wanted = Counter(
            (desk, one.wiredesk.id, one.wiredesk.version)
            for found in self.versions.values()
            for _, one in found
            for desk in one.wiredesk.desks
        )
        found = Counter[tuple[str, str, int]]()
        for record in self.run.read(*DESKS):
            one = PUBLISHED.decode(record.value).wiredesk
            found[record.topic.rpartition(".")[2], one.id, one.version] += 1
        self.faults["desks"] += ((wanted - found) + (found - wanted)).total()
        for versions in self.versions.values():
            self.follows([set(one.wiredesk.desks) for _, one in versions], versions)

    def follows(self, desks: list[set[str]], found: list[tuple[ConsumerRecord, Published]]) -> None:
        for place, (_, one) in enumerate(found):
            earlier = desks[place - 1] if place else set()
            self.faults["unfollowed"] += not earlier <= desks[place]
            text = one.item.bodies[0].value if one.item.bodies else ""
            if one.wiredesk.kind == "new" and "fotbal" in text:
                self.faults["unmatched"] += "sport" not in desks[place]

    def books(self) -> None:
        """One line per message, no end without its words."""
        told = Counter((line.id, line.seen_at, line.retag or 0) for line in self.ledger)
        wanted = Counter((one.id, one.seen_at, one.retag) for one in self.articles)
        self.faults["ledger"] += ((told - wanted) + (wanted - told)).total()
        ends = Counter(line.what for line in self.ledger)
        self.faults["ends"] += ends["published"] + ends["copy"] != len(self.records)

    def store(self) -> None:
        """Redis is the fold of the topics."""
        store, timelines = self.run.redis, defaultdict[str, set[str]](set)
        heads = {str(key).rpartition("head:")[2] for key in store.keys(f"{self.prefix}head:*")}
        self.faults["heads"] += len(heads ^ {id for id, found in self.versions.items() if found})
        for id, found in self.versions.items():
            record, last = found[-1]
            wanted = flat(head_of(last))
            head = store.hgetall(f"{self.prefix}head:{id}")
            self.faults["heads"] += head != dict(zip(wanted[::2], wanted[1::2], strict=True))
            self.faults["art"] += store.get(f"{self.prefix}art:{id}") != record.value.decode()
            self.faults["ver"] += store.hgetall(f"{self.prefix}ver:{id}") != kept(found)
            for _, one in found:
                self.members(timelines, one)
        for key, members in timelines.items():
            self.faults["timelines"] += members_in(store, self.prefix + key) != members

    def members(self, timelines: dict[str, set[str]], one: Published) -> None:
        facts = one.wiredesk
        timelines[f"story:{facts.story}"].add(facts.id)
        if facts.kind == "near":
            timelines[f"copies:{facts.of}"].add(facts.id)
        for desk in facts.desks:
            timelines[f"desk:{desk}"].add(facts.id)

    @property
    def wrong(self) -> dict[str, int]:
        return {fault: count for fault, count in self.faults.items() if count}


def members_in(store: "redis.Redis", key: str) -> set[str]:
    """The members of a story, which is a hash, or of a timeline."""
    found = store.hkeys(key) if "story:" in key else store.zrange(key, 0, -1)
    return {str(member) for member in found}


def kept(found: list[tuple[ConsumerRecord, Published]]) -> dict[str, str]:
    """What `ver:<id>` has: the last ten versions, none from before a withdrawal."""
    versions: dict[str, str] = {}
    for record, one in found:
        if one.item.pubStatus != "usable":
            versions.clear()
        versions[str(one.wiredesk.version)] = record.value.decode()
        versions.pop(str(one.wiredesk.version - 10), None)
    return versions
