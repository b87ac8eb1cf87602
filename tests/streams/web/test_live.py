"""Live streams over real HTTP, fed from real desk topics."""

import json
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx

from config.topics import desk_topic
from tests.conftest import Daemon, wait_until
from tests.factories import a_tagged_article
from tests.streams.web.installation import Installation, Served, serving
from tests.streams.web.reader import Reader, reading

NUMBERS = count()


def publish(newsdesk: Installation, articles: int = 1, text: str = "Un text.") -> list[str]:
    """New articles on the desk `conflict`; their ids."""
    ids = [f"live{next(NUMBERS)}" for _ in range(articles)]
    newsdesk.publish(*(a_tagged_article(id=id, text=text) for id in ids))
    return ids


def ids_of(reader: Reader, number: int) -> list[str]:
    return [json.loads(reader.next().data)["wiredesk"]["id"] for _ in range(number)]


def test_an_article_arrives_as_the_line_it_is_in_kafka(
    newsdesk: Installation, server: Served
) -> None:
    with reading(server.url) as reader:
        start = reader.greeted()
        (id,) = publish(newsdesk)
        event = reader.next()
    assert reader.answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert event.name == "article"
    assert event.data.encode() == newsdesk.redis.get(newsdesk.key("art", id))
    assert event.id != start
    assert event.id.count(".") == 2


def test_a_resumed_reader_misses_nothing_and_repeats_nothing(
    newsdesk: Installation, server: Served
) -> None:
    with reading(server.url) as reader:
        reader.greeted()
        before = publish(newsdesk, 3)
        seen = ids_of(reader, 2)
        last = reader.last_id
    missed = publish(newsdesk, 20)
    with reading(server.url, last_id=last) as reader:
        seen += ids_of(reader, 21)
        after = publish(newsdesk, 2)
        seen += ids_of(reader, 2)
    assert sorted(seen) == sorted(before + missed + after)


def test_resuming_works_by_parameter_and_the_header_goes_first(
    newsdesk: Installation, server: Served
) -> None:
    with reading(server.url) as reader:
        start = reader.greeted()
    ids = set(publish(newsdesk, 2))
    with reading(server.url, last_event_id=start) as reader:
        assert set(ids_of(reader, 2)) == ids
        end = reader.last_id
    with reading(server.url, last_id=end, last_event_id=start) as reader:
        assert reader.greeted() == end


def test_resuming_from_the_very_beginning_brings_everything(
    newsdesk: Installation, server: Served
) -> None:
    ids = publish(newsdesk, 3)
    with reading(server.url, last_id="0.0.0") as reader:
        found: set[str] = set()
        while not found.issuperset(ids):
            found.update(ids_of(reader, 1))


def test_a_reader_that_leaves_while_it_catches_up_leaves_nothing_behind(
    newsdesk: Installation, server: Served
) -> None:
    ids = publish(newsdesk, 3)
    for _ in range(5):
        with reading(server.url, last_id="0.0.0") as reader:
            while ids[-1] not in ids_of(reader, 1):
                pass
    wait_until(lambda: "wiredesk_streams_open 0.0" in server.metrics(), 10)


def test_every_reader_of_a_desk_gets_every_article(newsdesk: Installation, server: Served) -> None:
    def follow(reader: Reader) -> list[str]:
        return ids_of(reader, 10)

    with ThreadPoolExecutor(8) as pool:
        contexts = [reading(server.url) for _ in range(8)]
        readers = [context.__enter__() for context in contexts]
        for reader in readers:
            reader.greeted()
        ids = publish(newsdesk, 10)
        for found in pool.map(follow, readers):
            assert sorted(found) == sorted(ids)
        for context in contexts:
            context.__exit__(None, None, None)


def test_an_id_that_cannot_be_resumed_gets_a_reset_and_the_stream_goes_on(
    newsdesk: Installation, server: Served
) -> None:
    for strange in ("999999.0.0", "12.40", "nonsense", "1.2.3.4", "-1.0.0", "9" * 19 + ".0.0"):
        with reading(server.url, last_id=strange) as reader:
            event = reader.next()
            assert event.name == "reset"
            assert json.loads(event.data)["asked"] == strange
            ids = publish(newsdesk)
            assert ids_of(reader, 1) == ids


def test_an_id_older_than_what_is_kept_gets_a_reset(newsdesk: Installation, server: Served) -> None:
    publish(newsdesk, 5)
    newsdesk.forget("conflict")
    with reading(server.url, last_id="0.0.0") as reader:
        assert reader.next().name == "reset"


def test_what_an_aborted_transaction_wrote_is_never_shown(
    newsdesk: Installation, server: Served
) -> None:
    topic = desk_topic(newsdesk.settings, "conflict")
    with reading(server.url) as reader:
        start = reader.greeted()
        newsdesk.producer.begin_transaction()
        newsdesk.producer.send(topic, b'{"taken": "back"}').get(10)
        newsdesk.producer.abort_transaction()
        ids = publish(newsdesk)
        assert ids_of(reader, 1) == ids
    with reading(server.url, last_id=start) as reader:
        assert ids_of(reader, 1) == ids


def test_more_streams_than_allowed_are_told_to_wait(newsdesk: Installation) -> None:
    with serving(newsdesk, WIREDESK_STREAMS="2") as server:
        with reading(server.url) as first, reading(server.url) as second:
            first.greeted()
            second.greeted()
            refused = server.get("/v1/desks/conflict/stream")
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) > 0
            assert "wiredesk_streams_open 2.0" in server.metrics()
        wait_until(lambda: "wiredesk_streams_open 0.0" in server.metrics(), 10)
        with reading(server.url) as third:
            third.greeted()


def test_a_reader_that_stops_reading_is_dropped_and_the_others_go_on(
    newsdesk: Installation, server: Served
) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as stalled:
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        path = b"/v1/desks/conflict/stream"
        stalled.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        wait_until(lambda: "wiredesk_streams_open 1.0" in server.metrics(), 10)
        with reading(server.url) as reader:
            reader.greeted()
            ids = publish(newsdesk, 40, text="Un text lung. " * 10_000)
            assert sorted(ids_of(reader, 40)) == sorted(ids)
            wait_until(lambda: "wiredesk_streams_open 1.0" in server.metrics(), 30)


def test_a_heartbeat_comes_while_nothing_happens(newsdesk: Installation, server: Served) -> None:
    with reading(server.url, desk="sport") as reader:
        reader.greeted()
        lines = [next(line for line in reader.lines if line) for _ in range(2)]
    assert lines == [":", f"id: {reader.last_id}"]


def test_sigterm_ends_the_server_cleanly_with_open_streams(newsdesk: Installation) -> None:
    with serving(newsdesk) as server, reading(server.url) as reader:
        reader.greeted()
        server.process.terminate()
        assert server.process.wait(5) == 0
        assert '"level": "ERROR"' not in server.log.read_text()


def test_redis_away_is_a_503_and_the_streams_go_on(newsdesk: Installation, server: Served) -> None:
    newsdesk.redis.client_pause(4000)
    with reading(server.url) as reader:
        reader.greeted()
        answer = httpx.get(f"{server.url}/v1/desks", timeout=5)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    wait_until(lambda: server.get("/v1/desks").status_code == 200, 20)


def test_a_frozen_kafka_is_a_503_for_streams_and_lists_go_on(
    newsdesk: Installation, broker: Daemon
) -> None:
    publish(newsdesk)
    with serving(newsdesk) as server:
        broker.signal(signal.SIGSTOP)
        try:
            refused = httpx.get(f"{server.url}/v1/desks/conflict/stream", timeout=15)
            listed = httpx.get(f"{server.url}/v1/desks/conflict/articles", timeout=15)
        finally:
            broker.signal(signal.SIGCONT)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert listed.status_code == 200
        assert len(listed.json()["articles"]) == 1
        assert listed.json()["position"] is None
        with reading(server.url) as reader:
            reader.greeted()
