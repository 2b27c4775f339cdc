"""What a model answered to each pair of a set: the tables are made of these, and of nothing else. No text is in them.

OUTPUTS/similarity/gold/SET.npz holds `score` float32 [n] and `digest` of the pairs; OUTPUTS/similarity/MODEL/SET.npz
`score` float16 [n]. gold/groups.npz holds the true group of each of Quora's questions, and the labelled pairs as places
among them; MODEL/groups.npz the group that each was put in. MODEL/size.npz holds the `bytes` of its network.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.outputs import digest
from training.places import OUTPUTS
from training.similarity.pairs import Pair

FOLDER = OUTPUTS / "similarity"
GROUPS = "groups"


def keep_gold(name: str, pairs: Sequence[Pair]) -> None:
    texts = digest([text for each in pairs for text in each.texts])
    _keep_once(f"gold/{name}", digest=texts, score=np.array([each.score for each in pairs], np.float32))


def keep_true_groups(texts: Sequence[str], true: Sequence[int], places: Sequence[tuple[int, int]], same: np.ndarray) -> None:
    own = {"true": np.array(true, np.int32), "places": np.array(places, np.int32), "same": same}
    _keep_once(f"gold/{GROUPS}", digest=digest(texts), **own)


def _keep_once(name: str, **arrays) -> None:
    file = _file(name)
    if not file.exists():
        return _write(file, **arrays)
    with np.load(file) as stored:
        if any(not np.array_equal(stored[key], value) for key, value in arrays.items()):
            raise SystemExit(f"{file} was made of other rows than the data now holds: delete {FOLDER}, and evaluate all models again")


def keep(model: str, name: str, **arrays: np.ndarray) -> None:
    _write(_file(f"{model}/{name}"), **arrays)


def _write(file: Path, **arrays) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(file, **arrays)


def read(model: str, name: str) -> dict[str, np.ndarray] | None:
    """None: it was not asked."""
    file = _file(f"{model}/{name}")
    if not file.exists():
        return None
    with np.load(file) as stored:
        return {key: stored[key] for key in stored.files}


def gold(name: str) -> np.ndarray:
    return read("gold", name)["score"]


def scores(model: str, name: str) -> np.ndarray | None:
    found = read(model, name)
    return None if found is None else found["score"].astype(np.float32)


def models() -> list[str]:
    """Every one that was asked about anything."""
    return sorted({file.parent.name for file in FOLDER.glob("*/*.npz")} - {"gold"})


def _file(name: str) -> Path:
    return FOLDER / f"{name}.npz"
