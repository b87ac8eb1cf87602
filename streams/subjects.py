"""Words found and a model's vote → Media Topics: at most three broad ones, each with those below.

Editors' words decide. The model is a second voter where they are few: it counts as much as a few
words in a sentence, and next to nothing in a long text.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import log, sqrt

import msgspec

from config import taxonomy
from config.published import Subject
from streams.letters import Page
from streams.lexicon import Hit
from streams.marks import Mark
from streams.subword import NO_VOTE, Vote
from streams.together import counted

TOPS = 3  # an article with more is about none of them
FLOOR = 0.6  # the best topic alone may be this weak; its confidence says so
SHARE = 0.4  # of the best one's score, for a second and third topic
HEADLINE = 2.0  # a word there counts as two
VARIETY = 0.15  # each further term of a topic makes it likelier: ten mentions of one do not
MOST_TERMS = 8
WORD_LENGTH = 6.2  # letters and a space, mean of our languages
SHORT = 30  # words; a shorter text has not said less
# how the vote joins in, chosen on SIB-200's dev and half of the Romanian articles
POINTS = 5.0  # that a margin of 1 is worth in a short text
UNKNOWN_MARGIN = -0.7  # as if the model had said so of the topics that it does not know
HALF = 80  # words of a text in which the vote is worth half
ALONE = -0.45  # the least margin with which a vote without a single word makes a topic


class Scored(msgspec.Struct, frozen=True):
    """A topic, how strongly the text speaks of it, and the words that do."""

    code: str
    score: float
    hits: tuple[Hit, ...] = ()


def subjects(
    hits: Iterable[Hit], page: Page, thresholds: Mapping[str, float], vote: Vote = NO_VOTE
) -> list[tuple[Subject, tuple[Mark, ...]]]:
    """The topics of a page, the strongest first, each followed by its own subtopics."""
    found = with_vote(scored(hits, page, thresholds), vote, page)
    tops = [topic for topic in found if taxonomy.parent(topic.code) is None]
    whole = sum(topic.score for topic in tops)
    chosen = []
    for top in main_topics(tops, thresholds, vote):
        below = [topic for topic in found if top.code in taxonomy.ancestors(topic.code)]
        kept = [topic for topic in below if topic.score >= thresholds[topic.code]]
        chosen += [(subject(topic, whole), marks(topic, vote, page)) for topic in (top, *kept)]
    return chosen


def scored(hits: Iterable[Hit], page: Page, thresholds: Mapping[str, float]) -> list[Scored]:
    """Every topic that has a word in the page, its own or a subtopic's, the strongest first."""
    by_topic: dict[str, list[Hit]] = defaultdict(list)
    for hit in sorted(
        counted(hits, page), key=lambda hit: (hit.start, -hit.end, -hit.entry.term.weight)
    ):
        for code in (hit.entry.tag, *taxonomy.ancestors(hit.entry.tag)):
            by_topic[code].append(hit)
    length = sqrt(max(len(page.plain) / WORD_LENGTH, SHORT) / SHORT)
    return strongest_first(
        Scored(code, strength(held, page) / length, tuple(held))
        for code, held in by_topic.items()
        if code in thresholds
    )


def strongest_first(topics: Iterable[Scored]) -> list[Scored]:
    return sorted(topics, key=lambda topic: (-topic.score, topic.code))


def strength(hits: list[Hit], page: Page) -> float:
    """Each term counts with its weight, the second mention less than the first."""
    terms: dict[str, float] = defaultdict(float)
    for hit in apart(hits):
        boost = HEADLINE if hit.start < len(page.title) else 1.0
        terms[hit.entry.term.text] += hit.entry.term.weight * boost
    damped = sum(1 + log(value) if value > 1 else value for value in terms.values())
    return damped * (1 + VARIETY * min(len(terms), MOST_TERMS))


def apart(hits: list[Hit]) -> Iterator[Hit]:
    """Each word of the text once: where terms overlap, the first, longest, heaviest."""
    reached = -1
    for hit in hits:
        if hit.start >= reached:
            reached = hit.end
            yield hit


def with_vote(topics: list[Scored], vote: Vote, page: Page) -> list[Scored]:
    """The scores with what the model adds to them."""
    weight = POINTS / (1 + len(page.plain) / WORD_LENGTH / HALF)
    added = {
        code: weight * (margin - UNKNOWN_MARGIN)
        for code, margin in vote.margins.items()
        if margin > UNKNOWN_MARGIN
    }
    known = {topic.code for topic in topics}
    return strongest_first(
        [
            *(Scored(one.code, one.score + added.get(one.code, 0), one.hits) for one in topics),
            *(Scored(code, points) for code, points in added.items() if code not in known),
        ]
    )


def main_topics(
    tops: list[Scored], thresholds: Mapping[str, float], vote: Vote = NO_VOTE
) -> list[Scored]:
    """The best one, if it has any strength, and those that come near it."""
    heard = [top for top in tops if top.hits or vote.margins.get(top.code, -1) >= ALONE]
    if not heard or heard[0].score < FLOOR:
        return []
    best, *others = heard
    near = [
        topic
        for topic in others
        if topic.hits and topic.score >= max(thresholds[topic.code], SHARE * best.score)
    ]
    return [best, *near][:TOPS]


def marks(topic: Scored, vote: Vote, page: Page) -> tuple[Mark, ...]:
    """The places in the text that speak for a topic: editors' words, then the model's."""
    words = [Mark(hit.entry.rule, hit.start, hit.end, hit.entry.term.weight) for hit in topic.hits]
    model = [
        Mark(f"{topic.code}:model:{word}", at, at + len(word), share)
        for word, share in vote.best_words(topic.code)
        if (at := page.plain.find(f" {word} ")) >= 0
    ]
    return (*words, *model)


def subject(topic: Scored, whole: float) -> Subject:
    """A topic as ninjs has it. Relevance: its share of all that the text speaks of."""
    share = min(topic.score / whole, 1.0)
    return Subject(
        name=taxonomy.label(topic.code),
        uri=taxonomy.uri(topic.code),
        confidence=confidence(topic.score, share),
        relevance=round(100 * share),
    )


# How many of a hundred topics with this score and this share of all scores are right: a monotone
# fit on SIB-200's dev in 14 languages and the Romanian articles that rules may be tuned on; the
# other articles confirm it (`python -m tests.benchmarks.tag`)
SCORES = (0.0, 2.0, 4.0, 6.0, 9.0, 14.0)
SHARES = (0.0, 0.35, 0.5, 0.65)
CONFIDENCE = (
    (12, 25, 41, 70),
    (30, 50, 66, 86),
    (45, 62, 80, 94),
    (54, 70, 87, 96),
    (58, 80, 92, 97),
    (70, 88, 96, 98),
)


def confidence(score: float, share: float) -> int:
    """How many of a hundred such tags are right."""
    row = CONFIDENCE[bisect_right(SCORES, score) - 1]
    return row[bisect_right(SHARES, share) - 1]
