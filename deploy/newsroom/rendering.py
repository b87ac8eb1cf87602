"""articles → pages and feeds, as outlets of the web write them."""

from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import escape

from deploy.newsroom.articles import Article
from deploy.newsroom.stories import Outlet

TEASER = 160  # characters of a feed's teaser, as many papers cut them
TEMPLATES = {"rss": "rss.xml", "content": "rss.xml", "atom": "atom.xml"}
BROKEN = "Eroare internă: baza de date nu răspunde (cod 2013).\n"  # what stands in for a feed


def page_of(article: Article, others: list[Article], base: str) -> str:
    """The HTML page of an article, with all that newspapers put around it."""
    return rendered("article.html", article=article, others=others, base=base, facts=facts(article))


def index_of(outlet: Outlet, articles: list[Article], base: str) -> str:
    return rendered("index.html", outlet=outlet, articles=articles, base=base)


def feed_of(outlet: Outlet, articles: list[Article], base: str) -> str:
    """The outlet's feed; of the broken one what its server says instead."""
    if outlet.feed == "broken":
        return BROKEN
    return rendered(TEMPLATES[outlet.feed], outlet=outlet, articles=articles, base=base)


def rendered(template: str, **values: object) -> str:
    return environment().get_template(template).render(**values)


@cache
def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    made.filters |= {"mail_date": mail_date, "teaser": teaser, "body": body}
    return made


def facts(article: Article) -> dict[str, object]:
    """What the page tells machines: schema.org's NewsArticle."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "datePublished": article.published.isoformat(),
        "dateModified": article.updated.isoformat(),
        "author": [{"@type": "Person", "name": article.author}],
        "publisher": {"@type": "Organization", "name": article.outlet.name},
        "isAccessibleForFree": True,
    }


def mail_date(moment: datetime) -> str:
    return format_datetime(moment)


def teaser(article: Article) -> str:
    first = article.paragraphs[0]
    return first if len(first) <= TEASER else first[:TEASER].rsplit(" ", 1)[0] + "…"


def body(article: Article) -> str:
    """The text as HTML; the feed escapes it once more."""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
