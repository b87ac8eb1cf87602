import pytest

from config.published import InfoSource, Publisher
from config.records import TaggedArticle
from streams.notices import Candidate, candidate_of, chosen, order_of, withdraws_itself
from streams.record import published_record
from tests.factories import a_tagged_article

AFP = Publisher(name="AFP", country="FR")


def an_item(id: str, minute: int = 1, **changes: object) -> Candidate:
    fields: dict[str, object] = {
        "id": id, "story": id, "publisher": AFP, "title": f"Guvernul a aprobat bugetul {id}",
        "seen_at": f"2017-11-03T08:{minute:02}:00.000Z", "guid": f"urn:newsml:afp:2017:{id}",
        "url": f"https://afp.example/{id}", "text": "Text.",
    }  # fmt: skip
    article = a_tagged_article(**(fields | changes))
    record = published_record(
        article, version=1, first_seen=article.seen_at, change="new", desks=()
    )
    return candidate_of(record)


def a_notice(title: str, text: str = "", **changes: object) -> TaggedArticle:
    fields: dict[str, object] = {
        "id": "notice", "story": "notice", "publisher": AFP, "title": title, "text": text,
        "seen_at": "2017-11-03T09:00:00.000Z",
    }  # fmt: skip
    return a_tagged_article(**(fields | changes))


@pytest.mark.parametrize(
    ("title", "text", "order"),
    [
        ("KILL: Guvernul a aprobat bugetul", "", "canceled"),
        ("MANDATORY KILL - Romania-Government", "", "canceled"),
        ("AFP-KILL: Budget vote", "", "canceled"),
        ("BC-EU--Romania-Government,Mandatory Kill", "", "canceled"),
        ("WITHDRAWN: Budget vote", "", "canceled"),
        ("ANULARE: Guvernul a aprobat bugetul", "", "canceled"),
        ("ANNULATION: Le budget est adopté", "", "canceled"),
        ("ZURÜCKGEZOGEN: Haushalt beschlossen", "", "canceled"),
        ("Romania-Government", "EDITORS: Please kill the story slugged ROMANIA-GOVT.", "canceled"),
        ("WITHHOLD: Budget vote", "", "withheld"),
        ("NICHT VERWENDEN: Haushalt beschlossen", "", "withheld"),
        ("Romania-Government", "Attention editors, withhold ROMANIA-GOVT.", "withheld"),
        ("Kill Bill returns to cinemas", "", None),
        ("KILL BILL RETURNS TO CINEMAS", "", None),
        ("Wolves kill sheep - again", "", None),
        ("Road kill: what to do", "", None),
        ("Anulare de zboruri: ce drepturi ai", "", None),
        ("Editors resign", "Editors said they would not withdraw. They left.", None),
        ("ANNULE ET REMPLACE: Le budget", "", None),
        ("ANULAT: Concertul de la Iași", "", None),
        ("GESPERRT: Autobahn nach Unfall", "", None),
    ],
)
def test_only_a_notice_orders(title: str, text: str, order: str | None) -> None:
    assert order_of(title, text) == order


@pytest.mark.parametrize(
    "notice",
    [
        a_notice("KILL: urn:newsml:afp:2017:item4712"),
        a_notice("KILL", "Please kill item4712, the figures are wrong."),
        a_notice("KILL", "Please kill story no. 4712."),
        a_notice("KILL: Guvernul a aprobat bugetul item4712"),
        a_notice("KILL - buget", "Textul „Guvernul a aprobat bugetul item4712” este anulat."),
        a_notice("KILL", story="item4712"),
    ],
    ids=["guid", "slug", "number", "headline", "quoted headline", "story"],
)
def test_the_item_is_found(notice: TaggedArticle) -> None:
    items = [an_item(f"item{number}", minute=number % 60) for number in range(4700, 4720)]
    assert chosen(notice, items) == "item4712"


def test_a_slug_in_the_text_is_found() -> None:
    items = [an_item("a", text="ROMANIA-GOVT/VOTE\n\nText."), an_item("b", text="HUNGARY-GOVT")]
    assert chosen(a_notice("KILL", "Kill ROMANIA-GOVT/VOTE, please."), items) == "a"


@pytest.mark.parametrize(
    "items",
    [
        [],
        [an_item("item4712", publisher=Publisher(name="Ziar"))],
        [an_item("item4712", seen_at="2017-11-01T08:00:00.000Z")],
        [an_item("item4712", minute=1, seen_at="2017-11-03T09:30:00.000Z")],
        [an_item("x1", guid="g-4712"), an_item("x2", guid="h-4712")],
    ],
    ids=["nothing", "another's", "too old", "later", "two"],
)
def test_without_a_single_match_nothing_is_withdrawn(items: list[Candidate]) -> None:
    assert chosen(a_notice("KILL item4712", "Kill story no. 4712."), items) is None


def test_of_several_the_agencys_own_item_is_meant() -> None:
    reprint = an_item(
        "item4712", publisher=Publisher(name="Ziar"), title="Guvernul a aprobat bugetul",
        agencies=(InfoSource(name="AFP", role="agency"),),
    )  # fmt: skip
    own = an_item("own", title="Guvernul a aprobat bugetul")
    notice = a_notice("KILL: Guvernul a aprobat bugetul")
    assert chosen(notice, [reprint]) == "item4712"
    assert chosen(notice, [reprint, own]) == "own"


def test_a_notice_in_the_place_of_its_item_withdraws_that() -> None:
    before, itself = an_item("notice"), an_item("notice", title="KILL: Guvernul")
    assert withdraws_itself(a_notice("KILL: Guvernul"), [an_item("other"), before])
    assert not withdraws_itself(a_notice("KILL: Guvernul, din nou"), [itself])
    assert not withdraws_itself(a_notice("KILL: Guvernul"), [an_item("other")])
    assert not withdraws_itself(a_notice("Guvernul", "EDITORS: kill 4712."), [before])
