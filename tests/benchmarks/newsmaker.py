"""Articles by the hundred thousand: as long as news, with words as frequent as in a language."""

import numpy as np

from tests.benchmarks.dedupdata import Article

VOCABULARY, EXPONENT = 60_000, 0.9  # words by rank, as Zipf found
WORDS, OWN_WORDS = 400, 30  # of an article; a reprint adds a closing line


class Newsmaker:
    """Draws articles from a seed; no two have a sentence in common."""

    def __init__(self, seed: int = 1) -> None:
        self._draw, self._seed, self._made = np.random.default_rng(seed), seed, 0
        letters = "etaoinshrdlucmfwypvbgk"
        self._words = [
            "".join(letters[place] for place in self._draw.integers(0, len(letters), length))
            for length in self._draw.integers(2, 11, VOCABULARY)
        ]
        weights = 1 / np.arange(1, VOCABULARY + 1) ** EXPONENT
        self._shares = np.cumsum(weights / weights.sum())

    def articles(self, count: int) -> list[Article]:
        return [self._article(self._text(WORDS)) for _ in range(count)]

    def reprints(self, originals: list[Article]) -> list[Article]:
        """Each with a closing line of its own."""
        return [self._article(f"{one.text} {self._text(OWN_WORDS)}") for one in originals]

    def _article(self, text: str) -> Article:
        self._made += 1
        id = f"{self._seed:04x}{self._made:022x}"
        return Article(id=id, text=text, title="Titlu", language="ro")

    def _text(self, words: int) -> str:
        places = self._shares.searchsorted(self._draw.random(words))
        return " ".join([self._words[place] for place in places.clip(max=VOCABULARY - 1)])
