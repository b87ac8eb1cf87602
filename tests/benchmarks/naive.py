"""The stack people would otherwise build, on the same pages: one by one, all defaults.

python -m tests.benchmarks.naive COUNT REDIS_PORT → one line of JSON. Imports are not counted.
"""

import json
import resource
import sys
import time

import feedparser
import langdetect
import trafilatura
from datasketch import MinHash, MinHashLSH

from tests.benchmarks.pages import FEED_SIZE, Page, feeds, pages


def run(count: int, redis_port: int) -> dict[str, float]:
    """CPU seconds (user + system of this process) and wall seconds for `count` articles."""
    all_pages = pages(count)
    documents = list(feeds(80, all_pages).values())
    index = MinHashLSH(
        threshold=0.5,
        num_perm=128,
        storage_config={
            "type": "redis",
            "basename": b"naive",
            "redis": {"host": "127.0.0.1", "port": redis_port},
        },
    )
    langdetect.detect("o propoziție de încălzire")
    cpu, wall = used(), time.monotonic()
    for number, page in enumerate(all_pages):
        if number % FEED_SIZE == 0:
            feedparser.parse(documents[number // FEED_SIZE])
        article(index, page)
    return {"articles": count, "cpu": used() - cpu, "wall": time.monotonic() - wall}


def article(index: MinHashLSH, page: Page) -> None:
    text = trafilatura.extract(page.body) or page.title
    langdetect.detect(text)
    sketch = MinHash(num_perm=128)
    words = text.split()
    sketch.update_batch([" ".join(words[n : n + 5]).encode() for n in range(len(words))])
    index.query(sketch)
    index.insert(page.path, sketch)


def used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))  # noqa: T201
