"""Distil the nano model from the teacher's logits, as student.py does: all tasks, one pass.

`python -m training.nano [--threads N]` leaves WORK/students/nano/{model.pt, vocab.txt}.
Some minutes on one core; interrupted, it goes on from its last checkpoint.
"""

import argparse
import json
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training import teacher
from training.batches import shuffled
from training.encoder import DEVICE, encode, padded
from training.lessons import Lessons, lessons
from training.nano import pieces
from training.nano.network import PIECES, WIDTH, Nano
from training.onnx_model import tokenizer
from training.optimise import Optimiser, Rates
from training.places import WORK
from training.student import Targets
from training.tasks import COLUMNS

FOLDER = WORK / "students/nano"
SEED = 5
BATCH = 256
EPOCHS = 5
RATES = Rates(body=3e-3, head=3e-3, warm_up=0.02)
LOOKS = 10


def train() -> None:
    """Leaves the weights that did best on the development tweets."""
    torch.manual_seed(SEED)
    data = lessons()
    kept = pieces.cut([row.text for row in data.rows], PIECES)
    pieces.write(kept, FOLDER / "vocab.txt")
    made = tokenizer(FOLDER / "vocab.txt", pieces.MAX_TOKENS)
    model = Nano(torch.tensor(pieces.starting_vectors(kept, WIDTH)), len(COLUMNS)).to(DEVICE)
    steps_of_epoch = -(-len(data) // BATCH)
    optimiser = Optimiser(model, EPOCHS * steps_of_epoch, RATES, FOLDER)
    optimiser.resume()
    print(f"nano: {sum(each.numel() for each in model.parameters())} parameters, {len(data)} texts", flush=True)
    for epoch in range(optimiser.step // steps_of_epoch, EPOCHS):
        _epoch(optimiser, data, made, SEED + epoch, EPOCHS * steps_of_epoch // LOOKS)
    # Nothing is left to go on from: the next training starts anew.
    (FOLDER / "checkpoint.pt").unlink(missing_ok=True)


def _epoch(optimiser: Optimiser, data: Lessons, made: Tokenizer, seed: int, look_every: int) -> None:
    texts, question = data.epoch(seed)
    ids = encode(made, texts)
    targets = Targets(data, question, list(range(len(data))))
    batches = shuffled([len(row) for row in ids], BATCH, random.Random(seed))
    for members in batches[optimiser.step % len(batches) :]:
        logits = optimiser.model.train()(*padded([ids[at] for at in members], optimiser.model.pad))
        optimiser.learn(targets.loss(logits, members))
        if optimiser.step % look_every == 0:
            _look(optimiser, made)


def _look(optimiser: Optimiser, made: Tokenizer) -> None:
    """Score the averaged weights on the development data, and keep them if they are the best."""
    with optimiser.averaged():
        sentiment, offence = teacher.scores(optimiser.model, made)
        said = {"step": optimiser.step, "loss": optimiser.mean_loss(), "sentiment": vars(sentiment), "offensive": vars(offence)}
        print(json.dumps(said), flush=True)
        optimiser.keep_best(sentiment.macro_recall)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    torch.set_num_threads(parser.parse_args().threads)
    FOLDER.mkdir(parents=True, exist_ok=True)
    train()
