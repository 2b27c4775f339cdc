"""Put a candidate into models/similarity: the folder, its figures on the tests, what Python answers to our sentences, its card.

`python -m training.similarity.ship minilm6-mean-int8`, after package.py and evaluate.py. A candidate that learnt from
what is not openly licensed, or whose vectors are not bytes, is refused.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np

from training.onnx_model import ALONE
from training.places import MODELS, TRAINING
from training.prepare import prepare
from training.similarity import answers
from training.similarity.card import card_of
from training.similarity.folder import SimilarityModel
from training.similarity.measures import found, spearman
from training.similarity.quantise import quantise
from training.similarity.stages import STAGES
from training.similarity.subjects import CANDIDATES
from training.similarity.target import SAME

TESTS = {"stsb": "stsb-test", "target": "target-test"}
DUPLICATES = "quora-test"


def ship(candidate: str, source: Path, folder: Path) -> None:
    card = json.loads((source / "model.json").read_text(encoding="utf-8"))
    refuse(candidate, card)
    card["test"] = figures(candidate, card["threshold"])
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("model.onnx", "vocab.txt"):
        shutil.copy(source / file, folder / file)
    (folder / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    (folder / "reference.json").write_text(_reference(SimilarityModel(folder, ALONE)), encoding="utf-8")
    size = (folder / "model.onnx").stat().st_size
    (folder / "CARD.md").write_text(card_of(candidate, card, size), encoding="utf-8")
    print(f"{folder}: {json.dumps(card['test'])}")


def refuse(candidate: str, card: dict) -> None:
    """Stops where it may not ship."""
    stage = candidate.removesuffix("-int8").split("-", 1)[1]
    if stage in STAGES and not STAGES[stage].ships:
        raise SystemExit(f"{candidate} learnt from what is not openly licensed (stages.py): it is compared, and ships with nothing")
    if card["stored"] != "int8":
        raise SystemExit(f"{candidate} keeps its vectors as {card['stored']}: ship its int8 twin")


def figures(candidate: str, threshold: float) -> dict:
    """On the tests, per cent; what the threshold, chosen on other questions, gives on Quora's."""
    scores = {name: answers.scores(candidate, name) for name in (*TESTS.values(), DUPLICATES)}
    for name, known in scores.items():
        if known is None:
            raise SystemExit(f"{candidate} was not asked about {name}: python -m training.similarity.evaluate {candidate} --sets {name}")
    own = {short: round(100 * spearman(scores[name], answers.gold(name)), 2) for short, name in TESTS.items()}
    same = vars(found(scores[DUPLICATES], answers.gold(DUPLICATES) >= SAME, threshold))
    return own | {name: round(100 * value, 2) for name, value in same.items()}


def _reference(model: SimilarityModel) -> str:
    """Each sentence alone in its run, so that no neighbour moves its vector."""
    sentences = (TRAINING / "reference.txt").read_text(encoding="utf-8").splitlines()
    rows = [
        {
            "text": text,
            "ids": model.tokenizer.encode(prepare(text)).ids,
            "vector": np.ravel(quantise(model.vectors([text]))).tolist(),
        }
        for text in sentences
    ]
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("candidate", help="a folder of WORK/similarity/candidates, such as minilm6-mean-int8")
    name = parser.parse_args().candidate
    ship(name, CANDIDATES / name, MODELS / "similarity")
