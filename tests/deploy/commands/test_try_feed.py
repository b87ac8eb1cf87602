import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.urls import article_id, id_of_guid
from deploy.commands.try_feed import feed

ITEM = """<item><title>Știre</title><link>/stiri/7?utm_source=rss</link><guid>7</guid>
<author>Ana</author><description>x &lt;b&gt;y&lt;/b&gt;</description><category>c</category>
<pubDate>Sun, 22 Nov 2026 10:00:00 +0200</pubDate></item><item><title>Alta</title></item>"""
RSS = f"<rss version='2.0'><channel><language>ro</language>{ITEM}</channel></rss>"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No installation of the machine speaks into the tests."""
    monkeypatch.setenv("WIREDESK_HOME", str(tmp_path / "home"))
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(feed, [str(argument) for argument in arguments])


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_shows_each_entry_in_the_shape_of_the_contract(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(RSS)
    result = run(file, "--url", "https://www.ziar.ro/rss")
    one, other = lines(result)
    assert one == {
        "file": str(file),
        "id": article_id("https://ziar.ro/stiri/7"),
        "guid": "7",
        "url": "https://www.ziar.ro/stiri/7?utm_source=rss",
        "title": "Știre",
        "html": "x <b>y</b>",
        "authors": ["Ana"],
        "published_at": "2026-11-22T08:00:00Z",
        "updated_at": None,
        "language": "ro",
        "categories": ["c"],
    }
    assert (other["id"], other["guid"], other["url"]) == (id_of_guid("ziar.ro", "Alta\n"), None, "")
    assert list(other) == list(one)
    assert result.exit_code == 0


def test_a_bad_file_is_named_and_stops_nobody(tmp_path: Path) -> None:
    good, bad, zipped = tmp_path / "good.xml", tmp_path / "bad.xml", tmp_path / "feed.xml.gz"
    good.write_text(RSS)
    bad.write_text("<html><body>404</body></html>")
    zipped.write_bytes(gzip.compress(RSS.encode()))
    result = run(bad, tmp_path / "none.xml", good, zipped)
    assert [line["file"] for line in lines(result)] == [str(good)] * 2 + [str(zipped)] * 2
    assert f"{bad}: not_a_feed" in result.stderr
    assert "none.xml: [Errno 2] No such file" in result.stderr
    assert result.exit_code == 1


def test_the_header_of_the_server_counts(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes("<rss version='2.0'><channel><item><title>Москва</title></item>"
                     "</channel></rss>".encode("koi8-r"))  # fmt: skip
    result = run(file, "--content-type", "text/xml; charset=koi8-r")
    assert lines(result)[0]["title"] == "Москва"


def test_says_what_is_wrong_with_a_feed_it_could_read(tmp_path: Path) -> None:
    file = tmp_path / "torn.xml"
    file.write_text(RSS.replace("</channel></rss>", "<item/>"))
    result = run(file)
    assert "it is torn" in result.stderr
    assert "1 items have neither link nor id nor title" in result.stderr
    assert result.exit_code == 0


def test_a_feed_larger_than_we_fetch_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREDESK_FEED_BYTES", "100")
    file = tmp_path / "feed.xml"
    file.write_text(RSS)
    assert "above 100 bytes" in run(file).stderr
