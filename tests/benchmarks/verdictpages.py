"""Pages of every verdict in twelve languages, made of phrases, and real ones by their labels."""

import gzip
import hashlib
import json
import tomllib
from collections.abc import Iterator
from html import escape
from itertools import product
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parents[1] / "data" / "verdicts"
PHRASES: dict[str, dict[str, list[str]]] = tomllib.loads((DATA / "phrases.toml").read_text())
VARIANTS = 3
HOST = "https://ziar.example"


class Labelled(NamedTuple):
    """A page, what it is, and its half: `tuned` may be looked at, `unseen` never."""

    id: str
    url: str
    page: bytes
    verdict: str

    @property
    def half(self) -> str:
        return "unseen" if hashlib.sha256(self.id.encode()).digest()[0] % 2 else "tuned"


def made_pages() -> Iterator[Labelled]:
    for language, verdict, variant in product(PHRASES, KINDS, range(VARIANTS)):
        words = PHRASES[language]
        url = f"{HOST}/{language}/stiri/pod-vechi-{variant}4711"
        page = KINDS[verdict](words, language, variant)
        yield Labelled(f"made/{language}/{verdict}/{variant}", url, page.encode(), verdict)


def real_pages(data: Path) -> Iterator[Labelled]:
    """Pages of public test sets; their labels, by id, were read off their texts."""
    labels = dict(
        line.split("\t") for line in (DATA / "real.tsv").read_text().splitlines() if line[:1] != "#"
    )
    for folder in ("extract-zyte", "extract-newspaper4k-tests", "extract-goose3"):
        for line in (data / folder / "items.jsonl").open():
            item = json.loads(line)
            id = f"{folder}/{item['id']}"
            if id not in labels:
                continue
            told = item.get("url") or (item.get("metadata") or {}).get("url")
            page = gzip.decompress((data / folder / item["html"]).read_bytes())
            yield Labelled(id, told or f"{HOST}/real/{item['id']}", page, labels[id])


# ── what stands around a page ──


def frame(words: dict[str, list[str]], language: str, title: str, body: str, head: str = "") -> str:
    """A newspaper's page: navigation, related headlines, a banner, a footer."""
    links = "".join(
        f'<li><a href="/{i}">{one}</a></li>' for i, one in enumerate(words["headlines"])
    )
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)} | Ziarul</title>{head}</head><body><header><nav><ul>"
        f'<li><a href="/">Ziarul</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>'
        f'<div id="cookie-banner"><p>Cookies</p><button>OK</button></div>{body}'
        f'<aside class="related"><ul>{links}</ul></aside><footer><p>© Ziarul 2026</p></footer>'
        "</body></html>"
    )


def told_as_article(headline: str, more: str = "") -> str:
    return (
        '<meta property="og:type" content="article">'
        f'<meta property="og:title" content="{headline}">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "'
        f'{headline}", "datePublished": "2026-11-22T08:00:00+02:00"{more}}}</script>'
    )


def paragraphs(told: list[str]) -> str:
    return "".join(f"<p>{one}</p>" for one in told)


def parted(phrase: str) -> tuple[str, str]:
    title, _, text = phrase.partition(" / ")
    return title, text


# ── the kinds ──


def a_story(words: dict[str, list[str]], language: str, variant: int) -> str:
    headline, story = words["headlines"][variant], words["story"]
    if variant == 0:  # a flash: one sentence, nothing else
        flash = f"<main><h1>{headline}</h1><p>{story[1]}</p></main>"
        return frame(words, language, headline, flash, told_as_article(headline))
    if variant == 1:  # called not free, and yet whole; a video stands in it
        head = told_as_article(headline, ', "isAccessibleForFree": "False"')
        body = paragraphs(story * 4) + '<iframe src="https://www.youtube.com/embed/x"></iframe>'
        return frame(
            words, language, headline, f"<article><h1>{headline}</h1>{body}</article>", head
        )
    body = paragraphs([*story, *story[:2]])  # no word to machines
    return frame(words, language, headline, f"<div class=c><h1>{headline}</h1>{body}</div>")


def a_teaser(words: dict[str, list[str]], language: str, variant: int) -> str:
    headline, more = words["headlines"][variant], words["more"][variant % 2]
    end = ("…", "...", " […]")[variant]
    cut = words["story"][variant][:-20] + end
    link = f'<p><a href="/x">{more}</a></p>' if variant else ""
    body = f"<article><h1>{headline}</h1><p>{words['story'][3]}</p><p>{cut}</p>{link}</article>"
    return frame(words, language, headline, body, told_as_article(headline))


def a_paywall(words: dict[str, list[str]], language: str, variant: int) -> str:
    headline, lock = words["headlines"][variant], words["locks"][variant]
    more = ', "isAccessibleForFree": false' if variant == 0 else ""
    box = ("div class=offer", "div class='article-paywall'", "section")[variant]
    body = f"<article><h1>{headline}</h1>{paragraphs(words['story'][: 1 + variant % 2])}"
    body += f"<{box}><p>{lock}</p><button>OK</button></{box.split()[0]}></article>"
    return frame(words, language, headline, body, told_as_article(headline, more))


def a_wall(words: dict[str, list[str]], language: str, variant: int) -> str:
    title, text = parted(words["walls"][variant])
    body = f"<div class=box><h1>{title}</h1><p>{text}</p></div>"
    if variant == 2:  # the wall stands at the article's own address and in its frame
        return frame(words, language, words["headlines"][0], body)
    return f'<html lang="{language}"><head><title>{title}</title></head><body>{body}</body></html>'


def an_index(words: dict[str, list[str]], language: str, variant: int) -> str:
    cards = [
        f'<article><h2><a href="/stiri/{i}">{one}</a></h2><p>{words["story"][i % 4][:90]}</p>'
        "</article>"
        for i, one in enumerate(words["headlines"] * 2)
    ]
    bare = [
        f'<li><a href="/stiri/{i}">{one}</a></li>' for i, one in enumerate(words["headlines"] * 4)
    ]
    head = '<meta property="og:type" content="website">' if variant else ""
    told = '<script type="application/ld+json">{"@type": "CollectionPage"}</script>'
    body = "".join(bare) if variant == 2 else "".join(cards)
    return frame(words, language, "Externe", f"<main><h1>Externe</h1>{body}</main>",
                 head + (told if variant == 1 else ""))  # fmt: skip


def a_lost_page(words: dict[str, list[str]], language: str, variant: int) -> str:
    title, text = parted(words["lost"][variant])
    if variant == 1:
        title, text = "Ziarul", f"{title}. {text}"
    return frame(words, language, title, f"<main><h1>{title}</h1><p>{text}</p></main>")


def a_video(words: dict[str, list[str]], language: str, variant: int) -> str:
    headline = words["headlines"][variant]
    heads = (
        '<meta property="og:type" content="video.other">',
        '<script type="application/ld+json">{"@type": "VideoObject", "name": "x",'
        ' "uploadDate": "2026-11-22T08:00:00Z", "duration": "PT2M"}</script>',
        "",
    )
    players = (
        "<video src=/v.mp4></video>",
        '<div class="player" data-video=1></div>',
        '<iframe src="https://www.youtube.com/embed/x" allowfullscreen></iframe>',
    )
    text = words["story"][variant] if variant < 2 else headline
    body = f"<main><h1>{headline}</h1>{players[variant]}<p>{text}</p></main>"
    return frame(words, language, headline, body, heads[variant])


def an_advert(words: dict[str, list[str]], language: str, variant: int) -> str:
    headline, label = words["headlines"][variant], words["paid"][variant]
    body = paragraphs(words["story"])
    head = told_as_article(headline)
    if variant == 0:
        headline = f"{label}: {headline}"
        head = told_as_article(headline)
    kicker = f'<span class="kicker">{label}</span>' if variant == 1 else ""
    head += f'<meta property="article:section" content="{label}">' if variant == 2 else ""
    return frame(words, language, headline,
                 f"<article>{kicker}<h1>{headline}</h1>{body}</article>", head)  # fmt: skip


def an_empty_page(words: dict[str, list[str]], language: str, variant: int) -> str:
    if variant == 0:
        return frame(words, language, "Ziarul", "<main></main>")
    if variant == 1:  # an application that writes its page in the browser
        script = "<noscript>You need to enable JavaScript to run this app.</noscript>"
        return f'<html lang="{language}"><title>Ziarul</title><div id="root"></div>{script}</html>'
    return (
        '<html><head><meta http-equiv="refresh" content="0; url=/alta"></head><body></body></html>'
    )


KINDS = {
    "story": a_story, "teaser": a_teaser, "paywall": a_paywall, "consent": a_wall,
    "index": an_index, "error": a_lost_page, "video": a_video, "advert": an_advert,
    "empty": an_empty_page,
}  # fmt: skip
