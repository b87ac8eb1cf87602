"""`wiredesk dedup explain` on files and on what is published."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from config.codec import PUBLISHED
from streams.record import published_record
from tests.conftest import Daemon
from tests.factories import a_tagged_article
from tests.way.texts import story

WIREDESK = str(Path(sys.executable).with_name("wiredesk"))
TITLE, PARAGRAPHS = story(5)
TEXT = "\n\n".join(PARAGRAPHS)
OTHER = "\n\n".join(story(6)[1])


def as_json(language: str) -> str:
    return json.dumps({"id": "b", "title": "T", "text": TEXT, "language": language})


IDS = ("mfzwizltoqydcmrtgq2tmnzyha", "abzwizltoqydcmrtgq2tmnzyha")


def explained(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [WIREDESK, "dedup", "explain", *words], env=os.environ | environment, check=False,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def in_files(folder: Path, *texts: str) -> list[str]:
    files = []
    for number, text in enumerate(texts):
        file = folder / f"{number}.txt"
        file.write_text(text)
        files.append(str(file))
    return files


@pytest.mark.parametrize(
    ("texts", "verdict", "guard"),
    [
        ((TEXT, TEXT.upper()), "exact", None),
        ((TEXT, "\n\n".join(PARAGRAPHS[:2])), "subset", None),
        ((PARAGRAPHS[1] + "\n\n" + PARAGRAPHS[2], TEXT + "\n\n" + OTHER), "superset", None),
        ((TEXT, OTHER), "new", "overlap"),
        ((f"{TITLE}\n\n{TEXT}", as_json("ro")), "exact", None),
        ((as_json("ro"), as_json("hu")), "new", "language"),
    ],
    ids=["same", "part", "more", "other", "JSON", "languages"],
)  # fmt: skip
def test_files_are_compared(
    tmp_path: Path, texts: tuple[str, ...], verdict: str, guard: str | None
) -> None:
    answer = explained(*in_files(tmp_path, *texts), "--json")
    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    assert (found["verdict"], found["guard"]) == (verdict, guard)
    assert bool(found["passages"]) is (guard != "overlap")


def test_what_is_published_is_compared_in_the_order_it_was_seen(
    memory: Daemon, redis_url: str, tmp_path: Path
) -> None:
    store = redis.Redis(port=memory.port)
    for place, id in enumerate(IDS):
        article = a_tagged_article(
            id=id, story=IDS[1], text=TEXT, seen_at=f"2017-11-0{5 - place}T08:00:00.000Z"
        )
        record = published_record(
            article, version=1, first_seen=article.seen_at, change="new", desks=()
        )
        store.set(f"explain-art:{id}", PUBLISHED.encode(record))
    home = {"WIREDESK_REDIS": redis_url, "WIREDESK_PREFIX": "explain-"}
    home["WIREDESK_HOME"] = str(tmp_path)
    answer = explained(*IDS, **home)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith(f"older: {IDS[1]}")
    assert "if it came now: exact" in answer.stdout
    assert f"{IDS[0]} version 1: new, story {IDS[1]}" in answer.stdout
    missing = explained("https://ziar.example/nimic", IDS[0], **home)
    assert (missing.returncode, "no file, and not published" in missing.stderr) == (1, True)
