"""Groups of texts that ask one thing, the simple way: whoever has most neighbours leads, and they follow.

Neighbours are texts that are alike from a threshold on. The order in which texts come does not matter: equal counts are
settled by the texts themselves. Unlike with connected pairs, nobody is in a group who is not alike to its leader.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from training.decontaminate import normal_form
from training.similarity.bm25 import Bm25

BLOCK = 1_000
# With words in common, only so many of the nearest are looked at.
NEAREST = 20

Neighbours = list[list[int]]


def groups(texts: Sequence[str], near: Neighbours) -> list[int]:
    """The leader of each text: three texts, the first two alike -> [0, 0, 2]"""
    order = sorted(range(len(texts)), key=lambda at: (-len(near[at]), texts[at]))
    leader = [-1] * len(texts)
    for at in order:
        if leader[at] >= 0:
            continue
        for member in (at, *near[at]):
            if leader[member] < 0:
                leader[member] = at
    return leader


def by_vectors(vectors: np.ndarray, threshold: float) -> Neighbours:
    """Cosines from the threshold on, a block of rows at a time."""
    length = np.linalg.norm(vectors.astype(np.float32), axis=1, keepdims=True)
    unit = np.divide(vectors, length, out=np.zeros(vectors.shape, np.float32), where=length > 0)
    near: Neighbours = []
    for start in range(0, len(unit), BLOCK):
        cosines = unit[start : start + BLOCK] @ unit.T
        cosines[np.arange(len(cosines)), np.arange(start, start + len(cosines))] = -1
        near += [np.flatnonzero(row >= threshold).tolist() for row in cosines]
    return near


def by_words(texts: Sequence[str], threshold: float) -> Neighbours:
    index, near = Bm25(texts), defaultdict(set)
    for at in range(len(texts)):
        for other in index.nearest(at, NEAREST):
            if other not in near[at] and index.alike(at, other) >= threshold:
                near[at].add(other)
                near[other].add(at)
    return [sorted(near[at]) for at in range(len(texts))]


def by_form(texts: Sequence[str]) -> Neighbours:
    """The same letters and digits."""
    same: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        same[normal_form(text)].append(at)
    return [[other for other in same[normal_form(text)] if other != at] for at, text in enumerate(texts)]
