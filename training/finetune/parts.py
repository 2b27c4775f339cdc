"""The rows in three parts: to learn from, to calibrate on, and to judge by, which nothing else has seen."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from training.finetune.examples import Example

# Shares of each label, so that all parts have the same mix.
CALIBRATE, JUDGE = 0.15, 0.15
FEWEST = 5


@dataclass(frozen=True)
class Parts:
    learn: list[Example]
    calibrate: list[Example]
    judge: list[Example]


def parts(found: Sequence[Example], seed: int) -> Parts:
    """100 rows of each of three labels -> 210, 45 and 45 rows; the same ones for the same seed."""
    pick = random.Random(seed)
    made = Parts([], [], [])
    for label in sorted({each.label for each in found}):
        rows = [each for each in found if each.label == label]
        pick.shuffle(rows)
        calibrate, judge = (max(FEWEST, round(share * len(rows))) for share in (CALIBRATE, JUDGE))
        made.calibrate.extend(rows[:calibrate])
        made.judge.extend(rows[calibrate : calibrate + judge])
        made.learn.extend(rows[calibrate + judge :])
    return made
