"""Every row of the report is green on a good run, and red on what it is there for."""

from collections.abc import Callable

import msgspec
import pytest

from deploy.audit.proof import CHECKS, Row, row
from tests.deploy.audit.scene import DESK, Scene, a_good_run, put_off, without

Break = Callable[[Scene], object]


@pytest.mark.parametrize("name", CHECKS)
def test_all_is_green_on_a_good_run(name: str) -> None:
    well = row(name, CHECKS[name], a_good_run().case())
    assert well == Row(name, well.promise, 0, ())
    assert well.promise


def wrong_end(scene: Scene) -> None:
    scene.show("e", 1, "new", "zqe", "published")
    scene.carry("e", "7", 1)
    scene.line("e", "7", "filtered", "publish")


def told(scene: Scene, place: int, **changes: object) -> None:
    """A record tells other facts: 0 and 2 are an article's versions, 1 is a copy."""
    facts = scene.evidence.published[place].facts
    put_off(scene.evidence.published, place, facts=msgspec.structs.replace(facts, **changes))


def seen_elsewhere(scene: Scene) -> None:
    line = scene.evidence.ledger[0].line
    put_off(scene.evidence.ledger, 0, line=msgspec.structs.replace(line, feed="gazeta"))


def on_no_desk(scene: Scene) -> None:
    told(scene, 0, desks=())
    without(scene.evidence.desks[DESK], 0)


def later_way(scene: Scene) -> None:
    told(scene, 0, way=scene.evidence.published[1].facts.way)


def dated(scene: Scene) -> None:
    scene.shown[0] = msgspec.structs.replace(scene.shown[0], dated="2017-11-03T07:52:11Z")


def made_up(scene: Scene) -> None:
    scene.add("resolved", "x", id="x", seen_at="8")


def repeated(scene: Scene, topic: str) -> None:
    one = scene.evidence.inner[topic][0]
    scene.evidence.inner[topic].append(one._replace(offset=99))


def early(scene: Scene) -> None:
    put_off(scene.evidence.inner["resolved"], 0, at=1 << 40)


BREAKS: dict[str, tuple[str, Break]] = {
    "an edition was never seen": ("seen", lambda s: s.show("d", 1, "new", "zqd", "published")),
    "a version has not ended": ("ended", lambda s: s.line("x", "9", "seen", "poll")),
    "an end without a beginning": ("unexpected", lambda s: s.line("x", "9", "copy", "publish")),
    "a record nobody has shown": ("unexpected", lambda s: s.publish("x", "9", 1, "zqx")),
    "another text than shown": ("unexpected", lambda s: s.publish("a", "4", 3, "zqx")),
    "an ending that is not right": ("outcomes", wrong_end),
    "seen in another feed": ("unexpected", seen_elsewhere),
    "a copy of a stranger": ("outcomes", lambda s: told(s, 1, of="stranger")),
    "a copy in another story": ("outcomes", lambda s: told(s, 1, story="c")),
    "a version comes twice": ("once", lambda s: s.publish("a", "4", 2, "zqb")),
    "a moment comes twice": ("once", lambda s: s.publish("a", "3", 3, "zqb")),
    "a version is left out": ("order", lambda s: s.publish("a", "4", 4, "zqb")),
    "versions go down": ("order", lambda s: s.evidence.published.reverse()),
    "first_seen changes": ("order", lambda s: s.publish("a", "4", 3, "zqb", first_seen="9")),
    "first seen before it was seen": ("order", lambda s: told(s, 1, first_seen="1")),
    "a line without its record": ("ends", lambda s: without(s.evidence.published)),
    "a record without its line": ("ends", lambda s: without(s.evidence.ledger)),
    "the text of another": ("content", lambda s: put_off(s.evidence.published, 0, title="zqb")),
    "another title": ("content", lambda s: put_off(s.evidence.published, 0, title="zqa!")),
    "a text cut short": ("content", lambda s: put_off(s.evidence.published, 0, text_sha256="0")),
    "the feed of another": ("content", lambda s: told(s, 0, feed="gazeta")),
    "another event than change": ("content", lambda s: told(s, 0, change="correction")),
    "a way without stages": ("content", lambda s: told(s, 0, way=())),
    "a way from another moment": ("content", later_way),
    "the page of another": ("content", lambda s: put_off(s.evidence.published, 0, lead="zqb")),
    "another date": ("content", dated),
    "a desk that takes all lacks one": ("desks", on_no_desk),
    "a desk misses one": ("desks", lambda s: without(s.evidence.desks[DESK])),
    "a desk has other bytes": ("desks", lambda s: put_off(s.evidence.desks[DESK], 0, digest="0")),
    "a follower is left": ("desks", lambda s: s.publish("a", "4", 3, "zqb", desks=[])),
    "a stage loses one": ("stages", lambda s: without(s.evidence.inner["resolved"], 0)),
    "a stage makes one up": ("stages", made_up),
    "a stage repeats one": ("stages", lambda s: repeated(s, "clean")),
    "another partition": ("lanes", lambda s: put_off(s.evidence.inner["clean"], 0, partition=1)),
    "another key": ("lanes", lambda s: put_off(s.evidence.inner["tagged"], 0, key="b")),
    "an offset goes back": ("offsets", lambda s: s.commits.append(s.commits[0])),
    "committed before it is sent": ("offsets", early),
    "never read": ("offsets", lambda s: s.add("clean", "k", b"bad")),
    "a letter without its bytes": ("parked", lambda s: put_off(s.evidence.dead, 0, digest="0")),
    "a letter from nowhere": ("parked", lambda s: put_off(s.evidence.dead, 0, headers={})),
    "a letter is lost": ("parked", lambda s: s.evidence.dead.clear()),
    "a line without its letter": ("parked", lambda s: s.line("a", "3", "dead", "tag")),
    "an open transaction": ("isolation", lambda s: s.evidence.held.append("enriched/0")),
    "given up without a kill": ("isolation", lambda s: s.evidence.aborted.update({("x", 0): {1}})),
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_row_is_red_on_what_breaks_its_promise(what: str) -> None:
    name, breaks = BREAKS[what]
    scene = a_good_run()
    breaks(scene)
    assert row(name, CHECKS[name], scene.case()).wrong


def test_where_processes_were_killed_work_may_be_repeated_and_revisions_overtaken() -> None:
    scene = a_good_run()
    repeated(scene, "clean")
    scene.killed = True
    assert not row("stages", CHECKS["stages"], scene.case()).wrong
    del scene.evidence.ledger[0]  # a poller died before it could tell of the first revision
    assert not row("seen", CHECKS["seen"], scene.case()).wrong


def test_what_is_parked_need_not_be_what_is_published_last() -> None:
    scene = a_good_run()
    scene.show("a", 3, "update", "zqd", "published")
    scene.carry("a", "4", 3)
    assert row("content", CHECKS["content"], scene.case()).wrong
    scene.line("a", "4", "dead", "tag")
    assert not row("content", CHECKS["content"], scene.case()).wrong
