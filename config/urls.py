"""One address per article: the canonical form of its link, and the id made of that."""

import hashlib
import re
from base64 import b32encode
from functools import lru_cache

from ada_url import URL, HostType
from publicsuffixlist import PublicSuffixList

from config.trackers import is_tracker

DIGEST = 16  # bytes; 26 characters of base32 without padding
LONGEST_HOST = 253  # characters, RFC 1035
DOORS = frozenset({"www", "m", "amp"})  # names of the same house for desks, phones and caches
AMPERSANDS = re.compile(r"(?:^|&)(?:amp;)+")  # feeds that escape twice
SESSION = re.compile(r"(?i);jsessionid=[^/;]*")
DOTS = frozenset({"", ".", ".."})  # parts of a path that lead nowhere else
AMP_ENDS = DOTS | {"amp"}
PAGE_ENDING = re.compile(r"(?i)\.html?$")
# An escape that is not itself the rest of a broken one, so that unescaping twice changes nothing.
ESCAPE = re.compile(r"(?<!%)(?<!%[0-9A-Fa-f])%([0-9A-Fa-f]{2})")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
SUFFIXES = PublicSuffixList()


def canonical(url: str) -> str:
    """The form that all links to one article share; canonical(canonical(x)) == canonical(x).

    For comparing, not for fetching: https, no leading www., m. or amp., no user, default port,
    fragment, `amp`, trailing slash or tracker; parameters sorted by name, equal names in their
    order. What is no http address comes back as the parser writes it, or as it was.
    """
    parsed = parsed_url(url)
    if parsed is None:
        return plain(url).strip()
    if parsed.protocol not in {"http:", "https:"}:
        return parsed.href
    port = f":{parsed.port}" if parsed.port not in {"", "80", "443"} else ""
    host = house(parsed.hostname) if parsed.host_type == HostType.DEFAULT else parsed.hostname
    return f"https://{host}{port}/{path_of(parsed.pathname)}{query_of(parsed.search)}"


@lru_cache(512)  # one poll asks more than once; more would lie among what is freed, and hold it
def article_id(url: str) -> str:
    """The id of the article behind a link: 26 characters, the key everywhere."""
    return digest(canonical(url))


def id_of_guid(provider: str, guid: str) -> str:
    """The id of an article without a link, from its provider's name and the provider's id."""
    return digest(f"{provider}\0{guid}")  # no canonical form has a NUL


def host_of(url: str) -> str:
    """The host of an address in small letters and punycode; empty where there is none."""
    parsed = parsed_url(url)
    return parsed.hostname.rstrip(".") if parsed else ""


@lru_cache(4096)
def registrable(host: str) -> str:
    """`stiri.example.co.uk` → `example.co.uk`; a host without such a part is its own."""
    if host.startswith("[") or host.rpartition(".")[2].isdecimal():  # an address, no name
        return host
    found: str | None = SUFFIXES.privatesuffix(host.rstrip(".").lower())
    return found or host


def parsed_url(url: str) -> URL | None:
    """The address as browsers read it (WHATWG), or nothing where they cannot."""
    try:
        return URL(plain(url))
    except ValueError:
        return None


def plain(url: str) -> str:
    """Without what cannot be written as UTF-8."""
    return url.encode("utf-8", "ignore").decode()


def digest(name: str) -> str:
    hashed = hashlib.blake2b(name.encode("utf-8", "ignore"), digest_size=DIGEST).digest()
    return b32encode(hashed).decode().rstrip("=").lower()


@lru_cache(4096)
def house(host: str) -> str:
    """The host without its doors, as far as what remains is a domain somebody can own."""
    host = host.rstrip(".")
    door, _, rest = host.partition(".")
    if door in DOORS and len(rest) <= LONGEST_HOST and SUFFIXES.privatesuffix(rest):
        return house(rest)
    return host


def path_of(path: str) -> str:
    """The path without first slash, empty parts, session, and `amp` at either end."""
    parts = [part for part in unescaped(SESSION.sub("", path)).split("/") if part not in DOTS]
    while parts:
        parts[-1] = without_amp(parts[-1])
        if parts[-1].lower() not in AMP_ENDS:
            break
        del parts[-1]
    first = next((place for place, part in enumerate(parts) if part.lower() != "amp"), 0)
    return "/".join(parts[first:])


def without_amp(name: str) -> str:
    """`story.amp.html` → `story.html`, `story.amp` → `story`."""
    found = PAGE_ENDING.search(name)
    stem, ending = (name[: found.start()], found[0]) if found else (name, "")
    shorter = stem
    while shorter[-4:].lower() == ".amp":
        shorter = shorter[:-4]
    return name if shorter == stem else without_amp(shorter + ending)


def query_of(search: str) -> str:
    """The parameters that choose the article, with their question mark."""
    given = AMPERSANDS.sub("&", unescaped(search.removeprefix("?")))
    pairs = [pair.partition("=") for pair in given.split("&") if pair]
    kept = [pair for pair in pairs if not is_tracker(pair[0], pair[2])]
    return "?" + "&".join(map("".join, sorted(kept, key=lambda pair: pair[0]))) if kept else ""


def unescaped(text: str) -> str:
    """Escapes in capital letters, and none where the character itself may stand."""
    return ESCAPE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in UNRESERVED else found[0].upper()
