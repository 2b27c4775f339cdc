"""Put a candidate into models/: the folder, its figures on the test, what Python answers to our own sentences, its card.

`python -m training.ship minilm6-int8 sentiment`, after package.py and evaluate.py.
"""

import argparse
import json
import shutil

import numpy as np

from training import outputs
from training.card import card_of
from training.metrics import softmax
from training.onnx_model import ALONE, OnnxModel
from training.package import CANDIDATES, figures
from training.places import MODELS, TRAINING
from training.prepare import prepare


def ship(candidate: str, name: str) -> None:
    source, folder = CANDIDATES / candidate, MODELS / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("model.onnx", "vocab.txt"):
        shutil.copy(source / file, folder / file)
    card = json.loads((source / "model.json").read_text(encoding="utf-8"))
    answered = outputs.logits(candidate, "tweeteval-test")
    if answered is None:
        raise SystemExit(f"{candidate} has no figures on the test: python -m training.evaluate {candidate}")
    card["test"] = figures(outputs.gold("tweeteval-test"), softmax(answered / card["temperature"]))
    (folder / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    (folder / "reference.json").write_text(_reference(OnnxModel(folder, ALONE)), encoding="utf-8")
    (folder / "CARD.md").write_text(card_of(name, candidate, card, (folder / "model.onnx").stat().st_size), encoding="utf-8")
    print(f"{folder}: {json.dumps(card['test'])}")


def _reference(model: OnnxModel) -> str:
    """Each sentence alone in its run, so that no neighbour moves its logits."""
    sentences = (TRAINING / "reference.txt").read_text(encoding="utf-8").splitlines()
    rows = [
        {
            "text": text,
            "ids": model.tokenizer.encode(prepare(text)).ids,
            "logits": [round(float(logit), 4) for logit in np.ravel(model.logits([text]))],
        }
        for text in sentences
    ]
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("candidate", help="a folder of WORK/candidates, such as minilm6-int8")
    parser.add_argument("name", help="its folder in models/, such as sentiment")
    given = parser.parse_args()
    ship(given.candidate, given.name)
