"""`wiredesk withdraw` and `wiredesk notices`: take an article back, everywhere it went."""

import re

import click
import msgspec

from config.settings import load_settings
from config.urls import article_id
from deploy.withdrawing import Notice, Withdrawer, open_notices

ID = re.compile(r"^[a-z2-7]{26}$")


@click.command()
@click.argument("id_or_url")
@click.option("--reason", help="Goes to the readers, as `item.edNote`.")
@click.option("--withhold", is_flag=True, help="Not for good: `withheld` instead of `canceled`.")
@click.option("--restore", is_flag=True, help="Bring back what was withdrawn.")
@click.option("--notice", help="The agency's notice that asks for it, by its id.")
def withdraw(
    id_or_url: str, reason: str | None, withhold: bool, restore: bool, notice: str | None
) -> None:
    """Withdraw an article: every desk that had it gets it once more, without its text.

    It stays withdrawn, whatever its outlet does, until --restore.
    """
    id = id_or_url if ID.match(id_or_url) else article_id(id_or_url)
    withdrawer = Withdrawer(load_settings())
    if restore:
        record = withdrawer.restore(id, reason)
    elif reason is None:
        raise click.UsageError("--reason is missing: readers are told why")
    else:
        record = withdrawer.withdraw(id, "withheld" if withhold else "canceled", reason, notice)
    facts = record.wiredesk
    click.echo(
        f"{id} is {record.item.pubStatus} since version {facts.version}; "
        f"desks: {', '.join(facts.desks) or 'none'}"
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def notices(as_json: bool) -> None:
    """List agencies' notices (KILL, WITHHOLD) that meant no single article: yours to decide."""
    for notice in open_notices(load_settings()):
        click.echo(msgspec.json.encode(notice) if as_json else told(notice))


def told(notice: Notice) -> str:
    lines = [f"{notice.seen_at}  {notice.publisher}: {notice.title}  ({notice.id})"]
    lines += [f"    {one.id}  {one.title}" for one in notice.perhaps]
    lines += [f"    wiredesk withdraw ID --reason … --notice {notice.id}"]
    return "\n".join(lines)
