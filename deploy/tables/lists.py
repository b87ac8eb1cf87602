"""registry packages, RONEC → config/models/lists.txt.xz: first names, surnames, common words.

    tables/bin/pip install faker==40.54.0
    tables/bin/python -m deploy.tables.lists DIR

DIR holds RONEC (dumitrescustefan/ronec, MIT) as `train_coarse.jsonl.gz`. First names and surnames
are Faker's (MIT), names of countries CLDR's (config/rules/countries.tsv); common are words that
RONEC's training sentences write in small letters twice or more.
"""

import gzip
import json
import lzma
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from deploy.tables.places import SCRIPTS
from streams.letters import words
from streams.wordmarks import folded

CONFIG = Path(__file__).parents[2] / "config"
LISTS = CONFIG / "models" / "lists.txt.xz"
NAMED_LIKE_US = frozenset({
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "nl",
    "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk",
})  # fmt: skip
SHORTEST_NAME, SHORTEST_COUNTRY = 3, 4
TWICE = 2


def main() -> None:
    lists = {
        "common": common(Path(sys.argv[1])),
        "ctry": countries(),
        "first": people("first_names"),
        "last": people("last_names"),
    }
    text = "\n".join(f"{name}\t{' '.join(sorted(words))}" for name, words in lists.items())
    LISTS.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    sizes = ", ".join(f"{name} {len(words)}" for name, words in lists.items())
    sys.stderr.write(f"{LISTS}: {sizes}; {LISTS.stat().st_size} bytes\n")


def common(folder: Path) -> set[str]:
    counted = Counter[str]()
    with gzip.open(folder / "train_coarse.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            counted.update(folded(word) for word in json.loads(line)["tokens"] if word.islower())
    return {word for word, times in counted.items() if times >= TWICE and " " not in word}


def countries() -> set[str]:
    table = (CONFIG / "rules" / "countries.tsv").read_text(encoding="utf-8").splitlines()
    cells = (cell for line in table if line[:1] != "#" for cell in line.split("\t")[2:])
    return {word for cell in cells for word in words(cell) if len(word) >= SHORTEST_COUNTRY}


def people(kind: str) -> set[str]:
    return {
        word
        for name in written(kind)
        for word in words(name)
        if len(word) >= SHORTEST_NAME and SCRIPTS.fullmatch(word)
    }


def written(kind: str) -> Iterator[str]:
    """The names of a kind in every language that writes its people like ours."""
    from faker.providers import person  # noqa: PLC0415  at release

    for module in pkgutil.iter_modules(person.__path__):
        if module.name.partition("_")[0] in NAMED_LIKE_US:
            provider = import_module(f"faker.providers.person.{module.name}").Provider
            for attribute in dir(provider):
                held = getattr(provider, attribute)
                if attribute.startswith(kind) and not isinstance(held, property):
                    yield from held


if __name__ == "__main__":
    main()
