"""tree → too much or not: all that is read of a page at most. A page beyond it is a page still.

| what                 | most              | beyond                                               |
|----------------------|-------------------|------------------------------------------------------|
| bytes                | PAGE_BYTES        | the rest is cut off, whatever a frame claims         |
| elements, depth      | ELEMENTS, DEPTH   | the linear reader's text: lxml turns quadratic there |
| attributes of a tag  | TAG_CHARS         | the same                                             |
| columns of a cell    | one               | text has no columns to lay out                       |
| text                 | TEXT_CHARS        | the rest is cut off                                  |
| CPU, memory          | settings          | the child ends: `timeout`, `broken`; the feed speaks |

Elements and depth count without scripts, navigation and what else is no part of any story.
"""

import re

from turbohtml import Element

PAGE_BYTES = 4 << 20  # what the poller sends at most; a frame may claim anything
ELEMENTS = 20_000  # ten times the largest news page measured; beyond, seconds turn to minutes
DEPTH = 512  # as browsers; the deepest news page measured has 51
TAG_CHARS = 1 << 16  # 200,000 attributes in one tag cost lxml 16 s
TEXT_CHARS = 1 << 20  # more than any story; the public record is cut at 1 MiB anyway
HUGE_TAG = re.compile(f"<[^<>]{{{TAG_CHARS}}}")


def is_beyond(root: Element) -> bool:
    """Whether a tree has too many elements, or one too deep within others.

    Going through it, depth grows by one at most: it is counted where it may be too much next.
    """
    due = 0
    for count, element in enumerate(root.iter_elements()):
        if count > ELEMENTS:
            return True
        if count == due:
            depth = sum(1 for _ in element.ancestors)
            if depth > DEPTH:
                return True
            due += DEPTH - depth + 1
    return False
