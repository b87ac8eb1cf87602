"""pages of one site → where its stories stand: read there, without looking for them again.

A site's template is the smallest part that held the paragraphs of a story, and by their place in
it, which paragraphs were the story's and which were not. What the template does not explain is
the sign that the site has changed it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
from turbohtml import Document, Element

from streams.leaves import LEAF, lines_of
from streams.page import long_ones, prose
from streams.text import line

NAME = re.compile(r"[A-Za-z][A-Za-z_-]{2,40}(?:[0-9](?![0-9]))?")  # `post-4711` names one article
MOST_NAMES = 3  # classes by which a part is known
DEEP = 3  # elements between a template's part and a paragraph by which the paragraph is known
LEARNT_SHARE = 0.95  # of a story's letters that must stand in paragraphs of one part
SURE_SHARE = 0.8  # of a place's letters from which it is the story's, or not
MOST_PLACES = 40  # of one template; a site with more has none
LEAST_CHARS = 500  # of a story that teaches, or is read by what was learnt
STRANGE_SHARE = 0.1  # of a page's part in places nobody knows: the template has changed
PROSE_SHARE = 0.6  # of the usual share of the page's prose: the story may stand elsewhere


class Template(msgspec.Struct, frozen=True, array_like=True):
    """Where the stories of a site stand: which part, and which places in it are theirs."""

    part: str  # a CSS selector that one element of a page matches
    told: tuple[str, ...]
    untold: tuple[str, ...] = ()
    share: float = 1.0  # of the page's prose that stands in the part


class Block(msgspec.Struct, frozen=True):
    """A paragraph of a page: the element, its place within its part, its lines."""

    place: str
    lines: tuple[str, ...]

    @property
    def length(self) -> int:
        return sum(map(len, self.lines))


def template_of(document: Document, story: tuple[str, ...]) -> Template | None:
    """What this page teaches, its noise removed, and what its story was found to be.

    None where the story does not stand in paragraphs of one part.
    """
    headlines = {line(shown.text) for shown in document.select("h1")}
    lines, leaves = frozenset(story) - headlines, document.select(LEAF)
    told = [leaf for leaf in leaves if is_told(leaf, lines)]
    length, total = sum(len(leaf.text) for leaf in told), sum(map(len, lines))
    found = findable(part_around(told), document)
    if found is None or total < LEAST_CHARS or length < LEARNT_SHARE * total:
        return None
    selector, part = found
    places = judged(blocks(part), lines)
    if len(places) > MOST_PLACES or not any(places.values()):
        return None
    return Template(
        part=selector,
        told=tuple(sorted(place for place, mine in places.items() if mine)),
        untold=tuple(sorted(place for place, mine in places.items() if not mine)),
        share=round(prose(part) / (prose(document) or 1), 3),
    )


def read_by(template: Template, document: Document) -> tuple[str, ...] | None:
    """The story of a page by its site's template; None where the page does not fit it."""
    parts = document.select(template.part)
    if len(parts) != 1:
        return None
    lengths: Counter[str] = Counter()
    story: list[str] = []
    for place, leaf in leaves_of(parts[0]):
        kind = kind_of(place, template)
        lengths[kind] += len(leaf.text.strip())
        story += lines_of(leaf) if kind == "told" else ()
    strange = lengths["strange"] > STRANGE_SHARE * lengths["told"]
    if lengths["told"] < LEAST_CHARS or strange or is_elsewhere(parts[0], document, template):
        return None
    return tuple(story)


def kind_of(place: str, template: Template) -> str:
    if place in template.told:
        return "told"
    return "untold" if place in template.untold else "strange"


def is_elsewhere(part: Element, document: Document, template: Template) -> bool:
    mine = frozenset(part.select("p"))
    long = long_ones(document)
    inside = sum(length for paragraph, length in long if paragraph in mine)
    return inside < PROSE_SHARE * template.share * sum(length for _, length in long)


def is_told(leaf: Element, lines: frozenset[str]) -> bool:
    found = lines_of(leaf)
    return bool(found) and all(one in lines for one in found)


def part_around(leaves: list[Element]) -> Element | None:
    """The smallest part that holds all of them."""
    if not leaves:
        return None
    others = [set(leaf.ancestors) for leaf in leaves[1:]]
    shared = (part for part in leaves[0].ancestors if all(part in other for other in others))
    return next((part for part in shared if isinstance(part, Element)), None)


def findable(part: Element | None, document: Document) -> tuple[str, Element] | None:
    """The smallest part around this one that can be found on another page, and how."""
    around = (part, *part.ancestors) if part is not None else ()
    ways = ((way, one) for one in around if isinstance(one, Element) for way in names(one))
    return next(((way, one) for way, one in ways if len(document.select(way)) == 1), None)


def names(part: Element) -> Iterator[str]:
    """Selectors of a part, the most telling first."""
    own = part.attr("id") or ""
    if NAME.fullmatch(own):
        yield f"{part.tag}#{own}"
    classes = sound_classes(part)
    if classes:
        yield part.tag + "".join(f".{name}" for name in classes)
    if part.attr("itemprop") == "articleBody":
        yield f"{part.tag}[itemprop=articleBody]"
    if part.tag in ("article", "main"):
        yield part.tag


def sound_classes(part: Element) -> list[str]:
    """Names of a part that other pages will have, too."""
    return [name for name in (part.attr("class") or "").split() if NAME.fullmatch(name)][
        :MOST_NAMES
    ]


def blocks(part: Element) -> Iterator[Block]:
    for place, leaf in leaves_of(part):
        found = lines_of(leaf)
        if found:
            yield Block(place, found)


def leaves_of(part: Element) -> Iterator[tuple[str, Element]]:
    """A part's paragraphs, each with the way down to it, by names: `div.text>p`."""
    ways: dict[object, str] = {part: ""}  # neighbours have the same
    for leaf in part.select(LEAF):
        box = leaf.parent
        if box not in ways:
            ways[box] = way_to(leaf, part)
        yield ways[box] + called(leaf), leaf


def way_to(leaf: Element, part: Element) -> str:
    way: list[str] = []
    for one in leaf.ancestors:
        if one == part or len(way) == DEEP or not isinstance(one, Element):
            break
        way.insert(0, f"{called(one)}>")
    return "".join(way)


def called(part: Element) -> str:
    return ".".join((part.tag, *sound_classes(part)[:1]))


def judged(found: Iterable[Block], lines: frozenset[str]) -> dict[str, bool]:
    """Each place: is it the story's? Places that are both are left out: nobody knows them."""
    mine: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for block in found:
        all_of[block.place] += block.length
        mine[block.place] += block.length if all(one in lines for one in block.lines) else 0
    shares = {place: mine[place] / length for place, length in all_of.items()}
    sure = {place for place, share in shares.items() if not 1 - SURE_SHARE < share < SURE_SHARE}
    return {place: shares[place] >= SURE_SHARE for place in sure}
