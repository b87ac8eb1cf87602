import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.urls import article_id, canonical, host_of, id_of_guid, registrable
from tests.conftest import SHARED

ONE_STORY = "https://ziar.example/stiri/demisie-4711"
SAME = {
    "scheme": "http://ziar.example/stiri/demisie-4711",
    "capital host": "HTTPS://ZIAR.example/stiri/demisie-4711",
    "www": "https://www.ziar.example/stiri/demisie-4711",
    "mobile": "https://m.ziar.example/stiri/demisie-4711",
    "amp host": "https://amp.ziar.example/stiri/demisie-4711",
    "all doors": "https://www.m.amp.ziar.example/stiri/demisie-4711",
    "final dot": "https://ziar.example./stiri/demisie-4711",
    "default port": "https://ziar.example:443/stiri/demisie-4711",
    "http port": "http://ziar.example:80/stiri/demisie-4711",
    "user": "https://reader:secret@ziar.example/stiri/demisie-4711",
    "trailing slash": "https://ziar.example/stiri/demisie-4711/",
    "double slash": "https://ziar.example//stiri//demisie-4711",
    "dots": "https://ziar.example/sport/../stiri/./demisie-4711",
    "fragment": "https://ziar.example/stiri/demisie-4711#comentarii",
    "amp at the end": "https://ziar.example/stiri/demisie-4711/amp/",
    "amp at the beginning": "https://ziar.example/amp/stiri/demisie-4711",
    "amp ending": "https://ziar.example/stiri/demisie-4711.amp",
    "amp parameter": "https://ziar.example/stiri/demisie-4711?amp",
    "amp=1": "https://ziar.example/stiri/demisie-4711?amp=1",
    "amp output": "https://ziar.example/stiri/demisie-4711?outputType=amp",
    "utm": "https://ziar.example/stiri/demisie-4711?utm_source=rss&utm_medium=feed",
    "capital utm": "https://ziar.example/stiri/demisie-4711?UTM_Source=rss",
    "escaped twice": "https://ziar.example/stiri/demisie-4711?&amp;utm_source=rss",
    "facebook": "https://ziar.example/stiri/demisie-4711?fbclid=IwAR0",
    "google": "https://ziar.example/stiri/demisie-4711?gclid=x&_ga=1.2&__grsc=1",
    "matomo": "https://ziar.example/stiri/demisie-4711?mtm_campaign=x",
    "campaign": "https://ziar.example/stiri/demisie-4711?cmpid=x&at_medium=custom7&xtor=RSS-1",
    "ref": "https://ziar.example/stiri/demisie-4711?ref=homepage",
    "session": "https://ziar.example/stiri/demisie-4711;jsessionid=A1B2?PHPSESSID=3",
    "needless escapes": "https://ziar.example/st%69ri/demisie%2D4711",
    "white space": "  https://ziar.example/stiri/demi\nsie-4711 ",
}


@pytest.mark.parametrize("url", SAME.values(), ids=SAME.keys())
def test_all_links_to_one_article_have_one_form(url: str) -> None:
    assert canonical(url) == ONE_STORY


NUMBERS = (
    "newsid", "art", "ArticleID", "idn", "story", "id", "p", "cid", "eid", "uid", "nid", "aid", "k",
    "sid", "page", "v", "idx", "keyword", "ref", "source", "a_id", "item", "doc", "gl", "stire",
)  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_never_drops_what_may_be_the_number_of_the_article(name: str) -> None:
    one, other = (canonical(f"https://ziar.example/?{name}={n}") for n in (55, 56))
    assert one != other
    assert article_id(one) != article_id(other)


DIFFERENT = {
    "path": ("https://a.example/x", "https://a.example/y"),
    "case of the path": ("https://a.example/X", "https://a.example/x"),
    "port": ("https://a.example:8080/x", "https://a.example/x"),
    "host": ("https://stiri.a.example/x", "https://a.example/x"),
    "amp inside a word": ("https://a.example/campion", "https://a.example/cion"),
    "amp in the middle": ("https://a.example/x/amp/y", "https://a.example/x/y"),
    "escaped slash": ("https://a.example/x%2Fy", "https://a.example/x/y"),
    "a domain called m": ("https://m.ro/x", "https://amp.ro/x"),
    "a domain below a public suffix": ("https://www.co.uk/x", "https://m.co.uk/x"),
    "order of equal names": ("https://a.example/?a=1&a=2", "https://a.example/?a=2&a=1"),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_keeps_different_articles_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


FORMS = {
    "sorts parameters": ("https://a.example/?b=2&a=1", "https://a.example/?a=1&b=2"),
    "root": ("http://www.a.example", "https://a.example/"),
    "punycode": ("https://exámple.example/ș", "https://xn--exmple-qta.example/%C8%99"),
    "capital escapes": ("https://a.example/%c8%99", "https://a.example/%C8%99"),
    "obfuscated number": ("http://0x7f.1/", "https://127.0.0.1/"),
    "version 6": ("http://[2001:DB8::0:1]/", "https://[2001:db8::1]/"),
    "amp before an ending": ("https://a.example/x.amp.html", "https://a.example/x.html"),
    "no address": (" urn:uuid:1 ", "urn:uuid:1"),
    "no address at all": ("  stirea 5\t", "stirea 5"),
    "half a character": ("https://a.example/\ud800x", "https://a.example/x"),
}


@pytest.mark.parametrize(("url", "form"), FORMS.values(), ids=FORMS.keys())
def test_form(url: str, form: str) -> None:
    assert canonical(url) == form


HOSTILE = {
    "doors": "https://" + "m." * 50_000 + "ro",
    "amp names": "https://a.example/" + ".amp" * 50_000,
    "amp parts": "https://a.example/" + "amp/" * 50_000,
    "broken escapes": "https://a.example/" + "%" * 100_000 + "41",
    "escapes of escapes": "https://a.example/%2525252541%%34%31",
    "dots after amp": "https://a.example/x/...amp",
    "page endings": "https://a.example/x.amp.html.amp.html.amp",
    "ampersands": "https://a.example/?" + "amp;" * 50_000,
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("url", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_form_of_the_form_is_the_form(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


def test_bad_addresses_never_raise_and_keep_their_form() -> None:
    folder = SHARED / "data" / "bad-urls"
    if not folder.exists():
        pytest.skip("the shared bad-urls are not here")
    urls = [url for file in sorted(folder.iterdir()) if file.is_file() for url in strings_of(file)]
    assert len(urls) > 1000
    for url in urls:
        form = canonical(url)
        assert canonical(form) == form
        assert re.fullmatch(r"[a-z2-7]{26}", article_id(url))
        registrable(host_of(url))


def strings_of(file: Path) -> Iterator[str]:
    """Every string of a file of JSON, JSON lines or CSV, whole lines too."""
    text = file.read_text(encoding="utf-8", errors="surrogateescape")
    yield from text.splitlines()
    if file.suffix == ".json":
        yield from leaves(json.loads(text))
    elif file.suffix == ".csv":
        yield from (cell for row in csv.reader(text.splitlines()) for cell in row)
    elif file.suffix == ".jsonl":
        yield from (json.loads(line)["url"] for line in text.splitlines())


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)


def test_an_id_is_26_characters_of_base32_and_the_same_for_the_same_article() -> None:
    assert article_id(ONE_STORY) == article_id(SAME["all doors"]) == "3zm6tnatah22l2ewpbdrztv35q"


def test_the_id_of_a_guid_belongs_to_its_provider() -> None:
    assert id_of_guid("ziar", "4711") == id_of_guid("ziar", "4711")
    assert id_of_guid("ziar", "4711") != id_of_guid("alt-ziar", "4711")
    assert id_of_guid("a", "b4711") != id_of_guid("ab", "4711")
    assert re.fullmatch(r"[a-z2-7]{26}", id_of_guid("ziar", "4711"))


def test_host_and_registrable_domain() -> None:
    assert host_of("HTTPS://Știri.Ziar.example:8080/x") == "xn--tiri-pxb.ziar.example"
    assert host_of("https://WWW.Ziar.example./x") == "www.ziar.example"
    assert host_of("no address") == ""
    assert registrable("stiri.ziar.co.uk") == "ziar.co.uk"
    assert registrable("www.ziar.ro") == "ziar.ro"
    assert registrable("127.0.0.1") == "127.0.0.1"
    assert registrable("[::1]") == "[::1]"
    assert registrable("localhost") == "localhost"
