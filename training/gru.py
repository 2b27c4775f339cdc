"""The baseline: all-mpnet-base-v2 as it comes, and a GRU that reads the states of its tokens. Only the GRU is trained.

`python -m training.gru` leaves WORK/gru/model.pt. The states of 15,500 texts take 700 MB in WORK and, on 2 cores, ten
minutes; they are kept a chunk a file, so that an interrupted run goes on. What follows takes some minutes more.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from training.batches import by_length, shuffled
from training.encoder import DEVICE
from training.frozen import CHUNK, frozen, kept_states, states_of
from training.metrics import Quality, quality
from training.optimise import Optimiser, Rates
from training.places import WORK
from training.prepare import prepare
from training.sources import rows
from training.tasks import SENTIMENT

SEED = 1
# Of each label, so that none is learnt better for being frequent.
ROWS_PER_LABEL = 4_500
HIDDEN = 256
BATCH = 64
RATES = Rates(body=1e-3, head=1e-3)
EPOCHS, PATIENCE = 10, 2

FOLDER = WORK / "gru"


class Gru(nn.Module):
    """States of tokens, a tensor [tokens, width] a text -> logits [texts, 3]."""

    def __init__(self, width: int):
        super().__init__()
        self.body = nn.GRU(width, HIDDEN, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(2 * HIDDEN, len(SENTIMENT))

    def forward(self, states: Sequence[torch.Tensor]) -> torch.Tensor:
        lengths = torch.tensor([len(each) for each in states])
        together = pad_sequence(list(states), batch_first=True).float().to(DEVICE)
        _, last = self.body(pack_padded_sequence(together, lengths, batch_first=True, enforce_sorted=False))
        return self.head(self.dropout(torch.cat([last[0], last[1]], 1)))


def labelled(source: str, per_label: int) -> tuple[list[str], np.ndarray]:
    """Prepared texts and labels of a source; of each label as many, or all there are."""
    by_label = defaultdict(list)
    for row in rows(source):
        by_label[SENTIMENT.index(row["label"])].append(prepare(row["text"]))
    pick = random.Random(SEED)
    chosen = {label: pick.sample(texts, min(per_label, len(texts))) for label, texts in by_label.items()}
    pairs = [(text, label) for label in sorted(chosen) for text in chosen[label]]
    return [text for text, _ in pairs], np.array([label for _, label in pairs])


def train(folder: Path, per_label: int) -> Quality:
    """Leaves the epoch that is best on development data; stops when PATIENCE of them brought nothing better."""
    texts, gold = labelled("semeval", per_label)
    development, expected = labelled("tweeteval-val", per_label)
    states, unseen = kept_states(texts, folder / "states"), kept_states(development, folder / "states")
    torch.manual_seed(SEED)
    model = Gru(states[0].shape[1]).to(DEVICE)
    lengths = [len(each) for each in states]
    optimiser = Optimiser(model, EPOCHS * -(-len(states) // BATCH), RATES, folder)
    best, since = Quality(0, 0, 0, ()), 0
    for epoch in range(EPOCHS):
        for members in shuffled(lengths, BATCH, random.Random(SEED + epoch)):
            logits = model.train()([states[at] for at in members])
            optimiser.learn(functional.cross_entropy(logits, torch.tensor(gold[members]).to(DEVICE)))
        found = quality(expected, answer(model, unseen).argmax(1))
        print(json.dumps({"epoch": epoch + 1, "loss": round(optimiser.mean_loss(), 4), **vars(found)}), flush=True)
        optimiser.keep_best(found.macro_recall)
        best, since = (found, 0) if found.macro_recall > best.macro_recall else (best, since + 1)
        if since == PATIENCE:
            break
    return best


@torch.inference_mode()
def answer(model: Gru, states: Sequence[torch.Tensor]) -> np.ndarray:
    """Logits float32 [texts, 3], in their order."""
    model.eval()
    logits = np.zeros((len(states), len(SENTIMENT)), np.float32)
    for members in by_length([len(each) for each in states], BATCH):
        logits[members] = model([states[at] for at in members]).cpu().numpy()
    return logits


def ask(folder: Path = FOLDER) -> Callable[[Sequence[str]], np.ndarray]:
    """Raw texts -> logits: subjects.py knows it as gru-frozen."""
    encoder, made = frozen()
    model = Gru(encoder.body.config.hidden_size).to(DEVICE)
    model.load_state_dict(torch.load(folder / "model.pt", map_location=DEVICE))

    def predict(texts: Sequence[str]) -> np.ndarray:
        prepared = [prepare(text) for text in texts]
        chunks = [prepared[at : at + CHUNK] for at in range(0, len(prepared), CHUNK)]
        answers = [answer(model, states_of(encoder, made, chunk)) for chunk in chunks]
        return np.concatenate([np.zeros((0, len(SENTIMENT)), np.float32), *answers])

    return predict


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS_PER_LABEL, help="of each label; fewer for a trial")
    given = parser.parse_args()
    place = FOLDER if given.rows == ROWS_PER_LABEL else WORK / f"gru-{given.rows}"
    place.mkdir(parents=True, exist_ok=True)
    print(f"best: {json.dumps(vars(train(place, given.rows)))}")
