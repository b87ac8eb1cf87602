import pytest

from streams.corrections import correction_notes, noted

BODY = "Primul paragraf al știrii.\n\nAl doilea paragraf, cu amănunte."


@pytest.mark.parametrize(
    "title",
    [
        "ERATĂ: 12, nu 21 de răniți la Iași",
        "Erată – Numele ministrului",
        "PRECIZARE: Compania nu a dat faliment",
        "Rectificare: meciul începe la ora 21",
        "CORRECTION: The mayor did not resign",
        "CORRECTED-Shares of the bank fell 2 pct, not 20",
        "(Correction) Minister quits",
        "UPDATE/CORRECTION: two dead in crash",
        "RECTIFICATIF: Le procès s'ouvre mardi",
        "Le procès s'ouvre mardi (Rectificatif)",
        "dpa-KORREKTUR: Zwei Verletzte bei Unfall",
        "Berichtigung: Zwei Verletzte bei Unfall",
        "Corrección: el juicio empieza el martes",
        "FE DE ERRORES: el juicio empieza el martes",
        "Rettifica: il processo inizia martedì",
        "Correção: julgamento começa na terça",
        "SPROSTOWANIE: Proces rusza we wtorek",
        "Helyreigazítás: nem 21, hanem 12 sérült",
        "Поправка: суд начнётся во вторник",
        "Виправлення: суд почнеться у вівторок",
        "RETRACTION: Story on the mayor",
    ],
)
def test_a_headline_announces_a_correction(title: str) -> None:
    assert correction_notes(title, BODY) == (title,)


@pytest.mark.parametrize(
    "note",
    [
        "Erată: într-o versiune anterioară am scris 21 de răniți.",
        "Precizare: domnul Pop nu este membru al partidului.",
        "Precizare a redacției: suma este în lei.",
        "O versiune anterioară a acestui articol dădea un alt număr.",
        "Articolul a fost corectat la ora 14.",
        "Correction: An earlier version misspelled the name.",
        "This article was amended on 3 May to correct a figure.",
        "An earlier version of this story misstated the mayor's age.",
        "This story has been corrected to say that two people were hurt.",
        "Une version précédente de cet article mentionnait 21 blessés.",
        "Cet article a été corrigé à 14 heures.",
        "In einer früheren Version dieses Artikels stand eine falsche Zahl.",
        "Korrektur: Es waren zwölf Verletzte.",
        "Una versión anterior de esta noticia daba otra cifra.",
        "Una versione precedente di questo articolo riportava un'altra cifra.",
        "In een eerdere versie van dit artikel stond een fout.",
        "W poprzedniej wersji artykułu podaliśmy złą liczbę.",
        "В предыдущей версии статьи была ошибка.",
        "* Correction: the age was wrong.",
    ],
)
def test_a_note_stands_before_or_behind_the_story(note: str) -> None:
    assert correction_notes("Titlu", f"{note}\n\n{BODY}") == (note,)
    assert correction_notes("Titlu", f"{BODY}\n\n{note}") == (note,)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Un om corect", BODY),
        ("Rectificare bugetară: miniștrii au aprobat ordonanța", BODY),
        ("Precizări de la ANAF despre declarația unică", BODY),
        ("Precizarea ministrului: nu cresc taxele", BODY),
        ("Stocks enter a correction as rates rise", BODY),
        ("Department of Correction officers strike", BODY),
        ("Correctional officers on strike", BODY),
        ("Korrekturen am Rentenpaket gefordert", BODY),
        ("Berichtigung des Haushalts beschlossen", BODY),
        ("Correction boursière à Paris", BODY),
        ("Poprawka do ustawy", BODY),
        ("Поправка к закону принята", BODY),
        ("Titlu", "Ministrul a anunțat o rectificare a bugetului. Ea vine în toamnă.\n\n" + BODY),
        ("Titlu", "x " * 400 + "An earlier version of this article " + "x " * 400),
        ("Title", BODY + "\n\nHe corrected his statement. The article was long."),
    ],
)
def test_news_about_corrections_is_none(title: str, text: str) -> None:
    assert correction_notes(title, text) == ()


def test_a_note_in_the_middle_of_a_long_story_is_part_of_it() -> None:
    middle = ["Paragraf."] * 8
    assert not noted("Titlu", "\n\n".join([*middle, "Erată: nu.", *middle]))


def test_the_mark_changes_only_with_the_notes() -> None:
    assert noted("Titlu", BODY) == ""
    first = noted("Titlu", f"{BODY}\n\nErată: unu.")
    assert first == noted("Alt titlu", "Alt text.\n\nErată: unu.")
    assert first != noted("Titlu", f"{BODY}\n\nErată: unu și doi.")
