"""The line of everything in a TOML text, however it is written."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from config.tomllines import Lines
from tests.streams.tagging import RULES

TEXT = '''# about
[[topic]]
code = "1" # x
terms = {ro = "a, b", "e n" = """x
[[topic]]
ro = 3
"""}
names = [
  "a", 'b',
  # "c"
  "c" , [1, 2],
]

[topic.signs]
any = """
a
"""
when = 1979-05-27 07:32:00
a.b."c.d" = 4

[[topic]]
code = "2"
[[topic.x]]
y = 1
[[topic.x]]
y = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("topic",), 2),
        (("topic", 0), 2),
        (("topic", 0, "code"), 3),
        (("topic", 0, "terms", "ro"), 4),
        (("topic", 0, "terms", "e n"), 4),
        (("topic", 0, "names"), 8),
        (("topic", 0, "names", 1), 9),
        (("topic", 0, "names", 2), 11),
        (("topic", 0, "names", 3, 1), 11),
        (("topic", 0, "signs", "any"), 15),
        (("topic", 0, "signs", "a", "b", "c.d"), 19),
        (("topic", 1), 21),
        (("topic", 1, "absent", "too"), 21),
        (("topic", 1, "x", 1, "y"), 26),
        (("other",), 1),
    ],
)
def test_each_key_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert Lines(TEXT).of(path) == line


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner = enumerate(value) if isinstance(value, list) else ()
    for key, held in value.items() if isinstance(value, dict) else inner:
        yield from paths(held, (*path, key))


@pytest.mark.parametrize("file", sorted(RULES.rglob("*.toml")), ids=lambda file: file.stem)
def test_whatever_tomllib_reads_is_found(file: Any) -> None:
    text = file.read_text(encoding="utf-8")
    known = {path for _, path in Lines(text).starts}
    missed = [p for p in paths(tomllib.loads(text)) if p not in known]
    assert [p for p in missed if not any(k[: len(p)] == p for k in known)] == []


def test_the_last_key_above_a_line() -> None:
    assert Lines(TEXT).last_before(6) == (4, ("topic", 0, "terms", "e n"))
    assert Lines("").last_before(1) == (1, ())


@pytest.mark.parametrize(
    "text", ["a=" + "[" * 9000, "a=" + "{b=" * 9000, "[a", "=", '"', "a = {b = 1\n}", "\0", "[[[["]
)
def test_what_is_no_toml_is_read_as_far_as_it_goes(text: str) -> None:
    assert Lines(text).of(("a",)) == 1
