"""How often a model breaks the suite, by capability."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.behaviour import CAPABILITIES, cases
from training.behaviour.case import Case
from training.tasks import SENTIMENT

# Texts as they were written -> labels; the predictor prepares them as its model needs.
Predict = Callable[[list[str]], list[int]]


@dataclass(frozen=True)
class Failure:
    case: Case
    labels: tuple[int, ...]

    def told(self) -> dict:
        """{"id": "short/praise/1f0c2e", "expected": "positive", "got": {"Bravo": "neutral"}}

        Of a group, the text that the others are compared with comes first.
        """
        broken = self.case.broken(self.labels)
        shown = broken if self.case.kind == "one of" else [0, *broken]
        got = {self.case.texts[at]: SENTIMENT[self.labels[at]] for at in shown}
        return {"id": self.case.id, "expected": self.case.expectation(), "got": got}


@dataclass(frozen=True)
class Result:
    cases: int
    failed: tuple[Failure, ...]

    @property
    def rate(self) -> float:
        """Share of the cases that failed, 0 to 1."""
        return len(self.failed) / self.cases


def texts_of(suite: Sequence[Case]) -> list[str]:
    """Each text once, in order."""
    return list(dict.fromkeys(text for case in suite for text in case.texts))


def failures(predict: Predict) -> dict[str, Result]:
    """Every capability's result. `predict` is called once, with each text once."""
    suite = cases()
    texts = texts_of(suite)
    label_of = dict(zip(texts, (int(label) for label in predict(texts)), strict=True))
    return {name: _result([case for case in suite if case.capability == name], label_of) for name in CAPABILITIES}


def _result(suite: Sequence[Case], label_of: dict[str, int]) -> Result:
    answered = [Failure(case, tuple(label_of[text] for text in case.texts)) for case in suite]
    return Result(len(suite), tuple(one for one in answered if one.case.broken(one.labels)))
