"""part → paragraphs: where a story stands in plain paragraphs, nobody has to look for it there."""

from turbohtml import Element

from streams.text import line, paragraphs

LEAVES = ":is(p, h2, h3, h4, h5, h6, li, blockquote, pre)"
LEAF = f"{LEAVES}:not(:has({LEAVES}))"
TITLES = frozenset({"h2", "h3", "h4", "h5", "h6"})
WORDS = (  # in the names of boxes within stories that tell something else
    "author", "bio", "byline", "caption", "comment", "copyright", "credit", "date", "disclaimer",
    "embed", "footer", "info", "meta", "more", "newsletter", "popular", "promo", "recommend",
    "related", "share", "signup", "social", "sponsor", "subscri", "tags", "widget",
)  # fmt: skip
BOXES = ":is(div, section, ul, ol, dl, table, header, form, details)"
BESIDE = f"{BOXES}:is({', '.join(f'[class*={word} i]' for word in WORDS)}, [id*=author i])"
BESIDE_SHARE = 0.05  # of a part's letters; what holds more is the story, whatever it is called
LOOSE_SHARE = 0.06  # of a part's letters outside of paragraphs, from which it is not plain
PROSE_SHARE = 0.75  # of the paragraphs' letters that must stand in <p>; else it is a list


def plain_story(part: Element) -> tuple[str, ...] | None:
    """The paragraphs of a part that holds little else; None where it has to be read with care.

    The part loses the small boxes that are not the story's by their names.
    """
    without_beside(part)
    leaves = [(leaf, len(letters(leaf))) for leaf in part.select(LEAF)]
    inside = sum(length for _, length in leaves)
    proper = sum(length for leaf, length in leaves if leaf.tag == "p")
    headline = sum(len(letters(title)) for title in part.select("h1"))
    total = len(letters(part)) - headline
    if inside < (1 - LOOSE_SHARE) * total or proper < PROSE_SHARE * inside:
        return None
    while leaves and leaves[-1][0].tag in TITLES:  # of what came behind the story, and is gone
        leaves.pop()
    return tuple(text for leaf, _ in leaves for text in lines_of(leaf)) or None


def without_beside(part: Element) -> None:
    limit = BESIDE_SHARE * len(part.text)
    for box in part.select(BESIDE):
        if len(box.text) <= limit:
            box.decompose()


def lines_of(leaf: Element) -> tuple[str, ...]:
    """The lines of a paragraph; most are one."""
    text = leaf.text
    if leaf.select_one("br") is not None:
        return paragraphs(leaf.to_text())
    return (line(text),) if text.strip() else ()


def letters(part: Element) -> str:
    return "".join(part.text.split())
