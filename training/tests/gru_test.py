"""The baseline reads states of tokens, whatever stands beside a text."""

import numpy as np
import pytest
import torch

from training import frozen
from training.gru import Gru, answer
from training.onnx_model import tokenizer
from training.tests.tiny_model import PIECES, tiny_encoder

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


def test_a_text_has_a_state_a_token_and_none_of_its_padding(tmp_path):
    (tmp_path / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")
    made, model = tokenizer(tmp_path / "vocab.txt", 16), tiny_encoder()
    texts = ["so good", "a", "not at all"]
    states = frozen.states_of(model, made, texts)
    assert [each.shape[0] for each in states] == [len(made.encode(text).ids) for text in texts]
    assert all(each.dtype == torch.float16 for each in states)
    alone = [frozen.states_of(model, made, [text])[0] for text in texts]
    assert max((one - other).abs().max() for one, other in zip(states, alone, strict=True)) < 0.05


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
