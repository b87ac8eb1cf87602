from datetime import UTC, datetime, timedelta, timezone

import pytest

from config.urls import article_id, id_of_guid
from ingest.documents import (
    Told,
    entries_of,
    entry_of,
    is_news,
    language_tag,
    names,
    plain_line,
    provider_of,
    utc,
    web_address,
)


def test_the_id_is_of_the_link() -> None:
    entry = entry_of(Told(link="http://www.ziar.ro/a?utm_source=rss", guid="7"), "ziar.ro")
    assert entry.id == article_id("https://ziar.ro/a")
    assert (entry.url, entry.guid) == ("http://www.ziar.ro/a?utm_source=rss", "7")


def test_without_a_link_the_id_is_the_providers() -> None:
    entry = entry_of(Told(guid="7", title="x"), "ziar.ro")
    assert (entry.id, entry.url) == (id_of_guid("ziar.ro", "7"), "")


def test_a_link_to_the_front_page_names_no_article_if_the_provider_does() -> None:
    told = [Told(link="https://ziar.ro/", guid=guid, title="x") for guid in "78"]
    ids = {entry_of(one, "ziar.ro").id for one in told}
    assert ids == {id_of_guid("ziar.ro", "7"), id_of_guid("ziar.ro", "8")}
    alone = entry_of(Told(link="https://ziar.ro/"), "ziar.ro")
    assert alone.id == article_id("https://ziar.ro/")
    asked = entry_of(Told(link="https://ziar.ro/?p=5", guid="7"), "ziar.ro")
    assert asked.id == article_id("https://ziar.ro/?p=5")


def test_words_alone_are_news_and_nothing_is_none() -> None:
    one, other = (entry_of(Told(title=title), "ziar.ro") for title in ("x", "y"))
    assert one.id != other.id
    assert is_news(entry_of(Told(html="<p>x"), "ziar.ro"))
    assert not is_news(entry_of(Told(title=" ", html="\n", authors=["Ana"]), "ziar.ro"))


def test_what_is_no_news_is_shown_beside_what_is() -> None:
    told = entries_of([Told(authors=["Ana"]), Told(title="x")], "ziar.ro")
    assert [entry.title for entry in told.shown] == ["", "x"]
    assert [entry.title for entry in told.entries] == ["x"]
    assert entries_of([Told(title="x")], "ziar.ro").shown == ()


def test_the_provider_is_the_domain_somebody_owns() -> None:
    assert provider_of("https://rss.ziar.co.uk/sport.xml") == "ziar.co.uk"
    assert provider_of("") == ""


LINKS = {
    "as found": ("http://A.example/x y"[:-2], "", "http://A.example/x"),
    "spaces around": ("\n http://a.example/x\t", "", "http://a.example/x"),
    "space inside": ("http://a.example/x y", "", "http://a.example/x%20y"),
    "path": ("/x", "https://a.example/feed/rss", "https://a.example/x"),
    "beside": ("x?y=1", "https://a.example/feed/rss", "https://a.example/feed/x?y=1"),
    "other host": ("//b.example/x", "https://a.example/", "https://b.example/x"),
    "relative to nothing": ("/x", "", ""),
    "base is none": ("/x", "no base", ""),
    "script": ("javascript:alert(1)", "https://a.example/", ""),
    "data": ("data:text/html,x", "https://a.example/", ""),
    "mail": ("mailto:a@b.example", "https://a.example/", ""),
    "urn": ("urn:uuid:1", "https://a.example/", ""),
    "empty": (" ", "https://a.example/", ""),
    "broken": ("http://[", "https://a.example/", ""),
    "half a character": ("/\ud800x", "https://a.example/", "https://a.example/x"),
}


@pytest.mark.parametrize(("link", "base", "url"), LINKS.values(), ids=LINKS.keys())
def test_links_are_made_absolute(link: str, base: str, url: str) -> None:
    assert web_address(link, base) == url


def test_names_stand_once_in_one_line() -> None:
    assert names(["Ana\n Pop", "", "Ion", "Ana Pop", " "]) == ("Ana Pop", "Ion")
    assert len(names(str(number) for number in range(99))) == 20
    assert len(names(["x" * 999])[0]) == 200


def test_markup_becomes_a_line() -> None:
    assert plain_line("A &amp; <b>B</b>\n<br/>C<!-- d -->") == "A & B C"
    assert plain_line("1 < 2 > 0") == "1 < 2 > 0"
    assert plain_line("A<script>alert('x')</script> B") == "A B"


def test_moments_are_in_utc_or_nothing() -> None:
    summer = datetime(2026, 7, 1, 10, tzinfo=timezone(timedelta(hours=3)))
    assert utc(summer) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert utc(datetime(2026, 7, 1, 7)) == datetime(2026, 7, 1, 7, tzinfo=UTC)  # noqa: DTZ001
    assert utc(datetime.max.replace(tzinfo=timezone(timedelta(hours=-3)))) is None


TAGS = {"ro": "ro", "RO-ro": "ro-RO", "en_us": "en-US", " de-de ": "de-DE", "zh-Hant-TW": "zh",
        "romanian": None, "": None, None: None, "x": None, "en-us; q=1": None}  # fmt: skip


@pytest.mark.parametrize(("claimed", "tag"), TAGS.items())
def test_languages_are_bcp_47(claimed: str | None, tag: str | None) -> None:
    assert language_tag(claimed) == tag
