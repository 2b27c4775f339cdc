"""The teachers' answers are kept by what was asked, and an interrupted labelling goes on where it stopped."""

import numpy as np
import pytest
import torch

from training import frozen
from training.encoder import Encoder
from training.similarity import cross, lessons, silver, vectors
from training.similarity.lessons import Row
from training.similarity.pairs import Pair
from training.tests.similarity_learn_test import Letters
from training.tests.tiny_model import MAX_TOKENS, PIECES, tiny_encoder

PAIRS = tuple(Pair("ab" * (at % 5 + 1), f"b{'a' * at}", (at % 5) / 4, "pool") for at in range(20))


class Both:
    """Splits both texts of a pair into letters, as tiny_model's pieces are."""

    def encode_batch(self, texts):
        return Letters().encode_batch([f"{first}{second}"[: MAX_TOKENS - 2] for first, second in texts])


def tiny() -> tuple[Encoder, Both]:
    return tiny_encoder(1), Both()


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """A cross-encoder too small to know anything, that notes how many pairs it was asked about."""
    count = []
    whole = cross.answers
    monkeypatch.setattr(cross, "answers", lambda model, made, own: count.append(len(own)) or whole(model, made, own))
    monkeypatch.setattr(cross, "trained", tiny)
    monkeypatch.setattr(silver, "candidates", lambda: PAIRS)
    monkeypatch.setattr(silver, "FOLDER", tmp_path / "silver")
    monkeypatch.setattr(silver, "CHUNK", 8)
    return count


def test_labels_are_those_of_the_cross_encoder_and_no_chunk_is_asked_about_twice(asked):
    silver.label(PAIRS[:8], 1)
    assert asked == [8] and len(silver.labelled()) == 8
    silver.label(PAIRS, 1)
    assert asked == [8, 8, 4]
    expected = cross.answers(*tiny(), PAIRS)
    assert [each.score for each in silver.labelled()] == pytest.approx(expected.tolist(), abs=1e-3)
    assert [each.texts for each in silver.labelled()] == [each.texts for each in PAIRS]


@pytest.mark.parametrize("until", [1, 2])
def test_an_interrupted_cross_encoder_ends_as_one_that_was_not(monkeypatch, tmp_path, until):
    monkeypatch.setattr(cross, "make", tiny)
    monkeypatch.setattr(cross, "rows", lambda lesson, limit: [Row(each) for each in PAIRS][:limit])
    monkeypatch.setattr(cross, "DEVELOPMENT", ("some",))
    monkeypatch.setattr(cross, "sampled", lambda name: PAIRS)
    monkeypatch.setattr(cross, "BATCH", 4)
    monkeypatch.setattr(cross, "WRITE_EVERY", 1)
    monkeypatch.setattr(cross, "FROZEN_LAYERS", 1)
    for name in ("whole", "parts"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(cross, "FOLDER", tmp_path / "whole")
    cross.train(None)
    monkeypatch.setattr(cross, "FOLDER", tmp_path / "parts")
    learn = cross.Optimiser.learn

    def stopping(optimiser, loss):
        if optimiser.step == until:
            raise KeyboardInterrupt
        learn(optimiser, loss)

    monkeypatch.setattr(cross.Optimiser, "learn", stopping)
    with pytest.raises(KeyboardInterrupt):
        cross.train(None)
    monkeypatch.setattr(cross.Optimiser, "learn", learn)
    cross.train(None)
    one, other = (torch.load(tmp_path / name / "model.pt") for name in ("whole", "parts"))
    assert all(torch.equal(one[key], other[key]) for key in one)


def test_without_a_trained_cross_encoder_it_is_said_which_step_makes_one(monkeypatch, tmp_path):
    monkeypatch.setattr(cross, "make", tiny)
    monkeypatch.setattr(cross, "FOLDER", tmp_path)
    with pytest.raises(SystemExit, match="model.pt is missing: python -m training.similarity.cross"):
        cross.trained()


def test_every_other_pair_is_turned_round():
    assert cross._turned(PAIRS[:3]) == [PAIRS[0].texts, PAIRS[1].texts[::-1], PAIRS[2].texts]


@pytest.fixture
def teacher(monkeypatch, tmp_path):
    """A teacher of vectors, and how often it was asked."""
    asked = []
    monkeypatch.setattr("training.encoder.tokenizer", lambda folder, most: Letters())
    monkeypatch.setattr(frozen, "frozen", lambda: (asked.append(1) or tiny_encoder(), None))
    monkeypatch.setattr(vectors, "FOLDER", tmp_path / "vectors")
    monkeypatch.setattr(vectors, "CHUNK", 3)
    vectors.read.cache_clear()
    yield asked
    vectors.read.cache_clear()


def test_vectors_are_found_by_their_text_and_no_chunk_is_asked_about_twice(teacher):
    texts = [each * 3 for each in "abcdefg"]
    vectors.write(texts[:3], 1)
    vectors.write(texts, 1)
    assert len(teacher) == 3
    known = vectors.read()
    assert len(known) == 7
    row = [PIECES.index("[CLS]"), *(PIECES.index("c") for _ in range(3)), PIECES.index("[SEP]")]
    with torch.inference_mode():
        alone = tiny_encoder().pooled(torch.tensor([row]), torch.ones(1, len(row)))[0].numpy()
    assert np.abs(known[vectors.key("  ccc ")] - alone).max() < 0.02


def test_the_pools_lesson_has_the_pairs_whose_vectors_are_known(teacher, monkeypatch):
    own = (Pair("aaa", "bbb", 0), Pair("bbb", "zzz", 0), Pair("bbb", "ccc", 0))
    vectors.write(["aaa", "bbb", "ccc"], 1)
    monkeypatch.setattr(lessons, "candidates", lambda: own)
    found = lessons._pool()
    assert [row.pair for row in found] == [own[0], own[2]]
    assert found[0].teacher.shape == (2, 16) and (found[0].teacher[1] == found[1].teacher[0]).all()
