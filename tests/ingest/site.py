"""An outlet of the poller's tests on a loopback port: one feed, its pages, its rules, its moods."""

import hashlib
import html
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NEWS = "<p>Primul paragraf al știrii, cu destule cuvinte. </p>"


class Site:
    """Change `entries`, `pages`, `status` at will; `asked` tells what was asked for, in order."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}  # name → title
        self.status: dict[str, int] = {}  # path → status other than 200
        self.kinds: dict[str, str] = {}  # path → content type other than HTML
        self.headers: dict[str, dict[str, str]] = {}  # path → headers beside the usual ones
        self.edit: Callable[[bytes], bytes] = bytes  # what becomes of the feed's bytes
        self.edited: dict[str, bytes] = {}  # name → its page, where its title alone makes none
        self.rules: str | None = None  # robots.txt
        self.reserves = ""  # tdmrep.json
        self.title = "Ziar"
        self.maps: dict[str, list[str]] = {}  # sitemap → entries
        self.front = ""  # the page at /
        self.hub = ""  # of its feed
        self.archives: dict[str, list[str]] = {}  # older pages of the feed → entries, newest first
        self.generator = ""
        self.shown: list[str] = []  # entries in the feed; empty: all
        self.lies = False  # says 304 to whoever brings a validator
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                given = {name.lower(): value for name, value in self.headers.items()}
                site.asked.append((self.path, given))
                status, kind, body = site.answer(self.path)
                etag = '"' + hashlib.sha256(body).hexdigest()[:12] + '"'
                known = (
                    "if-none-match" in given if site.lies else given.get("if-none-match") == etag
                )
                if status == 200 and known:
                    status, body = 304, b""
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", etag)
                for name, value in site.headers.get(self.path, {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """The tests' own output is enough."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://{self.address}/{path}"

    def publish(self, name: str, title: str = "") -> None:
        """A new entry first in the feed, or an edit of an old one."""
        old = self.entries.pop(name, None)
        self.entries = {name: title or old or f"Titlul {name}"} | self.entries

    def answer(self, path: str) -> tuple[int, str, bytes]:
        status = self.status.get(path, 200)
        if status != 200:
            return status, "text/plain", b"no"
        return self.special(path) or self.article(path)

    def special(self, path: str) -> tuple[int, str, bytes] | None:
        """What is no article's page."""
        if path == "/":
            return 200, "text/html; charset=utf-8", f"<!doctype html>{self.front}".encode()
        if path == "/feed.xml":
            return 200, "application/rss+xml", self.edit(self.feed())
        if path[1:] in self.archives:
            return 200, "application/rss+xml", self.feed(path[1:])
        if self.maps and (path == "/index.xml" or path[1:] in self.maps):
            return 200, "text/xml", self.map(path[1:])
        wishes = {"/robots.txt": self.rules, "/.well-known/tdmrep.json": self.reserves}
        if told := wishes.get(path):
            return 200, "text/plain", told.encode()
        return None

    def article(self, path: str) -> tuple[int, str, bytes]:
        name = path.strip("/")
        if name in self.entries:
            kind = self.kinds.get(path, "text/html; charset=utf-8")
            return 200, kind, self.edited.get(name) or self.page(name)
        return 404, "text/plain", b"none"

    def map(self, name: str) -> bytes:
        """A sitemap of some entries, or the index of all maps."""
        if name not in self.maps:
            maps = "".join(f"<sitemap><loc>{self.url(name)}</loc></sitemap>" for name in self.maps)
            return f"<sitemapindex>{maps}</sitemapindex>".encode()
        titles = {self.url(n): html.escape(self.entries[n]) for n in self.maps[name]}
        news = "<url><loc>{}</loc><n:news><n:title>{}</n:title></n:news></url>"
        pages = "".join(news.format(*page) for page in titles.items())
        return f'<urlset xmlns:n="news">{pages}</urlset>'.encode()

    def page(self, name: str) -> bytes:
        title = html.escape(self.entries[name])
        return f"<!doctype html><title>{title}</title><h1>{title}</h1>{NEWS * 5}".encode()

    def feed(self, archive: str = "") -> bytes:
        """The feed, or one of the older pages that follow it."""
        shown = self.archives.get(archive, self.shown or list(self.entries))
        items = "".join(
            f"<item><title>{html.escape(title)}</title><link>{self.url(name)}</link>"
            f"<guid>{name}</guid><description>Pe scurt: {name}</description></item>"
            for name, title in [(name, self.entries[name]) for name in shown]
        )
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>{self.title}</title>'
            f"<link>{self.url('')}</link>{self.links(archive)}{items}</channel></rss>"
        ).encode()

    def links(self, archive: str = "") -> str:
        """Where the feed's hub is, if it has one, and its older pages."""
        link = '<link xmlns="http://www.w3.org/2005/Atom" rel="{}" href="{}"/>'
        told = {"hub": self.hub, "self": self.url("feed.xml")} if self.hub else {}
        places = ["", *self.archives]
        older = places[places.index(archive) + 1 :]
        if older and not self.generator:
            told["prev-archive"] = self.url(older[0])
        if self.generator:
            return f"<generator>{self.generator}</generator>"
        return "".join(link.format(rel, href) for rel, href in told.items())

    def times(self, path: str) -> int:
        """How often it was asked for."""
        return sum(asked == path for asked, _ in self.asked)

    def table(self, name: str = "ziar", **more: str) -> str:
        """The [[feed]] table that declares it."""
        lines = [f"{key} = {value}" for key, value in more.items()]
        return "\n".join([
            "[[feed]]", f'id = "{name}"', f'url = "{self.url("feed.xml")}"',
            f'allow_addresses = ["{self.address}"]', *lines, "",
        ])  # fmt: skip

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
