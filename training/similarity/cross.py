"""A cross-encoder: mpnet reads both texts of a pair at once, which tells best how alike they are and is far too slow to ship.

`python -m training.similarity.cross [--limit PAIRS] [--threads N]` trains it on the gold pairs and leaves
WORK/similarity/cross/model.pt; interrupted, it goes on. It labels the candidates (silver.py).
"""

import argparse
import random
import time
from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from training.batches import shuffled
from training.encoder import DEVICE, Encoder, half, padded, predict, tokenizer
from training.optimise import Optimiser, Rates
from training.places import WORK
from training.prepare import prepare
from training.similarity.lessons import rows
from training.similarity.look import DEVELOPMENT, sampled
from training.similarity.measures import spearman
from training.similarity.pairs import Pair
from training.weights import WEIGHTS

FOLDER = WORK / "similarity/cross"
SEED = 19
BATCH = 16
MAX_TOKENS = 128
RATES = Rates(body=3e-5, head=1e-3)
# The embeddings and the lowest layers stay as they are, as in teacher.py.
FROZEN_LAYERS = 4
WRITE_EVERY = 50


def make() -> tuple[Encoder, Tokenizer]:
    return Encoder(WEIGHTS / "mpnet", 1).to(DEVICE), tokenizer(WEIGHTS / "mpnet", MAX_TOKENS)


def trained() -> tuple[Encoder, Tokenizer]:
    model, made = make()
    try:
        model.load_state_dict(torch.load(FOLDER / "model.pt", map_location=DEVICE))
    except FileNotFoundError:
        raise SystemExit(f"{FOLDER}/model.pt is missing: python -m training.similarity.cross") from None
    return model.eval(), made


def train(limit: int | None) -> None:
    torch.manual_seed(SEED)
    model, made = make()
    model.freeze(FROZEN_LAYERS)
    own = [row.pair for row in rows("gold", limit)]
    ids = encode(made, _turned(own))
    batches = shuffled([len(row) for row in ids], BATCH, random.Random(SEED))
    scores = torch.tensor([each.score for each in own], dtype=torch.float32)
    optimiser = Optimiser(model, len(batches), RATES, FOLDER)
    optimiser.resume()
    print(f"{len(own)} pairs, {len(batches)} steps, from step {optimiser.step}", flush=True)
    started, first = time.monotonic(), optimiser.step
    for members in batches[optimiser.step :]:
        with half():
            answered = model.train()(*padded([ids[at] for at in members], model.pad)).float()[:, 0]
        optimiser.learn(functional.binary_cross_entropy_with_logits(answered, scores[members].to(DEVICE)))
        if optimiser.step % WRITE_EVERY == 0 or optimiser.step == len(batches):
            optimiser.write()
            pace = (optimiser.step - first) * BATCH / (time.monotonic() - started)
            print(f"step {optimiser.step}/{len(batches)} loss {optimiser.mean_loss():.4f} {pace:.1f} pairs/s", flush=True)
    _keep(optimiser, made)


def _keep(optimiser: Optimiser, made: Tokenizer) -> None:
    found = {}
    for name in DEVELOPMENT:
        own = sampled(name)
        found[name] = spearman(answers(optimiser.model, made, own), np.array([each.score for each in own]))
    print(f"development: {found}", flush=True)
    optimiser.keep_best(1 + float(np.mean(list(found.values()))))


def _turned(own: Sequence[Pair]) -> list[tuple[str, str]]:
    """Which text comes first says nothing: every other pair is turned round."""
    return [each.texts[:: -1 if at % 2 else 1] for at, each in enumerate(own)]


def encode(made: Tokenizer, texts: Sequence[tuple[str, str]]) -> list[list[int]]:
    return [each.ids for each in made.encode_batch([tuple(map(prepare, both)) for both in texts])]


def answers(model: Encoder, made: Tokenizer, own: Sequence[Pair]) -> np.ndarray:
    """How alike each pair is, 0 to 1."""
    logits = predict(model, encode(made, [each.texts for each in own]), 32)[:, 0]
    return 1 / (1 + np.exp(-logits))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=int, help="the first so many pairs")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    FOLDER.mkdir(parents=True, exist_ok=True)
    train(given.limit)
