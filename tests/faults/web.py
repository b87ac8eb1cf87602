"""editions ─ reveal ─▶ what each feed shows now ─ journal ─▶ what complete responses have shown."""

import os
import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tests.faults.plan import UNWANTED, Edition, Plan, is_paged

LENGTH = 100  # entries that a feed shows when it has shown more
STAY = 60.0  # seconds that each stays after it was shown: a poller may have died of what it read
DATED = ("new", "update", "back", "exact", "near")  # kinds whose date is to be believed
GAP = 2.5  # seconds between an edition that was shown and those that build on it


class Feed:
    """One outlet: what it shows now, the newest first, and what a complete response showed last."""

    def __init__(self, number: int, window: int) -> None:
        self.number = number
        self.shown: deque[Edition] = deque(maxlen=window)
        self.polled: set[str] = set()
        self.asked = 0  # complete responses
        self.told: dict[str, float] = {}  # token → when its edition came, which is its date

    def show(self, edition: Edition) -> None:
        for other in [one for one in self.shown if one.token == edition.token]:
            self.shown.remove(other)
        self.shown.appendleft(edition)


class Web:
    """All outlets, the plan, and the journal."""

    def __init__(self, plan: Plan, feeds: int, window: int, journal: Path) -> None:
        self.editions = plan.editions
        self.feeds = [Feed(number, window) for number in range(feeds)]
        self.waiting = deque(range(len(self.editions)))
        self.shown_at: dict[int, float] = {}  # place → when a complete response showed it first
        self.places = {(e.token, e.revision): n for n, e in enumerate(self.editions)}
        self.pages: dict[str, Edition] = {}
        self.began = time.time()
        self.gaps = self.answers = self._revealed = 0
        self.address = ""
        self._pause = len(self.editions)  # how many may be revealed for now
        self._journal = journal.open("ab")

    def enough(self) -> None:
        """Reveal nothing more."""
        self.waiting.clear()

    def pause_at(self, count: int) -> None:
        """Reveal so many, then wait for `go_on`."""
        self._pause = count

    def go_on(self) -> None:
        self._pause = len(self.editions)

    def reveal(self, most: int) -> int:
        """Show at most so many editions whose time has come; how many."""
        most = min(most, self._pause - self._revealed)
        later: list[int] = []
        done = 0
        for _ in range(min(len(self.waiting), 4 * most + 400)):
            place = self.waiting.popleft()
            if done < most and self._may(self.editions[place]):
                self._reveal(self.editions[place])
                done += 1
            else:
                later.append(place)
        self.waiting.extendleft(reversed(later))
        return done

    def _may(self, edition: Edition) -> bool:
        now = time.monotonic()
        return all(now - self.shown_at.get(place, now) > GAP for place in edition.after)

    def _reveal(self, edition: Edition) -> None:
        self._revealed += 1
        feed = self.feeds[edition.feed]
        feed.told[edition.token] = max(time.time(), feed.told.get(edition.token, 0) + 1)
        feed.show(edition)
        self.pages[edition.path] = edition

    def complete(self, feed: Feed, editions: list[Edition]) -> None:
        """A response has left whole: write down what it showed for the first time."""
        now = time.monotonic()
        new = [e for e in editions if self.places[e.token, e.revision] not in self.shown_at]
        tokens = {edition.token for edition in editions}
        gap = bool(feed.polled and tokens) and not feed.polled & tokens
        feed.polled, feed.asked, self.gaps = tokens, feed.asked + 1, self.gaps + gap
        if new or gap:
            line = {"t": round(time.time() * 1000), "feed": name(feed.number), "complete": True,
                    "gap": gap, "shown": [self.told(e) for e in new]}  # fmt: skip
            self.write(line)
        for edition in new:
            self.shown_at[self.places[edition.token, edition.revision]] = now
        self._let_go(feed, now)

    def _let_go(self, feed: Feed, now: float) -> None:
        """A feed shows its last entries; nothing leaves it before every poller had its chance."""
        while len(feed.shown) > LENGTH:
            oldest = feed.shown[-1]
            shown_at = self.shown_at.get(self.places[oldest.token, oldest.revision], now)
            if now - shown_at < STAY:
                return
            feed.shown.pop()

    def told(self, e: Edition) -> dict[str, object]:
        """What the auditor has to know of an edition."""
        return {"url": f"http://{self.address}{e.path}", "token": e.token, "revision": e.revision,
                "kind": e.kind, "expect": e.expect, "mark": e.mark, "group": e.group,
                "title": e.title, "text_sha256": e.text_sha256, "paged": e.is_paged,
                "dated": self._dated(e)}  # fmt: skip

    def _dated(self, e: Edition) -> str | None:
        """The date under which it must be published, where it has a good one."""
        if e.kind not in DATED:
            return None
        at = datetime.fromtimestamp(self.feeds[e.feed].told[e.token], UTC)
        return f"{at:%Y-%m-%dT%H:%M:%SZ}"

    def write(self, line: dict[str, object]) -> None:
        self._journal.write(msgspec.json.encode(line) + b"\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())

    def state(self) -> dict[str, object]:
        return {"planned": self._revealed + len(self.waiting), "revealed": self._revealed,
                "shown": len(self.shown_at), "gaps": self.gaps, "answers": self.answers,
                "least_asked": min(feed.asked for feed in self.feeds)}  # fmt: skip

    def feeds_file(self, min_interval: str) -> str:
        return "\n".join(
            f'[[feed]]\nurl = "http://{self.address}/f{n}/feed.xml"\nid = "{name(n)}"\n'
            f'publisher = "Outlet {n}"\ncountry = "RO"\nlanguage = "ro"\n'
            f'min_interval = "{min_interval}"\npages = "{"auto" if is_paged(n) else "never"}"\n'
            f'exclude = ["{UNWANTED}"]\nallow_addresses = ["{self.address}"]\n'
            for n in range(len(self.feeds))
        )


def name(number: int) -> str:
    return f"f{number}"
