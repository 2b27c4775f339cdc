"""A model folder read in Python answers as it did when it was made."""

import json
from pathlib import Path

import numpy as np
import pytest

from training.onnx_model import OnnxModel, runs_of, tokenizer
from training.places import MODELS

FOLDER = MODELS / "sentiment"
REFERENCE = json.loads((FOLDER / "reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def model() -> OnnxModel:
    return OnnxModel(FOLDER)


def test_one_text_a_run_gives_the_reference(model):
    answered = np.concatenate([model.logits([row["text"]]) for row in REFERENCE])
    assert answered.dtype == np.float32
    assert np.abs(answered - np.array([row["logits"] for row in REFERENCE])).max() < 0.01


def test_answers_come_in_the_order_of_the_texts(model):
    texts = ["I love it", " ".join(["This is the worst talk"] * 30), "When does it start?", "I hate it"]
    assert model.labels(texts) == [2, 0, 1, 0]
    assert model.labels(texts[::-1]) == [0, 1, 0, 2]
    assert model.logits([]).shape[0] == 0


def test_padding_hardly_moves_a_text(model):
    """Only by the scale of the run's activations."""
    short, longer = "I love it", "I have no idea what is going on here today, do you?"
    alone, beside = model.logits([short])[0], model.logits([short, longer])[0]
    assert np.abs(alone - beside).max() < 0.2


def test_no_text_is_longer_than_the_model_reads(model):
    encoded = model.tokenizer.encode("word " * 500).ids
    assert len(encoded) == model.card["maxTokens"]
    assert encoded[-1] == model.tokenizer.token_to_id("[SEP]")


def test_a_special_piece_cannot_be_written_by_an_audience(model):
    assert model.tokenizer.encode("[SEP]").tokens == ["[CLS]", "[", "sep", "]", "[SEP]"]


def test_runs_hold_like_lengths_within_the_budget_and_every_row_once():
    assert runs_of([9, 3, 8, 3], 16) == [[1, 3], [2], [0]]
    lengths = [(7 * at) % 100 + 2 for at in range(500)]
    runs = runs_of(lengths, 128)
    assert all(len(run) * max(lengths[at] for at in run) <= 128 for run in runs)
    assert sorted(at for run in runs for at in run) == list(range(500))
    assert runs_of([300], 128) == [[0]]


def test_a_vocabulary_is_read_line_by_line(tmp_path: Path):
    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n\u2028x\nroom\n##tone\n", encoding="utf-8")
    assert tokenizer(tmp_path / "vocab.txt", 8).encode("Roomtone é").ids == [2, 5, 6, 1, 3]


def test_what_is_no_model_folder_says_what_it_lacks(tmp_path: Path):
    with pytest.raises(SystemExit, match="model.json is missing"):
        OnnxModel(tmp_path)
