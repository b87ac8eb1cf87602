"""config/models/lists.txt.xz → words that a name model asks about: first names, towns, …"""

import lzma
from collections.abc import Iterable
from pathlib import Path

SHORTEST = 4  # letters of a place's word; shorter ones are particles: `al`, `de`, `san`


def name_lists(path: Path, towns: Iterable[str]) -> dict[str, frozenset[str]]:
    """The lists by name, `place` made of the names of towns."""
    lines = lzma.decompress(path.read_bytes()).decode().splitlines()
    lists = {name: frozenset(words.split(" ")) for name, _, words in map(parted, lines)}
    place = frozenset(word for name in towns for word in name.split(" ") if len(word) >= SHORTEST)
    return {**lists, "place": place}


def parted(line: str) -> tuple[str, str, str]:
    return line.partition("\t")
