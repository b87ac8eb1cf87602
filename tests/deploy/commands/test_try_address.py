import json
from pathlib import Path

from click.testing import CliRunner, Result

from deploy.commands.try_address import address


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(address, [str(argument) for argument in arguments])


def test_judges_one_address() -> None:
    result = run("http://0x7f.1/")
    assert json.loads(result.stdout) == {
        "url": "http://0x7f.1/",
        "allowed": False,
        "reason": "forbidden: loopback",
        "address": "127.0.0.1",
    }
    assert result.exit_code == 0


def test_judges_a_list_and_names_lines_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_bytes(
        b"https://1.1.1.1/\n\nftp://a.example/\n\xff\nhttp://8.8.8.8:22/\n"
        b"http://[2606:4700:4700::1111]/\nhttp://localhost:8099/\nhttp://no-such-host.invalid/\n"
    )
    result = run("--list", file, "--allow", "localhost:8099")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["allowed"] for line in told] == [True, False, False, True, True, False]
    assert [line["reason"] for line in told[1:3]] == [
        "bad_url: ftp:// is neither http nor https",
        "forbidden: port 22",
    ]
    assert told[5]["reason"].startswith("dns: ")
    assert told[3]["address"] == "2606:4700:4700::1111"
    assert result.stderr == "line 4: not UTF-8\n"
    assert result.exit_code == 1


def test_wants_one_address_or_a_list(tmp_path: Path) -> None:
    assert run().exit_code == 2
    assert run("http://a.example/", "--list", tmp_path).exit_code == 2
