"""`wiredesk try address`: whether the fetcher would go there. Looks names up, connects nowhere."""

import socket
import sys
from pathlib import Path

import click
import msgspec
from ada_url import URL

from ingest.addresses import SCHEMES, checked_url, may_connect
from ingest.errors import Refused


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One address: whether a socket would be opened, to where, or why not."""

    url: str
    allowed: bool
    reason: str | None = None
    address: str | None = None


@click.command()
@click.argument("url", required=False)
@click.option("--list", "listed", type=click.Path(exists=True, dir_okay=False),
              help="A file of addresses, one a line, instead of URL.")  # fmt: skip
@click.option("--allow", multiple=True, help="host:port of a feed's allow_addresses.")
def address(url: str | None, listed: str | None, allow: tuple[str, ...]) -> None:
    """Judge addresses: one line of JSON each, with the rule that refuses it if one does."""
    if (url is None) == (listed is None):
        raise click.UsageError("give either URL or --list FILE")
    lines = Path(listed).read_bytes().splitlines() if listed else [(url or "").encode()]
    failed = [not shown(place, line, allow) for place, line in enumerate(lines, 1) if line.strip()]
    sys.exit(1 if any(failed) else 0)


def shown(place: int, line: bytes, allow: tuple[str, ...]) -> bool:
    """Say what becomes of one line; of what is no text, on stderr."""
    try:
        url = line.decode().strip()
    except UnicodeDecodeError:
        click.echo(f"line {place}: not UTF-8", err=True)
        return False
    click.echo(msgspec.json.encode(tried(url, frozenset(allow))).decode())
    return True


def tried(url: str, allow: frozenset[str]) -> Tried:
    """The fetcher's own rules, on every address the host has."""
    try:
        parsed = URL(checked_url(url))
    except Refused as refusal:
        return Tried(url=url, allowed=False, reason=str(refusal))
    host, port = parsed.hostname, int(parsed.port or SCHEMES[parsed.protocol])
    try:
        addresses = addresses_of(host.strip("[]"), port)
    except (OSError, UnicodeError) as error:
        return Tried(url=url, allowed=False, reason=f"dns: {error}")
    return judged(url, {found: may_connect(found, port, host, allow) for found in addresses})


def addresses_of(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in found]


def judged(url: str, reasons: dict[str, str | None]) -> Tried:
    """Allowed is what has an address that may be connected to, as the socket's guard has it."""
    for found, reason in reasons.items():
        if reason is None:
            return Tried(url=url, allowed=True, address=found)
    found, reason = next(iter(reasons.items()))
    return Tried(url=url, allowed=False, reason=f"forbidden: {reason}", address=found)
