"""The broker's own bytes of a commit, and those of everything else in that topic."""

import struct

import pytest

from deploy.audit.commits import Commit, commit

GROUPS = {"p-wiredesk-tag": "tag"}


def key(group: str, topic: str, partition: int = 3, version: int = 1) -> bytes:
    told = b"".join(struct.pack(">h", len(t)) + t.encode() for t in (group, topic))
    return struct.pack(">h", version) + told + struct.pack(">i", partition)


def value(version: int, offset: int, at: int) -> bytes:
    told = struct.pack(">hq", version, offset)
    told += struct.pack(">i", 7) if version >= 3 else b""
    told += b"\x04abc" if version >= 4 else struct.pack(">h", 3) + b"abc"
    return told + struct.pack(">q", at) + b"\0" * 8


@pytest.mark.parametrize("version", [1, 3, 4])
def test_reads_a_commit_of_a_stage_to_its_source(version: int) -> None:
    told = commit(
        key("p-wiredesk-tag", "p-articles.resolved"), value(version, 42, 1_700_000), GROUPS
    )
    assert told == Commit("tag", 3, 42, 1_700_000)


@pytest.mark.parametrize(
    "other",
    [
        key("somebody", "p-articles.resolved"),
        key("p-wiredesk-tag", "p-articles.raw"),
        struct.pack(">hh", 2, 1) + b"g",
    ],
    ids=["another group", "another topic", "a member"],
)
def test_passes_by_what_is_no_commit_of_ours(other: bytes) -> None:
    assert commit(other, value(3, 1, 1), GROUPS) is None
