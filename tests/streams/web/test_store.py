"""The story of an article over real HTTP: members, origin, aliases."""

from config.published import InfoSource, Publisher
from config.records import TaggedArticle
from tests.factories import a_tagged_article
from tests.streams.web.installation import Installation, Served


def an_item(id: str, minute: int, publisher: str, **changes: object) -> TaggedArticle:
    plain: dict[str, object] = {
        "id": id, "story": "first", "publisher": Publisher(name=publisher),
        "seen_at": f"2017-11-03T08:{minute:02}:00.000Z",
        "agencies": (InfoSource(name="AFP", role="agency"),),
    }  # fmt: skip
    return a_tagged_article(**(plain | changes))


def test_a_story_tells_its_members_and_corrects_its_origin(
    newsdesk: Installation, server: Served
) -> None:
    newsdesk.publish(an_item("first", 1, "Ziar"), an_item("copy", 2, "Gazeta", kind="near"))
    before = server.get("/v1/stories/copy").json()
    assert before["id"] == "first"
    assert before["origin"] == {"id": "first", "publisher": "Ziar", "why": "first"}
    newsdesk.publish(an_item("late", 30, "AFP", kind="exact", of="first"))
    after = server.get("/v1/stories/first").json()
    assert (after["id"], after["agency"]) == ("first", "AFP")
    assert after["first"]["id"] == "first"
    assert after["origin"] == {"id": "late", "publisher": "AFP", "why": "agency"}
    assert [member["id"] for member in after["members"]] == ["first", "copy", "late"]
    copies = server.get("/v1/articles/first/copies").json()
    assert (copies["story"], copies["origin"]["id"]) == ("first", "late")


def test_a_merged_story_is_found_by_its_old_name(newsdesk: Installation, server: Served) -> None:
    newsdesk.publish(an_item("first", 1, "Ziar"), an_item("joins", 2, "Gazeta", merged="younger"))
    assert server.get("/v1/stories/younger").json()["id"] == "first"


def test_a_story_nobody_knows_is_not_found(newsdesk: Installation, server: Served) -> None:
    assert server.get("/v1/stories/nothing").status_code == 404
