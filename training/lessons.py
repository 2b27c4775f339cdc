"""What a student reads in one epoch: the corpus with the teacher's logits, question sentences, drills."""

import random
from dataclasses import dataclass

import numpy as np

from training import kind, logits
from training.corpus import corpus
from training.drills import drills
from training.prepare import prepare
from training.tasks import TEACHER_COLUMNS, UNKNOWN

DRILLS, DRILL_SEED = 10_000, 3


@dataclass(frozen=True)
class Lessons:
    """One row a text. What is not known is UNKNOWN in a label, NaN in the teacher's logits."""

    texts: list[str]
    asks: np.ndarray  # whether question marks say what it is, bool [n]
    teacher: np.ndarray  # float32 [n, teacher's columns]
    sentiment: np.ndarray
    offensive: np.ndarray
    question: np.ndarray

    def __len__(self) -> int:
        return len(self.texts)

    def epoch(self, seed: int) -> tuple[list[str], np.ndarray]:
        """The texts as they are read this time, some of them without their question marks, and which are questions."""
        pick = random.Random(seed)
        read, asked = list(self.texts), self.question.copy()
        for at in np.flatnonzero(self.asks):
            read[at], asked[at] = kind.variant(self.texts[at], pick)
        return read, asked


def lessons() -> Lessons:
    answers = logits.read()
    rows = [(each.text, each.source in kind.ASKING, each.sentiment, each.offensive, UNKNOWN) for each in corpus()]
    rows = [row for row in rows if logits.key(row[0]) in answers]
    rows += [(text, True, UNKNOWN, UNKNOWN, label) for text, label in kind.sentences()]
    rows += [(prepare(each.text), False, each.sentiment, UNKNOWN, each.question) for each in drills(DRILLS, DRILL_SEED)]
    texts, asks, sentiment, offensive, question = zip(*rows)
    return Lessons(
        list(texts),
        np.array(asks),
        logits.of(texts, answers, len(TEACHER_COLUMNS)),
        np.array(sentiment),
        np.array(offensive),
        np.array(question),
    )
