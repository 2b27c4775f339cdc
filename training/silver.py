"""Let the teacher label the corpus, and keep its logits: training/logits.npz.

`python -m training.silver [--workers 2]`: an hour and a quarter on 2 cores, minutes on a GPU. What is done is kept in
WORK/silver, a chunk a file, so an interrupted run goes on; what the teacher answered so far is merged at every end.
"""

import argparse
import multiprocessing
import random
import time
from pathlib import Path

import numpy as np
import torch

from training import logits
from training.corpus import corpus
from training.encoder import DEVICE, Encoder, encode, predict, tokenizer
from training.places import WORK
from training.tasks import TEACHER_COLUMNS
from training.teacher import FOLDER as TEACHER
from training.teacher import MAX_TOKENS
from training.weights import WEIGHTS

CHUNK = 4_096
FOLDER = WORK / "silver"


def chunks() -> list[list[str]]:
    """Gold first, then silver in a mixed order, so that what is done of it is a fair sample at any time."""
    texts = corpus()
    gold = [each.text for each in texts if each.sentiment >= 0]
    silver = [each.text for each in texts if each.sentiment < 0]
    random.Random(0).shuffle(silver)
    ordered = gold + silver
    return [ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK)]


def label(worker: int, workers: int) -> None:
    torch.set_num_threads(max(1, torch.get_num_threads() // workers))
    model = teacher()
    made = tokenizer(WEIGHTS / "mpnet", MAX_TOKENS)
    for at, texts in list(enumerate(chunks()))[worker::workers]:
        if _file(at).exists():
            continue
        started = time.monotonic()
        answered = predict(model, encode(made, texts))
        logits.write(_file(at), dict(zip(map(logits.key, texts), answered)))
        print(f"chunk {at}: {len(texts) / (time.monotonic() - started):.1f} texts/s", flush=True)


def teacher() -> Encoder:
    model = Encoder(WEIGHTS / "mpnet", len(TEACHER_COLUMNS))
    model.load_state_dict(torch.load(TEACHER / "model.pt", map_location="cpu"))
    return model.to(DEVICE).eval()


def merge() -> int:
    answers: dict[int, np.ndarray] = {}
    for file in sorted(FOLDER.glob("*.npz")):
        answers |= logits.read(file)
    logits.write(logits.LOGITS, answers)
    return len(answers)


def _file(at: int) -> Path:
    return FOLDER / f"{at:04}.npz"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=1 if DEVICE.type == "cuda" else 2, help="processes side by side")
    count = parser.parse_args().workers
    FOLDER.mkdir(parents=True, exist_ok=True)
    with multiprocessing.get_context("spawn").Pool(count) as pool:
        pool.starmap(label, [(worker, count) for worker in range(count)])
    print(f"{merge()} texts in {logits.LOGITS}")
