"""Templates and static files. Everything from articles is data: escaped, never markup."""

import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from streams.web import labels

KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@cache
def static_files() -> dict[str, tuple[str, bytes]]:
    """Each of our static files by name: content type and bytes."""
    folder = files("streams.web").joinpath("static")
    return {
        file.name: (KINDS[file.name.rpartition(".")[2]], file.read_bytes())
        for file in folder.iterdir()
        if file.name.rpartition(".")[2] in KINDS
    }


def static(name: str) -> str:
    """The address of a static file; another one when its bytes change, so that it may be kept."""
    mark = hashlib.blake2b(static_files()[name][1], digest_size=6).hexdigest()
    return f"/static/{name}?v={mark}"


@cache
def templates() -> Environment:
    made = Environment(
        loader=PackageLoader("streams.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        t=labels.TEXTS,
        changes=labels.CHANGES,
        changed=labels.CHANGED,
        kinds=labels.KINDS,
        stages=labels.STAGES,
        groups=labels.GROUPS,
        states=labels.STATES,
        results=labels.RESULTS,
        clock=labels.clock,
        direction=labels.direction,
        static=static,
    )
    return made


def page(template: str, **values: object) -> str:
    return templates().get_template(template).render(values)
