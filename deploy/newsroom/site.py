"""The newsroom's server: feeds and pages with validators, as polite servers answer."""

import asyncio
import hashlib
from datetime import datetime
from email.utils import format_datetime

from aiohttp import web

from deploy.newsroom.articles import Article
from deploy.newsroom.newsdesk import Newsdesk
from deploy.newsroom.rendering import feed_of, index_of, page_of

RELATED = 6  # links beside an article
ROBOTS = "User-agent: *\nDisallow: /admin/\n"


class Site:
    """Answers for all outlets of one newsdesk."""

    def __init__(self, desk: Newsdesk, base: str) -> None:
        self._desk, self._base = desk, base

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/robots.txt", self.robots)
        app.router.add_get("/{outlet}/feed.xml", self.feed)
        app.router.add_get("/{outlet}/", self.index)
        app.router.add_get("/{run}/{outlet}/{page}", self.page)
        return app

    async def robots(self, request: web.Request) -> web.Response:
        return web.Response(text=ROBOTS)

    async def feed(self, request: web.Request) -> web.Response:
        outlet = self._desk.outlets.get(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound
        await asyncio.sleep(outlet.slow)
        articles = self._desk.window(outlet.id)
        text = feed_of(outlet, articles, self._base)
        kind = "application/atom+xml" if outlet.feed == "atom" else "application/rss+xml"
        return answer(request, text, kind, latest(articles))

    async def index(self, request: web.Request) -> web.Response:
        outlet = self._desk.outlets.get(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound
        articles = self._desk.window(outlet.id)
        return answer(request, index_of(outlet, articles, self._base), "text/html", None)

    async def page(self, request: web.Request) -> web.Response:
        article = self._desk.articles.get(request.path)
        if article is None:
            raise web.HTTPNotFound
        own = self._desk.window(article.outlet.id)
        others = [other for other in own if other.path != article.path][:RELATED]
        text = page_of(article, others, self._base)
        return answer(request, text, "text/html", article.updated)


def latest(articles: list[Article]) -> datetime | None:
    return articles[0].updated if articles else None


def answer(request: web.Request, text: str, kind: str, modified: datetime | None) -> web.Response:
    """200 with validators, or 304 where the reader has it already."""
    tag = f'"{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if modified:
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    if is_known(request, tag, modified):
        return web.Response(status=304, headers=headers)
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=headers)


def is_known(request: web.Request, tag: str, modified: datetime | None) -> bool:
    """If-None-Match decides where it is given, as RFC 9110 asks."""
    tags, since = request.if_none_match, request.if_modified_since
    if tags is not None:
        return tag.strip('"') in (known.value for known in tags)
    return bool(since and modified and modified.replace(microsecond=0) <= since)
