"""Train one stage of one shape: `python -m training.similarity.learn minilm6 today [--limit PAIRS] [--threads N]`.

Leaves WORK/similarity/models/SHAPE-STAGE/model.pt; interrupted, it goes on from its last checkpoint.
"""

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from training.batches import shuffled
from training.encoder import DEVICE, half, padded, tokenizer
from training.optimise import Optimiser, Rates
from training.places import WORK
from training.similarity import losses
from training.similarity.lessons import Row, rows
from training.similarity.look import look
from training.similarity.network import Sentences, make, tokens, vectors
from training.similarity.stages import SHAPES, STAGES, START, Part, begins_with
from training.vocabulary import FOLDER as VOCABULARY

MODELS = WORK / "similarity/models"
SEED = 31
MAX_TOKENS = 64
HEAD_RATE = 1e-3
WRITE_EVERY = 50
# The shape that was cut narrower has to be learnt anew: its weights move faster.
FASTER = {"tinybert": 4.0}


class Lesson:
    """The rows of a part as token ids, and how far vectors of theirs are from what they should be."""

    def __init__(self, part: Part, own: Sequence[Row], made: Tokenizer):
        self.part, self.rows = part, own
        self.ids = [tokens(made, row.texts) for row in own]
        self.lengths = [sum(map(len, sides)) for sides in self.ids]

    def loss(self, model: Sentences, members: Sequence[int]) -> torch.Tensor:
        first, second = (self._vectors(model, members, side) for side in (0, 1))
        own = [self.rows[at] for at in members]
        scores = torch.tensor([row.pair.score for row in own], dtype=torch.float32, device=DEVICE)
        match self.part.loss:
            case "inference":
                return losses.inference(model.head, first, second, (2 * scores).round().long())
            case "regression":
                return losses.regression(first, second, scores)
            case "order":
                return losses.order(first, second, scores)
            case "imitation":
                taught = torch.tensor(np.concatenate([np.stack([row.teacher[side] for row in own]) for side in (0, 1)]))
                return losses.imitation(torch.cat([first, second]), taught.float().to(DEVICE))
            case "ranking":
                hard = [at for at in members if self.rows[at].wrong is not None]
                wrong = self._vectors(model, hard, 2) if hard else None
                return losses.ranking(first, second, same_texts(own), wrong)
        raise ValueError(f"no loss is called {self.part.loss}")

    def _vectors(self, model: Sentences, members: Sequence[int], side: int) -> torch.Tensor:
        with half():
            return model(*padded([self.ids[at][side] for at in members], model.pad)).float()


def same_texts(own: Sequence[Row]) -> torch.Tensor:
    """[rows, rows]: do two rows have a text in common?"""
    return torch.tensor([[bool(set(one.pair.texts) & set(other.pair.texts)) for other in own] for one in own])


def plan(lessons: Sequence[Lesson], epochs: int) -> list[tuple[int, list[int]]]:
    """All steps: which lesson, and which of its rows. Lessons take turns at random."""
    steps = []
    for epoch in range(epochs):
        pick = random.Random(SEED + epoch)
        turns = [(at, members) for at, each in enumerate(lessons) for members in shuffled(each.lengths, each.part.batch, pick)]
        pick.shuffle(turns)
        steps += turns
    return steps


def begin(shape: str, stage: str) -> Sentences:
    return trained(shape, begins_with(shape, stage) or START)


def trained(shape: str, stage: str) -> Sentences:
    """The encoder as a stage left it; START: as it comes."""
    model = make(shape)
    if stage != START:
        left = MODELS / f"{shape}-{stage}/model.pt"
        if not left.exists():
            raise SystemExit(f"{left} is missing: python -m training.similarity.learn {shape} {stage}")
        model.load_state_dict(torch.load(left, map_location=DEVICE))
    return model


def mean(shape: str, stages: Sequence[str]) -> Sentences:
    """Weights half-way between what began alike and learnt apart do what each does, and forget less."""
    states = [trained(shape, stage).state_dict() for stage in stages]
    model = make(shape)
    model.load_state_dict({name: _mean([each[name] for each in states]) for name in states[0]})
    return model


def _mean(tensors: Sequence[torch.Tensor]) -> torch.Tensor:
    return torch.stack(list(tensors)).mean(0) if tensors[0].is_floating_point() else tensors[0]


def train(shape: str, name: str, folder: Path, limit: int | None = None) -> None:
    stage = STAGES[name]
    if stage.mean_of:
        torch.save(mean(shape, stage.mean_of).state_dict(), folder / "model.pt")
        return
    torch.manual_seed(SEED)
    made = tokenizer(VOCABULARY, MAX_TOKENS)
    lessons = [Lesson(part, rows(part.lesson, limit), made) for part in stage.parts]
    for each in lessons:
        if not each.rows:
            raise SystemExit(f"{shape} {name}: nothing to learn in {each.part.lesson!r}: training/similarity/README.md says which step makes it")
    steps = plan(lessons, stage.epochs)
    rate = stage.rate * FASTER.get(shape, 1)
    optimiser = Optimiser(begin(shape, name), len(steps), Rates(body=rate, head=HEAD_RATE), folder)
    optimiser.resume()
    print(f"{shape} {name}: {[len(each.rows) for each in lessons]} rows, {len(steps)} steps, from step {optimiser.step}", flush=True)
    _steps(optimiser, lessons, steps)
    _keep(optimiser, made)


def _steps(optimiser: Optimiser, lessons: Sequence[Lesson], steps: list[tuple[int, list[int]]]) -> None:
    started, texts = time.monotonic(), 0
    for lesson, members in steps[optimiser.step :]:
        optimiser.learn(lessons[lesson].loss(optimiser.model.train(), members))
        texts += sum(len(lessons[lesson].ids[at]) for at in members)
        if optimiser.step % WRITE_EVERY == 0 or optimiser.step == len(steps):
            optimiser.write()
            pace = texts / (time.monotonic() - started)
            print(f"step {optimiser.step}/{len(steps)} loss {optimiser.mean_loss():.4f} {pace:.1f} texts/s", flush=True)


def _keep(optimiser: Optimiser, made: Tokenizer) -> None:
    """The weights as they are, or averaged: whichever does better on development pairs."""
    _judge(optimiser, made, "as they are")
    with optimiser.averaged():
        _judge(optimiser, made, "averaged")
    (optimiser.folder / "checkpoint.pt").unlink(missing_ok=True)


def _judge(optimiser: Optimiser, made: Tokenizer, weights: str) -> None:
    found = look(lambda texts: vectors(optimiser.model, tokens(made, texts)))
    print(f"{weights}: {({name: round(100 * value, 2) for name, value in found.items()})}", flush=True)
    # Over 1, so that even weights that know nothing are kept, where there are no others.
    optimiser.keep_best(1 + float(np.mean(list(found.values()))))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--limit", type=int, help="so many rows of each lesson")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    place = MODELS / f"{given.shape}-{given.stage}"
    place.mkdir(parents=True, exist_ok=True)
    train(given.shape, given.stage, place, given.limit)
