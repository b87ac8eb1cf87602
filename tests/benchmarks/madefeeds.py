"""Histories of Romanian feeds, poll by poll, made with everything that feeds do to their readers.

Each kind yields what is served at a poll, and what it shows: the version of each item by its key.
"""

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random

BEGAN = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
WHO = ("Guvernul", "Primăria Iași", "Ministrul Sănătății", "Curtea de Apel Cluj", "Poliția Română")
WHAT = ("a anunțat", "a respins", "a amânat", "pregătește", "contestă")
OF = ("creșterea prețurilor", "închiderea șoselei", "măsurile de urgență", "alegerile", "raportul")
SHOWN = 20  # items in a feed's window


@dataclass
class Item:
    key: int
    at: datetime
    version: int = 1


Draw = Callable[[Item, int], str]  # an item at a poll → its link, guid, date or extra


def no_draw(_: Item, __: int) -> str:
    return ""


def link_of(item: Item, _: int) -> str:
    return f"https://ziar.example/stiri/{item.key}-titlu.html"


def guid_of(item: Item, _: int) -> str:
    return f"ziar-{item.key}"


def date_of(item: Item, _: int) -> str:
    return format_datetime(item.at)


@dataclass
class Newsroom:
    """Writes, edits, and prints its feed."""

    random: Random
    link: Draw = link_of
    guid: Draw = guid_of
    date: Draw = date_of
    extra: Draw = no_draw
    items: list[Item] = field(default_factory=list)  # newest first
    polls: int = 0

    def write(self, count: int) -> None:
        for _ in range(count):
            at = BEGAN + timedelta(minutes=7 * len(self.items), seconds=self.random.randrange(60))
            self.items.insert(0, Item(len(self.items), at))

    def edit(self, chance: float) -> None:
        for item in self.items[:SHOWN]:
            item.version += self.random.random() < chance

    def printed(self, items: list[Item], links: str = "") -> bytes:
        told = "".join(self.item(item) for item in items)
        self.polls += 1
        head = f"<title>Ziarul de probă</title><link>https://ziar.example/</link>{links}"
        return f'<rss version="2.0"><channel>{head}{told}</channel></rss>'.encode()

    def item(self, item: Item) -> str:
        told = {"link": self.link, "guid": self.guid, "pubDate": self.date}
        parts = {name: draw(item, self.polls) for name, draw in told.items()}
        parts |= {"title": f"{item.key}: {words(item)}", "description": self.text(item)}
        lines = (f"<{k}>{html.escape(v)}</{k}>" for k, v in parts.items() if v)
        return f"<item>{''.join(lines)}</item>"

    def text(self, item: Item) -> str:
        first = f"<p>{words(item)}, potrivit unui comunicat. Varianta {item.version}.</p>"
        return first + self.extra(item, self.polls)


def words(item: Item) -> str:
    draw = Random(item.key)
    return " ".join(draw.choice(part) for part in (WHO, WHAT, OF))


Poll = tuple[bytes, dict[int, int]]  # what is served, key → version of what it shows
History = Iterator[Poll]


def shown(items: list[Item]) -> dict[int, int]:
    return {item.key: item.version for item in items}


def window(room: Newsroom, polls: int, edits: float = 0.02) -> History:
    """A few new items at each poll, the last twenty shown."""
    room.write(SHOWN)
    for _ in range(polls):
        room.write(room.random.choice((0, 0, 1, 1, 2, 5)))
        room.edit(edits)
        items = room.items[:SHOWN]
        yield room.printed(items), shown(items)


def shuffled(room: Newsroom, polls: int) -> History:
    for _, told in window(room, polls):
        items = [item for item in room.items if item.key in told]
        room.random.shuffle(items)
        yield room.printed(items), told


def doubled(room: Newsroom, polls: int) -> History:
    """Some items stand in the feed twice."""
    for _, told in window(room, polls):
        items = [item for item in room.items if item.key in told]
        yield room.printed(items + room.random.sample(items, 4)), told


def pinned(room: Newsroom, polls: int) -> History:
    """An old item stays at the top while the others pass."""
    for _, told in window(room, polls):
        old = next(item for item in room.items if item.key == 3)
        items = [old, *(item for item in room.items if item.key in told and item is not old)]
        yield room.printed(items), shown(items)


def returning(room: Newsroom, polls: int) -> History:
    """Now and then items come back that fell out long ago."""
    for poll, (_, told) in enumerate(window(room, polls, edits=0)):
        items = [item for item in room.items if item.key in told]
        back = room.random.sample(room.items[SHOWN:], 3) if poll % 9 == 8 else []
        yield room.printed(items + back), shown(items + back)


def emptied(room: Newsroom, polls: int) -> History:
    """Every fifth answer is an empty feed, every seventh is torn in the middle."""
    for poll, (body, told) in enumerate(window(room, polls)):
        if poll % 5 == 4:
            yield room.printed([]), {}
        elif poll % 7 == 6:
            whole = body[: body.index(b"</item>", len(body) // 2) + 7]
            yield whole, dict(list(told.items())[: whole.count(b"</item>")])
        else:
            yield body, told


def mended(room: Newsroom, polls: int) -> History:
    """All dates move by two hours in the middle: a time zone was mended."""
    for poll, (_, told) in enumerate(window(room, polls)):
        if poll == polls // 2:
            for item in room.items:
                item.at -= timedelta(hours=2)
        items = [item for item in room.items if item.key in told]
        yield room.printed(items), told


def churned(item: Item, poll: int) -> str:
    return f"{item.key}-{poll}"


def session(item: Item, poll: int) -> str:
    return f"{link_of(item, poll)}?sid={poll}"


def campaign(item: Item, poll: int) -> str:
    return f"{link_of(item, poll)}?utm_source=rss&utm_campaign=c{poll}"


def request(_: Item, poll: int) -> str:
    return format_datetime(BEGAN + timedelta(days=30, minutes=poll))


def counter(item: Item, poll: int) -> str:
    return f'<img src="https://numar.example/{item.key}.gif?{poll}" width="1"/>'


def kinds(seed: int) -> dict[str, Callable[[int], History]]:
    """A history of each kind, by the number of its polls."""

    def room(**draws: Draw) -> Newsroom:
        return Newsroom(Random(seed), **draws)  # type: ignore[arg-type]  # named as its fields are

    return {
        "window": lambda polls: window(room(), polls),
        "order changes": lambda polls: shuffled(room(), polls),
        "items twice": lambda polls: doubled(room(), polls),
        "guids only": lambda polls: window(room(link=no_draw), polls),
        "new guids, links": lambda polls: window(room(guid=churned), polls),
        "new guids only": lambda polls: window(room(link=no_draw, guid=churned), polls, edits=0),
        "links of a session": lambda polls: window(room(link=session), polls, edits=0),
        "links of a campaign": lambda polls: window(room(link=campaign), polls),
        "dates of the request": lambda polls: window(room(date=request), polls),
        "no dates": lambda polls: window(room(date=no_draw), polls),
        "markup that counts": lambda polls: window(room(extra=counter), polls),
        "a pinned item": lambda polls: pinned(room(), polls),
        "items come back": lambda polls: returning(room(), polls),
        "empty and torn": lambda polls: emptied(room(), polls),
        "a zone is mended": lambda polls: mended(room(), polls),
    }
