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
    columns: slice
    classes: tuple[str, ...]


MOOD = Task("sentiment", slice(0, len(SENTIMENT)), SENTIMENT)
OFFENCE = Task("offensive", slice(OFFENSIVE, OFFENSIVE + 1), ("not offensive", "offensive"))
KIND = Task("question", slice(QUESTION, QUESTION + 1), ("comment", "question"))


@dataclass(frozen=True)
class Labelled:
    task: Task
    texts: list[str]
    gold: np.ndarray


@dataclass(frozen=True)
class Set:
    source: str
    task: Task
    # The label of a row -> its class; None: the row is left out.
    label: Callable[[str], int]
    # Question marks are taken off where a set should be understood by its words.
    bare: bool = False

    @property
    def is_test(self) -> bool:
        return SOURCES[self.source].use == "evaluate"

    def read(self) -> Labelled:
        texts, gold = [], []
        for row in rows(self.source):
            text = kind.bare(row["text"]) if self.bare else row["text"]
            if text.strip():
                texts.append(text)
                gold.append(self.label(row["label"]))
        return Labelled(self.task, texts, np.array(gold))


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
    "switchboard": _yes("switchboard", KIND, "question", bare=True),
    "meetings": _yes("meetings", KIND, "question", bare=True),
    "chats": _yes("chats", KIND, "question", bare=True),
}
