import pytest

from ingest.pagetext import page_text

STORY = "<p>Primăria anunță că podul de peste râu se închide <b>trei luni</b> pentru reparații.</p>"
PAGE = f"<!doctype html><h1>Podul se închide</h1>{STORY}"


@pytest.mark.parametrize(
    "noise",
    [
        "<script>t = 1732305600; // Ora serverului este aceasta, și nicio alta pe lume.</script>",
        "<style>p { color: red } /* O propoziție lungă într-un stil nu se citește. */</style>",
        "<!-- generat la 12:00:01 de serverul numărul 7, în 0.4 secunde și cu mult noroc. -->",
        "<div>22 noiembrie 2026, 12:01:33</div>",
        "<a href='/x?session=8431'>Citește și: altă știre</a>",
        "<img src='/pixel?8431'><input value='c5f1'>",
    ],
)
def test_what_changes_at_every_request_is_not_the_text(noise: str) -> None:
    assert page_text((PAGE + noise).encode()) == page_text(PAGE.encode())


@pytest.mark.parametrize(
    ("before", "after"), [("trei", "patru"), ("Podul se", "Podul nu se"), ("podul de", "podul")]
)
def test_a_correction_is(before: str, after: str) -> None:
    corrected = PAGE.replace(before, after)
    assert corrected != PAGE
    assert page_text(corrected.encode()).mark != page_text(PAGE.encode()).mark


@pytest.mark.parametrize("body", [b"", b"<p>scurt</p>", bytes(range(32)) * 30, b"<" * 10_000])
def test_a_page_with_nothing_to_read_has_no_mark(body: bytes) -> None:
    assert page_text(body).mark == ""


def test_the_size_tells_how_much_there_is_to_read() -> None:
    assert page_text((PAGE + STORY.replace("Primăria", "Prefectura")).encode()).size > (
        1.5 * page_text(PAGE.encode()).size
    )


@pytest.mark.parametrize(
    "bait", ["<!--", "<script>", "<script ", "<script></style>", "<p", "<h1>", "</a", "<a "]
)
def test_hostile_pages_take_no_longer_than_others(bait: str) -> None:
    assert page_text((bait * 200_000).encode()).size < 2_000_000


CANONICALS = {
    "quoted": (
        '<link rel="canonical" href="https://a.example/x?a=1&amp;b=2">',
        "https://a.example/x?a=1&b=2",
    ),
    "href first": ("<LINK HREF='https://a.example/x' REL='canonical' />", "https://a.example/x"),
    "bare": ("<link rel=canonical href=https://a.example/x>", "https://a.example/x"),
    "other": ('<link rel="alternate" href="https://a.example/x"><p>canonical', ""),
    "empty": ('<link rel="canonical" href="">', ""),
    "none": ("<p>x", ""),
}


@pytest.mark.parametrize(("page", "told"), CANONICALS.values(), ids=CANONICALS.keys())
def test_a_page_says_its_own_address(page: str, told: str) -> None:
    assert page_text(f"<html><head>{page}".encode()).canonical == told


def test_unfinished_links_cost_no_time() -> None:
    assert page_text(b"<link " * 600_000).canonical == ""
