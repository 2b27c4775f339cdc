"""A model folder made of another: there as a whole or not at all, and never in the place of something else."""

import hashlib
import json
import os
import shutil
from pathlib import Path

from training.encoder import Encoder
from training.export import export
from training.onnx_model import ALONE, OnnxModel
from training.tasks import SENTIMENT

# What model.json of a folder made here has beside what schemas/model.ts asks for.
MADE_HERE = "finetuned"


def check_out(out: Path, force: bool) -> None:
    """Before any work: may this folder be written?"""
    if not (out.exists() or out.is_symlink()):
        return
    if not _is_made_here(out):
        raise SystemExit(f"{out} is there already, and training.finetune did not make it: name another with --out")
    if not force:
        raise SystemExit(f"{out} is there already: name another folder with --out, or replace it with --force")


def _is_made_here(folder: Path) -> bool:
    try:
        return MADE_HERE in json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def start(folder: Path) -> OnnxModel:
    """The model to begin with, once it is sure that its columns mean what training here takes them for."""
    model = OnnxModel(folder, ALONE)
    if model.card["labels"] != list(SENTIMENT):
        raise SystemExit(f"{folder}/model.json has other labels, or another order, than {', '.join(SENTIMENT)}")
    actual = sha256(folder / "model.onnx")
    if actual != model.card["sha256"]["model.onnx"]:
        raise SystemExit(f"{folder}/model.onnx is not the file of its model.json ({actual}): fetch the folder again")
    return model


def name_of(folder: Path, card: dict) -> str:
    """As the product calls it: 'sentiment@f1f95cc'"""
    return f"{folder.resolve().name}@{card['sha256']['model.onnx'][:7]}"


def draft(model: Encoder, began: Path, card: dict, out: Path) -> Path:
    """The trained model in int8 beside `out`, under another name, with the card of the model that it began with."""
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    export(model, part / "networks", card["maxTokens"])
    (part / "networks/int8.onnx").rename(part / "model.onnx")
    shutil.rmtree(part / "networks")
    shutil.copyfile(began / "vocab.txt", part / "vocab.txt")
    kept = {key: value for key, value in card.items() if key not in ("development", "test", MADE_HERE)}
    hashes = {name: sha256(part / name) for name in ("model.onnx", "vocab.txt")}
    write_card(part, kept | {"temperature": 1.0, "sureThreshold": 1.0, "sha256": hashes})
    return part


def finish(part: Path, out: Path) -> None:
    """Put the draft in its place."""
    replaced = out.with_name(f".{out.name}.old")
    shutil.rmtree(replaced, ignore_errors=True)
    if out.exists():
        os.rename(out, replaced)
    os.rename(part, out)
    shutil.rmtree(replaced, ignore_errors=True)


def write_card(folder: Path, card: dict) -> None:
    (folder / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
