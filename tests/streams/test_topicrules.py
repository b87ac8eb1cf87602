"""Topics as editors write them."""

from pathlib import Path

import pytest

from config.errors import ConfigError
from streams.topicrules import BELOW, THRESHOLD, topic_entries, topic_rules


def written(folder: Path, text: str) -> Path:
    (folder / "x.toml").write_text(text)
    return folder


def test_reads_the_terms_of_each_language(tmp_path: Path) -> None:
    [rule] = topic_rules(
        written(
            tmp_path, '[[topic]]\ncode = "15000000"\nterms = {ro = "NATO, meci*^2", en = "cup"}'
        )
    )
    [nato, match] = topic_entries([rule], "ro")
    assert (nato.tag, nato.rule, nato.case) == ("15000000", "15000000:ro:NATO", "capitals")
    assert (match.rule, match.case, match.term.weight) == ("15000000:ro:meci*", "any", 2)
    assert topic_entries([rule], "fr") == []


def test_a_subtopic_needs_less_than_a_topic_unless_told_otherwise(tmp_path: Path) -> None:
    rules = topic_rules(
        written(
            tmp_path,
            '[[topic]]\ncode = "15000000"\nterms = {}\n'
            '[[topic]]\ncode = "20001065"\nterms = {}\n'
            '[[topic]]\ncode = "20001085"\nterms = {}\nthreshold = 7\n',
        )
    )
    assert [rule.threshold for rule in rules] == [THRESHOLD, BELOW, 7]


@pytest.mark.parametrize("threshold", ["0", "-1", '"4"'])
def test_refuses_a_threshold_that_is_none(tmp_path: Path, threshold: str) -> None:
    folder = written(
        tmp_path, f'[[topic]]\ncode = "15000000"\nthreshold = {threshold}\nterms = {{}}\n'
    )
    with pytest.raises(ConfigError, match=r"x\.toml:3: \[\[topic\]\] threshold"):
        topic_rules(folder)
