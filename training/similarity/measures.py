"""How good scores of pairs are, and groups. Everything is a share, 0 to 1, but for Spearman's correlation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


def cosines(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Of each row with its row; 0 where one has no direction, a vector of zeros."""
    first, second = first.astype(np.float32), second.astype(np.float32)
    norms = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return np.divide((first * second).sum(1), norms, out=np.zeros(len(first), np.float32), where=norms > 0)


def spearman(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of the ranks; equal values share theirs: [1, 2, 3], [10, 20, 15] -> 0.5"""
    ranks = [_ranks(np.asarray(values, np.float64)) for values in (one, other)]
    if any(each.std() == 0 for each in ranks):
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return (ends - (count - 1) / 2)[place]


@dataclass(frozen=True)
class Found:
    """How well a yes is told from a no."""

    f1: float
    precision: float
    recall: float


def found(scores: np.ndarray, same: np.ndarray, threshold: float) -> Found:
    """Scores from the threshold on are a yes: [0.9, 0.8, 0.1], [yes, no, yes], 0.5 -> precision 0.5, recall 0.5"""
    said = scores >= threshold
    hits = int((said & same).sum())
    precision, recall = hits / max(1, int(said.sum())), hits / max(1, int(same.sum()))
    return Found(2 * precision * recall / max(1e-12, precision + recall), precision, recall)


def best_threshold(scores: np.ndarray, same: np.ndarray) -> float:
    """The one with the highest F1; half-way to the next lower score, so that it hangs on no single pair."""
    order = np.argsort(-scores, kind="stable")
    hits, count = np.cumsum(same[order]), np.arange(1, len(order) + 1)
    f1 = 2 * hits / (count + max(1, int(same.sum())))
    # A threshold cannot part equal scores.
    f1[:-1][np.diff(scores[order]) == 0] = -1
    at = int(f1.argmax())
    lower = scores[order[at + 1]] if at + 1 < len(order) else scores[order[at]]
    return float((scores[order[at]] + lower) / 2)


# So many thresholds between the lowest score and the highest.
STEPS = 200


def shared_threshold(sets: Sequence[tuple[np.ndarray, np.ndarray]]) -> float:
    """The one with the highest F1 in the mean over several sets of scores and which are the same, however large each is."""
    ends = [(float(scores.min()), float(scores.max())) for scores, _ in sets]
    tried = np.linspace(min(low for low, _ in ends), max(high for _, high in ends), STEPS + 1)
    means = [sum(found(scores, same, at).f1 for scores, same in sets) for at in tried]
    return float(tried[int(np.argmax(means))])


@dataclass(frozen=True)
class Grouping:
    # Texts that stand in a group of two or more, and of these the share that the commonest true group of theirs has.
    grouped: int
    purity: float
    # Of true pairs, those in one group; of pairs known to differ, those in one group.
    together: float
    mixed: float


def grouping(groups: Sequence[int], true: Sequence[int], pairs: Sequence[tuple[int, int]], same: np.ndarray) -> Grouping:
    """`groups` and `true` of each text; `pairs` of places of texts, and whether they are `same`."""
    members: dict[int, list[int]] = {}
    for group, own in zip(groups, true, strict=True):
        members.setdefault(group, []).append(own)
    larger = [own for own in members.values() if len(own) > 1]
    count = sum(map(len, larger))
    commonest = sum(Counter(own).most_common(1)[0][1] for own in larger)
    joined = np.array([groups[one] == groups[other] for one, other in pairs])
    return Grouping(count, commonest / max(1, count), float(joined[same].mean()), float(joined[~same].mean()))
