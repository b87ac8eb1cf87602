"""Codes are known, or told to be wrong with what was likely meant."""

import pytest

from config.codes import country_fault, language_fault, topic_fault


@pytest.mark.parametrize("code", ["16000000", "20000056"])
def test_a_topic_in_use_has_no_fault(code: str) -> None:
    assert topic_fault(code) is None


@pytest.mark.parametrize("code", ["RO", "MD", "XK", "GB"])
def test_a_country_has_no_fault(code: str) -> None:
    assert country_fault(code) is None


@pytest.mark.parametrize("tag", ["ro", "ro-MD", "RO", "zh-Hant-TW", "und", "fil"])
def test_a_language_has_no_fault(tag: str) -> None:
    assert language_fault(tag) is None


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("16000001", r"'16000001' is not a Media Topic; did you mean .*16000000 \("),
        ("conflict armat", r"did you mean 20000056 \(conflict armat\)\?"),
        ("sprot", r"did you mean 15000000 \(sport\)"),
        ("20000030", r"20000030 is retired since \d{4}-\d\d-\d\d"),
        ("zzz", r"is not a Media Topic$"),
        ("", r"'' is not a Media Topic$"),
    ],
)
def test_a_wrong_topic_is_told_with_those_like_it(code: str, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        raise AssertionError(topic_fault(code))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("UK", r"did you mean GB\?"),
        ("ro", r"did you mean RO\?"),
        ("România", r"did you mean RO\?"),
        ("Frnace", r"did you mean FR\?"),
        ("QQ", r"we know$"),
    ],
)
def test_a_wrong_country_is_told_with_those_like_it(code: str, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        raise AssertionError(country_fault(code))


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("ron", r"did you mean ro\?"),
        ("Română", r"did you mean ro\?"),
        ("ua", r"did you mean uk\?"),
        ("xx", r"BCP 47"),
        ("ro_RO", r"BCP 47"),
    ],
)
def test_a_wrong_language_is_told_with_those_like_it(tag: str, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        raise AssertionError(language_fault(tag))
