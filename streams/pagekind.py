"""What a page is: a story, or something that only stands where a story should.

The rules, first match wins; each looks at the page alone and errs towards `story`:

    error     the server said so, or a short page whose headline says "not found"
    consent   a short text that speaks of cookies and consent
    video     the page calls itself a video and has no prose to read
    advert    the headline or the page's own type declares paid content
    index     the home page or a section: a redirect led to the root, the page names the root as
              its own address, or calls itself a website and is a list; and it has no date
    empty     no text at all
    paywall   the page says it is not free, or its text ends by asking to subscribe
    teaser    the text breaks off by its own sign
    story     all else; flashes of one sentence are stories
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from config.records import Verdict
from streams.facts import Facts

SHORT = 1200  # characters; longer texts are read as what they are, whatever words stand in them
BRIEF = 400
ITEMS, ITEM_CHARS = 8, 60  # lines of a list, and how short they are in the mean
MANY = 2  # consent words in one short text that is about something else
OF_CONSENT = re.compile(
    r"cookie|consimțăm|consimţăm|\bgdpr\b|zustimm|einwillig|consent|datenschutz"
    r"|confiden[țţ]ialit|privacy (?:policy|settings)|we and our partners|partenerii noștri",
    re.IGNORECASE,
)
NOT_FOUND = re.compile(
    r"^\W*(?:(?:error|eroare|erreur|fehler)\W*(?:4\d\d|5\d\d)\b"
    r"|(?:404|410|403|500|503)(?:\W*$|\s*[-–—:|]|\s+(?:page|not|error|pagin))"
    r"|page not found|not found"
    r"|access denied|forbidden|just a moment|attention required|are you a robot"
    r"|pagina (?:nu a fost g[ăa]sit[ăa]|nu exist[ăa]|negăsită)"
    r"|(?:cette )?page (?:introuvable|non trouv)|az oldal nem található"
    r"|seite nicht gefunden|p[áa]gina no encontrada|pagina non trovata|p[áa]gina n[ãa]o encontrada"
    r"|strona nie istnieje|nie znaleziono|страница не найдена)",
    re.IGNORECASE,
)
PAID = re.compile(
    r"^\W*\(?\s*(?:P\)|(?:advertorial|anzeige|sponsored|publicitate|publireportage)\b)",
    re.IGNORECASE,
)
SUBSCRIBE = re.compile(
    r"subscribe (?:now|today|to (?:continue|read|keep))|to continue reading|subscribers only"
    r"|abonează-te pentru|pentru abonați|doar abonații|articol (?:premium|rezervat abonaților)"
    r"|réservé aux abonnés|article réservé|il vous reste .{1,10} à lire|jetzt weiterlesen"
    r"|weiterlesen mit|nur für abonnenten|suscríbete para|contenuto riservato|per gli abbonati",
    re.IGNORECASE,
)
BROKEN_OFF = re.compile(
    r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.)\s*\]|read more|cite[șş]te (?:mai (?:mult|departe)|continuarea)"
    r"|lire la suite|weiterlesen|leer más|continua a leggere)\W*$",
    re.IGNORECASE,
)


class Seen(NamedTuple):
    """What the rules look at."""

    title: str  # the page's own
    text: str
    facts: Facts
    status: int
    asked: str  # the address that was asked for, and the one that answered
    answered: str


def verdict_of(seen: Seen) -> Verdict:
    """The first rule that holds."""
    return next((verdict for verdict, holds in RULES if holds(seen)), "story")


def is_error(seen: Seen) -> bool:
    return seen.status >= 400 or (  # noqa: PLR2004  RFC 9110: all of them say there is no story
        len(seen.text) < SHORT and bool(NOT_FOUND.search(seen.title))
    )


def is_consent(seen: Seen) -> bool:
    if len(seen.text) >= SHORT:
        return False
    words = set(map(str.lower, OF_CONSENT.findall(seen.text)))
    asks = bool(OF_CONSENT.search(seen.title)) and "Article" not in seen.facts.kind
    return len(words) > MANY or (asks and len(words) > 0)


def is_video(seen: Seen) -> bool:
    return seen.facts.kind.lower().startswith("video") and len(seen.text) < BRIEF


def is_advert(seen: Seen) -> bool:
    return bool(PAID.search(seen.title)) or seen.facts.kind == "AdvertiserContentArticle"


def is_index(seen: Seen) -> bool:
    """A redirect to the root; or an undated page that says it is the root, or reads as a list."""
    if not is_deep(seen.asked) and seen.facts.kind != "website":
        return False
    if is_deep(seen.asked) and not is_deep(seen.answered):
        return True
    if seen.facts.dates or "Article" in seen.facts.kind:
        return False
    calls_itself_root = not is_deep(seen.facts.canonical or seen.answered)
    return calls_itself_root or (seen.facts.kind == "website" and is_list(seen.text))


def is_list(text: str) -> bool:
    """Many lines, none of them prose."""
    lines = text.split("\n\n")
    return len(lines) >= ITEMS and len(text) < ITEM_CHARS * len(lines)


def is_deep(url: str) -> bool:
    parts = urlsplit(url)
    return len(parts.path.strip("/")) > 2 or bool(parts.query)  # noqa: PLR2004  `/ro/` is a root


def is_empty(seen: Seen) -> bool:
    return not seen.text


def is_paywalled(seen: Seen) -> bool:
    """Longer texts are whole: many pages that call themselves not free may be read to the end."""
    if len(seen.text) >= 2 * SHORT:
        return False
    return not seen.facts.is_free or bool(SUBSCRIBE.search(seen.text[-BRIEF:]))


def is_teaser(seen: Seen) -> bool:
    return len(seen.text) < SHORT and breaks_off(seen.text)


def breaks_off(text: str) -> bool:
    return bool(BROKEN_OFF.search(text[-80:]))


RULES: tuple[tuple[Verdict, Callable[[Seen], bool]], ...] = (
    ("error", is_error), ("consent", is_consent), ("video", is_video), ("advert", is_advert),
    ("index", is_index), ("empty", is_empty), ("paywall", is_paywalled), ("teaser", is_teaser),
)  # fmt: skip
