"""rules' words, places, names found → the people, organisations and places of an article."""

from bisect import bisect_right
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import msgspec

from config.published import TOPIC_URI, Organisation, Person, Place, Subject
from streams.agencyrules import ENTITY
from streams.armies import armies
from streams.letters import Page
from streams.lexicon import Hit
from streams.localities import Verdict, verdict
from streams.marks import Mark
from streams.mentions import Mention, Taken, acronym_mentions, model_mentions, unclaimed
from streams.names import Kind, Name
from streams.namesakes import meant, told_apart
from streams.placerules import NOWHERE
from streams.places import ENOUGH, Sign, countries, country_hits
from streams.rules import Rules
from streams.surroundings import Surroundings, surroundings
from streams.townrules import NONE
from streams.towns import PlaceHit, place_hits

GEONAMES = "https://sws.geonames.org/{}/"
KINDS: dict[str, Kind] = {"person": "PER", "organisation": "ORG", "place": "LOC"}
CALLED = frozenset({"country", "doubtful"})
FIRM = CALLED | {"demonym"}  # words for a country: no names of others
CAPITAL, SIGN, AGAIN = 1.0, 0.5, 0.1  # what a town says of its country: as much as its name if it
# is the capital, otherwise half of it, and little more each further time
SPORT = f"{TOPIC_URI}15000000"
SURELY = 80  # of a hundred such articles so many are about sport
SEATS = frozenset({"BE"})  # what is decided in its capital is seldom the country's
Marks = tuple[Mark, ...]
Span = tuple[int, int]


class Named(NamedTuple):
    """Tags, each with the words that say so."""

    places: list[tuple[Place, Marks]]
    people: list[tuple[Person, Marks]]
    organisations: list[tuple[Organisation, Marks]]


def named(hits: list[Hit], page: Page, rules: Rules, topics: Sequence[Subject] = ()) -> Named:
    """Who is named, and where it is: countries first, the strongest first; the rest as it comes."""
    table = rules.towns.get(page.language, NONE)
    geo = [with_stop(hit, page) for hit in country_hits(hits, page, table)]
    names, states = rules.known.models.names(page), {hit.entry.tag for hit in geo}
    around = surroundings(page, names, states, rules.known, sport=is_sport(topics))
    entities = list(entity_mentions(hits, around, rules))
    signs, towns = town_mentions(around, geo, rules)
    where = countries(beside(signs, geo, page), page, rules, signs)
    taken = Taken(len(page.text))
    first = list(unclaimed([*entities, *acronym_mentions(page, entities)], taken))
    second = list(unclaimed([*armies(hits, page), *towns], taken))
    codes = [place.literal for place, _ in where if place.literal]
    others = by_models(untold(around, geo, hits), page, second, taken)
    mentions = [*first, *second, *(linked(one, codes, rules) for one in others)]
    return Named(
        [
            *shown(where, geo, mentions, page),
            *((Place(name=one.name, uri=one.uri), marks) for one, marks in of("LOC", mentions)),
        ],
        [(Person(name=one.name, uri=one.uri), marks) for one, marks in of("PER", mentions)],
        [(Organisation(name=one.name, uri=one.uri), marks) for one, marks in of("ORG", mentions)],
    )


def beside(signs: Sequence[Sign], geo: Sequence[Hit], page: Page) -> list[Hit]:
    """What speaks for countries, without the editors' hints inside the name of a town."""
    towny = Taken(len(page.text), (sign.mark for sign in signs))
    return [hit for hit in geo if hit.entry.kind != "sign" or not towny.any(hit.start, hit.end)]


def untold(around: Surroundings, geo: Sequence[Hit], hits: Iterable[Hit]) -> list[Name]:
    """The models' names that neither a country's words nor an agency's cover."""
    told = Taken(len(around.page.text), (hit for hit in geo if hit.entry.kind != "sign"))
    told.take_all(hit for hit in hits if hit.entry.kind == "agency")
    return [name for name in around.names if not told.all(name.start, name.end)]


def by_models(
    names: Sequence[Name], page: Page, before: Sequence[Mention], taken: Taken
) -> list[Mention]:
    """What the models alone know: first the organisations that bear the name of a town."""
    seen = model_mentions(names, page)
    spots = Taken(len(page.text), (one.mark for one in before if one.kind == "LOC"))
    bodies = [one for one in seen if one.kind == "ORG" and bears(one, spots, taken)]
    return [*bodies, *unclaimed(seen, taken)]


def shown(
    where: Iterable[tuple[Place, Marks]],
    geo: Iterable[Hit],
    mentions: Sequence[Mention],
    page: Page,
) -> Iterator[tuple[Place, Marks]]:
    """The countries, each with its plainest words."""
    longer = Taken(len(page.text), (one.mark for one in mentions))
    called = {hit.start for hit in geo if hit.entry.kind in CALLED}
    own = {(one.mark.start, one.mark.end) for one in mentions if one.kind == "LOC"}
    for place, marks in where:
        yield place, plainest(marks, longer, called, own)


def bears(body: Mention, towns: Taken, taken: Taken) -> bool:
    """`Primăria Municipiului Iași` is an organisation, and Iași a town all the same."""
    start, end = body.mark.start, body.mark.end
    first = start + len(body.name.partition(" ")[0])
    inner = towns.any(start, end) and not towns.any(start, first)
    return (
        inner
        and len(body.name) == end - start
        and taken.letters(start, end) == towns.letters(start, end)
    )


def with_stop(hit: Hit, page: Page) -> Hit:
    """`S.U.A.` with its last full stop, as it is written."""
    if page.text[hit.end : hit.end + 1] == "." and page.text[hit.end - 2 : hit.end - 1] == ".":
        return msgspec.structs.replace(hit, end=hit.end + 1)
    return hit


def plainest(marks: Marks, taken: Taken, called: Container[int], places: Container[Span]) -> Marks:
    """The words that call a country by its name; where none do, as many hints as suffice.

    `România` alone, not `românesc`, `Senatul României` or `Senatul`, too. Of hints its towns come
    first, and what is part of another's name last.
    """
    free = [one for one in marks if not taken.any(one.start, one.end)]
    if by_name := tuple(one for one in free if one.start in called):
        return by_name
    hints = sorted(
        marks, key=lambda one: ((one.start, one.end) not in places, one not in free, -one.weight)
    )
    before = accumulate((one.weight for one in hints), initial=0.0)
    return tuple(hint for hint, weight in zip(hints, before, strict=False) if weight < ENOUGH)


def is_sport(topics: Sequence[Subject]) -> bool:
    """Whether the page is about sport before all else."""
    return bool(topics) and topics[0].uri == SPORT and (topics[0].confidence or 0) >= SURELY


def entity_mentions(hits: Iterable[Hit], around: Surroundings, rules: Rules) -> Iterator[Mention]:
    """What editors know by name; not `Trump` inside `Melania Trump`."""
    for hit in hits:
        if hit.entry.kind == "entity" and not is_part(hit, around.names):
            known = rules.entities[hit.entry.tag]
            yield Mention(
                KINDS[known.type],
                f"entity:{known.name}",
                around.page.text[hit.start : hit.end],
                Mark(hit.entry.rule, hit.start, hit.end),
                f"{ENTITY}{known.wikidata}" if known.wikidata else None,
            )


def is_part(hit: Hit, names: Sequence[Name]) -> bool:
    """Whether a single word stands inside a model's longer name."""
    at = bisect_right(names, hit.start, key=lambda name: name.start) - 1
    if at < 0 or " " in hit.entry.term.text:
        return False
    name = names[at]
    return hit.end <= name.end and " " in name.letters and len(name.letters) > hit.end - hit.start


def town_mentions(
    around: Surroundings, geo: Sequence[Hit], rules: Rules
) -> tuple[list[Sign], list[Mention]]:
    """The towns that are meant, and what they say of their countries."""
    signs: list[Sign] = []
    rules_met: set[str] = set()
    mentions = []
    for found, said in judged(around, geo, rules):
        if found.sort == "town":
            signs.append(sign_of(found, around, rules_met))
            rules_met.add(signs[-1].mark.rule)
        if said == "place":
            mentions.append(town_mention(found, around))
    return signs, mentions


def judged(
    around: Surroundings, geo: Sequence[Hit], rules: Rules
) -> Iterator[tuple[PlaceHit, Verdict]]:
    """The names of places that are no country's and mean a place, or speak for one."""
    firm = (hit for hit in geo if hit.entry.kind in FIRM or hit.entry.tag == NOWHERE)
    taken = Taken(len(around.page.text), firm)
    begins = {hit.start: hit.entry.tag for hit in geo if hit.entry.kind in FIRM}
    table = rules.towns.get(around.page.language, NONE)
    for hit in place_hits(around.page, around.known.gazetteer, table):
        found = told_apart(hit, around.page, begins)
        if not found or taken.any(found.start, found.end):
            continue
        said = verdict(found, around)
        if said != "no" and (found.told or not elsewhere(found, around, geo)):
            yield found, said


def elsewhere(found: PlaceHit, around: Surroundings, geo: Sequence[Hit]) -> bool:
    """`White House`: editors' words say that it is another country's."""
    at = bisect_right(geo, found.start, key=lambda hit: hit.start) - 1  # they do not overlap
    if found.sort != "town" or at < 0 or found.end > geo[at].end:
        return False
    return geo[at].entry.tag != meant(found.towns, around.countries, around.page.language).country


def sign_of(found: PlaceHit, around: Surroundings, known: Collection[str]) -> Sign:
    town = meant(found.towns, around.countries, around.page.language)
    rule = f"{town.country}:town:{town.name}"
    first = CAPITAL if town.capital and town.country not in SEATS else SIGN
    return Sign(town.country, Mark(rule, found.start, found.end, AGAIN if rule in known else first))


def town_mention(hit: PlaceHit, around: Surroundings) -> Mention:
    if hit.sort != "town":
        rule = f"{hit.sort}:{hit.name}"
        return Mention("LOC", rule, hit.name, Mark(rule, hit.start, hit.end))
    town = meant(hit.towns, around.countries, around.page.language)
    rule = f"town:{town.id}"
    return Mention("LOC", rule, hit.name, Mark(rule, hit.start, hit.end), GEONAMES.format(town.id))


def linked(mention: Mention, codes: Sequence[str], rules: Rules) -> Mention:
    """A place that no table spells so, as the town that its consonants lead to."""
    if mention.kind == "PER" and " " in mention.name:
        return mention
    town = rules.known.skeletons.town(mention.name, codes)
    if town is None:
        return mention
    mark = Mark(f"skeleton:{town.id}", mention.mark.start, mention.mark.end, SIGN)
    return Mention("LOC", f"town:{town.id}", mention.name, mark, GEONAMES.format(town.id))


def of(kind: Kind, mentions: Iterable[Mention]) -> Iterator[tuple[Mention, Marks]]:
    """Those of a kind, one for each that is mentioned, in the order of their first mention."""
    held: dict[str, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda one: one.mark.start):
        if mention.kind == kind:
            held.setdefault(mention.key, []).append(mention)
    for same in held.values():
        longest = max(same, key=lambda one: (len(one.name), -one.mark.start))
        yield longest, tuple(one.mark for one in same)
