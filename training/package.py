"""Turn a trained student into model folders that the product takes, calibrated on development data.

`python -m training.package SHAPE` leaves WORK/candidates/SHAPE-STAGE for every stage: int8 is what ships, the others
show what each step towards it costs. `nano` has one stage and no suffix. evaluate.py judges them, ship.py puts one into models/.
"""

import argparse
import copy
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from torch import nn

from training import calibrate
from training.encoder import Encoder
from training.export import export
from training.metrics import calibration_error, quality, softmax
from training.nano import graph
from training.nano.network import PIECES, WIDTH, Nano
from training.onnx_model import ALONE, OnnxModel
from training.places import WORK
from training.sets import KIND, MOOD, OFFENCE, SETS, Set, Task
from training.shapes import SHAPES, Shape
from training.student import make
from training.subjects import MAX_TOKENS
from training.tasks import COLUMNS, SENTIMENT
from training.vocabulary import FOLDER as VOCABULARY
from training.weights import WEIGHTS

CANDIDATES = WORK / "candidates"
# What each further task is calibrated on.
DEVELOPMENT: dict[Task, Set] = {KIND: SETS["questions-dev"], OFFENCE: SETS["offensive-val"]}


def package_nano() -> None:
    """In float32 alone: it is 2 MB."""
    folder = WORK / "students/nano"
    model = Nano(torch.zeros(PIECES, WIDTH), len(COLUMNS))
    model.load_state_dict(torch.load(folder / "model.pt", map_location="cpu"))
    graph.export(model.eval(), folder / "model.onnx", MAX_TOKENS)
    fold(folder / "model.onnx", folder / "vocab.txt", CANDIDATES / "nano", len(COLUMNS))


def package(shape: str) -> None:
    model = make(SHAPES[shape])
    model.load_state_dict(torch.load(WORK / "students" / shape / "model.pt", map_location="cpu"))
    exported = WORK / "students" / shape
    export(model.eval(), exported, MAX_TOKENS)
    for stage in ("fp32", "embeddings8", "int8"):
        fold(exported / f"{stage}.onnx", VOCABULARY / "vocab.txt", CANDIDATES / f"{shape}-{stage}", len(COLUMNS))
    if SHAPES[shape].width is None:
        export(with_all_pieces(model, SHAPES[shape]), exported / "all", MAX_TOKENS)
        start = WEIGHTS / SHAPES[shape].start
        fold(exported / "all/fp32.onnx", start / "vocab.txt", CANDIDATES / f"{shape}-all-pieces", len(COLUMNS))
    export(with_sentiment_alone(model), exported / "alone", MAX_TOKENS)
    fold(exported / "alone/int8.onnx", VOCABULARY / "vocab.txt", CANDIDATES / f"{shape}-alone", len(SENTIMENT))


def with_sentiment_alone(model: Encoder) -> Encoder:
    """What one task costs, for speed.py to compare with all of them."""
    alone = copy.deepcopy(model)
    alone.head = nn.Linear(model.head.in_features, len(SENTIMENT))
    alone.head.load_state_dict({name: value[: len(SENTIMENT)] for name, value in model.head.state_dict().items()})
    return alone.eval()


def with_all_pieces(model: Encoder, shape: Shape) -> Encoder:
    """As if the vocabulary had not been cut: the pieces that were cut off have the vectors that they began with."""
    whole = Encoder(WEIGHTS / shape.start, len(COLUMNS), shape.layers)
    words = whole.body.embeddings.word_embeddings.weight.detach().clone()
    state = model.state_dict()
    words[np.load(VOCABULARY / "keep.npy")] = state["body.embeddings.word_embeddings.weight"]
    whole.load_state_dict(state | {"body.embeddings.word_embeddings.weight": words})
    return whole.eval()


def fold(network: Path, vocabulary: Path, folder: Path, columns: int) -> dict:
    """A model folder of these files, with its model.json; gives the card."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(network, folder / "model.onnx")
    shutil.copy(vocabulary, folder / "vocab.txt")
    card = _uncalibrated(folder, columns)
    _write(folder, card)
    model = OnnxModel(folder, ALONE)
    card |= sentiment_figures(model)
    if columns == len(COLUMNS):
        card["tasks"] = {task.name: _switch(model, task, development) for task, development in DEVELOPMENT.items()}
    _write(folder, card)
    print(f"{folder}: {json.dumps(card['development'])} {json.dumps(card.get('tasks'))}", flush=True)
    return card


def _uncalibrated(folder: Path, columns: int) -> dict:
    def sha256(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()

    return {
        "labels": list(SENTIMENT),
        "inputs": {"input_ids": "int64 [batch, length]", "attention_mask": "int64 [batch, length]"},
        "output": f"logits float32 [batch, {columns}]",
        "maxTokens": MAX_TOKENS,
        "temperature": 1.0,
        "sureThreshold": 1.0,
        "vocabularySize": (folder / "vocab.txt").read_text(encoding="utf-8").count("\n"),
        "sha256": {name: sha256(name) for name in ("model.onnx", "vocab.txt")},
    }


def sentiment_figures(model: OnnxModel, development: Set = SETS["tweeteval-val"]) -> dict:
    """Temperature and threshold from the development tweets, and the figures on them."""
    labelled = development.read()
    logits = model.logits(labelled.texts)[:, MOOD.columns]
    temperature = calibrate.temperature_of(logits, labelled.gold)
    shares = softmax(logits / temperature)
    return {
        "temperature": temperature,
        "sureThreshold": calibrate.sure_threshold(shares, labelled.gold),
        "development": figures(labelled.gold, shares),
    }


def figures(gold: np.ndarray, shares: np.ndarray) -> dict:
    """As schemas/model.ts has them: per cent with two decimals, but for the calibration error."""
    found = quality(gold, shares.argmax(1))
    return {
        "n": len(gold),
        "macroRecall": round(100 * found.macro_recall, 2),
        "macroF1": round(100 * found.macro_f1, 2),
        "accuracy": round(100 * found.accuracy, 2),
        "ece": round(calibration_error(gold, shares), 4),
    }


def _switch(model: OnnxModel, task: Task, development: Set) -> dict:
    labelled = development.read()
    switch = calibrate.switch_of(model.logits(labelled.texts)[:, task.columns], labelled.gold)
    return {"column": task.columns.start, "temperature": switch.temperature, "threshold": switch.threshold}


def _write(folder: Path, card: dict) -> None:
    (folder / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("student", choices=[*SHAPES, "nano"])
    student = parser.parse_args().student
    package_nano() if student == "nano" else package(student)
