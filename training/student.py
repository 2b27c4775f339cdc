"""Distil a small model from the teacher's logits: all tasks, one pass.

`python -m training.student SHAPE [--threads N] [--limit TEXTS]` leaves WORK/students/SHAPE/model.pt; interrupted, it
goes on from its last checkpoint. An epoch of minilm6 takes an hour on 2 cores, minutes on a GPU.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from training import teacher
from training.batches import shuffled
from training.encoder import DEVICE, Encoder, encode, half, padded, tokenizer
from training.lessons import Lessons, lessons
from training.narrow import narrowed
from training.optimise import Optimiser, Rates
from training.places import WORK
from training.shapes import SHAPES, Shape
from training.tasks import COLUMNS, OFFENSIVE, QUESTION, SENTIMENT, UNKNOWN
from training.vocabulary import FOLDER as VOCABULARY
from training.weights import WEIGHTS

SEED = 5
BATCH = 48
MAX_TOKENS = 64
# How much the teacher's logits weigh against the gold label, where a text has both.
TEACHER_WEIGHT = 0.7
OTHER_TASKS_WEIGHT = 0.5
LOOKS = 6


def make(shape: Shape) -> Encoder:
    """The untrained student, with the rows of the cut vocabulary alone."""
    keep = torch.tensor(np.load(VOCABULARY / "keep.npy"))
    model = Encoder(WEIGHTS / shape.start, len(COLUMNS), shape.layers)
    words = model.body.embeddings.word_embeddings.weight.detach()
    model.body.embeddings.word_embeddings = nn.Embedding.from_pretrained(words[keep].clone(), freeze=False, padding_idx=0)
    return model if shape.width is None else Encoder(narrowed(model.body, shape.width), len(COLUMNS))


def train(name: str, folder: Path, limit: int | None = None, make: Callable[[Shape], Encoder] = make) -> None:
    shape = SHAPES[name]
    torch.manual_seed(SEED)
    data = lessons()
    made = tokenizer(VOCABULARY, MAX_TOKENS)
    model = make(shape).to(DEVICE)
    order = random.Random(SEED).sample(range(len(data)), min(limit or len(data), len(data)))
    steps_of_epoch = -(-len(order) // BATCH)
    steps = shape.epochs * steps_of_epoch
    optimiser = Optimiser(model, steps, Rates(body=shape.body_rate, head=1e-3), folder)
    optimiser.resume()
    print(f"{name}: {len(order)} texts, {steps} steps, from step {optimiser.step}", flush=True)
    for epoch in range(optimiser.step // steps_of_epoch, shape.epochs):
        _epoch(optimiser, data, order, made, SEED + epoch, steps)


def _epoch(optimiser: Optimiser, data: Lessons, order: list[int], made: Tokenizer, seed: int, steps: int) -> None:
    texts, question = data.epoch(seed)
    ids = encode(made, [texts[at] for at in order])
    targets = Targets(data, question, order)
    batches = shuffled([len(row) for row in ids], BATCH, random.Random(seed))
    started, first = time.monotonic(), optimiser.step
    for members in batches[optimiser.step % len(batches) :]:
        with half():
            logits = optimiser.model.train()(*padded([ids[at] for at in members], optimiser.model.pad)).float()
        optimiser.learn(targets.loss(logits, members))
        if optimiser.step % 200 == 0:
            pace = (optimiser.step - first) * BATCH / (time.monotonic() - started)
            print(f"step {optimiser.step}/{steps} loss {optimiser.mean_loss():.4f} {pace:.1f} texts/s", flush=True)
        if optimiser.step % (steps // LOOKS) == 0:
            with optimiser.averaged():
                sentiment, offence = teacher.scores(optimiser.model, made)
                print(json.dumps({"step": optimiser.step, "sentiment": vars(sentiment), "offensive": vars(offence)}), flush=True)
                optimiser.keep_best(sentiment.macro_recall)


class Targets:
    """What the rows of `order` should be answered with, and how far an answer is from it."""

    def __init__(self, data: Lessons, question: np.ndarray, order: list[int]):
        taken = np.array(order)
        teacher_logits = torch.tensor(data.teacher[taken])
        mood = teacher_logits[:, : len(SENTIMENT)]
        self.mood = mood - mood.mean(1, keepdim=True)
        self.offence = teacher_logits[:, OFFENSIVE].sigmoid()
        known = data.column("sentiment")[taken]
        self.sentiment = torch.tensor(known)
        self.offensive = torch.tensor(data.column("offensive")[taken])
        self.question = torch.tensor(question[taken])
        counts = np.bincount(known[known != UNKNOWN], minlength=len(SENTIMENT))
        self.balance = torch.tensor(counts.sum() / (len(SENTIMENT) * counts), dtype=torch.float32).to(DEVICE)

    def loss(self, logits: torch.Tensor, members: list[int]) -> torch.Tensor:
        """Mean over the rows, each task where it is known."""
        mood = logits[:, : len(SENTIMENT)]
        taught = self.mood[members].to(DEVICE)
        is_taught = ~taught[:, 0].isnan()
        distance = (mood - mood.mean(1, keepdim=True) - taught.nan_to_num()).square().mean(1) * is_taught
        gold = functional.cross_entropy(
            mood, self.sentiment[members].to(DEVICE), weight=self.balance, ignore_index=UNKNOWN, reduction="none"
        )
        gold_weight = torch.where(is_taught, 1 - TEACHER_WEIGHT, 1.0)
        sentiment = TEACHER_WEIGHT * distance + gold_weight * gold
        others = _binary(logits[:, QUESTION], self.question[members].to(DEVICE)) + self._offence(logits, members)
        return (sentiment + OTHER_TASKS_WEIGHT * others).mean()

    def _offence(self, logits: torch.Tensor, members: list[int]) -> torch.Tensor:
        """The gold label where there is one, half and half with the teacher's; else the teacher's alone."""
        taught, gold = self.offence[members].to(DEVICE), self.offensive[members].to(DEVICE)
        blended = torch.where(gold == UNKNOWN, taught, (taught + gold) / 2)
        distance = functional.binary_cross_entropy_with_logits(logits[:, OFFENSIVE], blended.nan_to_num(), reduction="none")
        return distance * ~blended.isnan()


def _binary(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    known = labels != UNKNOWN
    return functional.binary_cross_entropy_with_logits(logits, labels.clamp(min=0).float(), reduction="none") * known


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--limit", type=int, help="a random part of the texts, for a trial")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    place = WORK / "students" / (given.shape if given.limit is None else f"{given.shape}-{given.limit}")
    place.mkdir(parents=True, exist_ok=True)
    train(given.shape, place, given.limit)
