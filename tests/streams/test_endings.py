"""Names, and their forms inside a sentence."""

import pytest

from streams.endings import bases, forms
from streams.letters import words


@pytest.mark.parametrize(
    ("language", "name", "form"),
    [
        ("ru", "Россия", "России"), ("ru", "Ирак", "Ираком"), ("uk", "Україна", "України"),
        ("uk", "Київ", "Києва"), ("pl", "Polska", "Polsce"), ("pl", "Irak", "Iraku"),
        ("hu", "Magyarország", "Magyarországon"), ("hu", "Irán", "Iránnal"),
        ("ar", "العراق", "والعراق"), ("ar", "العراق", "للعراق"), ("ar", "بغداد", "ببغداد"),
        ("ro", "București", "Bucureștiului"), ("ro", "Constanța", "Constanței"),
    ],
)  # fmt: skip
def test_a_form_leads_back_to_its_name(language: str, name: str, form: str) -> None:
    [plain], [bent] = words(name), words(form)
    assert form in forms(name, language)
    assert plain in {base.letters for base in bases(bent, language)}


def test_what_a_language_does_not_bend_has_no_forms() -> None:
    assert forms("France", "fr") == forms("USA", "ru") == ()
    assert list(bases("france", "fr")) == []


def test_a_base_tells_which_letters_differ() -> None:
    base = next(one for one in bases("constantei", "ro") if one.letters == "constanta")
    assert ("Constanței"[: -base.ends] + base.end, base.begins) == ("Constanța", 0)
