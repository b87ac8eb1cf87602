"""raw → clean: keep the story, drop the page around it."""

from typing import Literal, NamedTuple

import msgspec
import zstandard

from config.charsets import decoded
from config.published import Step
from config.records import Answer, CleanArticle, Completeness, PublishedAt, RawArticle, Verdict
from streams.boilerplate import marks_of, repeated, without
from streams.caps import PAGE_BYTES, TEXT_CHARS
from streams.dates import is_old, published_at
from streams.errors import Rejected
from streams.facts import Facts, address, facts_of
from streams.feedtext import feed_paragraphs, is_usable, is_whole, plain_title
from streams.language import language_of
from streams.outline import Outline, labels_of, links_of, outline_of
from streams.page import Story, parsed_page
from streams.pagekind import Seen, is_article, is_dated, verdict_of
from streams.site import Advice, Lesson, Reading, reading
from streams.text import line

KEEP_DAYS = 30  # of articles.enriched, where no setting says otherwise
ABOVE = 3  # paragraphs among which a headline may stand, with its lead and a label
MOST_NAMES = 50  # of authors or categories
PASSING: frozenset[Verdict] = frozenset({"story", "teaser", "paywall"})
LONG_TEXT = 3000  # characters; nobody doubts what such a page is
KNOWN_TEXT = 1200  # the same where the page or other stories of its site say what it is
HEADLINE = 140  # characters of the text that stand in where nobody wrote a title
NO_ANSWER = Answer(url="", status=0)
BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"RIFF",
    b"\x1f\x8b",
)  # no HTML


class Told(NamedTuple):
    """A text, where it is from, and what it is."""

    text: str
    text_from: Literal["page", "feed", "title"]
    verdict: Verdict
    completeness: Completeness


class ReadPage(NamedTuple):
    """A page as it was read: its story, its facts, what it is."""

    text: str = ""
    facts: Facts = Facts()
    verdict: Verdict = "empty"
    read: Reading = Reading(Story((), "none"))


NO_PAGE = ReadPage()


def clean_article(raw: RawArticle, keep_days: int = KEEP_DAYS) -> CleanArticle:
    """The story of an entry and its page: the same bytes in, the same record out.

    Raises Rejected: `old`, `empty`, or the verdict of a page that stands where a story should.
    """
    return article_and_lesson(raw, keep_days)[0]


def article_and_lesson(
    raw: RawArticle, keep_days: int = KEEP_DAYS, advice: Advice | None = None
) -> tuple[CleanArticle, Lesson]:
    """The same with what is known of the page's site, and what this article teaches of it."""
    page = read_page(raw, advice)
    title = plain_title(raw.entry.title) or page.facts.title
    published = published_at(raw, page.facts)
    if is_old(published, raw.seen_at, keep_days):
        raise Rejected("old")
    said, lesson = own_words(told(raw, page, title), page, advice)
    return cleaned(raw, page, title, said, published), lesson


def without_page(raw: RawArticle, why: str) -> RawArticle:
    """The same entry as if its page had never come: what is left when a page kills its reader."""
    return msgspec.structs.replace(raw, page=b"", page_error=why)


def read_page(raw: RawArticle, advice: Advice | None = None) -> ReadPage:
    """What the page behind an entry tells, if there is one.

    A page that is no story by its site's template is read once more as if nothing were known.
    """
    body = body_of(raw)
    if not body or body.startswith(BINARY):
        return NO_PAGE
    answer = raw.answer or NO_ANSWER
    markup = decoded(body, answer.headers.get("content-type", ""))
    document = parsed_page(markup)
    facts = facts_of(document, answer.url or raw.entry.url, answer.headers, answer.tdm)
    outline = Outline(labels=labels_of(document))
    titles = {facts.title, facts.heading, plain_title(raw.entry.title)}
    read = reading(document, advice, raw.id)
    text = "\n\n".join(without_titles(read.story.paragraphs, titles))[:TEXT_CHARS]
    asked = raw.entry.url
    seen = Seen(facts.title, text, facts, answer.status, asked, answer.url or asked, outline)
    verdict = verdict_of(seen if is_plain(seen, read) else looked_around(seen, markup))
    if read.used is not None and verdict not in PASSING:
        return read_page(raw)
    return ReadPage(text, facts, verdict, read)


def is_plain(seen: Seen, read: Reading) -> bool:
    """Whether a text is so long that what stands around it says nothing more of its page."""
    known = read.used is not None or is_article(seen) or is_dated(seen)
    return len(seen.text) >= (KNOWN_TEXT if known else LONG_TEXT)


def looked_around(seen: Seen, markup: str) -> Seen:
    """The same with what stands around the text; reading has removed it from the page."""
    document = parsed_page(markup)
    return seen._replace(outline=outline_of(document), links=links_of(document))


def body_of(raw: RawArticle) -> bytes:
    """The page's bytes, as many as a page may have; none where it was refused."""
    if not raw.page or raw.page_error:
        return b""
    opened = zstandard.ZstdDecompressor()
    if 0 < zstandard.frame_content_size(raw.page) <= PAGE_BYTES:
        return opened.decompress(raw.page)
    return opened.stream_reader(raw.page).read(PAGE_BYTES)


def without_titles(told: tuple[str, ...], titles: set[str]) -> tuple[str, ...]:
    """The paragraphs without the headline, where the page repeats it above the text."""
    return (*(part for part in told[:ABOVE] if part not in titles), *told[ABOVE:])


def told(raw: RawArticle, page: ReadPage, title: str) -> Told:
    """The better of the page's text and the feed's; the title where there is nothing else.

    Raises Rejected where the page is no story and the feed does not tell it either.
    """
    fed = "\n\n".join(feed_paragraphs(raw.entry.html))[:TEXT_CHARS]
    if page.verdict in PASSING and page.text and not (is_whole(fed) and len(fed) > len(page.text)):
        whole = page.verdict == "story"
        return Told(page.text, "page", page.verdict, "full" if whole else "teaser")
    if is_usable(fed, title):
        whole = is_whole(fed)
        verdict: Verdict = "story" if whole else "teaser"
        return Told(fed, "feed", verdict, "full" if whole else "teaser")
    if title and page is NO_PAGE:
        return Told(title, "title", "teaser", "title")
    raise Rejected(page.verdict)


def own_words(told: Told, page: ReadPage, advice: Advice | None) -> tuple[Told, Lesson]:
    """The text without what its site prints below every story; what both teach of the site."""
    parts = told.text.split("\n\n")
    gone = repeated(parts, advice.articles) if advice is not None else ()
    lesson = Lesson(
        learnt=page.read.learnt if page.verdict == "story" else None,
        used=page.read.used,
        missed=page.read.missed,
        marks=marks_of(parts) if advice is not None and told.text_from != "title" else (),
        gone=gone,
    )
    return told._replace(text="\n\n".join(without(parts, gone))), lesson


def cleaned(
    raw: RawArticle, page: ReadPage, title: str, told: Told, published: PublishedAt
) -> CleanArticle:
    entry, facts = raw.entry, page.facts
    url = entry.url if address(entry.url) else (raw.answer or NO_ANSWER).url
    title = title or line(told.text)[:HEADLINE]
    return CleanArticle(
        id=raw.id, seen_at=raw.seen_at, feed=raw.feed, publisher=raw.publisher, url=url,
        title=title, text=told.text, text_from=told.text_from,
        verdict=told.verdict, completeness=told.completeness,
        language=language_of(f"{title}\n{told.text}", raw.language, facts.language, entry.language),
        guid=entry.guid,
        authors=said(entry.authors) or facts.authors,
        published=published,
        updated_at=entry.updated_at or facts.modified,
        categories=said(entry.categories) or said((facts.section,)),
        canonical_url=facts.canonical if facts.canonical != url else None,
        image=facts.image,
        rights=facts.rights,
        flags=("paywall",) if told.verdict == "paywall" else (),
        way=(Step(stage="poll", at=raw.seen_at), Step(stage="clean", verdict=told.verdict)),
    )  # fmt: skip


def said(names: tuple[str, ...]) -> tuple[str, ...]:
    """A feed's names as plain lines, each once, not more than anybody reads."""
    return tuple(dict.fromkeys(filter(None, map(plain_title, names[:MOST_NAMES]))))
