"""A reader of live streams that parses as browsers do, in a few lines."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import msgspec


class Event(msgspec.Struct, frozen=True):
    name: str
    id: str
    data: str


class Reader:
    """Events of one open stream, one by one; comments and the greeting's id are kept aside."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.lines = answer.iter_lines()
        self.last_id = ""
        self.comments = 0

    def next(self) -> Event:
        fields: dict[str, list[str]] = {}
        for line in self.lines:
            if line:
                self._take(line, fields)
            elif "data" in fields:
                name = fields.get("event", ["message"])[-1]
                return Event(name, self.last_id, "\n".join(fields["data"]))
            else:
                fields = {}
        raise EOFError

    def greeted(self) -> str:
        """The id the stream begins at."""
        for line in self.lines:
            self._take(line, {})
            if not line and self.last_id:
                return self.last_id
        raise EOFError

    def _take(self, line: str, fields: dict[str, list[str]]) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not name:
            self.comments += 1
        elif name == "id":
            self.last_id = value
        fields.setdefault(name, []).append(value)


@contextmanager
def reading(
    url: str, desk: str = "conflict", last_id: str = "", **arguments: str
) -> Iterator[Reader]:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    path = f"{url}/v1/desks/{desk}/stream"
    with httpx.stream("GET", path, headers=headers, params=arguments, timeout=20) as answer:
        yield Reader(answer)
