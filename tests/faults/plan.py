"""seed → editions: what the simulated web will show, and what must become of each. Pure.

An edition is one revision of one item. Its mark is a word of its title and its text, so that it can
be found again wherever it went; a copy and a text that comes back bear the mark of their original.
"""

import hashlib
import random
from collections.abc import Callable
from typing import Literal

import msgspec

Kind = Literal[
    "new", "update", "back", "exact", "near", "malformed", "oversize", "bad_date", "old",
    "excluded", "poison", "blank",
]  # fmt: skip
Shape = Kind | Literal["relapse"]  # of a plan: editions of one kind, or as `_relapse` says

SHARES: dict[Kind, int] = {  # of a thousand editions
    "new": 560, "update": 150, "back": 40, "exact": 100, "near": 40, "malformed": 30,
    "bad_date": 30, "old": 20, "excluded": 20, "oversize": 3, "poison": 3, "blank": 4,
}  # fmt: skip
PASSES, COPY, ENDS = ("published",), ("copy",), ("filtered",)
EXPECTED: dict[Kind, tuple[str, ...]] = {
    "new": PASSES, "update": PASSES, "back": PASSES, "exact": ("copy", "published"),
    "near": ("copy", "published"), "malformed": PASSES, "oversize": PASSES, "bad_date": PASSES,
    "old": ENDS, "excluded": ENDS, "poison": PASSES, "blank": PASSES,
}  # fmt: skip
UNWANTED = "zqnedorit"  # what the feeds' own rules exclude by the title
BROKEN_FEED = 0  # the number of the feed whose XML is ill-formed
OVERSIZE_CHARS = 300_000  # more than an entry may carry
ALIVE = 300  # items that may still change: news lives for a day
PAGED = 4  # every fourth feed shows teasers, and its stories on pages

WORDS = (
    "guvernul", "primăria", "ministerul", "comisia", "orașul", "județul", "spitalul", "școala",
    "drumul", "podul", "bugetul", "proiectul", "raportul", "termenul", "contractul", "consiliul",
    "locuitorii", "medicii", "profesorii", "șoferii", "fermierii", "studenții", "specialiștii",
    "anunță", "aprobă", "respinge", "amână", "pregătește", "discută", "verifică", "lansează",
    "repară", "cumpără", "vinde", "construiește", "închide", "deschide", "mărește", "reduce",
    "noul", "vechiul", "marele", "primul", "ultimul", "întreg", "public", "local", "european",
    "luni", "marți", "miercuri", "joi", "vineri", "dimineață", "seară", "astăzi", "mâine",
    "în", "la", "pentru", "după", "înainte", "fără", "despre", "împotriva", "lângă", "spre",
    "apă", "energie", "transport", "locuințe", "păduri", "câmpuri", "munți", "râuri", "lacuri",
    "bani", "fonduri", "taxe", "salarii", "pensii", "prețuri", "costuri", "lucrări", "măsuri",
)  # fmt: skip


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of one item."""

    feed: int
    number: int
    revision: int
    kind: Kind
    title: str
    paragraphs: tuple[str, ...]
    mark: str  # in title and text
    group: str = ""  # of a copy: the token of its original
    after: tuple[int, ...] = ()  # places of the editions that must have been shown before

    @property
    def token(self) -> str:
        """The item's name, the same in all revisions."""
        return f"zqf{self.feed}n{self.number}"

    @property
    def path(self) -> str:
        return f"/f{self.feed}/stire-{self.token}.html"

    @property
    def is_paged(self) -> bool:
        return is_paged(self.feed)

    @property
    def expect(self) -> tuple[str, ...]:
        """The endings that are right for it."""
        return EXPECTED[self.kind]

    @property
    def text_sha256(self) -> str | None:
        """Of the text that must be published; nothing where that is the cleaner's to say."""
        if self.kind in ("malformed", "oversize", "poison", "blank") or self.is_paged:
            return None
        return hashlib.sha256("\n\n".join(self.paragraphs).encode()).hexdigest()


def is_paged(feed: int) -> bool:
    return feed % PAGED == PAGED - 1


class Plan:
    """Draws `count` editions for so many feeds from a seed."""

    def __init__(
        self, seed: int, count: int, feeds: int, *, pages: bool = True, only: Shape | None = None
    ) -> None:
        self._draw, self._pages = random.Random(seed), pages
        self._feeds = [n for n in range(1, feeds) if pages or not is_paged(n)]
        self._places: dict[str, list[int]] = {}  # token → places of its editions
        self._free: list[str] = []  # tokens that may get another revision, or a copy
        self.editions: list[Edition] = []
        if only == "relapse":
            self._relapse(count // 2)
        kind: Kind | None = None if only == "relapse" else only
        while len(self.editions) < count:
            self._one(kind or self._draw.choices(list(SHARES), list(SHARES.values()))[0])

    def _relapse(self, articles: int) -> None:
        """New ones; then an update of every second of them, and a copy of each other one."""
        while len(self.editions) < articles:
            self._first("new")
        for first, second in zip(*[iter([e.token for e in self.editions])] * 2, strict=False):
            self._revision_of(first, "update")
            self._copy_of(second, "exact")

    def _one(self, kind: Kind) -> None:
        if kind in ("update", "back"):
            self._revision(kind)
        elif kind in ("exact", "near"):
            self._copy(kind)
        else:
            self._first(kind)

    def _first(self, kind: Kind) -> None:
        feed = self._draw.choice(self._feeds)
        if kind == "malformed" and self._draw.random() < 0.5:
            feed = BROKEN_FEED
        if kind == "poison" and self._pages:
            feed = self._draw.choice([n for n in self._feeds if is_paged(n)])
        number = len(self.editions)
        mark = f"zqf{feed}n{number}r1"
        title, paragraphs = story(self._draw, mark)
        if kind == "excluded":
            title = f"{title} {UNWANTED}"
        edition = Edition(feed=feed, number=number, revision=1, kind=kind, title=title,
                          paragraphs=paragraphs, mark=mark)  # fmt: skip
        self._add(edition, free=kind == "new")

    def _revision(self, kind: Kind) -> None:
        token = self._chosen(lambda e: kind == "update" or e.revision > 1)
        if token is not None:
            self._revision_of(token, kind)

    def _revision_of(self, token: str, kind: Kind) -> None:
        own = [self.editions[place] for place in self._places[token]]
        last = shown = own[-1]
        if kind == "back":
            shown = next(edition for edition in own if edition.mark != last.mark)
        title, paragraphs, mark = shown.title, shown.paragraphs, shown.mark
        if kind == "update":
            mark = f"{token}r{last.revision + 1}"
            title = title.replace(last.mark, mark)
            paragraphs = (*(p.replace(last.mark, mark) for p in paragraphs),
                          sentence(self._draw, f"Precizare {len(self.editions)}"))  # fmt: skip
        self._add(
            Edition(feed=last.feed, number=last.number, revision=last.revision + 1, kind=kind,
                    title=title, paragraphs=paragraphs, mark=mark,
                    after=(self._places[token][-1],)),
            free=True,
        )  # fmt: skip

    def _copy(self, kind: Kind) -> None:
        token = self._chosen(lambda e: e.revision == 1 and not e.is_paged)
        if token is not None:
            self._free.remove(token)  # an original that changes has no exact copies any more
            self._copy_of(token, kind)

    def _copy_of(self, token: str, kind: Kind) -> None:
        place = self._places[token][-1]
        original = self.editions[place]
        feed = self._draw.choice([n for n in self._feeds if n != original.feed and not is_paged(n)])
        title, paragraphs = original.title, original.paragraphs
        if kind == "near":
            title = f"Preluare: {title}"
            paragraphs = (*paragraphs[:-1], nearly(self._draw, paragraphs[-1]))
        self._add(
            Edition(feed=feed, number=len(self.editions), revision=1, kind=kind, title=title,
                    paragraphs=paragraphs, mark=original.mark, after=(place,),
                    group=original.token),
            free=False,
        )  # fmt: skip

    def _chosen(self, wanted: Callable[[Edition], bool]) -> str | None:
        fitting = [t for t in self._free if wanted(self.editions[self._places[t][-1]])]
        return self._draw.choice(fitting) if fitting else None

    def _add(self, edition: Edition, *, free: bool) -> None:
        self._places.setdefault(edition.token, []).append(len(self.editions))
        self.editions.append(edition)
        if free and edition.token not in self._free:
            self._free = [*self._free[-ALIVE:], edition.token]


def story(draw: random.Random, mark: str) -> tuple[str, tuple[str, ...]]:
    """A headline and three paragraphs that bear a mark, 700 characters or more."""
    lead = f"Dosarul {mark}: {sentence(draw)}"
    title = f"{' '.join(draw.choices(WORDS, k=6)).capitalize()}, dosarul {mark}"
    body = (" ".join(sentence(draw) for _ in range(3)) for _ in range(2))
    return title, (lead, *body)


def sentence(draw: random.Random, begin: str = "") -> str:
    words = " ".join(draw.choices(WORDS, k=draw.randint(11, 16)))
    return f"{begin or words.capitalize()} {words if begin else ''}".strip() + (
        f" în {draw.randint(2, 900)} de zile."
    )


def nearly(draw: random.Random, paragraph: str) -> str:
    """The same paragraph with one word in twenty another one."""
    words = paragraph.split(" ")
    for place in range(draw.randrange(5), len(words), 20):
        words[place] = draw.choice(WORDS)
    return " ".join(words)
