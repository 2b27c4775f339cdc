"""Silver pairs: candidates with the score that the cross-encoder gives them, all degrees of likeness alike often.

`python -m training.similarity.silver [--limit PAIRS] [--threads N]` leaves WORK/similarity/silver, a chunk a file, so an
interrupted run goes on.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training import logits
from training.places import WORK
from training.similarity.candidates import candidates
from training.similarity.pairs import Pair

FOLDER = WORK / "similarity/silver"
CHUNK = 1_024
SEED = 29
# Most candidates are little alike. Of each tenth of the scores at most so many are kept.
BINS, PER_BIN = 10, 1_000


def label(own: Sequence[Pair], threads: int) -> None:
    import torch

    from training.similarity.cross import answers, trained

    torch.set_num_threads(threads)
    FOLDER.mkdir(parents=True, exist_ok=True)
    asked = None
    for at in range(0, len(own), CHUNK):
        chunk, file = own[at : at + CHUNK], _file(own[at : at + CHUNK])
        if file.exists():
            continue
        asked = asked or trained()
        started = time.monotonic()
        scores = answers(*asked, chunk)
        logits.write(file, {key(each): np.array([score]) for each, score in zip(chunk, scores)})
        print(f"{at + len(chunk)} of {len(own)}: {len(chunk) / (time.monotonic() - started):.1f} pairs/s", flush=True)


def key(pair: Pair) -> int:
    return logits.key("\t".join(pair.texts))


def _file(chunk: Sequence[Pair]) -> Path:
    """Named by the pairs that it stands for."""
    return FOLDER / f"{logits.key(' '.join(str(key(each)) for each in chunk)):016x}.npz"


def labelled() -> list[Pair]:
    known: dict[int, np.ndarray] = {}
    for file in sorted(FOLDER.glob("*.npz")):
        known |= logits.read(file)
    return [Pair(*each.texts, float(known[key(each)][0]), each.part) for each in candidates() if key(each) in known]


def balanced() -> list[Pair]:
    return balance(labelled(), PER_BIN)


def balance(own: Sequence[Pair], per_bin: int) -> list[Pair]:
    """At most `per_bin` of each tenth of the scores, drawn at random."""
    bins: dict[int, list[Pair]] = defaultdict(list)
    for each in own:
        bins[min(BINS - 1, int(each.score * BINS))].append(each)
    pick = random.Random(SEED)
    return [each for at in sorted(bins) for each in pick.sample(bins[at], min(per_bin, len(bins[at])))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=int, help="the first so many candidates")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    label(candidates()[: given.limit], given.threads)
    print(f"{len(labelled())} pairs, {len(balanced())} of them balanced, in {FOLDER}")
