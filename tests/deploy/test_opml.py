from xml.etree import ElementTree as ET

import pytest

from config.feeds import Feed
from deploy.opml import Outline, opml, outlines
from tests.conftest import SHARED

LISTS = SHARED / "data" / "feeds-lists"


def listed(*rows: str) -> list[Outline]:
    return list(outlines(f"<opml><body>{''.join(rows)}</body></opml>".encode()))


def test_outlines_are_found_in_folders_and_their_text_is_read() -> None:
    folder = (
        '<outline text="Presa"><outline title="A &amp; B" xmlUrl="https://a.example/"/></outline>'
    )
    assert listed(folder) == [Outline("https://a.example/", "A & B")]


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ('<outline text="Cafea & ceai" xmlUrl="https://a.example/"/>', "Cafea & ceai"),
        ("<outline text='Știri' xmlUrl='https://a.example/' />", "Știri"),
        ('<outline text="A > B" xmlUrl="https://a.example/"></outline>', "A > B"),
        ('<outline text="Ziarul "Z" de azi" xmlUrl="https://a.example/"/>', 'Ziarul "Z" de azi'),
        ('<OUTLINE title="T" description="<br>\n<br>" XMLURL="https://a.example/">', "T"),
    ],
    ids=["bare ampersand", "single quotes", "bigger than", "quotes in quotes", "markup"],
)
def test_lists_that_are_not_well_formed_are_read_all_the_same(row: str, title: str) -> None:
    assert listed(row) == [Outline("https://a.example/", title)]


def test_what_is_commented_out_is_not_there() -> None:
    assert listed('<!-- <outline text="x" xmlUrl="https://a.example/"/> -->') == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-2"])
def test_lists_of_other_encodings_are_read(encoding: str) -> None:
    declared = "" if encoding.startswith("utf") else f'<?xml version="1.0" encoding="{encoding}"?>'
    text = f'{declared}<opml><outline text="Ţară" xmlUrl="https://a.example/"/></opml>'
    assert next(outlines(text.encode(encoding))).title == "Ţară"


@pytest.mark.skipif(not LISTS.exists(), reason="the shared lists of feeds are not here")
def test_every_outline_of_the_lists_people_exchange_is_found() -> None:
    files = sorted(LISTS.rglob("*.opml"))
    wanted = {file: file.read_bytes().lower().count(b"xmlurl=") for file in files}
    found = {file: len(list(outlines(file.read_bytes()))) for file in files}
    assert found == wanted
    assert sum(found.values()) > 1500


def test_what_is_exported_is_well_formed_and_comes_back() -> None:
    feeds = [
        Feed(url="https://a.example/?a=1&b=2", id="a", publisher='Ziarul "A" & fiii', country="RO"),
        Feed(url="https://b.example/", id="b", publisher="B", language="ro"),
    ]
    document = opml(feeds)
    assert ET.fromstring(document).get("version") == "2.0"
    assert sorted(outlines(document), key=lambda o: o.url) == [
        Outline("https://a.example/?a=1&b=2", 'Ziarul "A" & fiii'),
        Outline("https://b.example/", "B", "ro"),
    ]
