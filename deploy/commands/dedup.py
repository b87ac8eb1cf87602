"""`wiredesk dedup explain A B`: why are these two the same, or not?"""

import click
import msgspec

from deploy.explaining import Explained, explained, texts_of


@click.group()
def dedup() -> None:
    """Ask dedup for its reasons."""


@dedup.command()
@click.argument("a")
@click.argument("b")
@click.option("--language", default="", help="Of files; two languages are never compared.")
@click.option("--json", "as_json", is_flag=True, help="All of it, for programs.")
def explain(a: str, b: str, language: str, as_json: bool) -> None:
    """Compare A with B as dedup does: ids or addresses of published articles, or files.

    A file is a text, its first line the headline if an empty line follows, or an article as JSON.
    """
    found = explained(*texts_of(a, b, language))
    click.echo(msgspec.json.encode(found) if as_json else told(found))


GUARDS = {
    "language": "they are of different languages, which are never compared",
    "teaser": "one is no whole story: teasers and titles are compared with nothing",
    "overlap": "too little of either stands in the other",
    "short": "one is short, and short texts must agree in more",
    "numbers": "same words, other numbers: two items of one template",
}
SHOWN = 3  # passages
CHARS = 160  # of each


def told(found: Explained) -> str:
    lines = [
        f"older: {found.old.name}  {found.old.title}",
        f"newer: {found.new.name}  {found.new.title}",
    ]
    lines.append(f"the newer one, if it came now: {found.verdict}")
    if found.guard:
        lines.append(f"  because {GUARDS.get(found.guard, found.guard)}")
    exact, sampled = found.exact, found.sampled
    lines += [
        f"newer in older: {exact.new_in_old:.0%} exactly, {sampled.new_in_old:.0%} sampled",
        f"older in newer: {exact.old_in_new:.0%} exactly, {sampled.old_in_new:.0%} sampled",
        f"the newer one's lead in the older: {sampled.lead:.0%}; {sampled.shared} samples shared",
    ]
    lines += [f"  {one.words} words: «{shortened(one.text)}»" for one in found.passages[:SHOWN]]
    lines += [f"published: {line}" for line in found.published]
    return "\n".join(lines)


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= CHARS else f"{line[:CHARS]}…"
