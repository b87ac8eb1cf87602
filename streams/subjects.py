"""Words found → Media Topics: at most three broad ones, each with what lies below it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import log, sqrt

import msgspec

from config import taxonomy
from config.published import Subject
from streams.letters import Page
from streams.lexicon import Hit

TOPS = 3  # an article with more is about none of them
FLOOR = 0.6  # the best topic alone may be this weak; its confidence says so
SHARE = 0.4  # of the best one's score, for a second and third topic
HEADLINE = 2.0  # a word there counts as two
VARIETY = 0.15  # each further term of a topic makes it likelier: ten mentions of one do not
MOST_TERMS = 8
WORD_LENGTH = 6.2  # letters and a space, mean of our languages
SHORT = 30  # words; a shorter text has not said less
CONFIDENCE = ((14, 98), (9, 92), (6, 79), (4, 73), (2, 64), (0, 46))  # score → right of 100 in
# an open decision among 17 on 4,304 articles (tagging study, section 2)
CLEAR = (0.65, 95)  # a winner with this share of all scores was right in 95 of 100
CLEAR_SCORE = 4.0  # … if it has any to speak of


class Scored(msgspec.Struct, frozen=True):
    """A topic, how strongly the text speaks of it, and the words that do."""

    code: str
    score: float
    hits: tuple[Hit, ...]


def subjects(
    hits: list[Hit], page: Page, thresholds: dict[str, float]
) -> list[tuple[Subject, tuple[Hit, ...]]]:
    """The topics of a page, the strongest first, each followed by its own subtopics."""
    found = scored(hits, page, thresholds)
    tops = [topic for topic in found if taxonomy.parent(topic.code) is None]
    whole = sum(topic.score for topic in tops)
    chosen = []
    for top in main_topics(tops, thresholds):
        below = [topic for topic in found if top.code in taxonomy.ancestors(topic.code)]
        kept = [topic for topic in below if topic.score >= thresholds[topic.code]]
        chosen += [(subject(topic, whole), topic.hits) for topic in (top, *kept)]
    return chosen


def scored(hits: Iterable[Hit], page: Page, thresholds: dict[str, float]) -> list[Scored]:
    """Every topic that has a word in the page, its own or a subtopic's, the strongest first."""
    by_topic: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.entry.kind == "topic":
            for code in (hit.entry.tag, *taxonomy.ancestors(hit.entry.tag)):
                by_topic[code].append(hit)
    length = sqrt(max(len(page.plain) / WORD_LENGTH, SHORT) / SHORT)
    topics = [
        Scored(code, strength(held, page) / length, tuple(held))
        for code, held in by_topic.items()
        if code in thresholds
    ]
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
    """Each word of the text once: where terms overlap, the longest, then the heaviest."""
    reached = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, -hit.entry.term.weight)):
        if hit.start >= reached:
            reached = hit.end
            yield hit


def main_topics(tops: list[Scored], thresholds: dict[str, float]) -> list[Scored]:
    """The best one, if it has any strength, and those that come near it."""
    if not tops or tops[0].score < FLOOR:
        return []
    best, *others = tops
    near = [
        topic for topic in others if topic.score >= max(thresholds[topic.code], SHARE * best.score)
    ]
    return [best, *near][:TOPS]


def subject(topic: Scored, whole: float) -> Subject:
    """A topic as ninjs has it. Relevance: its share of all that the text speaks of."""
    share = min(topic.score / whole, 1.0)
    return Subject(
        name=taxonomy.label(topic.code),
        uri=taxonomy.uri(topic.code),
        confidence=confidence(topic.score, share),
        relevance=round(100 * share),
    )


def confidence(score: float, share: float) -> int:
    """How many of a hundred such tags are right."""
    by_score = next(right for least, right in CONFIDENCE if score >= least)
    clear = share > CLEAR[0] and score >= CLEAR_SCORE
    return max(by_score, CLEAR[1]) if clear else by_score
