"""Cursors are ours or refused."""

import base64

import pytest

from streams.web.cursors import Cursor, cursor_of, written


def test_a_cursor_is_read_back() -> None:
    cursor = Cursor(1763800000000, "mfzwizltoqydcmrtgq2tmnzyha")
    assert cursor_of(written(cursor)) == cursor


def encoded(plain: bytes) -> str:
    return base64.b64encode(plain).decode()


@pytest.mark.parametrize("word", ["x", "!!!", "é", encoded(b"1.a\n"), encoded(b"+inf.a")])
def test_anything_else_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        cursor_of(word)
