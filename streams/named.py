"""rules' words, places, names found → the people, organisations and places of an article."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from config.published import Organisation, Person, Place
from streams.agencyrules import ENTITY
from streams.armies import armies
from streams.letters import Page
from streams.lexicon import Hit
from streams.localities import Surroundings, meant, verdict
from streams.marks import Mark
from streams.mentions import Mention, Taken, acronym_mentions, model_mentions, unclaimed
from streams.names import Kind
from streams.places import Sign, countries, country_hits
from streams.rules import Rules
from streams.townrules import NONE
from streams.towns import PlaceHit, place_hits

GEONAMES = "https://sws.geonames.org/{}/"
KINDS: dict[str, Kind] = {"person": "PER", "organisation": "ORG", "place": "LOC"}
FIRM = frozenset({"country", "doubtful", "demonym"})  # words for a country: no names of others
SIGN, AGAIN = 0.5, 0.1  # what a town says of its country: half a name, and little more each time
Marks = tuple[Mark, ...]


class Named(NamedTuple):
    """Tags, each with the words that say so."""

    places: list[tuple[Place, Marks]]
    people: list[tuple[Person, Marks]]
    organisations: list[tuple[Organisation, Marks]]


def named(hits: list[Hit], page: Page, rules: Rules) -> Named:
    """Who is named, and where it is: countries first, the strongest first; the rest as it comes."""
    names, geo = rules.known.models.names(page), country_hits(hits, page)
    around = Surroundings(page, names, {hit.entry.tag for hit in geo}, rules.known)
    entities = list(entity_mentions(hits, around, rules))
    signs, towns = town_mentions(around, geo, rules)
    where = countries(geo, page, rules, signs)
    taken = Taken(len(page.text))
    first = list(unclaimed([*entities, *acronym_mentions(page, entities)], taken))
    second = list(unclaimed([*armies(hits, page), *towns], taken))
    for hit in (*geo, *(hit for hit in hits if hit.entry.kind == "agency")):
        if hit.entry.kind != "sign":
            taken.take(hit.start, hit.end)
    others = unclaimed(model_mentions(names, page), taken)
    codes = [place.literal for place, _ in where if place.literal]
    mentions = [*first, *second, *(linked(one, codes, rules) for one in others)]
    return Named(
        [*where, *((Place(name=one.name, uri=one.uri), mark) for one, mark in of("LOC", mentions))],
        [(Person(name=one.name, uri=one.uri), marks) for one, marks in of("PER", mentions)],
        [(Organisation(name=one.name, uri=one.uri), marks) for one, marks in of("ORG", mentions)],
    )


def entity_mentions(hits: Iterable[Hit], around: Surroundings, rules: Rules) -> Iterator[Mention]:
    """What editors know by name; not `Trump` inside `Melania Trump`."""
    for hit in hits:
        if hit.entry.kind == "entity" and not any(
            name.start <= hit.start and hit.end <= name.end and " " in name.letters
            and len(name.letters) > hit.end - hit.start and " " not in hit.entry.term.text
            for name in around.names
        ):  # fmt: skip
            known = rules.entities[hit.entry.tag]
            yield Mention(
                KINDS[known.type],
                f"entity:{known.name}",
                around.page.text[hit.start : hit.end],
                Mark(hit.entry.rule, hit.start, hit.end),
                f"{ENTITY}{known.wikidata}" if known.wikidata else None,
            )


def town_mentions(
    around: Surroundings, geo: Sequence[Hit], rules: Rules
) -> tuple[list[Sign], list[Mention]]:
    """The towns that are meant, and what they say of their countries."""
    table = rules.towns.get(around.page.language, NONE)
    taken, signed = Taken(len(around.page.text)), Taken(len(around.page.text))
    for hit in geo:
        (taken if hit.entry.kind in FIRM else signed).take(hit.start, hit.end)
    signs: list[Sign] = []
    mentions = []
    for found in place_hits(around.page, around.known.gazetteer, table):
        said = "no" if taken.any(found.start, found.end) else verdict(found, around)
        if said != "no" and found.sort == "town" and not signed.any(found.start, found.end):
            town = meant(found.towns, around.countries)
            rule = f"{town.country}:town:{town.name}"
            again = any(sign.mark.rule == rule for sign in signs)
            mark = Mark(rule, found.start, found.end, AGAIN if again else SIGN)
            signs.append(Sign(town.country, mark))
        if said == "place":
            mentions.append(town_mention(found, around))
    return signs, mentions


def town_mention(hit: PlaceHit, around: Surroundings) -> Mention:
    if hit.sort != "town":
        rule = f"{hit.sort}:{hit.name}"
        return Mention("LOC", rule, hit.name, Mark(rule, hit.start, hit.end))
    town = meant(hit.towns, around.countries)
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
