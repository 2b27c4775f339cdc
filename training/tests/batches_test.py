"""Every row once, no batch over its size."""

import random

import pytest

from training.batches import by_length, shuffled

LENGTHS = [(7 * at) % 60 + 2 for at in range(1_003)]


def test_the_example():
    assert by_length([9, 3, 8, 3], 2) == [[1, 3], [2, 0]]


@pytest.mark.parametrize("size", [1, 7, 48, 5_000])
def test_every_row_is_in_one_batch_and_no_batch_is_over_size(size):
    for batches in (by_length(LENGTHS, size), shuffled(LENGTHS, size, random.Random(0), pool=3)):
        assert sorted(at for batch in batches for at in batch) == list(range(len(LENGTHS)))
        assert all(1 <= len(batch) <= size for batch in batches)


def test_nothing_makes_no_batch():
    assert by_length([], 4) == shuffled([], 4, random.Random(0)) == []


def test_a_seed_gives_one_order_and_another_one_another():
    assert shuffled(LENGTHS, 16, random.Random(1)) == shuffled(LENGTHS, 16, random.Random(1))
    assert shuffled(LENGTHS, 16, random.Random(1)) != shuffled(LENGTHS, 16, random.Random(2))


def test_rows_of_a_batch_have_like_lengths_and_batches_come_in_no_order_of_length():
    batches = shuffled(LENGTHS, 16, random.Random(0), pool=100)
    padding = sum(max(LENGTHS[at] for at in batch) * len(batch) for batch in batches) / sum(LENGTHS)
    assert padding < 1.1
    firsts = [LENGTHS[batch[0]] for batch in batches]
    assert firsts not in (sorted(firsts), sorted(firsts, reverse=True))
