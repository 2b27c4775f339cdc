"""The labelled sets that models are judged on, each for one task."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training import kind
from training.sources import SOURCES, rows
from training.tasks import OFFENSIVE, QUESTION, SENTIMENT


@dataclass(frozen=True)
class Task:
    name: str
    first_column: int
    classes: tuple[str, ...]

    @property
    def columns(self) -> slice:
        """Of the logits: one for a yes-or-no task."""
        return slice(self.first_column, self.first_column + (len(self.classes) if len(self.classes) > 2 else 1))


MOOD = Task("sentiment", 0, SENTIMENT)
OFFENCE = Task("offensive", OFFENSIVE, ("not offensive", "offensive"))
KIND = Task("question", QUESTION, ("comment", "question"))


@dataclass(frozen=True)
class Labelled:
    task: Task
    texts: list[str]
    gold: np.ndarray


@dataclass(frozen=True)
class Set:
    source: str
    task: Task
    # The label of a row -> its class.
    label: Callable[[str], int]
    # Question marks are taken off where a set should be understood by its words.
    bare: bool = False
    # Where a set is not all rows of its source: texts and labels.
    taken: Callable[[], list[tuple[str, int]]] | None = None

    @property
    def is_test(self) -> bool:
        return SOURCES[self.source].use == "evaluate"

    def read(self) -> Labelled:
        taken = self.taken() if self.taken else [(row["text"], self.label(row["label"])) for row in rows(self.source)]
        read = [(kind.bare(text) if self.bare else text, label) for text, label in taken]
        kept = [(text, label) for text, label in read if text.strip()]
        return Labelled(self.task, [text for text, _ in kept], np.array([label for _, label in kept]))


def _sentiment(source: str) -> Set:
    return Set(source, MOOD, SENTIMENT.index)


def _yes(source: str, task: Task, label: str, bare: bool = False) -> Set:
    return Set(source, task, lambda said: int(said == label), bare)


CROSS_DOMAIN = ("sst-test", "goemotions-test", "meld-test", "sxsw", "vader-tweets", "vader-nyt", "vader-amazon", "vader-movies")
SETS: dict[str, Set] = {
    **{source: _sentiment(source) for source in ("tweeteval-val", "goemotions-dev", "tweeteval-test", *CROSS_DOMAIN)},
    "offensive-val": _yes("offensive-val", OFFENCE, "offensive"),
    "offensive-test": _yes("offensive-test", OFFENCE, "offensive"),
    "insults": _yes("insults", OFFENCE, "insult"),
    "questions-dev": Set("switchboard", KIND, int, bare=True, taken=kind.development),
    "meetings": _yes("meetings", KIND, "question", bare=True),
    "chats": _yes("chats", KIND, "question", bare=True),
}
