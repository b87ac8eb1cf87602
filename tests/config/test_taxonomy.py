"""The taxonomy: every code resolves, the retired are never assigned, Romanian labels are there."""

from config import taxonomy

CONFLICT, ARMED_CONFLICT, CIVIL_WAR = "16000000", "20000056", "20000063"
RETIRED = "20000030"


def test_has_the_seventeen_top_levels() -> None:
    assert len(taxonomy.top_levels()) == 17


def test_every_parent_exists() -> None:
    orphans = [code for code in taxonomy.topics() if not taxonomy.exists(taxonomy.top(code))]
    assert orphans == []


def test_names_a_topic_in_the_language_asked_for() -> None:
    assert taxonomy.label(ARMED_CONFLICT, "ro") == "conflict armat"
    assert taxonomy.label(ARMED_CONFLICT, "en-GB") == "armed conflict"


def test_falls_back_to_english_then_to_the_code() -> None:
    assert taxonomy.label(ARMED_CONFLICT, "hu") == "armed conflict"
    assert taxonomy.label("99999999", "ro") == "99999999"


def test_every_first_and_second_level_has_a_romanian_label() -> None:
    first = taxonomy.top_levels()
    wanted = [
        topic
        for topic in taxonomy.topics().values()
        if topic.parent in {None, *first} and not topic.retired
    ]
    assert [topic.code for topic in wanted if "ro" not in topic.labels] == []


def test_tells_what_stands_above_a_topic_the_nearest_first() -> None:
    assert taxonomy.ancestors(CIVIL_WAR) == ("20000062", ARMED_CONFLICT, CONFLICT)
    assert taxonomy.ancestors(CONFLICT) == ()
    assert taxonomy.top(CIVIL_WAR) == taxonomy.top(CONFLICT) == CONFLICT


def test_a_retired_topic_resolves_but_is_not_assignable() -> None:
    assert taxonomy.exists(RETIRED)
    assert taxonomy.label(RETIRED)
    assert not taxonomy.is_assignable(RETIRED)


def test_an_unknown_code_is_neither() -> None:
    assert not taxonomy.exists("99999999")
    assert not taxonomy.is_assignable("99999999")
    assert taxonomy.parent("99999999") is None


def test_names_a_topic_by_its_uri() -> None:
    assert taxonomy.uri(CONFLICT) == "http://cv.iptc.org/newscodes/mediatopic/16000000"
