"""Size and speed of models, text in and logits out: `python -m training.speed MODEL …` adds them to speeds.json.

Models take turns, so that a busy moment meets all of them; figures are medians. Two threads, as the machine had.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

from training.places import TRAINING, WORK
from training.sets import SETS
from training.subjects import subject
from training.teacher import FOLDER as TEACHER

SPEEDS = TRAINING / "speeds.json"
ROUNDS, TEXTS = 5, 400


def bytes_of(model: str) -> int | None:
    files = [Path(model) / "model.onnx", WORK / "candidates" / model / "model.onnx", WORK / model / "model.pt"]
    if model == "teacher":
        files = [TEACHER / "model.pt"]
    return next((file.stat().st_size for file in files if file.exists()), None)


def measure(models: list[str]) -> dict[str, dict]:
    texts = SETS["tweeteval-val"].read().texts[:TEXTS]
    subjects = {model: subject(model) for model in models}
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
    known = json.loads(SPEEDS.read_text(encoding="utf-8")) if SPEEDS.exists() else {}
    known |= measure(parser.parse_args().models)
    SPEEDS.write_text(json.dumps(dict(sorted(known.items())), indent=2) + "\n", encoding="utf-8")
    print(json.dumps(known, indent=2))
