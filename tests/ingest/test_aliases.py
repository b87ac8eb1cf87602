import pytest

from config.urls import article_id
from ingest.aliases import aliases_of
from tests.ingest.sightings import an_entry

SHORT, LONG = "https://ziar.example/?p=7", "https://www.ziar.example/stiri/titlu-7"
ENTRY = an_entry(article_id(SHORT), url=SHORT)

ADDRESSES = {
    "found elsewhere": ((LONG, ""), [LONG]),
    "calls itself so": ((SHORT, LONG), [LONG]),
    "both": ((LONG, f"{LONG}?utm_source=rss"), [LONG]),
    "two names": ((LONG, "https://m.ziar.example/7"), [LONG, "https://ziar.example/7"]),
    "its own": ((SHORT, SHORT), []),
    "none": ((), []),
    "of another house": (("https://altul.example/7", "https://ziar.example.org/7"), []),
    "a front page": (("https://ziar.example/", "https://ziar.example"), []),
    "no address": (("javascript:alert(1)", "/7"), []),
}


@pytest.mark.parametrize(("addresses", "names"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_other_addresses_of_the_same_house_are_aliases(
    addresses: tuple[str, ...], names: list[str]
) -> None:
    assert aliases_of(ENTRY, *addresses) == tuple(sorted(map(article_id, names)))
