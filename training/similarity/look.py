"""How a model does on development pairs while it is trained."""

import random
from collections.abc import Callable, Sequence

import numpy as np

from training.similarity.measures import cosines, spearman
from training.similarity.pairs import Pair, pairs
from training.similarity.target import target

DEVELOPMENT: dict[str, Callable[[], list[Pair]]] = {
    "stsb-dev": lambda: pairs("stsb-dev"),
    "target-dev": lambda: list(target("dev")),
}
# A look must cost little against the training that it judges.
PAIRS = 500
SEED = 23


def sampled(name: str) -> list[Pair]:
    found = DEVELOPMENT[name]()
    return random.Random(SEED).sample(found, min(PAIRS, len(found)))


def look(vectors: Callable[[Sequence[str]], np.ndarray]) -> dict[str, float]:
    """Spearman's correlation on each development set, -1 to 1."""
    found = {}
    for name in DEVELOPMENT:
        own = sampled(name)
        first, second = (vectors([each.texts[side] for each in own]) for side in (0, 1))
        found[name] = spearman(cosines(first, second), np.array([each.score for each in own]))
    return found
