"""config/models → what tagging knows besides editors' rules: towns, names, topics. Read once."""

import gc
import hashlib
from functools import cache
from pathlib import Path

import msgspec

from streams.gazetteer import Gazetteer, load_gazetteer
from streams.namelists import name_lists
from streams.names import NameModels, load_name_models
from streams.skeletons import Skeletons
from streams.subword import Subword, load_subword

MODELS = Path(__file__).parents[1] / "config" / "models"
HASH_BYTES = 8  # of the models' name, as of the rules'


class Knowledge(msgspec.Struct, frozen=True):
    """Made by `knowledge`, changed by nobody."""

    version: str  # hash of the files
    gazetteer: Gazetteer
    models: NameModels
    skeletons: Skeletons
    first_names: frozenset[str]
    surnames: frozenset[str]
    topics: Subword


@cache
def knowledge(folder: Path = MODELS) -> Knowledge:
    """All of a folder, once a process: a reload of the rules does not touch it."""
    gazetteer = load_gazetteer(folder / "places.tsv.xz")
    lists = name_lists(folder / "lists.txt.xz", gazetteer.aliases())
    made = Knowledge(
        version(folder),
        gazetteer,
        load_name_models(folder, lists),
        Skeletons(gazetteer),
        lists["first"],
        lists["last"],
        load_subword(folder / "topics.npz"),
    )
    gc.collect()
    gc.freeze()  # a quarter of a million objects that stay: a sixth of tagging's CPU went into them
    return made


def version(folder: Path) -> str:
    hashed = hashlib.blake2b(digest_size=HASH_BYTES)
    for file in sorted(folder.iterdir()):
        content = file.read_bytes()
        hashed.update(f"{file.name} {len(content)} ".encode() + content)
    return hashed.hexdigest()
