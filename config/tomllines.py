"""TOML text → the line of each key and array element: editors are told where, tomllib tells not.

Read as far as the text is TOML; what is wrong with it is tomllib's to say.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator

Path = tuple[str | int, ...]  # ("topic", 0, "terms", "ro"); arrays count from 0
DEEPEST = 40  # arrays and tables within each other; whoever nests more has made a mistake
BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
KEY_PART = re.compile(r"""\s*(?:([A-Za-z0-9_-]+)|("(?:\\.|[^"\\\n])*")|'([^'\n]*)')[ \t]*""")
SCALAR = re.compile(
    r'"{3}(?:\\.|[^\\])*?"{3,5}'
    r"|'{3}.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|[^,\[\]{}#\"'\n]+",
    re.DOTALL,
)


class Lines:
    """Where everything in a TOML text stands."""

    def __init__(self, text: str) -> None:
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self.starts = [(0, Path()), *Scan(text).found()]  # by offset: a header or key begins
        self._first: dict[Path, int] = {}
        for start, path in self.starts:
            for length in range(len(path) + 1):
                self._first.setdefault(path[:length], start)

    def of(self, path: Path) -> int:
        """The line on which a key or element begins; where it has none, what is around it."""
        while path not in self._first:
            path = path[:-1]
        return self.at(self._first[path])

    def at(self, offset: int) -> int:
        return bisect_right(self._breaks, offset - 1) + 1

    @property
    def deepest(self) -> int:
        """The line of the first thing that is nested deeper than anybody means."""
        return self.at(max(self.starts, key=lambda start: len(start[1]))[0])

    def last_before(self, line: int) -> tuple[int, Path]:
        """The last key that begins on this line or above it, and its line."""
        found = [(self.at(start), path) for start, path in self.starts]
        return [one for one in found if one[0] <= line][-1]


class Scan:
    """One pass over a text; ends where it is no TOML."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._tables: dict[Path, int] = {}  # array of tables → place of the last one

    def found(self) -> Iterator[tuple[int, Path]]:
        """Offset and path of every header, key and element, in the order of the text."""
        table = Path()
        while self._blank() < len(self._text):
            start = self._at
            if self._text[start] == "[":
                table = self._header()
                yield start, table
            else:
                yield from self._pair(table)
            if self._at == start:
                return

    def _blank(self) -> int:
        found = BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _takes(self, sign: str) -> bool:
        """Step over the sign if it stands here."""
        is_here = self._text.startswith(sign, self._at)
        self._at += len(sign) * is_here
        return is_here

    def _header(self) -> Path:
        many = self._takes("[[") or not self._takes("[")
        path = Path()
        for part in self._key():
            path = self._current((*path, part))
        self._takes("]]" if many else "]")
        if not many:
            return path
        whole = path[:-1] if path and isinstance(path[-1], int) else path
        self._tables[whole] = self._tables.get(whole, -1) + 1
        return (*whole, self._tables[whole])

    def _current(self, path: Path) -> Path:
        """A name of tables stands for the last of them."""
        return (*path, self._tables[path]) if path in self._tables else path

    def _key(self) -> tuple[str, ...]:
        parts = []
        while found := KEY_PART.match(self._text, self._at):
            self._at = found.end()
            bare, quoted, literal = found.groups()
            parts.append(unquoted(quoted) if quoted else bare or literal or "")
            if not self._takes("."):
                break
        return tuple(parts)

    def _pair(self, table: Path) -> Iterator[tuple[int, Path]]:
        start, path = self._at, (*table, *self._key())
        if path != table and self._takes("="):
            yield start, path
            yield from self._value(path)

    def _value(self, path: Path) -> Iterator[tuple[int, Path]]:
        self._blank()
        if self._takes("["):
            yield from self._elements(path)
        elif self._takes("{"):
            yield from self._members(path)
        elif found := SCALAR.match(self._text, self._at):
            self._at = found.end()

    def _elements(self, path: Path) -> Iterator[tuple[int, Path]]:
        place = 0
        while len(path) < DEEPEST and self._blank() < len(self._text) and not self._takes("]"):
            start = self._at
            yield start, (*path, place)
            yield from self._value((*path, place))
            self._blank()
            place += self._takes(",")
            if self._at == start:
                return

    def _members(self, path: Path) -> Iterator[tuple[int, Path]]:
        while len(path) < DEEPEST and self._blank() < len(self._text) and not self._takes("}"):
            start = self._at
            yield from self._pair(path)
            self._blank()
            self._takes(",")
            if self._at == start:
                return


def unquoted(quoted: str) -> str:
    try:
        return str(tomllib.loads(f"k = {quoted}")["k"])
    except tomllib.TOMLDecodeError:
        return quoted.strip('"')
