"""How good labels are. Labels and predictions are whole numbers from 0; shares are 0 to 1."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Quality:
    accuracy: float
    macro_recall: float
    macro_f1: float
    recall: tuple[float, ...]


def quality(gold: np.ndarray, predicted: np.ndarray, classes: int = 3) -> Quality:
    """gold [0, 0, 1, 2], predicted [0, 1, 1, 2] -> accuracy 0.75, macro-recall (0.5 + 1 + 1) / 3

    A class that gold lacks counts in neither mean.
    """
    recalls, f1s = [], []
    for label in range(classes):
        if not (gold == label).any():
            continue
        hits = ((gold == label) & (predicted == label)).sum()
        recall, precision = hits / (gold == label).sum(), hits / max(1, (predicted == label).sum())
        recalls.append(float(recall))
        f1s.append(float(2 * recall * precision / max(1e-12, recall + precision)))
    return Quality(float((gold == predicted).mean()), float(np.mean(recalls)), float(np.mean(f1s)), tuple(recalls))


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def calibration_error(gold: np.ndarray, shares: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error (Naeini et al. 2015): over bins of equal width, the gap between confidence and accuracy."""
    confidence, right = shares.max(1), shares.argmax(1) == gold
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[bin_of == at].mean() - right[bin_of == at].mean()) * (bin_of == at).mean()
        for at in range(bins)
        if (bin_of == at).any()
    ]
    return float(sum(gaps))
