"""Which rows go together: of like length, because padding costs as much as text."""

import random
from collections.abc import Sequence


def by_length(lengths: Sequence[int], size: int) -> list[list[int]]:
    """All rows, shortest first: [9, 3, 8, 3], size 2 -> [[1, 3], [2, 0]]"""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [order[at : at + size] for at in range(0, len(order), size)]


def shuffled(lengths: Sequence[int], size: int, pick: random.Random, pool: int = 50) -> list[list[int]]:
    """One epoch: rows shuffled, then sorted by length within pools of `pool` batches, then the batches shuffled."""
    order = list(range(len(lengths)))
    pick.shuffle(order)
    batches = []
    for start in range(0, len(order), size * pool):
        near = sorted(order[start : start + size * pool], key=lengths.__getitem__)
        batches += [near[at : at + size] for at in range(0, len(near), size)]
    pick.shuffle(batches)
    return batches
