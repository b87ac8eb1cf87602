from streams.eventlikeness import DAY, Likeness, Sheet, likeness, sheet
from streams.eventwords import Rarity, told

FIRE = "Incendiu la o fabrică din Crevedia"
TEXT = "Doi oameni au fost răniți la Crevedia, unde a ars o fabrică de mobilă cu 140 de angajați."


def made(title: str, text: str, at: float = 0.0) -> Sheet:
    return sheet(title, at, told(title, text), Rarity())


def compared(*articles: tuple[str, str], apart: float = 0.0) -> Likeness:
    (one, first), (other, second) = articles
    return likeness(made(one, first), made(other, second, apart))


def test_what_both_tell_is_named_and_adds_up() -> None:
    found = compared((FIRE, TEXT), ("Foc mare", "A ars mobila celor 140 de la Crevedia."))
    assert "crevedi" in found.names
    assert "#140" in found.words
    assert abs(found.score - sum(found.parts.values())) < 0.03


def test_it_is_the_same_from_both_sides() -> None:
    first, second = (FIRE, TEXT), ("Foc la Crevedia", "Mobila a ars la Crevedia.")
    assert compared(first, second).score == compared(second, first).score


def test_a_flash_is_like_the_story_that_follows() -> None:
    story = f"{TEXT} " + "Pompierii au ajuns din trei județe, iar drumul a fost închis. " * 3
    assert compared((FIRE, ""), (FIRE, story)).parts["shorter"] > 0.4


def test_other_numbers_in_the_same_words_are_a_template() -> None:
    votes = "Plenul Senatului a adoptat, cu {} voturi pentru, legea bugetului asigurărilor."
    same = compared(("Vot", votes.format(91)), ("Lege", votes.format(91)))
    other = compared(("Vot", votes.format(91)), ("Lege", votes.format(104)))
    assert other.score < same.score / 2


def test_headlines_that_each_name_another_place_count_against_it() -> None:
    first, second = "Accident mortal la Slobozia", "Accident mortal la Zalău"
    assert compared((first, ""), (second, "")).parts["others"] < 0


def test_time_counts_against_it() -> None:
    both = (FIRE, TEXT), (FIRE, TEXT)
    assert compared(*both, apart=2 * DAY).score < compared(*both).score
    assert compared(*both, apart=7200.0).hours == 2.0


def test_nothing_shared_is_no_likeness() -> None:
    assert compared((FIRE, TEXT), ("", "")).score == 0.0
