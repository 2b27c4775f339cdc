"""What was set out to be reached, before anything was trained, and what was."""

from dataclasses import dataclass

import numpy as np

from training import outputs
from training.behaviour import CAPABILITIES
from training.lexicons import LEXICONS
from training.metrics import calibration_error
from training.report.answers import DEFAULT, DEVELOPMENT, NANO, SMALL, TEST, about, macro_f1, macro_recall, shares, table, task_f1
from training.report.trust import broken
from training.sets import CROSS_DOMAIN, KIND, MOOD, OFFENCE


@dataclass(frozen=True)
class Target:
    what: str
    found: float
    bound: float
    # At most, instead of at least.
    below: bool = False
    decimals: int = 1

    @property
    def is_met(self) -> bool:
        found = round(self.found, self.decimals)
        return found <= self.bound if self.below else found >= self.bound

    def row(self) -> list[str]:
        bound, found = (f"{value:.{self.decimals}f}" for value in (self.bound, self.found))
        return [self.what, f"{'at most' if self.below else 'at least'} {bound}", found, "yes" if self.is_met else "**no**"]


def targets() -> str:
    found = [*_quality(), *_trust(), *_tasks(), *_behaviour()]
    return table(["", "set", "reached", "met"], [target.row() for target in found])


def _quality() -> list[Target]:
    def loss(before: str, after: str) -> float:
        return 100 * (macro_recall(before, TEST) - macro_recall(after, TEST))

    lexicon = max(_mean_f1(name) for name in LEXICONS)
    found = []
    for name, model, recall, size in (("sentiment", DEFAULT, 71, 19), ("sentiment-small", SMALL, 69, 13)):
        found += [
            Target(f"{name}: macro-recall on the test", 100 * macro_recall(model, TEST), recall),
            Target(f"{name}: MB", about()[model]["bytes"] / 1e6, size, below=True),
            Target(f"{name}: lost from float32 to int8", loss(model.replace("int8", "fp32"), model), 0.3, below=True),
            Target(f"{name}: macro-F1 over the best lexicon, mean of other domains", _mean_f1(model) - lexicon, 10),
        ]
    return [
        *found,
        Target("sentiment: lost to the teacher", loss("teacher", DEFAULT), 2, below=True),
        Target("nano: macro-recall on the test", 100 * macro_recall(NANO, TEST), 62.9),
    ]


def _mean_f1(model: str) -> float:
    return 100 * float(np.mean([macro_f1(model, name) for name in CROSS_DOMAIN]))


def _trust() -> list[Target]:
    def error(model: str, name: str) -> float:
        return calibration_error(outputs.gold(name), shares(model, name))

    return [
        Target(f"{shown}: calibration error, {name}", error(model, name), bound, below=True, decimals=3)
        for shown, model in (("sentiment", DEFAULT), ("sentiment-small", SMALL))
        for name, bound in ((TEST, 0.05), (DEVELOPMENT[MOOD], 0.025))
    ]


def _tasks() -> list[Target]:
    sets = (("offensive-test", OFFENCE, 75), ("meetings", KIND, 85), ("chats", KIND, 85))
    slower = 100 * (1 - about()[DEFAULT]["messagesPerSecond"] / about()[DEFAULT.replace("int8", "alone")]["messagesPerSecond"])
    return [
        *(Target(f"sentiment: macro-F1, {name}", 100 * task_f1(DEFAULT, name, task), bound) for name, task, bound in sets),
        Target("sentiment: slower with all tasks than alone, %", slower, 5, below=True),
    ]


def _behaviour() -> list[Target]:
    bounds = {"emoji": 5, "vocabulary": 5, "negation": 10, "names": 3}
    ours, pilot = broken(DEFAULT), broken("pilot")
    worse = [name for name in CAPABILITIES if ours[name].rate > pilot[name].rate]
    return [
        *(Target(f"sentiment: failures, {name}, %", 100 * ours[name].rate, bound, below=True) for name, bound in bounds.items()),
        Target(f"sentiment: capabilities with more failures than the pilot {worse or ''}".strip(), len(worse), 0, below=True, decimals=0),
    ]
