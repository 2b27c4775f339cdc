"""The nano network: what it sums, and that its graph answers as PyTorch does."""

from collections import Counter

import numpy as np
import onnxruntime
import pytest
import torch

from training.encoder import padded
from training.nano.graph import band, export
from training.nano.network import HIDDEN, PIECES, REACH, SUMS, WIDTH, Nano
from training.nano.pieces import chosen, write
from training.onnx_model import tokenizer
from training.tasks import COLUMNS

MAX_TOKENS = 12
ROWS = [[2, 7, 9, 4, 3], [2, 3], [2, 9, 7, 4, 3], list(range(2, 2 + MAX_TOKENS))]


@pytest.fixture(scope="module")
def model() -> Nano:
    torch.manual_seed(0)
    made = Nano(torch.randn(20, 6), len(COLUMNS))
    torch.nn.init.normal_(made.gates.weight)
    with torch.no_grad():
        made.gates.weight[made.pad] = 0
    return made.eval()


@pytest.fixture(scope="module")
def session(model, tmp_path_factory) -> onnxruntime.InferenceSession:
    file = tmp_path_factory.mktemp("nano") / "model.onnx"
    export(model, file, MAX_TOKENS)
    return onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])


def _torch(model: Nano, ids: torch.Tensor, mask: torch.Tensor) -> np.ndarray:
    with torch.inference_mode():
        return model(ids, mask).numpy()


def _onnx(session: onnxruntime.InferenceSession, ids: torch.Tensor, mask: torch.Tensor) -> np.ndarray:
    return session.run(["logits"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]


def test_the_graph_answers_as_pytorch_does(model, session):
    for rows in (ROWS, *([row] for row in ROWS)):
        inputs = padded(rows, model.pad)
        answered = _onnx(session, *inputs)
        assert answered.shape == (len(rows), len(COLUMNS)) and answered.dtype == np.float32
        assert np.abs(answered - _torch(model, *inputs)).max() < 1e-5


def test_what_is_masked_changes_nothing(model, session):
    ids, mask = padded(ROWS, model.pad)
    alone = np.concatenate([_onnx(session, *padded([row], model.pad)) for row in ROWS])
    assert np.abs(_onnx(session, ids, mask) - alone).max() < 1e-5
    assert np.abs(_onnx(session, ids + 5 * (1 - mask), mask) - alone).max() < 1e-5


def test_the_order_of_pieces_counts(session, model):
    forth, back = _onnx(session, *padded([ROWS[0], ROWS[2]], model.pad))
    assert np.abs(forth - back).max() > 1e-3


def test_a_piece_reaches_three_pieces_on_and_no_further(model):
    one, other = torch.tensor([[2, 7, 4, 4, 4, 4]]), torch.tensor([[2, 8, 4, 4, 4, 4]])
    moved = (model.weights(one) - model.weights(other)).abs().amax(2)[0] > 1e-6
    assert moved.tolist() == [False, True, True, True, True, False]


def test_a_text_said_twice_is_said_more_surely_but_not_twice_as_much(model):
    """Sums over the root of the length: between a mean and a plain sum."""
    with torch.inference_mode():
        once, twice = (_sums(model, torch.tensor([row])) for row in ([4] * 8, [4] * 16))
    assert 1.2 < (twice.norm() / once.norm()).item() < 1.7


def _sums(model: Nano, ids: torch.Tensor) -> torch.Tensor:
    return model.weights(ids).transpose(1, 2) @ model.vectors(ids) / ids.shape[1] ** 0.5


def test_it_stays_a_nano_model():
    made = Nano(torch.zeros(PIECES, WIDTH), len(COLUMNS))
    expected = PIECES * (WIDTH + SUMS) + len(REACH) + (SUMS * WIDTH + 1) * HIDDEN + (HIDDEN + 1) * len(COLUMNS)
    assert sum(each.numel() for each in made.parameters()) == expected < 550_000


def test_the_band_holds_each_weight_at_its_distance():
    assert band(np.array([1, 0.5]), 3).tolist() == [[1, 0, 0], [0.5, 1, 0], [0, 0.5, 1]]


SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def test_the_vocabulary_keeps_what_is_frequent_and_every_ascii_character(tmp_path):
    ids = {piece: at for at, piece in enumerate([*SPECIAL, "talk", "!", "a", "##a", "é", "room", "##tone", "[unused1]"])}
    counted = Counter({ids["talk"]: 1, ids["room"]: 9, ids["##tone"]: 5, ids["[MASK]"]: 99, ids["[unused1]"]: 99})
    kept = chosen(ids, counted, 9)
    assert kept == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "!", "a", "##a", "room", "##tone"]
    write(kept, tmp_path / "vocab.txt")
    assert tokenizer(tmp_path / "vocab.txt", 8).encode("Roomtone a!").ids == [2, 7, 8, 5, 4, 3]
