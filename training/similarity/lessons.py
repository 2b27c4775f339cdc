"""The rows of each lesson of stages.py, cleaned of what is tested; the same ones every time."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from training.similarity import silver, vectors
from training.similarity.candidates import candidates
from training.similarity.pairs import Pair, clean, pairs
from training.similarity.target import SAME, target

SEED = 13


@dataclass(frozen=True)
class Row:
    """A pair, and where a lesson has it: what is like the first and yet says another thing; the teacher's vectors of both."""

    pair: Pair
    wrong: str | None = None
    teacher: np.ndarray | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        return self.pair.texts if self.wrong is None else (*self.pair.texts, self.wrong)


def rows(lesson: str, limit: int | None = None) -> list[Row]:
    """All rows of a lesson, in a mixed order; `limit`: some of them, for a trial or a short machine."""
    found = LESSONS[lesson]()
    random.Random(SEED).shuffle(found)
    return found[:limit]


def _of(found: Sequence[Pair]) -> list[Row]:
    return [Row(each) for each in found]


def _stsb(*names: str) -> list[Row]:
    return _of(clean([each for name in names for each in pairs(name)]))


def _target() -> list[Row]:
    return _of(clean(list(target("train"))))


def _duplicates() -> list[Row]:
    """What says the same: linked questions, and premises with what follows from them, beside what contradicts them."""
    linked = [row for row in _target() if row.pair.score >= SAME]
    related = {row.pair.first: row.pair.second for row in _target() if row.pair.degree == 1}
    questions = [Row(row.pair, wrong=related.get(row.pair.second)) for row in linked]
    return questions + _entailed()


def _entailed() -> list[Row]:
    inferred = clean(pairs("nli-train"))
    contradicted = {each.first: each.second for each in inferred if each.degree == 0}
    return [Row(each, wrong=contradicted.get(each.first)) for each in inferred if each.degree == 2]


def _pool() -> list[Row]:
    """Neighbours of the pool, so that a batch has near texts and far ones, with mpnet's vectors of them."""
    known = vectors.read()
    found = [(each, [known.get(vectors.key(text)) for text in each.texts]) for each in candidates()]
    return [Row(each, teacher=np.stack(own)) for each, own in found if all(vector is not None for vector in own)]


def _quora() -> list[Row]:
    return _of(clean(pairs("quora-duplicates")))


LESSONS: dict[str, Callable[[], list[Row]]] = {
    "nli": lambda: _of(clean(pairs("nli-train"))),
    "stsb": partial(_stsb, "stsb-open"),
    "stsb-all": partial(_stsb, "stsb-open", "stsb-microsoft"),
    "target": _target,
    "gold": lambda: _stsb("stsb-open") + _target(),
    "silver": lambda: _of(silver.balanced()),
    "pool": _pool,
    "duplicates": _duplicates,
    "quora": _quora,
}
