"""`wiredesk schema`: JSON Schemas of the public records, generated from the types themselves."""

import json

import click
import msgspec

from config.books import Coverage, LedgerLine
from config.published import Published

DIALECT = "https://json-schema.org/draft/2020-12/schema"
RECORDS = {  # name → type, and the topics whose values it describes
    "article": (Published, "articles.enriched, articles.copies, desk.<name>"),
    "coverage": (Coverage, "articles.coverage"),
    "ledger": (LedgerLine, "articles.ledger"),
}


@click.command()
@click.argument("name", required=False, type=click.Choice(sorted(RECORDS)))
def schema(name: str | None) -> None:
    """Print the JSON Schema of a public record, or of all of them in one object."""
    shown = schema_of(name) if name else {known: schema_of(known) for known in sorted(RECORDS)}
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False, sort_keys=True))


def schema_of(name: str) -> dict[str, object]:
    """The schema of one record. Readers ignore fields that it does not name."""
    record, topics = RECORDS[name]
    body = msgspec.json.schema(record)
    return {"$schema": DIALECT, "title": name, "description": f"A value of {topics}."} | body
