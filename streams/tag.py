"""resolved → tagged: what it is about, whose news it is, and the words that say so."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from config.codec import RESOLVED, TAGGED
from config.health import Pulse
from config.published import Evidence, InfoSource, Step, Subject
from config.records import ResolvedArticle, TaggedArticle
from config.settings import Settings
from config.topics import Name
from streams.agencies import Attributed, agencies
from streams.embargo import embargo, with_embargo
from streams.genres import genres
from streams.letters import Page, page
from streams.lexicon import Hit
from streams.marks import Mark
from streams.named import Named, named
from streams.proofs import agency_proofs, mark_proofs, proofs, word_proofs
from streams.reload import LOOK, RulesWatch
from streams.rules import UNKNOWN, Rules, load_rules
from streams.stage import Outcome, Parked, Passed, outcome
from streams.subjects import subjects
from streams.subword import NO_VOTE
from streams.terms import LANGUAGES
from streams.urgency import urgency

UNTAGGED = "untagged"
PUBLISHER = ()  # the first of an item's infoSources: no words in the text say so
SEARCHED = 8000  # characters of the text; news says first what matters, and the time is bounded


Found = TypeVar("Found")
Shown = list[tuple[Found, tuple[Mark, ...]]]  # tags, each with the words that show it


class Tags(NamedTuple):
    """All that is found in a page, and the words that say so."""

    subjects: Shown[Subject]
    named: Named
    sources: list[tuple[InfoSource, tuple[Attributed, ...]]]
    genres: Shown[Subject]
    urgency: int
    urging: tuple[Hit, ...]


def tagged_article(article: ResolvedArticle, rules: Rules) -> TaggedArticle:
    """The article with topics, names, agencies, genre and urgency, and the evidence of each.

    Same article, same rules: same bytes. In a language without rules: only what all share.
    """
    searched = page(article.title, article.text[:SEARCHED], article.language)
    tags = tags_of(searched, rules)
    rights, held = with_embargo(article.rights, embargo(searched, article.published.at))
    return TaggedArticle(
        **carried(article, "tagged") | {"rights": rights},
        agencies=alone(tags.sources),
        subjects=alone(tags.subjects),
        places=alone(tags.named.places),
        people=alone(tags.named.people),
        organisations=alone(tags.named.organisations),
        genres=alone(tags.genres),
        urgency=tags.urgency,
        evidence=evidence(tags, held, searched),
        made_by={"rules": rules.version, "models": rules.known.version},
    )


def tags_of(searched: Page, rules: Rules) -> Tags:
    lexicon = rules.lexicons.get(searched.language) or rules.lexicons[UNKNOWN]
    hits = lexicon.hits(searched)
    vote = rules.known.topics.vote(searched) if searched.language in LANGUAGES else NO_VOTE
    about = subjects(hits, searched, rules.thresholds, vote)
    topics = alone(about)
    urgent, urging = urgency(hits, searched)
    return Tags(
        subjects=about,
        named=named(hits, searched, rules, topics),
        sources=agencies(hits, searched, rules),
        genres=genres(hits, searched, urgent, urging, topics),
        urgency=urgent,
        urging=urging,
    )


def alone(shown: Iterable[tuple[Found, object]]) -> tuple[Found, ...]:
    """The tags without the words that show them."""
    return tuple(tag for tag, _ in shown)


def evidence(tags: Tags, held: Sequence[Mark], searched: Page) -> tuple[Evidence, ...]:
    """Where each tag's words stand, by its place in the item; `held` speak of an embargo."""
    shown: tuple[tuple[str, Sequence[tuple[object, tuple[Mark, ...]]]], ...] = (
        ("subjects", tags.subjects),
        ("genres", tags.genres),
        ("places", tags.named.places),
        ("people", tags.named.people),
        ("organisations", tags.named.organisations),
    )
    said = [PUBLISHER, *(places for _, places in tags.sources)]
    return (
        *word_proofs("/item/urgency", tags.urging, searched),
        *mark_proofs("/item/embargoedUntil", held, searched),
        *(
            proof
            for key, found in shown
            for proof in proofs(
                mark_proofs, f"/item/{key}/{{}}", [marks for _, marks in found], searched
            )
        ),
        *proofs(agency_proofs, "/item/infoSources/{}", said, searched),
    )


def untagged_article(article: ResolvedArticle, rules: Rules) -> TaggedArticle:
    """The article as it came, flagged: tags that cannot be made hold no news back."""
    fields = carried(article, UNTAGGED) | {"flags": (*article.flags, UNTAGGED)}
    return TaggedArticle(**fields, made_by={"rules": rules.version})


def carried(article: ResolvedArticle, verdict: str) -> dict[str, Any]:
    """All that the article has, and this step of its way."""
    fields = {name: getattr(article, name) for name in ResolvedArticle.__struct_fields__}
    return fields | {"way": (*article.way, Step(stage="tag", verdict=verdict))}


class Tag:
    """The stage: each article for itself, in this process; a millisecond each."""

    name = "tag"
    source: Name = "resolved"
    target: Name = "tagged"
    batch = 200

    def __init__(self, rules: Rules, folder: Path | None = None, look: float = LOOK) -> None:
        """`folder` is where the rules came from: at work, it is looked at every `look` seconds."""
        self._rules, self._folder, self._look = rules, folder, look
        self._watching: asyncio.Task[None] | None = None

    async def begin(self, pulse: Pulse) -> None:
        """The rules were read when the stage was made; from here on they are looked after."""
        if self._folder:
            watch = RulesWatch(self._folder, self._rules, self.use, self._look)
            watch.heed_signals()
            self._watching = asyncio.create_task(watch.run())

    def use(self, rules: Rules) -> None:
        """From the next batch on."""
        self._rules = rules

    async def decide(self, values: Sequence[bytes]) -> list[Outcome]:
        """All of a batch by one set of rules, whatever is reloaded meanwhile."""
        rules, decided = self._rules, []
        for value in values:
            decided.append(decided_by(rules, value))
            await asyncio.sleep(0)  # the loop turns between two articles
        return decided

    async def end(self) -> None:
        if self._watching:
            self._watching.cancel()


def decided_by(rules: Rules, value: bytes) -> Outcome:
    """The tagged article; untagged, with what broke as evidence, where tagging fails."""
    made = outcome(partial(encoded, tagged_article, rules), value)
    if not isinstance(made, Parked):
        return made
    plain = outcome(partial(encoded, untagged_article, rules), value)
    return Passed(plain.value, evidence=made.error) if isinstance(plain, Passed) else made


def encoded(
    make: Callable[[ResolvedArticle, Rules], TaggedArticle], rules: Rules, value: bytes
) -> bytes:
    return TAGGED.encode(make(RESOLVED.decode(value), rules))


def tag_stage(settings: Settings) -> Tag:
    """The stage with the rules of this installation. Raises ConfigError."""
    folder = Path(settings.rules)
    return Tag(load_rules(folder), folder)
