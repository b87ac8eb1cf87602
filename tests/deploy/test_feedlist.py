from pathlib import Path

import pytest

from config.errors import ConfigError
from config.feeds import Feed, load_feeds
from deploy.feedlist import FeedList, imported
from deploy.opml import Outline


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "feeds.toml"


ODD = Feed(
    url="https://a.example/rss",
    id="odd",
    publisher='A "x" \\ ș \U0001f5de \x7f',
    exclude=("^a\\d",),
)


def test_what_is_added_is_read_back_as_it_was(path: Path) -> None:
    FeedList(path).add([ODD])
    FeedList(path).add([Feed(url="https://b.example/", id="b", publisher="B")])
    assert load_feeds(path)[0] == ODD
    assert [feed.id for feed in load_feeds(path)] == ["odd", "b"]


def test_a_feed_is_switched_off_and_on_where_it_stands(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        '# mine\n[[feed]]\nurl = "https://a.example/"\n\n'
        '[[feed]] # second\nurl = "https://b.example/"\ncountry = "RO"\n'
    )
    second = load_feeds(path)[1]
    FeedList(path).switch(second, off=True)
    assert [feed.disabled for feed in load_feeds(path)] == [False, True]
    FeedList(path).switch(second, off=False)
    assert [feed.disabled for feed in load_feeds(path)] == [False, False]
    assert path.read_text().startswith("# mine\n[[feed]]\n")
    assert "[[feed]] # second\n" in path.read_text()


def test_a_shipped_feed_is_switched_off_by_a_table_of_ones_own(path: Path, tmp_path: Path) -> None:
    shipped = tmp_path / "shipped.toml"
    shipped.write_text('[[feed]]\nurl = "https://a.example/rss"\npublisher = "A"\n')
    FeedList(path).switch(load_feeds(shipped)[0], off=True)
    (feed,) = load_feeds(shipped, path)
    assert (feed.disabled, feed.publisher) == (True, "A")


def test_a_file_that_is_wrong_already_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('[[feed]]\nurl = "ftp://x"\n')
    with pytest.raises(ConfigError, match=r"feeds\.toml:2"):
        FeedList(path).add([ODD])
    assert path.read_text() == '[[feed]]\nurl = "ftp://x"\n'
    assert list(path.parent.iterdir()) == [path]


def test_only_what_is_new_is_imported_and_names_are_told_apart() -> None:
    known = Feed(url="https://a.example/rss", id="a-example-rss")
    found = imported(
        [
            Outline("https://a.example/rss", "A"),
            Outline("https://a.example/rss/", "A too"),
            Outline("https://a.example/rss/", "A again"),
            Outline("feed://b.example/", "B"),
            Outline("https://c.example/", "C", "en_US"),
        ],
        [known],
    )
    assert (found.found, found.known) == (5, 2)
    assert found.refused == ("feed://b.example/",)
    assert [feed.url for feed in found.fresh] == ["https://a.example/rss/", "https://c.example/"]
    assert found.fresh[0].id.startswith("a-example-rss-")
    assert found.fresh[1].language == ""
