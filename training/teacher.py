"""Fine-tune all-mpnet-base-v2 on the gold data: sentiment and offence, one head each, one epoch.

`python -m training.teacher` leaves WORK/teacher/model.pt; interrupted, it goes on from its last checkpoint.
45 minutes on 2 cores with AVX-512 BF16, some two minutes on a GPU.
"""

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from training.batches import shuffled
from training.drills import drills
from training.encoder import DEVICE, Encoder, encode, half, padded, predict, tokenizer
from training.metrics import Quality, quality
from training.optimise import Optimiser, Rates
from training.places import WORK
from training.prepare import prepare
from training.sources import rows
from training.tasks import OFFENSIVE, SENTIMENT, TEACHER_COLUMNS, UNKNOWN
from training.weights import WEIGHTS

SEED = 1
BATCH = 32
MAX_TOKENS = 64
RATES = Rates(body=3e-5, head=3e-4)
# Embeddings and the lowest layers stay as they are: a sixth faster, no worse.
FROZEN_LAYERS = 4
# Rows taken of each label of each source: near balance, so that the seldom negative is not unlearnt.
QUOTAS = {
    "semeval": {"negative": 7_380, "neutral": 10_500, "positive": 10_500},
    "kaggle-tweets": {"negative": 3_500, "neutral": 1_000, "positive": 1_000},
    "goemotions-train": {"negative": 1_500, "neutral": 1_000, "positive": 1_000},
}
DRILLS = 3_500
LOOKS = 6

FOLDER = WORK / "teacher"


@dataclass
class Rows:
    """One row a text: its label of each task, or UNKNOWN."""

    texts: list[str]
    sentiment: np.ndarray
    offensive: np.ndarray


def gold() -> Rows:
    pick = random.Random(SEED)
    labelled: list[tuple[str, int, int]] = []
    for source, quota in QUOTAS.items():
        by_label = defaultdict(list)
        for row in rows(source):
            by_label[row["label"]].append(prepare(row["text"]))
        for label, count in quota.items():
            chosen = pick.sample(by_label[label], min(count, len(by_label[label])))
            labelled += [(text, SENTIMENT.index(label), UNKNOWN) for text in chosen]
    labelled += [(prepare(drill.text), drill.sentiment, UNKNOWN) for drill in drills(DRILLS, SEED)]
    labelled += [(prepare(row["text"]), UNKNOWN, int(row["label"] == "offensive")) for row in rows("offensive-train")]
    texts, sentiment, offensive = zip(*labelled)
    return Rows(list(texts), np.array(sentiment), np.array(offensive))


def train() -> None:
    torch.manual_seed(SEED)
    data = gold()
    made = tokenizer(WEIGHTS / "mpnet", MAX_TOKENS)
    ids = encode(made, data.texts)
    batches = shuffled([len(row) for row in ids], BATCH, random.Random(SEED))
    model = Encoder(WEIGHTS / "mpnet", len(TEACHER_COLUMNS)).to(DEVICE)
    model.freeze(FROZEN_LAYERS)
    optimiser = Optimiser(model, len(batches), RATES, FOLDER)
    optimiser.resume()
    looks = {round(len(batches) * look / LOOKS) for look in range(1, LOOKS + 1)}
    sentiment, offensive = torch.tensor(data.sentiment), torch.tensor(data.offensive)
    print(f"{len(ids)} texts, {len(batches)} steps, from step {optimiser.step}", flush=True)
    started, first = time.monotonic(), optimiser.step
    for members in batches[optimiser.step :]:
        with half():
            logits = model.train()(*padded([ids[at] for at in members], model.pad)).float()
        optimiser.learn(loss(logits, sentiment[members].to(DEVICE), offensive[members].to(DEVICE)))
        if optimiser.step % 50 == 0:
            pace = (optimiser.step - first) * BATCH / (time.monotonic() - started)
            print(f"step {optimiser.step}/{len(batches)} loss {optimiser.mean_loss():.4f} {pace:.1f} texts/s", flush=True)
        if optimiser.step in looks:
            look(optimiser, made)


def look(optimiser: Optimiser, made: Tokenizer) -> None:
    """Score the weights as they are, and averaged, on the development data; the best are kept."""
    _score_and_keep(optimiser, made, "as they are")
    with optimiser.averaged():
        _score_and_keep(optimiser, made, "averaged")
    optimiser.write()


def _score_and_keep(optimiser: Optimiser, made: Tokenizer, weights: str) -> None:
    found, offence = scores(optimiser.model, made)
    told = {"step": optimiser.step, "weights": weights, "sentiment": vars(found), "offensive": vars(offence)}
    print(json.dumps(told), flush=True)
    optimiser.keep_best(found.macro_recall)


def loss(logits: torch.Tensor, sentiment: torch.Tensor, offensive: torch.Tensor) -> torch.Tensor:
    """The mean over all rows of whichever task a row has a label of."""
    mood = functional.cross_entropy(logits[:, : len(SENTIMENT)], sentiment, ignore_index=UNKNOWN, reduction="sum")
    known = offensive != UNKNOWN
    offence = functional.binary_cross_entropy_with_logits(
        logits[known, OFFENSIVE], offensive[known].float(), reduction="sum"
    )
    return (mood + offence) / len(logits)


def scores(model: Encoder, made: Tokenizer) -> tuple[Quality, Quality]:
    """On TweetEval's validation tweets: sentiment, offence."""
    return (
        _score(model, made, "tweeteval-val", SENTIMENT, slice(0, len(SENTIMENT))),
        _score(model, made, "offensive-val", ("not-offensive", "offensive"), slice(OFFENSIVE, OFFENSIVE + 1)),
    )


def _score(model: Encoder, made: Tokenizer, source: str, labels: Iterable[str], columns: slice) -> Quality:
    labels, read = list(labels), list(rows(source))
    logits = predict(model, encode(made, [prepare(row["text"]) for row in read]))[:, columns]
    predicted = logits.argmax(1) if len(labels) > 2 else (logits[:, 0] > 0).astype(int)
    return quality(np.array([labels.index(row["label"]) for row in read]), predicted, len(labels))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    train()
