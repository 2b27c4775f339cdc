"""What a model answered to each row of a labelled set: the report is made of these, and of nothing else.

OUTPUTS/gold/SET.npz holds `gold` int8 [n] and `digest` (of all texts, in order: the rows are the same rows), and
OUTPUTS/MODEL/SET.npz `logits` float16 [n, columns of the set's task]. No text is in them.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from training.places import OUTPUTS
from training.sets import Labelled, Task


def digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def keep_gold(name: str, labelled: Labelled) -> None:
    file = OUTPUTS / "gold" / f"{name}.npz"
    now = digest(labelled.texts)
    if file.exists():
        with np.load(file) as stored:
            if str(stored["digest"]) == now and (stored["gold"] == labelled.gold).all():
                return
            raise SystemExit(f"{file} was made of other rows than the data now holds: delete training/outputs, and run all models again")
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(file, gold=labelled.gold.astype(np.int8), digest=now)


def keep(model: str, name: str, logits: np.ndarray) -> None:
    file = OUTPUTS / model / f"{name}.npz"
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(file, logits=logits.astype(np.float16))


def gold(name: str) -> np.ndarray:
    with np.load(OUTPUTS / "gold" / f"{name}.npz") as stored:
        return stored["gold"].astype(int)


def logits(model: str, name: str) -> np.ndarray | None:
    """None: this model was not asked, or does not have the task."""
    file = OUTPUTS / model / f"{name}.npz"
    if not file.exists():
        return None
    with np.load(file) as stored:
        return stored["logits"].astype(np.float32)


def predicted(task: Task, answered: np.ndarray, threshold: float = 0.5, temperature: float = 1.0) -> np.ndarray:
    """Classes: the largest of several logits, or whether the one is over its threshold."""
    if len(task.classes) > 2:
        return answered.argmax(1)
    return (1 / (1 + np.exp(-answered[:, 0] / temperature)) >= threshold).astype(int)
