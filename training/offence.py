"""Fit a student's offensive column anew, on what its encoder already reads: criticism is no offence.

Whoever is negative in OLID's tweets, which are mostly about politics, is mostly offensive too. So students flagged "The
audio is awful". Here drills and criticism of products stand beside the tweets, as what offends nobody; only the
column's weights change.

`python -m training.offence SHAPE`, or `nano`, after its training and before package.py; some minutes.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from training import logits
from training.batches import by_length
from training.corpus import Text, corpus
from training.drills import drills
from training.encoder import encode, half, padded, tokenizer
from training.nano.network import PIECES, WIDTH, Nano
from training.onnx_model import tokenizer as tokenizer_of
from training.places import WORK
from training.prepare import prepare
from training.shapes import SHAPES
from training.student import MAX_TOKENS, make
from training.tasks import COLUMNS, OFFENSIVE, TEACHER_COLUMNS, UNKNOWN
from training.vocabulary import FOLDER as VOCABULARY

SEED = 7
# Reviews of products and complaints about the weather: negative often, at people hardly ever.
CRITICISM = ("pros-cons", "huliu", "uci", "weather")
CRITICISMS, DRILLS, OTHERS = 10_000, 6_000, 24_000
DECAY = 1e-4


def examples() -> tuple[list[str], np.ndarray]:
    """Prepared texts, and how likely each offends: a label by hand, the teacher's answer, half of both, or 0."""
    pick, every = random.Random(SEED), corpus()
    harmless = [each.text for each in every if each.source in CRITICISM]
    harmless = pick.sample(harmless, min(CRITICISMS, len(harmless)))
    harmless += [prepare(drill.text) for drill in drills(DRILLS, SEED)]
    labelled = [each for each in every if each.offensive != UNKNOWN]
    others = [each for each in every if each.offensive == UNKNOWN and each.source not in CRITICISM]
    rest = labelled + pick.sample(others, min(OTHERS, len(others)))
    shares = np.concatenate([np.zeros(len(harmless)), _taught(rest)])
    known = ~np.isnan(shares)
    texts = harmless + [each.text for each in rest]
    return [text for text, is_known in zip(texts, known) if is_known], shares[known].astype(np.float32)


def _taught(texts: Sequence[Text]) -> np.ndarray:
    answered = logits.of([each.text for each in texts], logits.read(), len(TEACHER_COLUMNS))[:, OFFENSIVE]
    shares, gold = 1 / (1 + np.exp(-answered)), np.array([each.offensive for each in texts])
    return np.where(gold == UNKNOWN, shares, (shares + gold) / 2)


@torch.no_grad()
def read(model: nn.Module, made: Tokenizer, texts: Sequence[str]) -> torch.Tensor:
    """What the head reads of each text: [n, width]"""
    ids, model = encode(made, texts), model.eval()
    found: dict[int, torch.Tensor] = {}
    for members in by_length([len(row) for row in ids], 64):
        with half():
            states = model.pooled(*padded([ids[at] for at in members], model.pad))
        found |= dict(zip(members, states.float().cpu()))
    return torch.stack([found[at] for at in range(len(ids))])


def refit(model: nn.Module, states: torch.Tensor, shares: torch.Tensor) -> None:
    """The column that is likeliest for these shares, from the present one on."""
    weight = model.head.weight[OFFENSIVE].detach().clone().requires_grad_()
    offset = model.head.bias[OFFENSIVE].detach().clone().requires_grad_()
    optimizer = torch.optim.LBFGS([weight, offset], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(states @ weight + offset, shares) + DECAY * weight.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    with torch.no_grad():
        model.head.weight[OFFENSIVE], model.head.bias[OFFENSIVE] = weight, offset


def load(name: str) -> tuple[nn.Module, Tokenizer, Path]:
    folder = WORK / "students" / name
    if name == "nano":
        return Nano(torch.zeros(PIECES, WIDTH), len(COLUMNS)), tokenizer_of(folder / "vocab.txt", MAX_TOKENS), folder
    return make(SHAPES[name]), tokenizer(VOCABULARY, MAX_TOKENS), folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("student", choices=[*SHAPES, "nano"])
    student, made, folder = load(parser.parse_args().student)
    student.load_state_dict(torch.load(folder / "model.pt", map_location="cpu"))
    texts, shares = examples()
    print(f"{len(texts)} texts, {(shares > 0.5).mean():.1%} offensive", flush=True)
    refit(student, read(student, made, texts), torch.tensor(shares))
    torch.save(student.state_dict(), folder / "model.pt")
