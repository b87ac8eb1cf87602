"""What a feed showed us the last times: which entries are new, changed, or fell out of sight.

Twelve bytes an entry: eight of its id, four of its content, by xxh3. Pure.
"""

import re
import struct
from collections.abc import Iterable, Mapping

import msgspec
import xxhash

from config.records import Entry

KEPT = 500  # entries remembered besides those of the last complete response
HEAD = struct.Struct("<I")
PAIR = struct.Struct("<QI")
TAG = re.compile(rb"<[^<>]*>")
BLANKS = b" \t\n\r\f\v"
DATES = 0xFFF  # bits of a content mark that are of its dates: they may be the feed's and no edit
SHIFTED = 0.5  # of the entries known: so many other dates at once are no edits


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """Id mark → content mark: of the last complete response, and of those before it."""

    last: dict[int, int] = {}
    before: dict[int, int] = {}

    def knows(self, entry: Entry) -> bool:
        """This very content of this entry was shown before."""
        return self.has(id_mark(entry.id), short(entry))

    def showed(self, entry: Entry) -> bool:
        """Something was shown before under its name."""
        mark = id_mark(entry.id)
        return mark in self.last or mark in self.before

    def has(self, mark: int, content: int) -> bool:
        return self.last.get(mark, self.before.get(mark)) == content

    def fresh(self, entries: Mapping[str, Entry], after: "Marks") -> list[Entry]:
        """Those of a response that are new or changed; `after` holds their marks.

        Dates that change alone are an edit, unless those of many entries do at once: some feeds
        call all of their entries new at each request, others mend their time zone.
        """
        marked = [(id_mark(name), entry) for name, entry in entries.items()]
        other = [(mark, entry) for mark, entry in marked if not self.has(mark, after.last[mark])]
        dated = {mark for mark, _ in other if self.reads_as(mark, after.last[mark])}
        known = len(marked) - len(other) + len(dated)
        if len(dated) > 1 and len(dated) >= SHIFTED * known:
            return [entry for mark, entry in other if mark not in dated]
        return [entry for _, entry in other]

    def reads_as(self, mark: int, content: int) -> bool:
        """This entry was shown before with the same words."""
        was = self.last.get(mark, self.before.get(mark))
        return was is not None and words_of(was) == words_of(content)

    def after(self, entries: Mapping[str, Entry]) -> "Marks":
        """The marks once a complete response with these entries has been taken in."""
        last = {id_mark(entry.id): short(entry) for entry in entries.values()}
        older = [(k, v) for k, v in (self.last | self.before).items() if k not in last]
        return Marks(last=last, before=dict(older[:KEPT]))

    def without(self, names: Iterable[str]) -> "Marks":
        """The marks without these entries."""
        gone = set(map(id_mark, names))
        last = {mark: content for mark, content in self.last.items() if mark not in gone}
        return Marks(last=last, before=self.before)

    def gap(self, after: "Marks") -> bool:
        """Two complete responses that do not overlap: something may have come and gone between."""
        return bool(self.last and after.last) and not self.last.keys() & after.last.keys()


def id_mark(article_id: str) -> int:
    return int(xxhash.xxh3_64_intdigest(article_id.encode()))


def short(entry: Entry) -> int:
    """Half of the content's mark: of a million edits one is taken for no edit."""
    return content_mark(entry) & 0xFFFFFFFF


def words_of(content: int) -> int:
    """A content's mark without its dates."""
    return content & ~DATES


def content_mark(entry: Entry) -> int:
    """A mark of all that makes another version: title and text in its upper bits, dates below.

    Not of markup, which counts readers and carries advertisements, nor of the link: what differs
    in it while the id stays the same is noise.
    """
    letters = b"".join(TAG.split(encoded(entry.html))).translate(None, BLANKS)
    dates = f"{entry.published_at}\0{entry.updated_at}"
    return words_of(hashed(encoded(f"{entry.title}\0") + letters)) | (
        hashed(dates.encode()) & DATES
    )


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def hashed(data: bytes) -> int:
    return int(xxhash.xxh3_64_intdigest(data))


def packed(marks: Marks) -> bytes:
    pairs = [*marks.last.items(), *marks.before.items()]
    return HEAD.pack(len(marks.last)) + b"".join(PAIR.pack(*pair) for pair in pairs)


def unpacked(value: bytes | None) -> Marks:
    """The marks of a stored value; nothing stored, or bytes of another making, is no marks."""
    if not value or (len(value) - HEAD.size) % PAIR.size:
        return Marks()
    (count,) = HEAD.unpack_from(value)
    pairs = list(PAIR.iter_unpack(value[HEAD.size :]))
    return Marks(last=dict(pairs[:count]), before=dict(pairs[count:]))
