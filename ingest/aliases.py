"""page → the other addresses of its article: where it was found, what it calls itself. Pure."""

from config.records import Entry
from config.urls import article_id
from ingest.documents import is_of_article
from ingest.standing import home_of


def aliases_of(entry: Entry, *addresses: str) -> tuple[str, ...]:
    """Ids under which later doors shall find this article, of addresses that can name one.

    Only those of its own domain: nobody names the articles of others.
    """
    home = home_of(entry.url)
    names = {article_id(url) for url in addresses if home_of(url) == home and is_page(url)}
    return tuple(sorted(names - {entry.id}))


def is_page(url: str) -> bool:
    """It is no front page: those are where pages lead that are gone."""
    return is_of_article(url, guid="any")
