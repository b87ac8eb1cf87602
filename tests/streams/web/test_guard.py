"""Who may ask, and under which name."""

import base64
from pathlib import Path

import httpx
import pytest

from config.errors import ConfigError
from streams.web.guard import admitted, host_name, load_tokens, names_of
from tests.streams.web.installation import Installation, Served, serving

TOKENS = ("one", "two")


def basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize("header", ["Bearer two", "bearer one", basic("ana:one"), basic(":two")])
def test_a_known_token_is_admitted(header: str) -> None:
    assert admitted(header, TOKENS)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer onE", "one", "Bearer one two", "Basic one", basic("one"),
     basic("one:"), "Basic \xff", "Digest one"],
)  # fmt: skip
def test_anything_else_is_not(header: str) -> None:
    assert not admitted(header, TOKENS)


def test_tokens_are_one_a_line_with_or_without_a_name(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text("# readers\nana:one\n\ntwo\n")
    assert load_tokens(file) == TOKENS


@pytest.mark.parametrize("text", ["", "# nobody\n", "ana:\n"])
def test_a_file_without_tokens_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tokens"
    file.write_text(text)
    with pytest.raises(ConfigError, match="WIREDESK_TOKENS_FILE"):
        load_tokens(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        load_tokens(tmp_path / "absent")


@pytest.mark.parametrize(
    ("host", "name"),
    [("127.0.0.1:8470", "127.0.0.1"), ("LOCALHOST", "localhost"), ("[::1]:80", "[::1]"), ("", "")],
)
def test_a_host_is_known_by_its_name(host: str, name: str) -> None:
    assert host_name(host) == name


def test_a_public_name_is_answered_too() -> None:
    assert "news.example" in names_of("https://news.example/desk")
    assert names_of("") == names_of("http://")


def test_a_foreign_page_cannot_read_a_loopback_server_under_its_own_name(server: Served) -> None:
    for host in ("evil.example", "evil.example:8470", "127.0.0.1.evil.example", ""):
        assert server.get("/v1/desks", Host=host).status_code == 421
    assert server.get("/v1/desks", Host=f"localhost:{server.port}").status_code == 200


def test_beyond_loopback_every_route_wants_a_token(newsdesk: Installation, tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text("ana:secret-one\n")
    with serving(newsdesk, "--bind", "0.0.0.0", WIREDESK_TOKENS_FILE=str(file)) as server:
        for path in ("/", "/v1/desks", "/v1/desks/conflict/stream", "/static/page.css", "/nothing"):
            answer = server.get(path)
            assert answer.status_code == 401
            assert "Basic" in answer.headers["www-authenticate"]
        assert server.get("/v1/desks", Authorization="Bearer wrong").status_code == 401
        assert server.get("/v1/desks", Authorization="Bearer secret-one").status_code == 200
        assert httpx.get(f"{server.url}/", auth=("ana", "secret-one")).status_code == 200
        assert "secret-one" not in server.log.read_text()
