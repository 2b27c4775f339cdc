"""Size and speed of models, text in and logits out: `python -m training.speed MODEL …` adds them to speeds.json.

Models take turns, so that a busy moment meets all of them; figures are medians. Two threads, as the machine had. How
fast a network is does not hang on what it has learnt: the teacher is measured by its shape alone, and candidates that
were not kept by untrained ones of their shape, so that nobody has to train them for that.
"""

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from training.places import TRAINING, WORK
from training.sets import SETS
from training.subjects import Predict, by_teacher, subject

if TYPE_CHECKING:
    from torch import nn

SPEEDS = TRAINING / "speeds.json"
ROUNDS, TEXTS = 5, 400


def bytes_of(model: str) -> int | None:
    """Of a model folder its network; of what runs in PyTorch alone, its parameters in float32."""
    if model in IN_PYTORCH:
        return 4 * sum(each.numel() for network in IN_PYTORCH[model]() for each in network.parameters())
    files = [Path(model) / "model.onnx", WORK / "candidates" / model / "model.onnx"]
    return next((file.stat().st_size for file in files if file.exists()), None)


def _teacher() -> list["nn.Module"]:
    from training.encoder import DEVICE, Encoder
    from training.tasks import TEACHER_COLUMNS
    from training.weights import WEIGHTS

    return [Encoder(WEIGHTS / "mpnet", len(TEACHER_COLUMNS)).to(DEVICE).eval()]


def _gru() -> list["nn.Module"]:
    from training.frozen import frozen
    from training.gru import Gru

    encoder, _ = frozen()
    return [encoder.body, Gru(encoder.body.config.hidden_size)]


IN_PYTORCH = {"teacher": _teacher, "gru-frozen": _gru}


def asked(model: str) -> Predict:
    return by_teacher(*_teacher()) if model == "teacher" else subject(model)


def measure(models: list[str]) -> dict[str, dict]:
    texts = SETS["tweeteval-val"].read().texts[:TEXTS]
    subjects = {model: asked(model) for model in models}
    paces: dict[str, list[float]] = {model: [] for model in models}
    for round_ in range(ROUNDS + 1):
        for model, predict in subjects.items():
            started = time.perf_counter()
            predict(texts)
            if round_ > 0:  # the first warms up
                paces[model].append(len(texts) / (time.perf_counter() - started))
    return {
        Path(model).name: {"bytes": bytes_of(model), "messagesPerSecond": round(float(np.median(pace)), 1)}
        for model, pace in paces.items()
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="+")
    parser.add_argument("--sizes", action="store_true", help="sizes alone: speeds of two machines make no table")
    given = parser.parse_args()
    known = json.loads(SPEEDS.read_text(encoding="utf-8")) if SPEEDS.exists() else {}
    if given.sizes:
        known |= {model: known.get(model, {}) | {"bytes": bytes_of(model)} for model in given.models}
    else:
        known |= measure(given.models)
    SPEEDS.write_text(json.dumps(dict(sorted(known.items())), indent=2) + "\n", encoding="utf-8")
    print(json.dumps(known, indent=2))
