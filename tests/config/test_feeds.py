from pathlib import Path

import pytest

from config.errors import ConfigError
from config.feeds import Feed, feed_files, feed_id, load_feeds, seconds
from config.settings import Settings


def written(path: Path, *tables: str) -> Path:
    path.write_text("\n".join(f"[[feed]]\n{table}" for table in tables))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feeds.toml"


@pytest.mark.parametrize(("text", "wanted"), [("5s", 5), ("5m", 300), ("2h", 7200), ("1d", 86400)])
def test_durations_are_read(text: str, wanted: int) -> None:
    assert seconds(text) == wanted
    assert Feed(url="https://x.example/", min_interval=text).min_interval_seconds == wanted


def test_what_is_no_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="5 minutes"):
        seconds("5 minutes")


def test_a_feed_needs_nothing_but_its_address(path: Path) -> None:
    (feed,) = load_feeds(written(path, 'url = "https://www.ziar.example/rss.xml?cat=1"'))
    assert (feed.id, feed.publisher) == ("ziar-example-rss-xml-cat-1", "www.ziar.example")


def test_later_files_stand_over_earlier_ones(path: Path, tmp_path: Path) -> None:
    later = written(tmp_path / "later.toml", 'url = "https://a.example/"\ncountry = "RO"')
    feeds = load_feeds(written(path, 'url = "https://a.example/"'), later, tmp_path / "absent")
    assert [feed.country for feed in feeds] == ["RO"]


def test_addresses_that_make_the_same_name_stay_two_feeds(path: Path) -> None:
    feeds = load_feeds(written(path, 'url = "https://a.example/b"', 'url = "http://a.example/b/"'))
    assert len({feed.id for feed in feeds}) == 2


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('url = "ftp://x"', r"feeds\.toml:2: \[\[feed\]\] url"),
        ('url = "https://x.example/"\nmin_interval = "often"', r"feeds\.toml:3: .* min_interval"),
        ('url = "https://x.example/"\ncolour = "red"', r"feeds\.toml:3: .* colour"),
        ('url = "https://x.example/"\nexclude = ["("]', r"exclude: '\('"),
    ],
    ids=["address", "interval", "unknown", "pattern"],
)
def test_an_error_names_file_and_field(path: Path, table: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        load_feeds(written(path, table))


def test_one_name_for_two_feeds_is_an_error(path: Path) -> None:
    tables = ('url = "https://a.example/"\nid = "a"', 'url = "https://b.example/"\nid = "a"')
    with pytest.raises(ConfigError, match="another feed's"):
        load_feeds(written(path, *tables))


@pytest.mark.parametrize(
    "url", ["https://știri.ro/" + "x/" * 90, "https://" + "a." * 60 + "example/", "https://漢字/"]
)
def test_names_made_of_odd_addresses_are_names(url: str) -> None:
    assert 0 < len(feed_id(url)) <= 80


def test_the_demos_feeds_count_only_while_it_runs() -> None:
    plain = Settings(home="/h", feeds="/f")
    assert [path.name for path in feed_files(plain)] == ["f", "feeds.toml"]
    shown = Settings(home="/h", feeds="/f", demo="127.0.0.1:1")
    assert feed_files(shown)[-1] == Path("/h/newsroom.toml")
