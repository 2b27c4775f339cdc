"""Okapi BM25 (Robertson and Zaragoza 2009): candidates of pairs, and the baseline of words in common."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

_WORD = re.compile(r"[^\W_]+")
# How soon more of a word counts no more, and how much a long text is held against it: the usual values.
K1, B = 1.2, 0.75


def words(text: str) -> list[str]:
    """"What's the Wi-Fi password?" -> ['what', 's', 'the', 'wi', 'fi', 'password']"""
    return _WORD.findall(text.lower())


class Bm25:
    """Over some texts, which also say how rare a word is."""

    def __init__(self, texts: Sequence[str]):
        self.counts = [Counter(words(text)) for text in texts]
        self.lengths = np.array([sum(counted.values()) for counted in self.counts], np.float32)
        self.mean = max(1.0, float(self.lengths.mean())) if texts else 1.0
        places: dict[str, list[tuple[int, int]]] = {}
        for at, counted in enumerate(self.counts):
            for word, count in counted.items():
                places.setdefault(word, []).append((at, count))
        self.weights = {word: self._weight(np.array(found, np.int64).T) for word, found in places.items()}
        self.worths: list[dict[str, float]] = [{} for _ in texts]
        for word, (at, worth) in self.weights.items():
            for place, value in zip(at.tolist(), worth.tolist()):
                self.worths[place][word] = value

    def _weight(self, found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which texts hold a word, and what it is worth in each."""
        at, count = found
        rare = np.log(1 + (len(self.lengths) - len(at) + 0.5) / (len(at) + 0.5))
        norm = K1 * (1 - B + B * self.lengths[at] / self.mean)
        return at, rare * count * (K1 + 1) / (count + norm)

    def scores(self, asked: int) -> np.ndarray:
        """Of every text, for the words of the text at `asked`."""
        held = [self.weights[word] for word in self.counts[asked]]
        if not held:
            return np.zeros(len(self.lengths))
        at, worth = (np.concatenate(parts) for parts in zip(*held))
        return np.bincount(at, worth, minlength=len(self.lengths))

    def nearest(self, asked: int, count: int) -> list[int]:
        """The texts that share most with the one at `asked`, itself left out, nearest first; none that shares nothing."""
        scores = self.scores(asked)
        scores[asked] = 0
        near = np.argsort(-scores, kind="stable")[:count]
        return [int(at) for at in near if scores[at] > 0]

    def alike(self, one: int, other: int) -> float:
        """From 0, no word in common, to 1, the same: what each finds in the other, to what it finds in itself."""
        return (self._share(one, other) + self._share(other, one)) / 2

    def _share(self, asked: int, found: int) -> float:
        own = sum(self.worths[asked].values())
        shared = sum(self.worths[found].get(word, 0.0) for word in self.worths[asked])
        return min(1.0, shared / own) if own else 0.0
