"""How to read a desk or an article from one's own program: lines that work as they stand."""

import msgspec

from streams.web.newsroom import Reach


class Snippet(msgspec.Struct, frozen=True):
    title: str
    note: str
    code: str


# without the reset, a partition that keeps fewer than five shows none of them
KCAT = "kcat -C -q -u -b {kafka} -t {topic} -o -5 -X auto.offset.reset=earliest"
PYTHON = """\
from kafka import KafkaConsumer

records = KafkaConsumer(
    "{topic}",
    bootstrap_servers="{kafka}",
    isolation_level="read_committed",
    auto_offset_reset="earliest",
)
for record in records:
    print(record.value.decode())"""


def desk_snippets(reach: Reach, desk: str, topic: str) -> tuple[Snippet, ...]:
    """kcat, Python and curl for a desk: the last articles, then all that come."""
    return (
        Snippet("kcat", "read_committed de la sine", KCAT.format(kafka=reach.kafka, topic=topic)),
        Snippet(
            "Python",
            "pip install kafka-python; fără read_committed ar apărea și ce a fost anulat",
            PYTHON.format(topic=topic, kafka=reach.kafka),
        ),
        Snippet(
            "curl",
            "reluare cu antetul Last-Event-ID",
            f"curl -N {curl_token(reach)}{reach.base_url}/v1/desks/{desk}/stream",
        ),
    )


def article_snippets(reach: Reach, desk: str, topic: str, id: str) -> tuple[Snippet, ...]:
    """The same, and the article itself by curl."""
    whole = f"curl {curl_token(reach)}{reach.base_url}/v1/articles/{id}"
    return (*desk_snippets(reach, desk, topic), Snippet("curl", "acest articol", whole))


def curl_token(reach: Reach) -> str:
    return '-H "Authorization: Bearer $TOKEN" ' if reach.token else ""
