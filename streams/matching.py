"""article → desks: who wants it. All desks are asked at once, one bit each."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache

import ahocorasick
import msgspec

from config.desks import Desk, Filter
from config.published import (
    TOPIC_URI,
    InfoSource,
    Organisation,
    Person,
    Place,
    Published,
    Subject,
)
from config.records import TaggedArticle

Ancestors = Callable[[str], Iterable[str]]  # config.taxonomy.ancestors: all broader topics
Terms = dict[str, set[str]]  # of each field of a filter but `words`
FIELDS = ("subjects", "countries", "languages", "publishers", "agencies", "entities")


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What desks ask about: the same of an article as of the record made of it."""

    subjects: tuple[Subject, ...]
    places: tuple[Place, ...]
    entities: tuple[Person | Organisation | Place, ...]
    agencies: tuple[InfoSource, ...]
    language: str
    publisher: str
    text: str


def matches(desk: Desk, article: TaggedArticle, ancestors: Ancestors) -> bool:
    """Whether a desk wants an article."""
    return bool(DeskIndex((desk,), ancestors).wanting(facts_of(article)))


def desks_of(
    article: TaggedArticle,
    wanting: Iterable[Desk],
    earlier: Iterable[str],
    holders: Mapping[str, str],
    *,
    is_copy: bool,
) -> set[str]:
    """The desks a version goes to: those that want it, and those that had the article before.

    A copy goes to a desk with `copies = "first"` only if it holds the desk's claim on its story
    (`holders`: desk → id of the member that came first). A withdrawal brings nobody new.
    """
    if article.pub_status != "usable":
        return set(earlier)
    return {
        desk.name for desk in wanting if not is_copy or takes_copy(desk, article, holders)
    }.union(earlier)


def takes_copy(desk: Desk, article: TaggedArticle, holders: Mapping[str, str]) -> bool:
    first = desk.copies == "first" and holders.get(desk.name, article.id) == article.id
    return first or desk.copies == "all"


class DeskIndex:
    """All desks, indexed by what they want; built once per list of desks."""

    def __init__(self, desks: Sequence[Desk], ancestors: Ancestors) -> None:
        self.desks, self._ancestors = tuple(desks), ancestors
        self.names = frozenset(desk.name for desk in desks)
        refusals = [desk.unwanted or Filter() for desk in desks]
        self._wanted, self._refused = FilterIndex(desks), FilterIndex(refusals)
        self._refusing = sum(1 << place for place, no in enumerate(refusals) if no != Filter())

    def wanting(self, facts: Facts) -> tuple[Desk, ...]:
        """The desks that want an article with these facts."""
        terms = terms_of(facts, self._ancestors)
        text = cache(lambda: folded(facts.text))  # long: only when words are all that is left
        hits = self._wanted.hits(terms, text, self._wanted.all)
        refused = self._refused.hits(terms, text, hits & self._refusing)
        return tuple(self.desks[place] for place in bits(hits & ~refused))


class FilterIndex:
    """Per field: which filters ask nothing there, and which are content with a term."""

    def __init__(self, filters: Sequence[Filter]) -> None:
        self.all = (1 << len(filters)) - 1
        self._open = dict.fromkeys((*FIELDS, "words"), 0)
        self._content: dict[str, dict[str, int]] = {field: {} for field in self._open}
        for place, conditions in enumerate(filters):
            for field in self._open:
                self._add(field, getattr(conditions, field), 1 << place)
        self._words = automaton(self._content["words"])

    def _add(self, field: str, wanted: tuple[str, ...], bit: int) -> None:
        if not wanted:
            self._open[field] |= bit
        for term in wanted:
            key = normal(field, term)
            self._content[field][key] = self._content[field].get(key, 0) | bit

    def hits(self, terms: Terms, text: Callable[[], str], found: int) -> int:
        """Those of the filters asked about, one bit each, that hold."""
        for field in FIELDS:
            content, happy = self._content[field], self._open[field]
            for term in terms[field] if content else ():
                happy |= content.get(term, 0)
            found &= happy
        worded = found & ~self._open["words"]
        return found & (self._open["words"] | self._worded(text())) if worded else found

    def _worded(self, text: str) -> int:
        happy = 0
        for _, mask in self._words.iter(text):
            happy |= mask
        return happy


def automaton(masks: Mapping[str, int]) -> ahocorasick.Automaton:
    words = ahocorasick.Automaton()
    for word, mask in masks.items():
        words.add_word(word, mask)
    words.make_automaton()
    return words


def bits(mask: int) -> Iterable[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def normal(field: str, term: str) -> str:
    """A term of a filter as `terms_of` and `folded` write it."""
    if field in {"subjects", "countries"}:
        return term
    if field == "languages":
        return term.lower()
    return folded(term) if field == "words" else named(term)


def terms_of(facts: Facts, ancestors: Ancestors) -> Terms:
    codes = [subject.uri.removeprefix(TOPIC_URI) for subject in facts.subjects if subject.uri]
    language = facts.language.lower()
    return {
        "subjects": {above for code in codes for above in (code, *ancestors(code))},
        "countries": {place.literal for place in facts.places if place.literal},
        "languages": {language, language.partition("-")[0]},
        "publishers": {named(facts.publisher)},
        "agencies": names(facts.agencies),
        "entities": names(facts.entities),
    }


def names(things: Iterable[InfoSource | Person | Organisation | Place]) -> set[str]:
    """Names and URIs of all these."""
    return {named(name) for thing in things for name in (thing.name, thing.uri) if name}


@lru_cache(maxsize=50_000)
def named(term: str) -> str:
    """A URI without its scheme, a name folded."""
    scheme, _, rest = term.partition("://")
    return rest if rest and scheme.isalpha() else folded(term)


def folded(text: str) -> str:
    """Words in small letters without accents, one space around each: `Știri, azi` → ` stiri azi `.

    A word or phrase stands in a text if and only if its folded form is part of the text's.
    """
    text = text.lower()
    for sign in set(text):  # few replacements in C: a quarter of what regular expressions take
        plain = bare(sign)
        if plain != sign:
            text = text.replace(sign, plain)
    return f" {' '.join(text.split())} "


@cache
def bare(sign: str) -> str:
    """A letter without case and accents; nothing for an accent; a space for what is no letter."""
    parts = unicodedata.normalize("NFKD", sign.casefold())
    kept = [p if p.isalnum() else "" if unicodedata.combining(p) else " " for p in parts]
    return unicodedata.normalize("NFC", "".join(kept))


def facts_of(article: TaggedArticle) -> Facts:
    return Facts(
        subjects=article.subjects,
        places=article.places,
        entities=(*article.people, *article.organisations, *article.places),
        agencies=article.agencies,
        language=article.language,
        publisher=article.publisher.name,
        text=f"{article.title}\n{article.text}",
    )


def facts_of_record(record: Published) -> Facts:
    """The facts of an article that was published."""
    item = record.item
    return Facts(
        subjects=item.subjects,
        places=item.places,
        entities=(*item.people, *item.organisations, *item.places),
        agencies=tuple(source for source in item.infoSources if source.role == "agency"),
        language=item.language or "und",
        publisher=record.wiredesk.publisher.name,
        text="\n".join([head.value for head in item.headlines] + [b.value for b in item.bodies]),
    )
