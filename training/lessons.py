"""What a student reads in one epoch: the corpus with the teacher's logits, question sentences, drills, emoji."""

import random
from dataclasses import dataclass

import numpy as np

from training import kind, logits
from training.corpus import corpus
from training.drills import drills, mood_emoji
from training.metrics import softmax
from training.prepare import prepare
from training.tasks import SENTIMENT, TEACHER_COLUMNS, UNKNOWN
from training.variety import varied

SEED = 3
DRILLS = 10_000
# They are few.
SPOKEN_TIMES = 2
# Real texts that say nothing, with an emoji that does. The teacher is this sure that they say nothing.
WITH_EMOJI, PLAIN_SHARE = 12_000, 0.8


@dataclass(frozen=True)
class Lesson:
    text: str
    asks: bool = False  # question marks say what it is, and are mostly taken off
    sentiment: int = UNKNOWN
    offensive: int = UNKNOWN
    question: int = UNKNOWN
    is_drill: bool = False


@dataclass(frozen=True)
class Lessons:
    """One row a text. What is not known is UNKNOWN in a label, NaN in the teacher's logits."""

    rows: list[Lesson]
    teacher: np.ndarray  # float32 [n, teacher's columns]

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> np.ndarray:
        return np.array([getattr(row, name) for row in self.rows])

    def epoch(self, seed: int) -> tuple[list[str], np.ndarray]:
        """The texts as they are read this time, varied, some without their question marks, and which are questions."""
        pick = random.Random(seed)
        read = [self._read(row, pick) for row in self.rows]
        return [text for text, _ in read], np.array([question for _, question in read])

    def _read(self, row: Lesson, pick: random.Random) -> tuple[str, int]:
        if row.is_drill:
            return row.text, row.question
        text, question = kind.variant(row.text, row.question, pick) if row.asks else (row.text, row.question)
        return varied(text, pick), question


def lessons() -> Lessons:
    answers = logits.read()
    taught = [each for each in corpus() if logits.key(each.text) in answers]
    rows = [Lesson(each.text, each.source in kind.ASKING, each.sentiment, each.offensive) for each in taught]
    rows += [Lesson(text, asks=True, question=label) for text, label in kind.sentences() + SPOKEN_TIMES * kind.spoken()]
    rows += [
        Lesson(prepare(each.text), sentiment=each.sentiment, question=each.question, is_drill=True)
        for each in drills(DRILLS, SEED)
    ]
    teacher = logits.of([row.text for row in rows], answers, len(TEACHER_COLUMNS))
    with_emoji = _with_emoji(rows, teacher)
    unknown = np.full((len(with_emoji), len(TEACHER_COLUMNS)), np.nan, np.float32)
    return Lessons(rows + with_emoji, np.concatenate([teacher, unknown]))


def _with_emoji(rows: list[Lesson], teacher: np.ndarray) -> list[Lesson]:
    """Texts that the teacher is sure say nothing, with an emoji at their end: the emoji decides."""
    shares = softmax(np.nan_to_num(teacher[:, : len(SENTIMENT)]))
    plain = np.flatnonzero(shares[:, SENTIMENT.index("neutral")] >= PLAIN_SHARE).tolist()
    pick = random.Random(SEED)
    chosen = pick.sample(plain, min(WITH_EMOJI, len(plain)))
    made = []
    for at in chosen:
        mood = pick.randrange(len(SENTIMENT))
        made.append(Lesson(prepare(f"{rows[at].text} {mood_emoji(mood, pick)}"), sentiment=mood, is_drill=True))
    return made
