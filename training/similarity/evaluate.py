"""Ask a model how alike pairs are, and keep what it answered to each.

`python -m training.similarity.evaluate MODEL … [--sets SET …]` with models as subjects.py names them. As for sentiment,
each look at a test adds a line to evaluations.tsv, whatever came out. The development sets were asked when a model was
packaged (package.py); a baseline, which is not, needs them first.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from training.evaluate import note
from training.similarity import answers, grouping
from training.similarity.answers import GROUPS
from training.similarity.measures import found, shared_threshold, spearman
from training.similarity.pairs import Pair, pairs
from training.similarity.room import group_threshold
from training.similarity.subjects import WITHOUT_VECTORS, bytes_of, matrix, subject, vectors
from training.similarity.target import SAME, grouped, target

GRADED = ("stsb-dev", "stsb-test", "target-dev", "target-test", "sick-test")
LABELLED = ("quora-test", "medical-test", "mrpc-test", "tweets-test")
DEFAULT = ("stsb-test", "target-test")
# Sentences of all kinds, and questions of technicians: what suits one alone does not suit a room of any subject.
DEVELOPMENT = ("stsb-dev", "target-dev")


def read(name: str) -> list[Pair]:
    return list(target(name.removeprefix("target-"))) if name.startswith("target-") else pairs(name)


def evaluate(model: str, names: Sequence[str], label: str) -> None:
    ask, size = subject(model), bytes_of(model)
    if size is not None:
        answers.keep(label, "size", bytes=np.array(size))
    for name in sorted(names, key=lambda each: each == GROUPS):
        if name == GROUPS:
            _group(model, label)
            continue
        own = read(name)
        scores = ask(own)
        answers.keep_gold(name, own)
        answers.keep(label, name, score=scores.astype(np.float16))
        figures = _figures(label, name, scores)
        print(f"{label} {name}: {figures}", flush=True)
        if name.endswith("-test"):
            note(label, f"{name} (pairs)", figures)


def _figures(label: str, name: str, scores: np.ndarray) -> str:
    gold = answers.gold(name)
    if name in GRADED:
        return f"Spearman {spearman(scores, gold):.4f}"
    threshold = threshold_of(label)
    own = found(scores, gold >= SAME, threshold)
    return f"F1 {own.f1:.4f}, precision {own.precision:.4f}, recall {own.recall:.4f} from {threshold:.3f} on"


def threshold_of(label: str) -> float:
    """The one with the best F1 on the development sets, in their mean; what only tells equal from unequal has none to choose."""
    if label == "exact":
        return 1.0
    return shared_threshold([_judged(label, name) for name in DEVELOPMENT])


def _judged(label: str, name: str) -> tuple[np.ndarray, np.ndarray]:
    """A development set's scores, and which of its pairs are the same."""
    scores = answers.scores(label, name)
    if scores is None:
        raise SystemExit(f"{label} was not asked about {name}: python -m training.similarity.evaluate {label} --sets {name}")
    return scores, answers.gold(name) >= SAME


def _group(model: str, label: str) -> None:
    """Quora's labelled questions, all in one room."""
    own = read("quora-test")
    texts = sorted({text for each in own for text in each.texts})
    place = {text: at for at, text in enumerate(texts)}
    _keep_true_groups(own, texts, place)
    threshold = 1.0 if model == "exact" else group_threshold(partial(matrix, model), *_judged(label, "stsb-dev"))
    near = neighbours(model, texts, threshold)
    answers.keep(label, GROUPS, group=np.array(grouping.groups(texts, near), np.int32), threshold=np.array(threshold))
    print(f"{label}: {len(texts)} questions grouped from {threshold:.3f} on", flush=True)


def neighbours(model: str, texts: Sequence[str], threshold: float) -> grouping.Neighbours:
    ways: dict[str, Callable[[], grouping.Neighbours]] = {
        "exact": lambda: grouping.by_form(texts),
        "bm25": lambda: grouping.by_words(texts, threshold),
    }
    return ways[model]() if model in WITHOUT_VECTORS else grouping.by_vectors(vectors(model)(texts), threshold)


def _keep_true_groups(own: Sequence[Pair], texts: Sequence[str], place: dict[str, int]) -> None:
    """Questions hang together that are linked by pairs labelled as the same."""
    hangs = grouped(((each.first, each.second) for each in own if each.score >= SAME), form=str)
    names = [hangs.get(text, text) for text in texts]
    true = np.unique(names, return_inverse=True)[1]
    places = [(place[each.first], place[each.second]) for each in own]
    answers.keep_true_groups(texts, true, places, np.array([each.score >= SAME for each in own]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="+")
    parser.add_argument("--sets", nargs="+", choices=[*GRADED, *LABELLED, GROUPS], default=DEFAULT)
    given = parser.parse_args()
    for model in given.models:
        evaluate(model, given.sets, model.rstrip("/").rsplit("/", 1)[-1])
