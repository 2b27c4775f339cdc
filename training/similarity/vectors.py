"""all-mpnet-base-v2's vectors of the pool, which the small models imitate: WORK/similarity/vectors, kept by hash of the text.

`python -m training.similarity.vectors [--limit TEXTS] [--threads N]`: 20 minutes on one core for 20,000 short texts, a
minute on a GPU. A chunk a file, so an interrupted run goes on.
"""

import argparse
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from training import logits
from training.places import WORK
from training.prepare import prepare

FOLDER = WORK / "similarity/vectors"
CHUNK = 2_048
MAX_TOKENS = 64


def key(text: str) -> int:
    return logits.key(prepare(text))


def wanted() -> list[str]:
    """Texts of the candidates, in their order, each once."""
    from training.similarity.candidates import candidates

    return list(dict.fromkeys(text for each in candidates() for text in each.texts))


def write(texts: Sequence[str], threads: int) -> None:
    import torch

    from training.encoder import tokenizer
    from training.frozen import frozen
    from training.similarity.network import tokens
    from training.similarity.network import vectors as vectors_of
    from training.weights import WEIGHTS

    torch.set_num_threads(threads)
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = tokenizer(WEIGHTS / "mpnet", MAX_TOKENS)
    for at in range(0, len(texts), CHUNK):
        chunk, file = texts[at : at + CHUNK], _file(texts[at : at + CHUNK])
        if file.exists():
            continue
        started = time.monotonic()
        found = vectors_of(frozen()[0], tokens(made, chunk))
        logits.write(file, {key(text): vector for text, vector in zip(chunk, found)})
        print(f"{at + len(chunk)} of {len(texts)}: {len(chunk) / (time.monotonic() - started):.1f} texts/s", flush=True)


def _file(chunk: Sequence[str]) -> Path:
    """Named by the texts that it stands for."""
    return FOLDER / f"{logits.key(' '.join(chunk)):016x}.npz"


@cache
def read() -> dict[int, np.ndarray]:
    """float16 [768] by the hash of the text: all that were ever computed."""
    found: dict[int, np.ndarray] = {}
    for file in sorted(FOLDER.glob("*.npz")):
        with np.load(file) as stored:
            found |= dict(zip(stored["key"].tolist(), stored["logits"]))
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=int, help="the first so many texts")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    write(wanted()[: given.limit], given.threads)
