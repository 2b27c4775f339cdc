"""The ONNX graph answers as the PyTorch model that it was made of; and the model can be made of it again."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from training.encoder import encode, padded, predict
from training.export import export
from training.onnx_model import OnnxModel
from training.places import MODELS
from training.prepare import prepare
from training.rebuild import check, rebuild
from training.tests.tiny_model import MAX_TOKENS, PIECES, tiny_encoder, tiny_folder

PICK = np.random.default_rng(1)
ROWS = [PICK.integers(0, len(PIECES), size=length).tolist() for length in (1, 2, 5, 9, MAX_TOKENS)]
IDS, MASK = padded(ROWS, 0)


@pytest.fixture(scope="module")
def networks(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("networks")
    export(tiny_encoder(), folder, MAX_TOKENS)
    return folder


def _torch(model) -> np.ndarray:
    with torch.inference_mode():
        return model.eval()(IDS, MASK).numpy()


def _onnx(file: Path) -> np.ndarray:
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    return session.run(["logits"], {"input_ids": IDS.numpy(), "attention_mask": MASK.numpy()})[0]


def test_float32_is_equal(networks):
    assert np.abs(_onnx(networks / "fp32.onnx") - _torch(tiny_encoder())).max() < 1e-4


def test_int8_is_near_and_smaller(networks):
    exact = _torch(tiny_encoder())
    off = [np.abs(_onnx(networks / f"{stage}.onnx") - exact).mean() for stage in ("fp32", "embeddings8", "int8")]
    assert off[0] < off[1] < off[2] < 0.1 * np.abs(exact - exact.mean(0)).mean()
    sizes = [(networks / f"{stage}.onnx").stat().st_size for stage in ("fp32", "embeddings8", "int8")]
    assert sizes[0] > sizes[1] > sizes[2]


def test_padding_changes_nothing(networks):
    together = _torch(tiny_encoder())
    with torch.inference_mode():
        alone = [tiny_encoder()(*padded([row], 0)).numpy()[0] for row in ROWS]
    assert np.abs(together - np.stack(alone)).max() < 1e-5


@pytest.mark.parametrize("columns", [3, 5])
def test_a_float32_network_rebuilt_is_the_model_it_was_made_of(tmp_path, columns):
    model = tiny_encoder(columns)
    export(model, tmp_path, MAX_TOKENS)
    assert np.abs(_torch(rebuild(tmp_path / "fp32.onnx")) - _torch(model)).max() < 1e-5


def test_an_int8_network_rebuilt_and_exported_again_stays_as_it_is(networks, tmp_path):
    again = rebuild(networks / "int8.onnx")
    export(again, tmp_path, MAX_TOKENS)
    assert np.abs(_torch(again) - _torch(tiny_encoder())).mean() < 0.1
    assert np.abs(_onnx(tmp_path / "int8.onnx") - _onnx(networks / "int8.onnx")).max() < 1e-3


def test_the_shipped_model_can_be_rebuilt():
    """Within the rounding of its activations."""
    folder = MODELS / "sentiment"
    texts = [row["text"] for row in json.loads((folder / "reference.json").read_text(encoding="utf-8"))]
    shipped = OnnxModel(folder)
    answered = shipped.logits(texts)
    rebuilt = predict(rebuild(folder / "model.onnx"), encode(shipped.tokenizer, [prepare(text) for text in texts]))
    assert np.abs(rebuilt - answered).mean() < 0.05 * answered.std()


def test_a_model_that_answers_otherwise_is_not_taken_for_the_folder(tmp_path):
    folder, texts = tiny_folder(tmp_path), ["so good", "a b c", "not at all", "why"]
    check(rebuild(folder / "model.onnx"), folder, texts)
    other = rebuild(folder / "model.onnx")
    with torch.no_grad():
        other.body.encoder.layer[0].attention.self.query.weight.mul_(0.3)
    with pytest.raises(SystemExit, match="rebuilt, gives other logits"):
        check(other, folder, texts)


def test_another_network_is_refused(networks, tmp_path):
    other = onnx.load(networks / "int8.onnx")
    del other.graph.initializer[:]
    onnx.save(other, tmp_path / "other.onnx")
    with pytest.raises(SystemExit, match="other.onnx is no network of training/export.py .*models/sentiment"):
        rebuild(tmp_path / "other.onnx")


def test_a_folder_answers_with_all_its_columns(tmp_path):
    assert OnnxModel(tiny_folder(tmp_path)).logits(["so good", ""]).shape == (2, 5)
