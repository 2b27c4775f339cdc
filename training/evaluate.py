"""Ask a model about labelled sets, and keep what it answered to each row.

`python -m training.evaluate MODEL [--sets SET …]` with a model as subjects.py names it. Each look at a test file adds a
line to evaluations.tsv, whatever came out: a test set that is looked at often is a development set.
"""

import argparse
import datetime
from collections.abc import Sequence

import numpy as np

from training import outputs
from training.behaviour import cases
from training.behaviour.failures import texts_of
from training.metrics import quality
from training.places import TRAINING
from training.sets import MOOD, SETS, Task
from training.subjects import subject

EVALUATIONS = TRAINING / "evaluations.tsv"
BEHAVIOUR = "behaviour"


def evaluate(model: str, names: Sequence[str], label: str) -> None:
    predict = subject(model)
    for name in names:
        if name == BEHAVIOUR:
            outputs.keep(label, BEHAVIOUR, predict(texts_of(cases()))[:, MOOD.columns])
            continue
        labelled = SETS[name].read()
        logits = predict(labelled.texts)
        if logits.shape[1] < labelled.task.columns.stop:
            print(f"{name}: {model} does not have the task {labelled.task.name}", flush=True)
            continue
        answered = logits[:, labelled.task.columns]
        outputs.keep_gold(name, labelled)
        outputs.keep(label, name, answered)
        figures = _figures(labelled.task, labelled.gold, answered)
        print(f"{name}: {figures}", flush=True)
        if SETS[name].is_test:
            note(label, SETS[name].source, figures)


def _figures(task: Task, gold: np.ndarray, answered: np.ndarray) -> str:
    found = quality(gold, outputs.predicted(task, answered), len(task.classes))
    return f"macro-recall {found.macro_recall:.4f}, macro-F1 {found.macro_f1:.4f}, accuracy {found.accuracy:.4f}"


def note(model: str, source: str, figures: str) -> None:
    is_new = not EVALUATIONS.exists()
    with open(EVALUATIONS, "a", encoding="utf-8") as file:
        if is_new:
            file.write("date\tmodel\tfile\tfigures\n")
        file.write(f"{datetime.date.today().isoformat()}\t{model}\t{source}\t{figures}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--sets", nargs="+", choices=[*SETS, BEHAVIOUR], default=[*SETS, BEHAVIOUR])
    parser.add_argument("--as", dest="label", help="the name of its outputs; as the model's, where it is none")
    given = parser.parse_args()
    evaluate(given.model, given.sets, given.label or given.model.rstrip("/").rsplit("/", 1)[-1])
