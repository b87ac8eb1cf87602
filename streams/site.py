"""page + what its site taught → story + what it teaches: the records of a site, and their sums.

    Site ─advice─▶ Advice ─(child reads a page)─▶ Lesson ─merged─▶ Site

A template counts when two articles agree on it, and is forgotten when it keeps failing. Every
16th page of a known site is read both ways, so that a change is noticed which still fits.
"""

import hashlib
from typing import NamedTuple

import msgspec
from turbohtml import Document

from streams.lead import described
from streams.page import Story, bared, linear, looked_for, story_of
from streams.template import Template, read_by, template_of

AGREEING = 2  # articles that must teach the same before it is believed
MOST_TEMPLATES = 4  # of one site: its articles, live blogs, columns
MISSES = 5  # articles in a row that a template did not fit; then the site has changed
CHECKED = 16  # one page in so many is read both ways
ALIKE = 0.8  # of two readings' letters that must be the same
MOST_PLACES = 60  # of a template that many articles taught


class Advice(msgspec.Struct, frozen=True, array_like=True):
    """What a child is told about the site of a page."""

    templates: tuple[Template, ...] = ()
    articles: dict[bytes, int] = {}  # mark of a paragraph → articles it stood in


class Lesson(msgspec.Struct, frozen=True, array_like=True):
    """What one article teaches about its site, and what was used of what had been taught."""

    learnt: Template | None = None
    used: Template | None = None
    missed: tuple[str, ...] = ()  # parts of templates that did not fit
    marks: tuple[tuple[bytes, int], ...] = ()
    gone: tuple[bytes, ...] = ()


class Known(msgspec.Struct, frozen=True, array_like=True):
    """A template, the first articles that taught it, and those that it did not fit since."""

    template: Template
    taught: tuple[bytes, ...]
    missed: tuple[bytes, ...] = ()


class Site(msgspec.Struct, frozen=True, array_like=True):
    """What is known of where a site's stories stand; the surest first."""

    known: tuple[Known, ...] = ()

    @property
    def templates(self) -> tuple[Template, ...]:
        return tuple(one.template for one in self.known if len(one.taught) >= AGREEING)


class Reading(NamedTuple):
    """A story and how its site's templates did."""

    story: Story
    learnt: Template | None = None
    used: Template | None = None
    missed: tuple[str, ...] = ()


def reading(document: Document, advice: Advice | None, id: str) -> Reading:
    """The story of a page, by its site's template where one fits; else as of any page."""
    if advice is None:
        return Reading(story_of(document))
    beginnings = described(document)
    if not bared(document):
        return Reading(linear(document))
    tried = ((template, read_by(template, document)) for template in advice.templates)
    used, told = next(((one, told) for one, told in tried if told), (None, ()))
    if used is not None and not is_checked(id):
        return Reading(Story(told, "learned"), used=used)
    story = looked_for(document, beginnings)
    learnt = template_of(document, story.paragraphs)
    fits = used is not None and alike(told, story.paragraphs)
    return Reading(story, learnt, None, () if fits else parts_of(advice))


def parts_of(advice: Advice) -> tuple[str, ...]:
    return tuple(template.part for template in advice.templates)


def is_checked(id: str) -> bool:
    """Is this one of the articles that are read both ways? The same article always is."""
    return tag_of(id)[0] % CHECKED == 0


def tag_of(id: str) -> bytes:
    """Four bytes by which an article is told from others of its site."""
    return hashlib.blake2b(id.encode(), digest_size=4).digest()


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Do two readings tell nearly the same?"""
    shared = sum(map(len, set(one) & set(other)))
    return shared >= ALIKE * max(sum(map(len, one)), sum(map(len, other)))


def merged(site: Site, tag: bytes, lesson: Lesson) -> Site:
    """The site after one more article; the same after hearing it again."""
    known = [judged(one, tag, lesson) for one in site.known]
    known = [one for one in known if len(one.missed) < MISSES]
    if lesson.learnt is not None and len(lesson.learnt.told) <= MOST_PLACES:
        known = with_lesson(known, tag, lesson.learnt)
    known.sort(key=lambda one: (-len(one.taught), len(one.missed)))
    return Site(tuple(known[:MOST_TEMPLATES]))


def judged(one: Known, tag: bytes, lesson: Lesson) -> Known:
    """One more miss, or none any more since it was of use."""
    part = one.template.part
    if lesson.used is not None and lesson.used.part == part:
        return msgspec.structs.replace(one, missed=())
    if part not in lesson.missed or tag in one.missed:
        return one
    return msgspec.structs.replace(one, missed=(*one.missed, tag))


def with_lesson(known: list[Known], tag: bytes, learnt: Template) -> list[Known]:
    """What was known, and what this article adds to it."""
    same = next((one for one in known if one.template.part == learnt.part), None)
    if same is None:
        return [*known[: MOST_TEMPLATES - 1], Known(learnt, (tag,))]
    taught = same.taught if tag in same.taught else (*same.taught, tag)[:AGREEING]
    better = Known(both(same.template, learnt), taught, same.missed)
    return [better if one is same else one for one in known]


def both(one: Template, other: Template) -> Template:
    """Two articles' template: places that they disagree on are the story's for nobody."""
    told, untold = {*one.told, *other.told}, {*one.untold, *other.untold}
    torn = told & untold
    return Template(
        part=one.part,
        told=tuple(sorted(told - torn))[:MOST_PLACES],
        untold=tuple(sorted(untold - torn))[:MOST_PLACES],
        share=min(one.share, other.share),
    )
