"""Questions to the memory and its answers, as values."""

import pytest

from config.published import Overlap
from streams.verdict import Recalled, Verdict, asking, question, realm_of, recalling, verdict


@pytest.mark.parametrize(
    ("language", "realm"),
    [("ro", "ro"), ("ro-RO", "ro"), ("RO", "ro"), ("", "und"), ("}x{", "und"), ("de_DE", "und")],
)
def test_a_realm_is_a_primary_subtag_and_never_breaks_a_key(language: str, realm: str) -> None:
    assert realm_of(language) == realm


def asked(**changes: str) -> list[bytes | str | int]:
    given = {"id": "a", "language": "ro", "title": "t", "text": "x", "completeness": "full"}
    return asking(question(seen_at="2026-11-22T08:00:00.001Z", **(given | changes)))


def test_only_a_whole_story_with_a_text_claims_it() -> None:
    claims = [
        asked(), asked(completeness="teaser"), asked(completeness="title"), asked(text=""),
    ]  # fmt: skip
    assert [one[3] for one in claims] == ["1", "", "", ""]


def test_an_address_that_is_the_articles_own_is_no_alias() -> None:
    assert asked(alias="a")[2] == ""
    assert asked(alias="b")[2] == "b"


def test_a_moment_that_is_none_cannot_be_asked_about() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        question(id="a", seen_at="soon", language="", title="", text="", completeness="full")


def test_what_is_recalled_says_what_was_decided_in_the_last_values() -> None:
    one = question(
        id="a", seen_at="2026-11-22T08:00:00.001Z", language="ro", title="", text="x",
        completeness="full",
    )  # fmt: skip
    known = Recalled(question=one, word="near", kind="near", of="b", story="c", known=0.9)
    assert recalling(known) == [*asking(one)[:-5], "near", "near", "b", "c", "0.9"]


def test_reads_the_scripts_answer() -> None:
    answer: list[bytes | int] = [b"update", b"new", b"", b"s", 938, b"headline numbers", 0]
    answer += [-1, -1, b""]
    assert verdict(answer) == Verdict(
        word="update", kind="new", story="s", similarity=0.938, changed=("headline", "numbers")
    )
    answer = [b"near", b"near", b"o", b"s", -1, b"", 0, 917, 1000, b"t"]
    assert verdict(answer) == Verdict(
        word="near", kind="near", story="s", of="o", merged="t",
        overlap=Overlap(new_in_old=0.917, old_in_new=1.0),
    )  # fmt: skip
