"""Records for tests: `a_…(**changes)` gives a plain one with these fields changed."""

from datetime import UTC, datetime

import msgspec

from config.published import Publisher
from config.records import PublishedAt, TaggedArticle


def a_tagged_article(**changes: object) -> TaggedArticle:
    plain = TaggedArticle(
        id="mfzwizltoqydcmrtgq2tmnzyha",
        seen_at="2017-11-03T08:31:05.117Z",
        feed="ziar-externe",
        publisher=Publisher(name="Ziar", country="RO"),
        url="https://ziar.example/al-qaim-4711",
        title="Forțele irakiene au intrat în Al-Qa'im",
        text="Primul paragraf.\n\nAl doilea.",
        language="ro",
        guid="ziar-4711",
        story="mfzwizltoqydcmrtgq2tmnzyha",
        published=PublishedAt(
            at=datetime(2017, 11, 3, 7, 40, tzinfo=UTC), source="json-ld", trust="high"
        ),
    )
    return msgspec.structs.replace(plain, **changes)
