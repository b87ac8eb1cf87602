"""`wiredesk trace ID-or-URL`: every stage an article passed, when, with which verdict."""

import re

import click
import msgspec

from config.errors import ConfigError
from config.settings import load_settings
from config.urls import article_id
from deploy.tracing import Trace, trace_of

NOBODY = "no declared feed belongs to that site; `wiredesk feeds find ADDRESS` looks for one"
ID = re.compile(r"^[a-z2-7]{26}$")


@click.command()
@click.argument("id_or_url")
@click.option("--json", "as_json", is_flag=True)
def trace(id_or_url: str, as_json: bool) -> None:
    """Tell the way of an article, where it waits, or which feed would carry it."""
    url = None if ID.match(id_or_url) else address(id_or_url)
    found = trace_of(load_settings(), article_id(url) if url else id_or_url, url)
    click.echo(msgspec.json.encode(found) if as_json else told(found))
    if not found.versions:
        raise SystemExit(1)


def address(told: str) -> str:
    """An address as people write it. Raises ConfigError."""
    if "." not in told.partition("/")[0] and "://" not in told:
        raise ConfigError(f"{told}: neither an id (26 of a-z and 2-7) nor an address")
    return told if "://" in told else f"https://{told}"


def told(found: Trace) -> str:
    lines = [found.id]
    for version in found.versions:
        lines.append(f"{version.seen_at}  seen by {version.feed}")
        lines += [f"  {line}" for line in version.way]
        lines += [f"  waits {version.waits}"] if version.waits else []
    lines += [f"dead letter {letter.position}: {letter.stage} {letter.error}: {letter.message}"
              for letter in found.letters]  # fmt: skip
    lines += [f"story {found.story}"] if found.story else []
    if not found.versions:
        lines += ["never seen here", *found.feeds]
        lines += [] if found.feeds else [NOBODY]
    return "\n".join(lines)
