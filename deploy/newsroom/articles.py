"""story → article: told first, told again by another paper, put right."""

import unicodedata
from datetime import datetime

import msgspec

from deploy.newsroom.stories import Correction, Outlet, Retelling, Story, Wording

KEPT = 0.6  # share of the paragraphs that a shortened reprint keeps
NOTES = {  # headline's word and the note of a version that no plan describes
    "ro": ("Corectare", "Erată: o cifră din prima versiune a acestui articol a fost corectată."),
    "en": ("Corrected", "Correction: a figure in an earlier version of this article was wrong."),
    "fr": ("Rectificatif", "Erratum : un chiffre de la première version était inexact."),
    "de": ("Korrektur", "In einer früheren Fassung dieses Artikels war eine Zahl falsch."),
}


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """A published article, in one version."""

    slug: str
    outlet: Outlet
    path: str  # of its page
    section: str
    author: str
    headline: str
    paragraphs: tuple[str, ...]
    published: datetime
    updated: datetime
    version: int = 1
    what: str = "article"  # article, reprint or version

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def first_told(story: Story, wording: Wording, outlet: Outlet, path: str, now: datetime) -> Article:
    return Article(
        slug=story.slug,
        outlet=outlet,
        path=path,
        section=story.section,
        author=story.author,
        headline=wording.headline,
        paragraphs=wording.paragraphs,
        published=now,
        updated=now,
    )


def told_again(
    article: Article, again: Retelling, outlet: Outlet, path: str, now: datetime
) -> Article:
    """The article as another paper takes it over."""
    return msgspec.structs.replace(
        article,
        outlet=outlet,
        path=path,
        section=outlet.sections[0],
        author=outlet.name,
        headline=again.headline,
        paragraphs=changed(article.paragraphs, again.change),
        published=now,
        updated=now,
        version=1,
        what="reprint",
    )


def changed(paragraphs: tuple[str, ...], change: str) -> tuple[str, ...]:
    if change == "shorter":
        return paragraphs[: max(1, round(KEPT * len(paragraphs)))]
    if change == "plain":
        return tuple(without_accents(paragraph) for paragraph in paragraphs)
    return paragraphs


def without_accents(text: str) -> str:
    """As papers write that have no ș on their keyboard."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def put_right(article: Article, correction: Correction, now: datetime) -> Article:
    """The next version of the article, at the same address."""
    paragraphs = [
        paragraph.replace(correction.was, correction.becomes) if correction.was else paragraph
        for paragraph in article.paragraphs
    ]
    return msgspec.structs.replace(
        article,
        headline=correction.headline,
        paragraphs=(*paragraphs, correction.note),
        updated=now,
        version=article.version + 1,
        what="version",
    )


def correction_of(article: Article) -> Correction:
    """A correction of an article that no plan describes."""
    word, note = NOTES[article.outlet.language]
    return Correction(
        of=article.slug,
        outlet=article.outlet.id,
        headline=f"{word}: {article.headline}",
        note=note,
    )
