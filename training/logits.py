"""The teacher's answers, by the hash of the prepared text: students train from them without the teacher.

LOGITS holds `key` uint64 [n], rising, and `logits` float16 [n, columns of the teacher]. No text is in it. A key is the
first 8 bytes of the SHA-1 of the text as prepare.py leaves it, so another preparation finds nothing.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.places import TRAINING

LOGITS = TRAINING / "logits.npz"


def key(prepared: str) -> int:
    """'great talk' -> 13126534000850766014"""
    return int.from_bytes(hashlib.sha1(prepared.encode()).digest()[:8], "big")


def write(path: Path, answers: dict[int, np.ndarray]) -> None:
    keys = np.array(sorted(answers), np.uint64)
    logits = np.stack([answers[int(each)] for each in keys]).astype(np.float16)
    with open(path.with_suffix(".part"), "wb") as file:
        np.savez_compressed(file, key=keys, logits=logits)
    path.with_suffix(".part").rename(path)


def read(path: Path = LOGITS) -> dict[int, np.ndarray]:
    with np.load(path) as stored:
        return dict(zip(stored["key"].tolist(), stored["logits"].astype(np.float32)))


def of(prepared: Sequence[str], answers: dict[int, np.ndarray], columns: int) -> np.ndarray:
    """[n, columns] float32; NaN where the teacher was not asked."""
    missing = np.full(columns, np.nan, np.float32)
    return np.stack([answers.get(key(text), missing) for text in prepared])
