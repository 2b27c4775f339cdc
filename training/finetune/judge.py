"""The model before and after, on rows that neither has learnt from; and what it forgot meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.behaviour import cases
from training.behaviour.failures import failures, texts_of
from training.finetune.examples import Example
from training.metrics import quality, softmax
from training.onnx_model import OnnxModel
from training.sets import MOOD

RESAMPLES = 1_000


@dataclass(frozen=True)
class Answers:
    """What a model folder says: of your rows, and of the made-up cases of training/behaviour."""

    card: dict
    rows: np.ndarray  # logits [rows, columns]
    cases: np.ndarray  # logits [texts of the cases, columns]

    def shares(self) -> np.ndarray:
        return softmax(self.rows[:, MOOD.columns] / self.card["temperature"])

    def failing(self) -> float:
        """Per cent of the made-up cases that come out as nobody would expect."""
        results = failures(lambda _: self.cases[:, MOOD.columns].argmax(1)).values()
        return 100 * sum(len(result.failed) for result in results) / sum(result.cases for result in results)

    def said(self, task: str) -> np.ndarray:
        """Yes or no to every text, of a task with one column."""
        about = self.card["tasks"][task]
        logits = np.concatenate([self.rows, self.cases])[:, about["column"]]
        return 1 / (1 + np.exp(-logits / about["temperature"])) >= about["threshold"]


def ask(model: OnnxModel, rows: Sequence[Example]) -> Answers:
    return Answers(model.card, model.logits([each.text for each in rows]), model.logits(texts_of(cases())))


def gain(gold: np.ndarray, before: np.ndarray, after: np.ndarray, seed: int) -> tuple[float, float]:
    """How far macro-recall rose, in points: where 95 in 100 resamplings of the rows put it (a paired bootstrap)."""
    pick = np.random.default_rng(seed)
    gains = []
    for _ in range(RESAMPLES):
        at = pick.integers(len(gold), size=len(gold))
        old, new = (quality(gold[at], labels[at]).macro_recall for labels in (before, after))
        gains.append(100 * (new - old))
    low, high = np.percentile(gains, [2.5, 97.5])
    return float(low), float(high)


def unchanged(before: Answers, after: Answers) -> dict[str, float]:
    """Per cent of the texts to which each further task is answered as before: {"question": 99.6}"""
    return {task: 100 * float((before.said(task) == after.said(task)).mean()) for task in before.card.get("tasks", {})}
