"""A small web of the tests: outlets with feeds and pages on one loopback port, changed at will."""

import html
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Page(NamedTuple):
    """What an outlet shows of one article now."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    at: datetime

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


class Site:
    """Serves `/<outlet>/feed.xml` and the pages; remembers what each complete feed answer named."""

    def __init__(self, *outlets: str) -> None:
        self.outlets: dict[str, list[Page]] = {outlet: [] for outlet in outlets}
        self.documents: dict[str, tuple[int, str, bytes]] = {}  # path → status, type, body
        self.told: set[str] = set()  # URLs of entries in complete feed responses
        self.requests: list[str] = []
        self._lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body, urls = site.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                site.told |= urls  # only now: the response was complete

            def log_message(self, format: str, *args: object) -> None:
                """The tests' own output is enough."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self, outlet: str, path: str, title: str, *paragraphs: str) -> str:
        """Show a page, new or changed, first in its outlet's feed; returns its URL."""
        now = datetime.now(UTC).replace(microsecond=0)
        with self._lock:
            known = self.outlets.get(outlet, [])
            before = [page.at + timedelta(seconds=1) for page in known if page.path == path]
            page = Page(path, title, paragraphs, max([now, *before]))  # an edit shows in its date
            self.outlets[outlet] = [page, *(other for other in known if other.path != path)]
        return self.url(outlet, path)

    def url(self, outlet: str, path: str) -> str:
        return f"http://{self.address}/{outlet}/{path}"

    def page(self, url: str) -> Page:
        outlet, _, path = url.split(self.address + "/")[1].partition("/")
        return next(page for page in self.outlets[outlet] if page.path == path)

    def answer(self, path: str) -> tuple[int, str, bytes, set[str]]:
        with self._lock:
            self.requests.append(path)
            if path in self.documents:
                return (*self.documents[path], set())
            outlet, _, rest = path.strip("/").partition("/")
            pages = self.outlets.get(outlet, [])
            if rest == "feed.xml" and outlet in self.outlets:
                urls = {self.url(outlet, page.path) for page in pages}
                return 200, "application/rss+xml", self.feed(outlet, pages), urls
            for page in pages:
                if page.path == rest:
                    return 200, "text/html; charset=utf-8", document(outlet, page), set()
        return 404, "text/plain", b"no such page\n", set()

    def feed(self, outlet: str, pages: list[Page]) -> bytes:
        items = "".join(
            f"<item><title>{html.escape(page.title)}</title>"
            f"<link>{self.url(outlet, page.path)}</link><guid>{outlet}-{page.path}</guid>"
            f"<pubDate>{format_datetime(page.at)}</pubDate>"
            f"<description>{html.escape(page.paragraphs[0][:200])}</description></item>"
            for page in pages
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
            f"<title>{outlet}</title><link>http://{self.address}/{outlet}/</link>{items}"
            f"</channel></rss>"
        ).encode()

    def feeds_file(self, min_interval: str = "1s", country: str = "RO") -> str:
        """The [[feed]] tables of all outlets."""
        return "\n".join(
            f'[[feed]]\nurl = "http://{self.address}/{outlet}/feed.xml"\nid = "{outlet}"\n'
            f'publisher = "{outlet.title()}"\ncountry = "{country}"\nlanguage = "ro"\n'
            f'min_interval = "{min_interval}"\nallow_addresses = ["{self.address}"]\n'
            for outlet in self.outlets
        )


def document(outlet: str, page: Page) -> bytes:
    """A page as outlets make them: the story, and a page around it."""
    story = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in page.paragraphs)
    links = "".join(f'<li><a href="/{outlet}/{n}">Alte știri {n}</a></li>' for n in range(8))
    title = html.escape(page.title)
    return (
        f'<!doctype html><html lang="ro"><head><meta charset="utf-8">'
        f"<title>{title} – {outlet}</title></head><body><nav><ul>{links}</ul></nav>"
        f"<main><article><h1>{title}</h1>{story}</article></main>"
        f"<footer>© {outlet}. Toate drepturile rezervate.</footer></body></html>"
    ).encode()
