"""A folded text becomes a small sample of its word sequences, by which parts of it are found again.

Shingles are chosen by their hash value alone, so the sample of a part is a part of the sample of
the whole: how much of one text stands in another can be measured from the two samples.
"""

import re

import msgspec
import numpy as np
import numpy.typing as npt
import xxhash

Hashes = npt.NDArray[np.uint64]

SHINGLE = 5  # words: 4 finds templates and events, 6 and 8 lose short excerpts
BODY = 8  # one shingle in 8 is compared,
LEAD = 4  # one in 4 of the first LEAD_LENGTH: excerpts are made of leads
LEAD_LENGTH = 64
ALL_LEAD = 80  # a text of so few shingles is its own lead
CLAIMED = 24  # one in 24, and the lead's, are looked up and claimed
MOST_CLAIMED, LEAST_CLAIMED = 128, 8
MOST_BODY = 256  # a page of any length costs no more
MOST_NUMBERS = 32
BINS = 128  # for the sample of words
LONGEST = 1 << 17  # bytes of folded text that are looked at: 20,000 words

NUMBER = re.compile(rb"(?:^|(?<= ))\d[^ ]*(?: [^ ]+)?")  # and the word after it

U = np.uint64
MULTIPLIER = 6364136223846793005  # Knuth's, for the polynomial over bytes
BYTES = np.random.default_rng(20260930).integers(0, 2**64 - 1, 256, dtype=np.uint64) | U(1)


class Sketch(msgspec.Struct, frozen=True, kw_only=True):
    """The sampled shingles of a text. `body` and `lead` hold 3 bytes each, sorted by value."""

    shingles: int  # how many different ones the text has
    claimed: bytes  # 5 bytes each: bucket and field of the posting that a text claims
    body: bytes
    lead: bytes
    numbers: bytes  # 3 bytes each, of numbers with the word that follows


NOTHING = Sketch(shingles=0, claimed=b"", body=b"", lead=b"", numbers=b"")


def sketch(folded: bytes) -> Sketch:
    """The sketch of a folded text: the same in every process and release."""
    hashes = run_hashes(folded[:LONGEST], SHINGLE)
    if not len(hashes):
        return NOTHING
    every = distinct(hashes)
    body = below(every, BODY)[:MOST_BODY]
    lead = below(distinct(hashes if len(every) <= ALL_LEAD else hashes[:LEAD_LENGTH]), LEAD)
    return Sketch(
        shingles=len(every),
        claimed=postings(claims(every, lead)),
        body=compared(body),
        lead=compared(lead),
        numbers=numbers(folded[:LONGEST]),
    )


def claims(every: Hashes, lead: Hashes) -> Hashes:
    """What a text is found by: the lead's sample and a thinner one of all of it."""
    known = np.union1d(below(every, CLAIMED), lead)
    return (known if len(known) >= LEAST_CLAIMED else every[:LEAST_CLAIMED])[:MOST_CLAIMED]


def powers(base: int) -> Hashes:
    with np.errstate(over="ignore"):
        row = np.ones(LONGEST + 1, np.uint64)
        row[1:] = U(base)
        return np.multiply.accumulate(row)


POWERS, INVERSES = powers(MULTIPLIER), powers(pow(MULTIPLIER, -1, 2**64))


def run_hashes(folded: bytes, length: int) -> Hashes:
    """Hashes of all runs of so many words, in order: differences of one polynomial's prefixes."""
    signs = np.frombuffer(folded, np.uint8)
    if not len(signs):
        return np.zeros(0, np.uint64)
    spaces = np.flatnonzero(signs == ord(" "))
    starts = np.concatenate(([0], spaces + 1))
    ends = np.concatenate((spaces, [len(signs)]))
    run = min(length, len(starts))
    prefixes = np.zeros(len(signs) + 1, np.uint64)
    np.cumsum(BYTES[signs] * POWERS[: len(signs)], out=prefixes[1:])
    first, last = starts[: len(starts) - run + 1], ends[run - 1 :]
    return mixed((prefixes[last] - prefixes[first]) * INVERSES[first])


def mixed(hashes: Hashes) -> Hashes:
    """splitmix64's finish: every bit of the input moves every bit of the output."""
    hashes ^= hashes >> U(30)
    hashes *= U(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> U(27)
    hashes *= U(0x94D049BB133111EB)
    hashes ^= hashes >> U(31)
    return hashes


def word_sample(folded: bytes) -> bytes:
    """4 bits of the smallest hash in each of BINS bins, 0 where no word fell: the share of equal
    bins of two texts estimates what share of their words they have in common, ±.04."""
    hashes = np.sort(run_hashes(folded[:LONGEST], 1))[::-1]
    bins = np.zeros(BINS, np.uint8)
    bins[hashes % U(BINS)] = (hashes >> U(32)) % U(15) + U(1)  # the last, smallest, one stays
    return (bins[::2] << 4 | bins[1::2]).tobytes()


def distinct(hashes: Hashes) -> Hashes:
    """Sorted, each once. (np.unique does more, and takes longer.)"""
    row = np.sort(hashes)
    return row[np.concatenate(([True], row[1:] != row[:-1]))]


def below(row: Hashes, one_in: int) -> Hashes:
    return row[: row.searchsorted(U(2**64 // one_in))]


def compared(hashes: Hashes) -> bytes:
    """24 bits of each that keep their order; the highest two are 0 in every sample."""
    return (hashes >> U(38)).astype(">u4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes()


def postings(hashes: Hashes) -> bytes:
    """The lowest 40 bits of each: samples are small numbers, only their low bits are even."""
    return hashes.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 3:].tobytes()


def numbers(folded: bytes) -> bytes:
    """Hashes of the numbers, each with the word after it: what tells two items of a template."""
    found = {xxhash.xxh32_intdigest(one) >> 8 for one in NUMBER.findall(folded)}
    return b"".join(one.to_bytes(3, "big") for one in sorted(found)[:MOST_NUMBERS])
