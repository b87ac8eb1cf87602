"""The sample of a part is a part of the sample of the whole."""

import pytest

from streams.fingerprint import fold
from streams.sketch import MOST, MOST_CLAIMED, NOTHING, sketch

WORDS = [b"w%d" % number for number in range(4000)]
WHOLE = b" ".join(WORDS[:400])


def hashes(sample: bytes) -> set[bytes]:
    return {sample[at : at + 3] for at in range(0, len(sample), 3)}


def test_the_shingles_of_a_part_are_found_in_the_whole() -> None:
    part = sketch(b" ".join(WORDS[100:300]))
    assert hashes(part.every) < hashes(sketch(WHOLE).every)


def test_one_shingle_in_two_of_a_lead_is_compared_and_all_of_a_short_text() -> None:
    whole, short = sketch(WHOLE), sketch(b" ".join(WORDS[:70]))
    assert (whole.shingles, short.shingles) == (396, 66)
    assert 20 < len(hashes(whole.lead)) < 44
    assert hashes(short.lead) == hashes(short.every)


def test_a_lead_keeps_its_order() -> None:
    lead = sketch(b" ".join(WORDS[:70])).lead
    assert sketch(b" ".join(WORDS[:40])).lead == lead[: 3 * 36]


def test_a_text_is_found_by_its_lead_and_a_thinner_sample_of_all_of_it() -> None:
    lead = sketch(b" ".join(WORDS[:60]))
    whole = sketch(WHOLE)
    assert postings(lead.claimed) <= postings(whole.claimed) | postings(lead.claimed)
    assert len(postings(lead.claimed) & postings(whole.claimed)) >= 8
    assert 16 < len(postings(whole.claimed)) < 48


def postings(claimed: bytes) -> set[bytes]:
    return {claimed[at : at + 5] for at in range(0, len(claimed), 5)}


def test_a_page_of_any_length_costs_no_more() -> None:
    one = sketch(b" ".join(WORDS))
    assert len(one.every) <= 3 * MOST
    assert len(one.claimed) <= 5 * MOST_CLAIMED


@pytest.mark.parametrize("text", [b"one", b"one two three", b"1"], ids=["word", "three", "number"])
def test_a_text_shorter_than_a_shingle_is_one_shingle(text: bytes) -> None:
    assert sketch(text).shingles == 1


def test_a_long_text_that_is_cut_behind_a_word_has_a_sample() -> None:
    assert sketch(b"umplutura fara rost " * 12_500).shingles > 0
    assert sketch(b"gata ") == sketch(b"gata")


def test_nothing_has_no_sample() -> None:
    assert sketch(b"") == NOTHING


def test_numbers_are_told_apart_by_the_word_that_follows() -> None:
    one, other = sketch(b"12 soldati si 12 civili"), sketch(b"12 soldati si 12 soldati")
    assert (len(hashes(one.numbers)), len(hashes(other.numbers))) == (2, 1)
    assert hashes(other.numbers) < hashes(one.numbers)
    assert sketch(b"fara cifre g7").numbers == b""
    assert len(sketch(b"la sfarsit 7").numbers) == 3


def test_is_the_same_in_every_process() -> None:
    one = sketch(b"fortele irakiene au intrat in oras au murit 12 soldati")
    assert (one.shingles, one.claimed.hex()[:8], one.numbers.hex()) == (
        6,
        "5369af58",
        "ae352c",
    )


@pytest.mark.parametrize(
    "text",
    [
        "国际足联周五宣布，二零三零年世界杯将在三个大洲的六个国家举行，开幕赛在乌拉圭。" * 3,
        "日本銀行は金曜日の会合で政策金利を据え置くと発表し、市場は小幅な反応を示した。" * 3,
        "ธนาคารแห่งประเทศไทยประกาศคงอัตราดอกเบี้ยนโยบายไว้ที่ร้อยละสองจุดห้าในวันพุธ" * 3,
    ],
    ids=["Chinese", "Japanese", "Thai"],
)
def test_scripts_without_spaces_have_shingles_and_know_a_part_again(text: str) -> None:
    words = fold(text).decode().split()
    whole, part = sketch(fold(text)), sketch(fold(text[10:60]))
    assert len(words) > 90
    assert hashes(part.every) <= hashes(whole.every)
    assert part.shingles > 20
    assert hashes(sketch(fold(text[::-1])).every).isdisjoint(hashes(whole.every))


def test_the_sample_of_words_has_one_size() -> None:
    assert {len(sketch(text).words) for text in (b"", b"one", WHOLE)} == {32}
