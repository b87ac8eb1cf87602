"""Names in a page."""

from streams.knowledge import knowledge
from streams.letters import page
from streams.names import MOST

MODELS = knowledge().models


def found(text: str, language: str = "ro", title: str = "") -> list[tuple[str, str]]:
    return [(name.kind, name.letters) for name in MODELS.names(page(title, text, language))]


def test_names_stand_where_the_text_has_them() -> None:
    made = page("Klaus Iohannis, la Sibiu", "Ministerul Sănătății a anunțat.", "ro")
    names = MODELS.names(made)
    assert [made.text[name.start : name.end] for name in names] == [name.letters for name in names]
    assert ("PER", "Klaus Iohannis") in [(name.kind, name.letters) for name in names]
    assert ("ORG", "Ministerul Sănătății") in [(name.kind, name.letters) for name in names]


def test_other_languages_share_a_model() -> None:
    assert ("PER", "Angela Merkel") in found("Yesterday Angela Merkel visited Paris.", "en")


def test_a_text_in_capitals_is_read_as_if_it_were_not() -> None:
    assert ("PER", "KLAUS IOHANNIS") in found("KLAUS IOHANNIS A DECLARAT CĂ PLEACĂ MÂINE DIN ȚARĂ")


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert found("cuvânt " * MOST + "Klaus Iohannis a plecat.") == []


def test_a_word_that_only_opens_a_sentence_is_no_name_nor_part_of_one() -> None:
    names = MODELS.names(page("", "Ea pleacă. Președintele Klaus Iohannis rămâne.", "ro"))
    assert [name.name for name in names] == ["Klaus Iohannis"]


def test_what_the_text_also_writes_small_is_no_name() -> None:
    title = "Preț mai mare pentru lemn, cer silvicultorii"
    assert found("Silvicultorii spun că prețul e mic.", title=title) == []
    assert found("Iohannis spune că prețul e mic.", title=title) == [("PER", "Iohannis")]
