"""The baseline reads states of tokens, whatever stands beside a text."""

import numpy as np
import pytest
import torch

from training import frozen
from training.gru import Gru, answer

PICK = torch.Generator().manual_seed(0)
STATES = [torch.randn(length, 12, generator=PICK).half() for length in (5, 1, 9, 3, 9)]


@pytest.fixture
def model() -> Gru:
    torch.manual_seed(0)
    return Gru(12).eval()


def test_padding_changes_nothing_and_answers_come_in_order(model):
    alone = np.concatenate([answer(model, [each]) for each in STATES])
    assert np.abs(answer(model, STATES) - alone).max() < 1e-5
    assert answer(model, []).shape == (0, 3)


def test_both_ends_of_a_text_are_read(model):
    text = STATES[2]
    for at in (0, -1):
        other = text.clone()
        other[at] += 1
        assert np.abs(answer(model, [other]) - answer(model, [text])).max() > 1e-3


def test_states_are_computed_once_for_the_same_texts(monkeypatch, tmp_path):
    asked = []

    def states_of(chunk):
        asked.append(list(chunk))
        return [torch.full((len(text), 4), len(text)).half() for text in chunk]

    monkeypatch.setattr(frozen, "CHUNK", 2)
    monkeypatch.setattr(frozen, "frozen", lambda: ())
    monkeypatch.setattr(frozen, "states_of", states_of)
    texts = ["a", "bbb", "cc", "dddd", "e"]
    first = frozen.kept_states(texts, tmp_path)
    again = frozen.kept_states(texts, tmp_path)
    assert asked == [["a", "bbb"], ["cc", "dddd"], ["e"]]
    assert [tuple(each.shape) for each in first] == [(len(text), 4) for text in texts]
    assert all(torch.equal(*pair) for pair in zip(first, again, strict=True))
    frozen.kept_states(["a", "bbb", "other"], tmp_path)
    assert asked[3:] == [["other"]]
