"""What the models answered, calibrated where that is asked for."""

import json
from collections.abc import Iterable
from functools import cache

import numpy as np

from training import outputs
from training.calibrate import Switch, switch_of, temperature_of
from training.lexicons import LEXICONS
from training.metrics import quality, softmax
from training.places import OUTPUTS, TRAINING
from training.sets import KIND, MOOD, OFFENCE, Task

DEVELOPMENT = {MOOD: "tweeteval-val", OFFENCE: "offensive-val", KIND: "questions-dev"}
TEST = "tweeteval-test"
DEFAULT, SMALL, NANO = "minilm6-int8", "minilm3-int8", "nano"
SHIPPED = {DEFAULT: "sentiment", SMALL: "sentiment-small", NANO: "nano"}
# What stands between a student and what ships; only the tables on the steps show them.
STAGES = ("all-pieces", "embeddings8")

Row = Iterable[str]


def table(head: Row, rows: Iterable[Row]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


@cache
def models() -> list[str]:
    """Every model that was asked about the development tweets: the best families first, lexicons last."""
    found = {file.parent.name for file in OUTPUTS.glob("*/tweeteval-val.npz")} - {"gold"}
    order = ["gru-frozen", "teacher", "minilm6", "minilm5", "minilm4", "minilm3", "tinybert", "nano", "pilot", *LEXICONS]
    place = {name: at for at, name in enumerate(order)}
    shown = [name for name in found if not name.endswith(STAGES)]
    return sorted(shown, key=lambda name: (place.get(name.split("-")[0] if name not in place else name, 99), name))


@cache
def about() -> dict:
    """Sizes and speeds, as speed.py measured them."""
    file = TRAINING / "speeds.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def megabytes(model: str) -> str:
    size = about().get(model, {}).get("bytes")
    return "" if size is None else f"{size / 1e6:.1f}"


def pace(model: str) -> str:
    """Messages a second."""
    speed = about().get(model, {}).get("messagesPerSecond")
    return "" if speed is None else f"{speed:.0f}"


def has(model: str, name: str) -> bool:
    return outputs.logits(model, name) is not None


@cache
def asked(model: str, name: str) -> np.ndarray:
    """Logits of a set's rows."""
    found = outputs.logits(model, name)
    if found is None:
        raise SystemExit(f"{model} was not asked about {name}: python -m training.evaluate {model} --sets {name}")
    return found


@cache
def temperature(model: str) -> float:
    return temperature_of(asked(model, DEVELOPMENT[MOOD]), outputs.gold(DEVELOPMENT[MOOD]))


@cache
def switch(model: str, task: Task) -> Switch:
    return switch_of(asked(model, DEVELOPMENT[task]), outputs.gold(DEVELOPMENT[task]))


@cache
def shares(model: str, name: str) -> np.ndarray:
    """Of the three moods, calibrated on development data."""
    return softmax(asked(model, name) / temperature(model))


def labels(model: str, name: str) -> np.ndarray:
    return asked(model, name).argmax(1)


def macro_recall(model: str, name: str) -> float:
    return quality(outputs.gold(name), labels(model, name)).macro_recall


def macro_f1(model: str, name: str) -> float:
    return quality(outputs.gold(name), labels(model, name)).macro_f1


def task_f1(model: str, name: str, task: Task) -> float:
    """Macro-F1 of a yes-or-no task, at the threshold that was chosen on development data."""
    chosen = switch(model, task)
    answered = outputs.predicted(task, asked(model, name), chosen.threshold, chosen.temperature)
    return quality(outputs.gold(name), answered, 2).macro_f1
