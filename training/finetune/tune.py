"""Teach a model your rows without unteaching the rest.

Your rows teach sentiment by their labels. Against forgetting, the model also learns its own former answers, of your
texts and of as many drills (training/drills.py), in all columns; where a text has a label, that counts most. The
embeddings stay as they are: most of their rows do not occur in a few hundred texts.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from training.batches import shuffled
from training.drills import drills
from training.encoder import DEVICE, Encoder, encode, half, padded, predict
from training.finetune.examples import Example
from training.optimise import Optimiser, Rates
from training.prepare import prepare
from training.tasks import SENTIMENT, UNKNOWN

BATCH = 16
RATES = Rates(body=2e-4, head=1e-3, warm_up=0.1)
# How much the former answer weighs against the label, where a text has both.
FORMER_WEIGHT = 0.2
FEWEST_DRILLS, MOST_DRILLS = 300, 3_000
# Another seed than those of the trainings that may have made the model.
DRILL_SEED = 23


@dataclass(frozen=True)
class Lessons:
    ids: list[list[int]]
    # UNKNOWN: a drill.
    gold: torch.Tensor
    former: torch.Tensor


def lessons(model: Encoder, made: Tokenizer, rows: Sequence[Example]) -> Lessons:
    count = min(max(FEWEST_DRILLS, len(rows)), MOST_DRILLS)
    texts = [each.text for each in rows] + [drill.text for drill in drills(count, DRILL_SEED)]
    ids = encode(made, [prepare(text) for text in texts])
    gold = np.full(len(ids), UNKNOWN)
    gold[: len(rows)] = [each.label for each in rows]
    return Lessons(ids, torch.tensor(gold), torch.tensor(predict(model, ids)))


def tune(model: Encoder, data: Lessons, epochs: int, seed: int, tell: Callable[[str], None]) -> None:
    """Train the model in place."""
    torch.manual_seed(seed)
    model.freeze(0)
    lengths = [len(row) for row in data.ids]
    steps = epochs * -(-len(lengths) // BATCH)
    balance = balance_of(data.gold)
    with TemporaryDirectory() as folder:
        optimiser = Optimiser(model, steps, RATES, Path(folder))
        for epoch in range(epochs):
            for members in shuffled(lengths, BATCH, random.Random(seed + epoch)):
                with half():
                    logits = model.train()(*padded([data.ids[at] for at in members], model.pad)).float()
                gold, former = data.gold[members].to(DEVICE), data.former[members].to(DEVICE)
                optimiser.learn(loss(logits, gold, former, balance))
            tell(f"epoch {epoch + 1} of {epochs}, loss {optimiser.mean_loss():.3f}")
    model.eval()


def balance_of(gold: torch.Tensor) -> torch.Tensor:
    """Weights by which each label counts as much as any other; 0 for one that no row has."""
    counts = torch.bincount(gold[gold != UNKNOWN], minlength=len(SENTIMENT)).float()
    weights = counts.sum() / ((counts > 0).sum() * counts)
    return torch.where(counts > 0, weights, 0.0).to(DEVICE)


def loss(logits: torch.Tensor, gold: torch.Tensor, former: torch.Tensor, balance: torch.Tensor) -> torch.Tensor:
    mood, others = logits[:, : len(SENTIMENT)], logits[:, len(SENTIMENT) :]
    former_mood, former_others = former[:, : len(SENTIMENT)], former[:, len(SENTIMENT) :]
    labelled = functional.cross_entropy(mood, gold, weight=balance, ignore_index=UNKNOWN, reduction="none")
    distance = (_centred(mood) - _centred(former_mood)).square().mean(1)
    sentiment = torch.where(gold == UNKNOWN, distance, FORMER_WEIGHT * distance + (1 - FORMER_WEIGHT) * labelled)
    kept = functional.binary_cross_entropy_with_logits(others, former_others.sigmoid(), reduction="none").sum(1)
    return (sentiment + kept).mean()


def _centred(mood: torch.Tensor) -> torch.Tensor:
    """What the softmax makes nothing of is not compared: [3, 1, 2] -> [1, -1, 0]"""
    return mood - mood.mean(1, keepdim=True)
