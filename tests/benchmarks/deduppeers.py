"""What users would otherwise pick for near duplicates: MinHash LSH on Redis, and SimHash."""

import time
from collections.abc import Sequence
from typing import Any

import redis
from datasketch import MinHash, MinHashLSH
from simhash import Simhash, SimhashIndex

from tests.benchmarks.dedupdata import Article, Said

PERMUTATIONS, THRESHOLD = 128, 0.5
BANDS = (32, 4)  # of MinHash: the pair nearest to the recall that is wanted
DISTANCE = 3  # bits of 64, as Google's crawl had it


class Costs:
    """Seconds of CPU of this process, of Redis, and bytes in Redis, for so many articles."""

    def __init__(self) -> None:
        self.sketch = self.client = self.redis = self.bytes = 0.0


def minhashed(articles: Sequence[Article], store: "redis.Redis", costs: Costs) -> dict[str, Said]:
    """Each article asked for and put in, one after the other, as the library's guide does."""
    socket = store.connection_pool.connection_kwargs["path"]
    place = {"type": "redis", "basename": b"peer", "redis": {"unix_socket_path": socket}}
    lsh = MinHashLSH(num_perm=PERMUTATIONS, params=BANDS, storage_config=place)
    before = spent(store)
    began = time.process_time()
    sketches = {one.id: sketched(one.text) for one in articles}
    costs.sketch = time.process_time() - began
    said: dict[str, Said] = {}
    began = time.process_time()
    for one in articles:
        known = [other for other in lsh.query(sketches[one.id]) if other in said]
        near = [x for x in known if sketches[x].jaccard(sketches[one.id]) >= THRESHOLD]
        lsh.insert(one.id, sketches[one.id])
        said[one.id] = Said(bool(near), said[min(near)].story if near else one.id)
    costs.client = time.process_time() - began
    after = spent(store)
    costs.redis, costs.bytes = after[0] - before[0], after[1] - before[1]
    return said


def sketched(text: str) -> Any:
    words = text.split()
    sketch = MinHash(num_perm=PERMUTATIONS)
    runs = (" ".join(words[at : at + 5]).encode() for at in range(max(1, len(words) - 4)))
    sketch.update_batch(list(runs))
    return sketch


def simhashed(articles: Sequence[Article]) -> dict[str, Said]:
    """Words in threes, as the library's index takes them; it holds all in this process."""
    index, said = SimhashIndex([], k=DISTANCE), dict[str, Said]()
    for one in articles:
        words = one.text.lower().split()
        mark = Simhash([" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))])
        near = [other for other in index.get_near_dups(mark) if other in said]
        index.add(one.id, mark)
        said[one.id] = Said(bool(near), said[min(near)].story if near else one.id)
    return said


def spent(store: "redis.Redis") -> tuple[float, float]:
    """CPU seconds of the server so far, and bytes it holds."""
    facts: dict[str, Any] = store.info()
    cpu = facts["used_cpu_user"] + facts["used_cpu_sys"]
    return cpu, float(facts["used_memory"])
