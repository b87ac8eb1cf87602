"""What the suites of other parsers state of entries, in our words: file → expected fields."""

import ast
import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

Path_ = tuple[object, ...]
FIELDS: dict[str, str] = {  # theirs → ours
    "title": "title", "link": "url", "id": "guid", "guid": "guid",
    "published_parsed": "published_at", "created_parsed": "published_at",
    "updated_parsed": "updated_at", "author": "author", "summary": "html", "description": "html",
    "publishedParsed": "published_at", "pubDateParsed": "published_at",
    "updatedParsed": "updated_at", "category": "category", "content": "html",
}  # fmt: skip
DETAILS = {"title_detail": "title", "summary_detail": "html", "content": "html"}


class Expected(msgspec.Struct, frozen=True):
    """One statement: this field of the entry at this place is this. `count`: so many entries."""

    place: int
    field: str
    value: Any


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A document, how it was served, and what is stated of its entries."""

    name: str
    body: bytes
    url: str = ""
    content_type: str = ""
    charset: str = ""
    expected: tuple[Expected, ...] = ()


def lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file) as rows:
        yield from map(json.loads, rows)


def feedparser_cases(folder: Path) -> Iterator[Case]:
    for row in lines(folder / "cases.jsonl.gz"):
        served = {name.lower(): value for name, value in row["headers"].items()}
        yield Case(
            name=row["path"],
            body=base64.b64decode(row["body_b64"]),
            url=served.get("content-location") or "http://127.0.0.1:8097/",
            content_type=served.get("content-type", ""),
            expected=tuple(statements(row["expect_py"] or "")),
        )


def statements(expression: str) -> Iterator[Expected]:
    """The equations of a conjunction that speak of entries; all else is not for us."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq):
            yield from equation(part.left, part.comparators[0])


def equation(left: ast.expr, right: ast.expr) -> Iterator[Expected]:
    try:
        value = ast.literal_eval(right)
    except ValueError:
        return
    if ast.unparse(left) == "len(entries)":
        yield Expected(0, "count", value)
    path = path_of(left)
    field = field_of(path[2:]) if path[:1] == ("entries",) and len(path) > 2 else ""
    if field and isinstance(path[1], int):
        yield Expected(path[1], field, value)


def path_of(node: ast.expr) -> Path_:
    """`entries[0]['content'][0].value` → its steps; empty for other expressions."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        step: object = node.attr
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        step = node.slice.value
    else:
        return ()
    before = path_of(node.value)
    return (*before, step) if before else ()


def field_of(path: Path_) -> str:
    """Our field for theirs; only those that an entry has here."""
    match path:
        case (str(name),) if name != "content":
            return FIELDS.get(name, "")
        case (str(name), "value") | (str(name), 0, "value"):
            return DETAILS.get(name, "")
        case ("tags", 0, "term"):
            return "category"
        case ("author_detail" | "authors", *_, "name"):
            return "author" if path[-2] in {"author_detail", 0} else ""
    return ""


def gofeed_cases(folder: Path) -> Iterator[Case]:
    for row in lines(folder / "cases.jsonl.gz"):
        told = row["expected_json"]
        known = ast.literal_eval(told) if isinstance(told, str) else told
        body = base64.b64decode(row["body_b64"])
        yield Case(name=row["path"], body=body, expected=tuple(gofeed_entries(known or {})))


def gofeed_entries(feed: dict[str, Any]) -> Iterator[Expected]:
    if "items" not in feed and "entries" not in feed:
        return
    entries = feed.get("items") or feed.get("entries") or []
    yield Expected(0, "count", len(entries))
    for place, entry in enumerate(entries):
        for name, value in entry.items():
            if name in FIELDS:
                yield Expected(place, FIELDS[name], flat(name, value))


def flat(name: str, value: Any) -> Any:
    """A person's name, a text's words."""
    if isinstance(value, dict):
        return value.get("name" if name == "author" else "value", "")
    return value


def charset_cases(folder: Path) -> Iterator[Case]:
    for row in lines(folder / "cases.jsonl.gz"):
        body, label = base64.b64decode(row["body_b64"]), row["charset_label"] or ""
        yield Case(name=row["id"], body=body, charset=label)


def plain_cases(file: Path) -> Iterator[Case]:
    """Documents of which nothing is stated but that they must not hurt."""
    for row in lines(file):
        yield Case(name=row["path"], body=base64.b64decode(row["body_b64"]))


def files_of(folder: Path) -> Iterator[Case]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield Case(name=str(file.relative_to(folder)), body=file.read_bytes())
