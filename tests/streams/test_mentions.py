"""Mentions: each word for one, none for two."""

from streams.letters import page
from streams.marks import Mark
from streams.mentions import Mention, Taken, acronym_mentions, key_of, model_mentions, unclaimed
from streams.names import Kind, Name

PAGE = page("", "x" * 80, "ro")


def a_mention(start: int, end: int, key: str = "k") -> Mention:
    return Mention("ORG", key, "n", Mark("r", start, end))


def a_name(kind: Kind, letters: str, start: int = 0) -> Name:
    return Name(kind, start, start + len(letters), letters)


def test_of_mentions_that_overlap_the_first_takes_the_letters() -> None:
    one, two, three = a_mention(0, 5), a_mention(4, 8), a_mention(8, 9)
    assert list(unclaimed([one, two, three], Taken(10))) == [one, three]


def test_a_name_is_of_the_kind_that_most_of_its_mentions_have() -> None:
    names = [a_name("ORG", "Al-Qaim"), a_name("LOC", "Al-Qaim", 20), a_name("LOC", "Al-Qaim", 40)]
    assert {mention.kind for mention in model_mentions(names, PAGE)} == {"LOC"}


def test_a_surname_is_its_bearer_s() -> None:
    names = [a_name("PER", "Ilie Bolojan"), a_name("ORG", "Bolojan", 20), a_name("PER", "Ilie", 40)]
    mentions = model_mentions(names, PAGE)
    assert {mention.key for mention in mentions} == {key_of("Ilie Bolojan", "ro")}
    assert {mention.kind for mention in mentions} == {"PER"}


def test_forms_of_a_name_have_one_key() -> None:
    assert key_of("Parlamentul", "ro") == key_of("Parlamentului", "ro")


def test_an_acronym_belongs_to_what_it_stands_for() -> None:
    made = page("", "gruparea Stat Islamic (SI), anti-SI", "ro")
    known = Mention("ORG", "entity:x", "Stat Islamic", Mark("r", 11, 23), "uri")
    found = list(acronym_mentions(made, [known]))
    assert {(one.key, one.uri) for one in found} == {("entity:x", "uri")}
    assert [made.text[one.mark.start : one.mark.end] for one in found] == [
        "Stat Islamic", "SI", "SI",
    ]  # fmt: skip
