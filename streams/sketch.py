"""A folded text becomes a small sample of its word sequences, by which parts of it are found again.

Shingles are chosen by their hash value alone, so the sample of a part is a part of the sample of
the whole: how much of one text stands in another can be measured from the two samples.
"""

import msgspec
import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

SCHEME = ""  # of all that follows; another one ("2") is other keys, filled from the topics
SHINGLE = 5  # words: 4 finds templates and events, 6 and 8 lose short excerpts
SIGNS = 12  # the same where a sign counts as a word: seven words of Chinese, three of Thai
LEAD = 2  # of the first LEAD_LENGTH one in 2 is compared: excerpts are made of leads
LEAD_LENGTH = 64
SHORT = 80  # a text of so few shingles is compared as a whole
CLAIMED, CLAIMED_LEAD = 24, 4  # one in 24, and one in 4 of the lead's, are looked up and claimed
MOST_CLAIMED, LEAST_CLAIMED = 128, 8
MOST = 2048  # a page of any length costs no more
MOST_NUMBERS = 32
BINS = 64  # for the sample of words
LONGEST = 1 << 17  # bytes of folded text that are looked at: 20,000 words

U = np.uint64
ZERO = np.zeros(1, np.int64)
SPACE, DIGIT, NINE = np.uint8(ord(" ")), np.uint8(ord("0")), np.uint8(9)
FOREIGN = np.uint8(128)  # bytes of signs outside ASCII
MULTIPLIER = 6364136223846793005  # Knuth's, for the polynomial over bytes
BYTES = np.random.default_rng(20260930).integers(0, 2**64 - 1, 256, dtype=np.uint64) | U(1)


class Sketch(msgspec.Struct, frozen=True, kw_only=True):
    """The shingles of a text, 3 bytes each; overlap.lua keeps a sample of them."""

    shingles: int  # how many different ones the text has
    claimed: bytes  # 5 bytes each: bucket and field of the posting that a text claims
    every: bytes  # sorted by value
    lead: bytes  # the first, in their order: a sample, of short texts all
    numbers: bytes  # of numbers with the word that follows
    words: bytes  # half a byte for each of BINS, of the set of words


NOTHING = Sketch(
    shingles=0, claimed=b"", every=b"", lead=b"", numbers=b"", words=bytes(BINS // 2)
)  # fmt: skip


def sketch(folded: bytes) -> Sketch:
    """The sketch of a folded text: the same in every process and release."""
    if not folded:
        return NOTHING
    runs = Runs(folded[:LONGEST].rstrip(b" "))
    hashes = runs.of(SIGNS if runs.unspaced() else SHINGLE)
    every = distinct(hashes)
    short = len(every) <= SHORT
    lead = hashes[: SHORT if short else LEAD_LENGTH]
    return Sketch(
        shingles=len(every),
        claimed=postings(claims(every, below(distinct(lead), CLAIMED_LEAD))),
        every=compared(every[:MOST]),
        lead=compared(lead if short else lead[lead < U(2**64 // LEAD)]),
        numbers=compared(distinct(runs.numbers())[:MOST_NUMBERS]),
        words=word_sample(runs.of(1)),
    )


def claims(every: Hashes, lead: Hashes) -> Hashes:
    """What a text is found by: a thin sample of all of it and the denser one of its lead."""
    thin = below(every, CLAIMED)
    known = np.concatenate((thin, lead[lead.searchsorted(U(2**64 // CLAIMED)) :]))
    return (known if len(known) >= LEAST_CLAIMED else every[:LEAST_CLAIMED])[:MOST_CLAIMED]


def powers(base: int) -> Hashes:
    with np.errstate(over="ignore"):
        row = np.ones(LONGEST + 1, np.uint64)
        row[1:] = U(base)
        return np.multiply.accumulate(row)


POWERS, INVERSES = powers(MULTIPLIER), powers(pow(MULTIPLIER, -1, 2**64))


class Runs:
    """Hashes of runs of words, in order: differences of one polynomial's prefixes."""

    def __init__(self, folded: bytes) -> None:
        self._signs = np.frombuffer(folded, np.uint8)
        spaces = (self._signs == SPACE).nonzero()[0]
        self._starts = np.concatenate((ZERO, spaces + 1))
        self._ends = np.concatenate((spaces, [len(folded)]))
        self._prefixes = np.zeros(len(folded) + 1, np.uint64)
        values = BYTES[self._signs]
        values *= POWERS[: len(folded)]
        values.cumsum(out=self._prefixes[1:])

    def of(self, length: int) -> Hashes:
        """All runs of so many words; the whole text, if it has fewer."""
        length = min(length, len(self._starts))
        return self._between(
            self._starts[: len(self._starts) - length + 1], self._ends[length - 1 :]
        )

    def unspaced(self) -> bool:
        """Whether its words are single signs of three bytes, as fold makes of such scripts."""
        foreign = np.count_nonzero(self._signs >= FOREIGN)
        return bool(foreign > len(self._signs) / 2 and foreign < len(self._starts) * 4)

    def numbers(self) -> Hashes:
        """Words that begin with a digit, each with the word that follows."""
        places = (self._signs[self._starts] - DIGIT <= NINE).nonzero()[0]
        after = np.minimum(places + 1, len(self._ends) - 1)
        return self._between(self._starts[places], self._ends[after])

    def _between(self, first: Places, last: Places) -> Hashes:
        return mixed((self._prefixes[last] - self._prefixes[first]) * INVERSES[first])


def mixed(hashes: Hashes) -> Hashes:
    """splitmix64's finish: every bit of the input moves every bit of the output."""
    hashes ^= hashes >> U(30)
    hashes *= U(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> U(27)
    hashes *= U(0x94D049BB133111EB)
    hashes ^= hashes >> U(31)
    return hashes


def word_sample(words: Hashes) -> bytes:
    """4 bits of the smallest hash in each of BINS bins, 0 where no word fell: the share of equal
    bins of two texts estimates what share of their words they have in common, ±.06."""
    falling = np.sort(words)[::-1]
    bins = np.zeros(BINS, np.uint8)
    bins[falling % U(BINS)] = (falling >> U(32)) % U(15) + U(1)  # the last, smallest, one stays
    return (bins[::2] << 4 | bins[1::2]).tobytes()


def distinct(hashes: Hashes) -> Hashes:
    """Sorted, each once. (np.unique does more, and takes longer.)"""
    row = np.sort(hashes)
    first = np.ones(len(row), np.bool_)
    np.not_equal(row[1:], row[:-1], out=first[1:])
    return row[first]


def below(row: Hashes, one_in: int) -> Hashes:
    return row[: row.searchsorted(U(2**64 // one_in))]


def compared(hashes: Hashes) -> bytes:
    """The highest 24 bits of each: they keep the order."""
    return (hashes >> U(40)).astype(">u4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes()


def postings(hashes: Hashes) -> bytes:
    """The lowest 40 bits of each: samples are small numbers, only their low bits are even."""
    return hashes.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 3:].tobytes()
