"""Pages for tests: small ones of our own, with what newspapers put around a story."""

import msgspec
import zstandard

from config.published import Publisher
from config.records import Answer, Entry, RawArticle

URL = "https://ziar.example/stiri/pod-nou-la-braila-4711"
TITLE = "Podul de la Brăila se deschide duminică"
STORY = (
    "Podul suspendat peste Dunăre, de la Brăila, va fi deschis circulației duminică la prânz, după "
    "patru ani de lucrări și două amânări, a anunțat compania națională de drumuri.",
    "Construcția are aproape doi kilometri și este cea mai mare din România. Șoferii vor plăti "
    "taxa prin telefon, iar bicicliștii și pietonii trec gratuit pe o bandă separată.",
    "„Pentru oamenii de pe malul dobrogean se termină cu statul la coadă la bac”, a spus primarul "
    "din Smârdan, care a numărat toate iernile în care fluviul a fost închis de gheață.",
    "Traficul estimat este de șapte mii de mașini pe zi. Bacurile vor mai circula o lună, până la "
    "terminarea drumurilor de legătură dinspre Tulcea.",
)
TEXT = "\n\n".join(STORY)


def a_page(*paragraphs: str, title: str = TITLE, head: str = "") -> str:
    """A newspaper's page with this story."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or STORY)
    return f"""<!DOCTYPE html><html lang="ro"><head><meta charset="utf-8">
<title>{title} | Ziarul</title><meta property="og:title" content="{title}">{head}
<style>nav {{ color: red }}</style><script>var cookies = "acceptă tot";</script></head><body>
<div class="cookie-banner"><p>Folosim cookie-uri pentru o experiență mai bună.</p></div>
<nav><ul><li><a href="/">Acasă</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>{title}</h1>{body}</article></main>
<aside class="related"><h3>Citește și</h3><ul><li><a href="/a">Altă știre despre altceva</a></li>
</ul></aside><footer><p>© Ziarul. Toate drepturile rezervate.</p></footer></body></html>"""


def an_entry(**changes: object) -> Entry:
    plain = Entry(id="mfzwizltoqydcmrtgq2tmnzyha", url=URL, title=TITLE)
    return msgspec.structs.replace(plain, **changes)


def a_raw_article(page: str | bytes = "", **changes: object) -> RawArticle:
    """A message of articles.raw; without a page unless one is given."""
    body = page.encode() if isinstance(page, str) else page
    plain = RawArticle(
        id="mfzwizltoqydcmrtgq2tmnzyha",
        seen_at="2026-11-22T08:31:05.117Z",
        feed="ziar",
        publisher=Publisher(name="Ziarul", country="RO"),
        entry=an_entry(),
        page=zstandard.compress(body) if body else b"",
        answer=Answer(url=URL, status=200, headers={"content-type": "text/html"}) if body else None,
    )
    return msgspec.structs.replace(plain, **changes)
