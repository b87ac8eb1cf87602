from streams.outline import Outline, links_of, outline_of
from streams.page import parsed_page


def outline(body: str) -> Outline:
    return outline_of(parsed_page(f"<body>{body}</body>"))


def test_players_and_locked_boxes_are_seen() -> None:
    found = outline(
        '<iframe src="https://www.youtube.com/embed/x"></iframe><video src=x></video>'
        '<div class="article-paywall">Citește integral cu un abonament.</div>'
    )
    assert found.players == 2
    assert found.lock == "Citește integral cu un abonament."
    assert outline('<div id="paywall"></div>').lock == ""


def test_a_label_stands_before_the_headline_and_is_no_space_for_advertisements() -> None:
    assert outline("<div><b>Advertorial</b></div><div><h1>x</h1></div>").labels == ("Advertorial",)
    assert outline("<p>Anzeige</p><h1>x</h1>").labels == ("Anzeige",)
    assert outline("<div>Anzeige<script></script></div><h1>x</h1>").labels == ()
    assert outline('<div class="top ad">Anzeige</div><h1>x</h1>').labels == ()
    assert outline("<p>Anzeige</p>").labels == ()


def test_links_are_counted_by_what_they_say() -> None:
    page = parsed_page(
        "<nav><a href=/>Prima pagină a ziarului nostru</a></nav><h2><a href=/1>Podul de la Brăila "
        "e gata</a></h2><a href=/2>Mai mult</a><p>Text fără nicio legătură.</p>"
    )
    found = links_of(page)
    assert (found.headed, found.listed) == (1, 1)
    assert 0.4 < found.share < 0.7
    assert "Prima pagină" not in found.text


def test_a_link_within_a_heading_is_known_at_any_depth() -> None:
    headed = "<h2><b><a href=/1>Podul</a></b></h2><a href=/2>Alta</a>"
    many = "".join(f"<a href=/3>{number}</a>" for number in range(20_000))
    found = links_of(parsed_page("<div>" * 500 + headed + many))
    assert found.headed == 1
