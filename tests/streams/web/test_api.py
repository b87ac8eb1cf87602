"""The API over real HTTP, on a real Kafka and Redis."""

from collections.abc import Iterator

import httpx
import msgspec
import pytest

from config.published import Overlap
from tests.factories import a_tagged_article
from tests.streams.web.installation import Installation, Served


def publish_numbered(newsdesk: Installation, count: int, start: int = 0) -> list[str]:
    """Articles whose ids rise with their time; the ids, newest first."""
    numbers = range(start, start + count)
    for number in numbers:
        moment = f"2026-11-22T10:{number // 60:02d}:{number % 60:02d}.000Z"
        newsdesk.publish(
            a_tagged_article(id=f"n{number:03d}", story=f"n{number:03d}", seen_at=moment)
        )
    return [f"n{number:03d}" for number in reversed(numbers)]


def pages(server: Served, path: str) -> Iterator[list[str]]:
    """The ids of each page of a desk."""
    cursor = ""
    while cursor is not None:
        answer = server.get(f"{path}&cursor={cursor}").json()
        yield [article["wiredesk"]["id"] for article in answer["articles"]]
        cursor = answer["next"]


def test_lists_the_desks_with_their_size_and_topic(newsdesk: Installation, server: Served) -> None:
    newsdesk.publish(a_tagged_article(), desks=("conflict", "romania"))
    desks = {desk["name"]: desk for desk in server.get("/v1/desks").json()["desks"]}
    assert list(desks) == ["conflict", "romania", "sport"]
    assert desks["romania"] == {
        "name": "romania",
        "label": "România",
        "topic": f"{newsdesk.settings.prefix}desk.romania",
        "articles": 1,
        "latest": "2017-11-03T08:31:05.117Z",
    }
    assert desks["sport"]["latest"] is None


def test_an_article_is_the_same_bytes_as_in_the_store(
    newsdesk: Installation, server: Served
) -> None:
    newsdesk.publish(a_tagged_article())
    id = a_tagged_article().id
    answer = server.get(f"/v1/articles/{id}")
    assert answer.content == newsdesk.redis.get(newsdesk.key("art", id))
    assert answer.headers["content-type"] == "application/json"


def test_pages_stay_what_they_are_while_new_articles_arrive(
    newsdesk: Installation, server: Served
) -> None:
    expected = publish_numbered(newsdesk, 7)
    walk = pages(server, "/v1/desks/conflict/articles?limit=3")
    first = next(walk)
    newest = publish_numbered(newsdesk, 2, start=7)
    assert first + [id for page in walk for id in page] == expected
    assert next(pages(server, "/v1/desks/conflict/articles?limit=2")) == newest


def test_articles_of_the_same_millisecond_are_paged_once_each(
    newsdesk: Installation, server: Served
) -> None:
    for number in range(5):
        newsdesk.publish(a_tagged_article(id=f"same{number}"))
    walk = list(pages(server, "/v1/desks/conflict/articles?limit=2"))
    assert walk == [["same4", "same3"], ["same2", "same1"], ["same0"]]


def test_a_brief_list_has_no_texts(newsdesk: Installation, server: Served) -> None:
    newsdesk.publish(a_tagged_article())
    (article,) = server.get("/v1/desks/conflict/articles?brief=true").json()["articles"]
    assert "bodies" not in article["item"]
    assert article["item"]["headlines"][0]["value"] == a_tagged_article().title


def test_a_list_counts_reprints_and_says_where_its_stream_begins(
    newsdesk: Installation, server: Served
) -> None:
    newsdesk.publish(a_tagged_article(id="original"))
    newsdesk.publish(a_tagged_article(id="reprint", of="original", kind="near"), desks=())
    answer = server.get("/v1/desks/conflict/articles").json()
    assert answer["reprints"] == {"original": 1}
    assert answer["position"].count(".") == 2


def test_copies_say_who_reprinted_it_and_how_much(newsdesk: Installation, server: Served) -> None:
    newsdesk.publish(a_tagged_article(id="original"))
    overlap = Overlap(new_in_old=0.91, old_in_new=0.97)
    newsdesk.publish(
        a_tagged_article(id="reprint", of="original", kind="near", word="near", overlap=overlap)
    )
    answer = server.get("/v1/articles/original/copies").json()
    (copy,) = answer["copies"]
    assert (copy["id"], copy["kind"], copy["publisher"]) == ("reprint", "near", "Ziar")
    assert copy["overlap"] == {"new_in_old": 0.91, "old_in_new": 0.97}
    assert server.get("/v1/articles/reprint/copies").json()["of"] == "original"


def test_versions_come_oldest_first_and_the_way_tells_of_each(
    newsdesk: Installation, server: Served
) -> None:
    article = a_tagged_article(id="twice")
    later = msgspec.structs.replace(article, title="Altfel", seen_at="2017-11-03T09:00:00.000Z")
    newsdesk.publish(article, later)
    versions = server.get("/v1/articles/twice/versions").json()["versions"]
    assert [version["wiredesk"]["version"] for version in versions] == [1, 2]
    way = server.get("/v1/articles/twice/way").json()
    assert [version["change"] for version in way["versions"]] == ["new", "update"]


def test_feeds_show_what_the_poller_wrote(newsdesk: Installation, server: Served) -> None:
    told = {"polled": "1763800000000", "result": "timeout", "failures": "3", "state": "failing"}
    for name, value in told.items():
        newsdesk.redis.hset(newsdesk.key("feed", "ziar-externe"), name, value)
    newsdesk.redis.zadd(newsdesk.key("feed", "due"), {"ziar-externe": 1763800300000})
    feeds = {feed["id"]: feed for feed in server.get("/v1/feeds").json()["feeds"]}
    assert [feeds[id]["status"] for id in feeds] == ["failing", "waiting", "disabled"]
    assert feeds["ziar-externe"]["last_polled"] == "2025-11-22T08:26:40.000Z"
    assert feeds["ziar-externe"]["next_poll"] == "2025-11-22T08:31:40.000Z"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/desks/nosuch/articles", 404),
        ("/v1/desks/nosuch/stream", 404),
        ("/v1/articles/nosuch", 404),
        ("/v1/articles/nosuch/versions", 404),
        ("/v1/nothing", 404),
        ("/v1/articles/..%2f..%2fetc%2fpasswd", 404),
        ("/v1/desks/conflict/articles?limit=101", 400),
        ("/v1/desks/conflict/articles?limit=x", 400),
        ("/v1/desks/conflict/articles?cursor=bm90LW91cnM", 400),
        ("/v1/desks/conflict/articles?cursor=%00%ff", 400),
        ("/v1/articles/" + "a" * 5000, 400),
    ],
)
def test_what_is_wrong_gets_a_small_json_error(server: Served, path: str, status: int) -> None:
    answer = server.get(path)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert len(answer.content) < 600


def test_the_openapi_document_names_every_route(server: Served) -> None:
    document = server.get("/v1/openapi.json").json()
    assert set(document["paths"]) == {
        "/v1/desks",
        "/v1/desks/{name}/articles",
        "/v1/desks/{name}/stream",
        "/v1/articles/{id}",
        "/v1/articles/{id}/versions",
        "/v1/articles/{id}/copies",
        "/v1/articles/{id}/way",
        "/v1/stories/{id}",
        "/v1/feeds",
    }
    record = document["paths"]["/v1/articles/{id}"]["get"]["responses"]["200"]
    assert record["content"]["application/json"]["schema"]["$ref"].endswith("Published")


def test_metrics_name_the_route_and_never_the_path(server: Served) -> None:
    server.get("/v1/articles/secretsecret")
    text = server.metrics()
    assert 'wiredesk_http_requests_total{code="404",route="/v1/articles/{id}"}' in text
    assert "secretsecret" not in text


def test_only_get_is_served(server: Served) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"):
        assert httpx.request(method, f"{server.url}/v1/desks").status_code == 405
