"""Evidence points at the words, in the headline or in the body."""

from streams.proofs import MOST, proofs, word_proofs
from tests.streams.tagging import searched


def test_offsets_count_from_the_beginning_of_their_field() -> None:
    hits, page = searched("Irakul azi", "Mâine, Irakul.")
    named = [hit for hit in hits if hit.entry.kind == "country"]
    [headline, body] = word_proofs("/item/places/0", named, page)
    assert (headline.field, headline.start, headline.end) == ("headline", 0, 6)
    assert (body.field, body.start, body.end) == ("body", 7, 13)
    assert headline.surface == body.surface == "Irakul"
    assert headline.rule == "IQ:ro:Irakul"


def test_each_word_is_shown_once_before_any_is_shown_twice() -> None:
    hits, page = searched("", "Irakul " * (2 * MOST) + "irakienii")
    shown = word_proofs("/item/places/0", hits, page)
    assert len(shown) == MOST
    assert shown[-1].surface == "irakienii"
    assert [proof.start for proof in shown] == sorted(proof.start for proof in shown)


def test_a_list_of_tags_is_numbered() -> None:
    hits, page = searched("", "Irakul")
    numbered = proofs(word_proofs, "/item/places/{}", [(), hits], page)
    assert [proof.tag for proof in numbered] == ["/item/places/1"]
