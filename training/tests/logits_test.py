"""A teacher's answers are found again by the text they were given to."""

import numpy as np
import pytest

from training import logits

TEXTS = ["great talk", "", "👏 und ein ß", "x" * 5_000]


def test_a_key_is_the_same_in_every_version():
    """Change it, and the committed logits fit no text."""
    assert logits.key("great talk") == 13126534000850766014


def test_answers_come_back_as_they_were_stored_up_to_float16(tmp_path):
    answers = {logits.key(text): np.array([at, -1.5, 0.1], np.float32) for at, text in enumerate(TEXTS)}
    logits.write(tmp_path / "some.npz", answers)
    read = logits.read(tmp_path / "some.npz")
    assert set(read) == set(answers)
    assert all(np.abs(read[key] - answers[key]).max() < 1e-3 and read[key].dtype == np.float32 for key in answers)
    assert [file.name for file in tmp_path.iterdir()] == ["some.npz"]


def test_keys_rise_so_that_a_file_does_not_depend_on_the_order_of_the_texts(tmp_path):
    answers = {logits.key(text): np.zeros(3) for text in TEXTS}
    logits.write(tmp_path / "one.npz", answers)
    logits.write(tmp_path / "two.npz", dict(reversed(answers.items())))
    for name in ("one.npz", "two.npz"):
        with np.load(tmp_path / name) as stored:
            assert (np.diff(stored["key"].astype(object)) > 0).all()
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_text_that_was_not_asked_is_not_a_number():
    found = logits.of(["known", "unknown"], {logits.key("known"): np.ones(2, np.float32)}, 2)
    assert found[0] == pytest.approx([1, 1]) and np.isnan(found[1]).all()
