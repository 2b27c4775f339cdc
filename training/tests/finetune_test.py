"""From rows to a folder that the product takes; nothing else is touched, and what was not taught stays."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from training.behaviour import cases, failures
from training.finetune import judge, tune
from training.finetune.__main__ import main
from training.finetune.examples import Example
from training.onnx_model import OnnxModel
from training.optimise import Rates
from training.tasks import COLUMNS, UNKNOWN
from training.tests.tiny_model import TASKS, tiny_encoder, tiny_folder

COUNTS = {"negative": 60, "neutral": 40, "positive": 50}
WORDS = {"negative": "bbbb dddd", "neutral": "mmmm nnnn", "positive": "gggg hhhh"}


def _texts(label: str) -> list[str]:
    """A label has letters of its own, and each text a number in letters."""
    return [f"{WORDS[label]} {chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(COUNTS[label])]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [f"{text},{label}" for label in COUNTS for text in _texts(label)]
    (tmp_path / "rows.csv").write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")
    return tmp_path / "rows.csv"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    (tmp_path / "shipped").mkdir()
    return tiny_folder(tmp_path / "shipped")


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    """A tiny network needs larger steps, and what it does not know takes few cases to see."""
    few = cases()[::20]
    monkeypatch.setattr(judge, "cases", lambda: few)
    monkeypatch.setattr(failures, "cases", lambda: few)
    monkeypatch.setattr(tune, "RATES", Rates(body=2e-2, head=5e-2, warm_up=0.1))
    monkeypatch.setattr(tune, "FEWEST_DRILLS", 32)
    monkeypatch.setattr(tune, "MOST_DRILLS", 32)


def _make(data: Path, shipped: Path, out: Path, *more: str) -> dict:
    main(["--data", str(data), "--model", str(shipped), "--out", str(out), *more])
    return json.loads((out / "model.json").read_text(encoding="utf-8"))


def test_a_folder_is_made_that_is_complete_and_better(data, shipped, tmp_path, capsys):
    card = _make(data, shipped, tmp_path / "some/mine", "--epochs", "6")
    folder = tmp_path / "some/mine"
    assert sorted(file.name for file in folder.iterdir()) == ["CARD.md", "model.json", "model.onnx", "vocab.txt"]
    assert [file.name for file in folder.parent.iterdir()] == ["mine"]
    for name, expected in card["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
    assert card["tasks"] == TASKS and card["maxTokens"] == 16
    assert card["finetuned"]["rows"] == {"learn": 104, "calibrate": 23, "judge": 23}
    assert card["finetuned"]["from"].startswith("shipped@")
    assert (card["development"]["n"], card["test"]["n"]) == (23, 23)
    assert card["test"]["macroRecall"] > 90 > card["finetuned"]["before"]["macroRecall"]
    assert OnnxModel(folder).logits(["gggg hhhh zz"]).shape == (1, len(COLUMNS))
    told, text = capsys.readouterr().out, (folder / "CARD.md").read_text(encoding="utf-8")
    assert "150 rows to use" in told and "The task question is answered as before for" in told
    assert f"| macro-recall | {card['finetuned']['before']['macroRecall']:.1f} |" in text
    assert "rows.csv" in text and not any(row in text for label in WORDS for row in _texts(label))


def test_the_same_seed_makes_the_same_model_and_the_given_one_stays(data, shipped, tmp_path):
    before = {file.name: file.read_bytes() for file in shipped.iterdir() if file.is_file()}
    one = _make(data, shipped, tmp_path / "one", "--epochs", "1")
    two = _make(data, shipped, tmp_path / "two", "--epochs", "1")
    assert one == two
    assert {file.name: file.read_bytes() for file in shipped.iterdir() if file.is_file()} == before


def test_a_model_without_tasks_works_as_well(data, tmp_path):
    (tmp_path / "plain").mkdir()
    card = _make(data, tiny_folder(tmp_path / "plain", columns=3), tmp_path / "mine", "--epochs", "1")
    assert "tasks" not in card and card["output"] == "logits float32 [batch, 3]"


def test_only_a_folder_of_ours_is_replaced_and_only_when_told_to(data, shipped, tmp_path):
    with pytest.raises(SystemExit, match="shipped is there already, and training.finetune did not make it"):
        _make(data, shipped, shipped, "--force")
    _make(data, shipped, tmp_path / "mine", "--epochs", "1")
    with pytest.raises(SystemExit, match="mine is there already: .* --force"):
        _make(data, shipped, tmp_path / "mine")
    again = _make(data, tmp_path / "mine", tmp_path / "mine", "--epochs", "2", "--force")
    assert again["finetuned"]["epochs"] == 2 and again["finetuned"]["from"].startswith("mine@")


def test_a_file_in_the_place_of_the_folder_stays(data, shipped, tmp_path):
    (tmp_path / "mine").write_text("precious", encoding="utf-8")
    with pytest.raises(SystemExit, match="did not make it"):
        _make(data, shipped, tmp_path / "mine", "--force")
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "precious"


def test_an_interrupted_run_leaves_no_folder_and_the_next_one_is_not_disturbed(data, shipped, tmp_path, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("training.finetune.__main__.card_text", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            _make(data, shipped, tmp_path / "mine", "--epochs", "1")
    assert not (tmp_path / "mine").exists()
    _make(data, shipped, tmp_path / "mine", "--epochs", "1")
    assert not (tmp_path / ".mine.part").exists()


def test_a_network_that_is_not_the_one_of_its_card_is_refused(data, shipped, tmp_path):
    card = json.loads((shipped / "model.json").read_text(encoding="utf-8"))
    card["sha256"]["model.onnx"] = "0" * 64
    (shipped / "model.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(SystemExit, match="model.onnx is not the file of its model.json"):
        _make(data, shipped, tmp_path / "mine")


def test_a_label_that_no_row_has_is_said_to_be_lost(data, shipped, tmp_path, capsys):
    _make(data, shipped, tmp_path / "mine", "--epochs", "1", "--map", "neutral=skip")
    told = capsys.readouterr().out
    assert "skipped 40 rows left out by --map" in told and "No row is neutral: the model will hardly say it" in told


def test_wrong_options_are_usage(data, tmp_path):
    for wrong in (["--epochs", "0"], ["--label", "text"]):
        with pytest.raises(SystemExit, match="2"):
            main(["--data", str(data), "--out", str(tmp_path / "mine"), *wrong])


def test_your_labels_are_learnt_and_other_columns_stay(shipped):
    model, made = tiny_encoder(), OnnxModel(shipped).tokenizer
    rows = [Example(at, text, label) for label, name in enumerate(COUNTS) for at, text in enumerate(_texts(name))]
    embeddings = model.body.embeddings.word_embeddings.weight.clone()
    data = tune.lessons(model, made, rows)
    tune.tune(model, data, 6, 7, lambda _: None)
    answered = torch.tensor(tune.predict(model, data.ids))
    own = data.gold != UNKNOWN
    assert (answered[own, :3].argmax(1) == data.gold[own]).float().mean() > 0.95
    moved = (answered - data.former).abs().mean(0)
    assert moved[3:].max() < 0.2 * moved[:3].min()
    assert torch.equal(model.body.embeddings.word_embeddings.weight, embeddings)


def test_each_label_weighs_the_same_and_a_missing_one_nothing():
    gold = torch.tensor([0] * 6 + [2] * 2 + [UNKNOWN] * 5)
    assert tune.balance_of(gold).tolist() == pytest.approx([8 / 12, 0, 2])


def test_a_drill_costs_least_where_it_is_answered_as_before():
    """Whatever is added to all three of its labels."""
    former = torch.tensor([[1.0, 2, 3, 0.5, -1]])
    gold, balance = torch.tensor([UNKNOWN]), torch.ones(3)
    same = (former + torch.tensor([[7.0, 7, 7, 0, 0]])).requires_grad_()
    least = tune.loss(same, gold, former, balance)
    least.backward()
    assert same.grad.abs().max() < 1e-6
    for column in range(5):
        assert tune.loss(same + torch.eye(5)[column], gold, former, balance) > least + 0.05


def test_a_gain_that_may_be_chance_spans_nothing():
    gold = np.arange(300) % 3
    wrong = np.where(np.arange(300) % 4 == 0, (gold + 1) % 3, gold)
    low, high = judge.gain(gold, wrong, gold, 0)
    assert 15 < low < 25 < high < 35
    low, high = judge.gain(gold, wrong, np.roll(wrong, 3), 0)
    assert low < 0 < high
