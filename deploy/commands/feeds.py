"""`wiredesk feeds`: which feeds are asked, how they are, and changes to the list."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import redis

from config.feeds import Feed, feed_files, load_feeds, with_names
from config.settings import Settings, load_settings
from deploy.feedfind import feeds_at
from deploy.feedlist import FeedList, imported
from deploy.feedstate import (
    facts,
    forgiven,
    habit,
    hub_until,
    known_states,
    line,
    poll_facts,
    states,
)
from deploy.feedtest import tested
from deploy.opml import opml, outlines
from ingest.errors import IngestError
from ingest.turn import NEVER

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")


@click.group()
def feeds() -> None:
    """List, test, add, switch and exchange feeds."""


@feeds.command("list")
@JSON
def list_feeds(as_json: bool) -> None:
    """Show every declared feed and how its last poll went."""
    settings = load_settings()
    declared = load_feeds(*feed_files(settings))
    told = known_states(settings, [feed.id for feed in declared])
    for feed in declared:
        state = told.get(feed.id, NEVER)
        click.echo(json.dumps(facts(feed, state)) if as_json else line(feed, state))


ALLOW = click.option(
    "--allow", multiple=True, metavar="HOST:PORT", help="A non-public address to allow."
)


@feeds.command()
@click.argument("url")
@click.option("--id", "name", default="", help="Its name; made of the address without it.")
@click.option("--publisher", default="")
@click.option("--country", default="", help="Two capital letters.")
@click.option("--language", default="")
@click.option("--min-interval", default="5m", show_default=True)
@click.option("--pages", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("--ask/--no-ask", default=True, help="Ask it first; a site's page leads to its feed.")
@ALLOW
def add(url: str, name: str, ask: bool, allow: tuple[str, ...], **options: str) -> None:
    """Ask the feed at URL from now on, or the first feed of the site whose page is there."""
    settings = load_settings()
    told = {k: v for k, v in {"id": name, **options}.items() if v}
    checked({"url": url} | told)  # what is mistyped is said before anybody is asked
    url = feed_behind(settings, url, allow) if ask else url
    feed = msgspec.structs.replace(checked({"url": url} | told), allow_addresses=allow)
    known = load_feeds(*feed_files(settings))
    refuse_known(feed, known)
    own_list(settings).add([feed])
    click.echo(f"added {feed.id}")


@feeds.command()
@click.argument("url")
@ALLOW
@JSON
def find(url: str, allow: tuple[str, ...], as_json: bool) -> None:
    """Show the feeds of the site at URL; nothing is kept."""
    try:
        there = feeds_at(load_settings(), url, allow)
    except IngestError as error:
        raise click.ClickException(f"{url}: {error}") from None
    for one in there:
        row = f"{one.url}  {one.entries} entries, {one.version}  {one.title}"
        click.echo(json.dumps(msgspec.to_builtins(one)) if as_json else row)
    if not there:
        raise click.ClickException(f"{url}: no feed there, and none found from there")


@feeds.command("test")
@click.argument("url")
@ALLOW
@JSON
def try_feed(url: str, allow: tuple[str, ...], as_json: bool) -> None:
    """Ask URL once and show the entries found; nothing is kept."""
    try:
        found = tested(load_settings(), url, allow)
    except IngestError as error:
        raise click.ClickException(f"{url}: {error}") from None
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found)))
        return
    click.echo(f"{found.title or url}: {len(found.entries)} entries, {found.version}")
    for entry in found.entries:
        click.echo(f"  {entry.title or '(no title)'}\n    {entry.url}")


@feeds.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@JSON
def import_opml(file: Path, as_json: bool) -> None:
    """Add all feeds of an OPML FILE that are not known yet."""
    settings = load_settings()
    found = imported(outlines(file.read_bytes()), load_feeds(*feed_files(settings)))
    own_list(settings).add(found.fresh)
    told = {"found": found.found, "added": len(found.fresh), "known": found.known}
    if as_json:
        click.echo(json.dumps(told | {"refused": found.refused}))
        return
    click.echo(", ".join(f"{count} {word}" for word, count in told.items()))
    for url in found.refused:
        click.echo(f"refused: {url} is no http address", err=True)


@feeds.command("export")
def export_opml() -> None:
    """Write all feeds that are asked as OPML to standard output."""
    declared = load_feeds(*feed_files(load_settings()))
    sys.stdout.buffer.write(opml([feed for feed in declared if not feed.disabled]))


@feeds.command()
@click.argument("name", metavar="ID")
def disable(name: str) -> None:
    """Ask a feed no more; what is known of it is kept a while."""
    switch(name, off=True)


@feeds.command()
@click.argument("name", metavar="ID")
def enable(name: str) -> None:
    """Ask a disabled feed again."""
    switch(name, off=False)


@feeds.command()
@click.argument("name", metavar="ID")
@JSON
def why(name: str, as_json: bool) -> None:
    """Say how a feed is: its last poll, its next, and why it fails if it does."""
    settings = load_settings()
    feed = declared_feed(settings, name)
    try:
        state, hub = states(settings, [name])[name], hub_until(settings, name)
    except redis.RedisError as error:
        raise click.ClickException(f"Redis does not answer: {error}") from None
    last = {"hub_until": hub, "habit": habit(state), "polls": poll_facts(state)}
    told = facts(feed, state) | last
    if as_json:
        click.echo(json.dumps(told))
        return
    for line_of in reasons(told):
        click.echo(line_of)


@feeds.command()
@click.argument("name", metavar="ID")
def accept(name: str) -> None:
    """Take a quarantined feed for what it is by now: its next answer counts again."""
    settings = load_settings()
    declared_feed(settings, name)
    try:
        known = forgiven(settings, name)
    except redis.RedisError as error:
        raise click.ClickException(f"Redis does not answer: {error}") from None
    if not known:
        raise click.ClickException(f"{name} is not quarantined")
    click.echo(f"accepted {name}")


# ── what they share ──


def reasons(told: dict[str, Any]) -> Iterator[str]:
    """What there is to say of a feed, a line each, its last polls as a table."""
    polls, known = told.pop("polls"), told.pop("habit")
    for key, value in (told | known).items():
        if value not in {"", None}:
            yield f"{key:24} {value}"
    for poll in polls:
        yield "{at}  {result:13} {status:3d}  {news:4d} new  {took:5d} ms".format(**poll)


def feed_behind(settings: Settings, url: str, allow: tuple[str, ...]) -> str:
    """The address itself, or the site's first feed; one that does not answer now may later."""
    try:
        there = feeds_at(settings, url, allow)
    except IngestError as error:
        click.echo(f"{url} does not answer now: {error}", err=True)
        return url
    if not there:
        raise click.ClickException(f"{url}: no feed there, and none found from there")
    for other in there[1:]:
        click.echo(f"also there: {other.url}", err=True)
    return there[0].url


def switch(name: str, *, off: bool) -> None:
    settings = load_settings()
    own_list(settings).switch(declared_feed(settings, name), off=off)
    click.echo(f"{'disabled' if off else 'enabled'} {name}")


def own_list(settings: Settings) -> FeedList:
    return FeedList(Path(settings.home) / "feeds.toml")


def declared_feed(settings: Settings, name: str) -> Feed:
    """Raises ClickException when no feed is called so."""
    found = {feed.id: feed for feed in load_feeds(*feed_files(settings))}
    if name not in found:
        raise click.ClickException(f"no feed {name}; `wiredesk feeds list` names them")
    return found[name]


def checked(given: dict[str, str]) -> Feed:
    """A feed of what was typed. Raises ClickException naming the option that is wrong."""
    try:
        return with_names(Path("feeds add"), msgspec.convert(given, Feed))
    except msgspec.ValidationError as wrong:
        what, _, where = str(wrong).partition(" - at `$.")
        option = where.rstrip("`").replace("_", "-")
        raise click.ClickException(f"{option or 'feed'}: {what[0].lower()}{what[1:]}") from None


def refuse_known(feed: Feed, known: tuple[Feed, ...]) -> None:
    for other in known:
        if feed.url == other.url:
            raise click.ClickException(f"{feed.url} is asked already, as {other.id}")
        if feed.id == other.id:
            raise click.ClickException(f"{feed.id} is the name of {other.url}; give --id")
