"""A small installation as evidence: an article, its update, a copy, a bad message. All is well."""

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec

from deploy.audit.case import Case
from deploy.audit.commits import READS, Commit
from deploy.audit.evidence import Evidence
from deploy.audit.facts import Found
from deploy.audit.journal import Journal, Line, Put, Shown
from deploy.audit.publications import WAY

FEED, DESK = "ziar", "desk.toate"
TEXT = "Dosarul zqa: un text."
TARGET = {"raw": "clean", "clean": "resolved", "resolved": "tagged"}


def digest(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()


class Scene:
    """What a run leaves; each method adds a record, `case()` is what the audit makes of it."""

    def __init__(self) -> None:
        self.evidence, self.shown, self.puts = Evidence(), list[Shown](), list[Put]()
        self.evidence.desks[DESK], self.evidence.takes_all = [], {"toate"}
        self.commits: list[Commit] = []
        self.killed = False
        self._clock = 1000
        self._ends: dict[str, int] = {}

    def add(self, topic: str, key: str, value: bytes = b"{}", **headers: str) -> Found:
        offset = self._ends.get(topic, 0)
        self._ends[topic], self._clock = offset + 1, self._clock + 1
        told = {name: text.encode() for name, text in headers.items()}
        found = Found(topic, 0, offset, self._clock, key, told, digest(value))
        self.evidence.take(found, value)
        return found

    def line(self, id: str, seen_at: str, what: str, stage: str, **more: Any) -> None:
        told = {"id": id, "seen_at": seen_at, "feed": FEED, "what": what, "at": seen_at,
                "stage": stage, **more}  # fmt: skip
        self.add("ledger", id, msgspec.json.encode(told))

    def show(self, id: str, revision: int, kind: str, mark: str, *expect: str, **more: Any) -> None:
        text = TEXT.replace("zqa", mark)
        self.shown.append(Shown(
            url=f"http://z/{id}", token=id, revision=revision, kind=kind, expect=expect, mark=mark,
            title=f"dosarul {mark}", text_sha256=digest(text.encode()), **more,
        ))  # fmt: skip

    def carry(self, id: str, seen_at: str, revision: int) -> None:
        """Seen, and through all stages to the publisher."""
        entry = {"entry": {"url": f"http://z/{id}", "id": id, "categories": [f"r{revision}"]}}
        self.line(id, seen_at, "seen", "poll", entry=entry)
        for topic in ("raw", *TARGET.values()):
            self.add(topic, id, b"%s" % topic.encode(), id=id, seen_at=seen_at, feed=FEED)
            if topic != "raw":
                self.commit(topic)

    def commit(self, target: str) -> None:
        """The stage before a topic has done all there is."""
        source = next(s for s, t in TARGET.items() if t == target)
        stage = next(stage for stage, read in READS.items() if read == source)
        self.commits.append(Commit(stage, 0, self._ends[source], self._clock))

    def publish(
        self, id: str, seen_at: str, version: int, mark: str, kind: str = "new", **facts: Any
    ) -> None:
        text = TEXT.replace("zqa", mark)
        ours = {"id": id, "version": version, "change": "new" if version == 1 else "update",
                "kind": kind, "feed": FEED, "story": "a", "first_seen": "1", "seen_at": seen_at,
                "text": {"sha256": digest(text.encode())}, "desks": ["toate"],
                "way": [{"stage": stage, "at": seen_at} for stage in WAY]} | facts  # fmt: skip
        item = {
            "uri": f"http://z/{id}",
            "version": str(version),
            "pubStatus": "usable",
            "headlines": [{"value": f"dosarul {mark}"}],
            "bodies": [{"value": text}],
        }
        value = msgspec.json.encode({"item": item, "wiredesk": ours})
        topic = "enriched" if kind == "new" else "copies"
        event = {"ce_id": f"{id}.{version}", "ce_subject": id,
                 "ce_type": f"wiredesk.article.{ours['change']}.v1"}  # fmt: skip
        self.add(topic, id, value, **event)
        self.add(DESK, id, value, **event)
        what = "published" if kind == "new" else "copy"
        self.line(id, seen_at, what, "publish", version=version, retag=0)
        self.commits.append(Commit("publish", 0, self._ends["tagged"], self._clock))

    def park(self) -> None:
        """A stranger's message on articles.clean, parked by dedup."""
        source = self.add("clean", "k", b"poison")
        self.puts.append(Put("articles.clean", 0, source.offset, source.digest))
        headers = {"stage": "dedup", "error_class": "DecodeError", "stack_hash": "1",
                   "attempts": "1", "version": "1"}  # fmt: skip
        self.add("dead", "k", b"poison", source=f"articles.clean/0/{source.offset}", **headers)
        self.commit("resolved")

    def case(self) -> Case:
        lines = [Line(feed=FEED, shown=tuple(self.shown)), *(Line(put=put) for put in self.puts)]
        return Case(self.evidence, Journal(lines), self.commits, killed=self.killed)


def a_good_run() -> Scene:
    scene = Scene()
    scene.show("a", 1, "new", "zqa", "published")
    scene.show("a", 2, "update", "zqb", "published")
    scene.show("c", 1, "exact", "zqa", "copy", group="a")
    scene.carry("a", "1", 1)
    scene.publish("a", "1", 1, "zqa")
    scene.carry("c", "2", 1)
    scene.publish("c", "2", 1, "zqa", kind="exact", of="a", first_seen="2")
    scene.carry("a", "3", 2)
    scene.publish("a", "3", 2, "zqb")
    scene.park()
    return scene


def red(check: Callable[[Case], Any], scene: Scene) -> list[str]:
    return list(check(scene.case()))


def without(records: list[Any], place: int = -1) -> None:
    """Lose one of the records."""
    del records[place]


def put_off(records: list[Any], place: int, **changes: Any) -> None:
    """Change one of the records."""
    records[place] = records[place]._replace(**changes)
