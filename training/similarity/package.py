"""Turn a trained stage into folders that the product takes: `python -m training.similarity.package minilm6 today`.

Leaves WORK/similarity/candidates/SHAPE-STAGE-fp32, its vectors in float32, and -int8, network and vectors in int8, which
is what may ship. `start` packages the pretrained weights as they come, on the cut vocabulary.
"""

import argparse
import hashlib
import json
import shutil
from functools import partial
from pathlib import Path

import numpy as np

from training.places import WORK
from training.similarity import answers, graph
from training.similarity.evaluate import read, threshold_of
from training.similarity.learn import trained
from training.similarity.measures import found, spearman
from training.similarity.room import group_threshold
from training.similarity.stages import SHAPES, STAGES, START
from training.similarity.subjects import CANDIDATES, matrix, subject
from training.similarity.target import SAME
from training.similarity.turn import turn_for
from training.vocabulary import FOLDER as VOCABULARY

MAX_TOKENS = 128
# How the vectors of each network are stored.
STORED = {"fp32": "float32", "int8": "int8"}


def package(shape: str, stage: str) -> None:
    model = trained(shape, stage)
    exported = WORK / "similarity/exported" / f"{shape}-{stage}"
    turn = turn_for(model, MAX_TOKENS)
    graph.write(model.cpu().eval(), exported, MAX_TOKENS, turn)
    for network in STORED:
        fold(exported / f"{network}.onnx", CANDIDATES / f"{shape}-{stage}-{network}", model.width, STORED[network])
    shutil.rmtree(exported)


def fold(network: Path, folder: Path, dimensions: int, stored: str, vocabulary: Path = VOCABULARY / "vocab.txt") -> dict:
    """A folder with its model.json, as folder.py shows it; gives the card."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(network, folder / "model.onnx")
    shutil.copy(vocabulary, folder / "vocab.txt")
    card = {
        "task": "similarity",
        "inputs": {"input_ids": "int64 [batch, length]", "attention_mask": "int64 [batch, length]"},
        "output": f"{graph.OUTPUT} float32 [batch, {dimensions}]",
        "dimensions": dimensions,
        "stored": stored,
        "maxTokens": MAX_TOKENS,
        "threshold": 1.0,
        "groupThreshold": 1.0,
        "vocabularySize": (folder / "vocab.txt").read_text(encoding="utf-8").count("\n"),
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("model.onnx", "vocab.txt")},
    }
    _write(folder, card)
    card |= judged(folder)
    _write(folder, card)
    print(f"{folder}: threshold {card['threshold']}, {json.dumps(card['development'])}", flush=True)
    return card


def judged(folder: Path) -> dict:
    """The thresholds, and figures on development pairs, whose scores are kept as evaluate.py keeps them."""
    ask = subject(str(folder))
    scores, gold = {}, {}
    for name in ("stsb-dev", "target-dev"):
        own = read(name)
        scores[name], gold[name] = ask(own), np.array([each.score for each in own])
        answers.keep_gold(name, own)
        answers.keep(folder.name, name, score=scores[name].astype(np.float16))
    threshold = round(threshold_of(folder.name), 4)
    figures = {name.removesuffix("-dev"): round(100 * spearman(scores[name], gold[name]), 2) for name in scores}
    same = vars(found(scores["target-dev"], gold["target-dev"] >= SAME, threshold))
    grouping = round(group_threshold(partial(matrix, str(folder)), scores["stsb-dev"], gold["stsb-dev"] >= SAME), 4)
    return {"threshold": threshold, "groupThreshold": grouping, "development": figures | {name: round(100 * value, 2) for name, value in same.items()}}


def _write(folder: Path, card: dict) -> None:
    (folder / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("stage", choices=[START, *STAGES])
    given = parser.parse_args()
    package(given.shape, given.stage)
