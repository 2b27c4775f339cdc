"""Losses ask for what they say; a training that was interrupted ends as one that was not; the graph answers as PyTorch does."""

import json

import numpy as np
import onnxruntime
import pytest
import torch

from training import optimise
from training.encoder import padded
from training.similarity import graph, learn, losses
from training.similarity.folder import SimilarityModel
from training.similarity.lessons import Row
from training.similarity.measures import cosines
from training.similarity.network import Sentences
from training.similarity.pairs import Pair
from training.similarity.quantise import quantise
from training.similarity.stages import STAGES, Part, Stage
from training.tests.tiny_model import MAX_TOKENS, PIECES, tiny_encoder

DRAWN = torch.Generator().manual_seed(6)
ROWS = [torch.randint(0, len(PIECES), (length,), generator=DRAWN).tolist() for length in (1, 2, 5, 9, MAX_TOKENS)]


def tiny() -> Sentences:
    torch.manual_seed(2)
    return Sentences(tiny_encoder().body)


def _drawn(count: int = 6, width: int = 8) -> torch.Tensor:
    return torch.randn(count, width, generator=DRAWN)


def test_regression_is_nothing_where_the_cosine_is_the_score():
    first, second = torch.tensor([[1.0, 0], [1, 0]]), torch.tensor([[2.0, 0], [0, 3]])
    assert losses.regression(first, second, torch.tensor([1.0, 0])) == pytest.approx(0)
    assert losses.regression(first, second, torch.tensor([0.0, 1])) == pytest.approx(1)


def test_order_is_small_where_higher_scores_have_higher_cosines_and_large_turned_round():
    first = torch.tensor([[1.0, 0]] * 3)
    second = torch.tensor([[1.0, 0], [1, 1], [0, 1]])
    assert losses.order(first, second, torch.tensor([0.9, 0.8, 0.1])) < 0.1
    assert losses.order(first, second, torch.tensor([0.1, 0.8, 0.9])) > 10


def test_pairs_of_one_score_have_no_order():
    assert losses.order(_drawn(), _drawn(), torch.full((6,), 0.5)) == pytest.approx(0, abs=1e-6)


def test_ranking_does_not_part_rows_about_one_text():
    """Rows 0 and 1 have the same second: only where that is known may both be right."""
    first, apart = _drawn(3), torch.zeros(3, 3, dtype=torch.bool)
    second = torch.stack([first[0], first[0], first[2]])
    first = torch.stack([first[0], first[0], first[2]])
    same = apart.clone()
    same[0, 1] = same[1, 0] = True
    assert losses.ranking(first, second, same) < 0.1 < 0.4 < losses.ranking(first, second, apart)


def test_ranking_is_harder_with_hard_negatives():
    first, second, apart = _drawn(), _drawn(), torch.zeros(6, 6, dtype=torch.bool)
    assert losses.ranking(first, second, apart, wrong=first[:2]) > losses.ranking(first, second, apart)


def test_imitation_sees_neither_turns_nor_lengths_nor_widths():
    own = _drawn()
    turn = torch.linalg.qr(_drawn(8, 8))[0]
    assert losses.imitation(own, torch.cat([3 * own @ turn, torch.zeros(6, 5)], 1)) == pytest.approx(0, abs=1e-9)
    assert losses.imitation(own, _drawn()) > 0.05


def test_every_loss_of_every_stage_has_a_gradient():
    model = tiny()
    own = [Row(Pair(f"{'ab' * at}", f"b{'a' * at}", at / 4), wrong="c" * (at + 1), teacher=np.ones((2, 6), np.float16)) for at in range(1, 5)]
    for kind in {part.loss for stage in STAGES.values() for part in stage.parts}:
        lesson = _lesson(Part("any", kind, 4), own)
        model.zero_grad()
        lesson.loss(model.train(), [0, 1, 2, 3]).backward()
        assert model.body.encoder.layer[0].attention.self.query.weight.grad.abs().sum() > 0, kind


class Letters:
    """Splits into letters, as tiny_model's pieces are."""

    def encode_batch(self, texts):
        class Encoding:
            def __init__(self, text):
                self.ids = [2, *(PIECES.index(each) for each in text if each in PIECES), 3][:MAX_TOKENS]

        return [Encoding(text) for text in texts]


def _lesson(part: Part, own: list[Row]) -> learn.Lesson:
    return learn.Lesson(part, own, Letters())


@pytest.fixture
def school(monkeypatch):
    """Two lessons of a few rows, a tiny network, no data and no vocabulary."""
    own = {
        "near": [Row(Pair("ab" * (at % 5 + 1), "ba" * (at % 4 + 1), (at % 5) / 4)) for at in range(24)],
        "same": [Row(Pair("abc"[at % 3] * (at % 4 + 1), "xyz"[at % 3] * 3, 1.0)) for at in range(16)],
    }
    stage = Stage((Part("near", "order", 4), Part("same", "ranking", 4)), 1e-2, 2)
    monkeypatch.setitem(STAGES, "some", stage)
    monkeypatch.setattr(learn, "rows", lambda lesson, limit: own[lesson][:limit])
    monkeypatch.setattr(learn, "tokenizer", lambda folder, most: Letters())
    monkeypatch.setattr(learn, "make", lambda shape: tiny())
    monkeypatch.setattr(learn, "look", lambda ask: {"some": 0.5})
    monkeypatch.setattr(learn, "WRITE_EVERY", 3)
    monkeypatch.setattr(optimise, "AVERAGE_EVERY", 2)


@pytest.mark.parametrize("interrupted", [1, 3, 7, 19])
def test_interrupted_after_any_step_it_ends_with_the_same_weights(school, tmp_path, monkeypatch, interrupted):
    for name in ("whole", "parts"):
        (tmp_path / name).mkdir()
    learn.train("minilm3", "some", tmp_path / "whole")
    whole = optimise.Optimiser.learn

    def stopping(optimiser, loss):
        if optimiser.step == interrupted:
            raise KeyboardInterrupt
        whole(optimiser, loss)

    monkeypatch.setattr(optimise.Optimiser, "learn", stopping)
    with pytest.raises(KeyboardInterrupt):
        learn.train("minilm3", "some", tmp_path / "parts")
    monkeypatch.setattr(optimise.Optimiser, "learn", whole)
    learn.train("minilm3", "some", tmp_path / "parts")
    one, other = (torch.load(tmp_path / name / "model.pt") for name in ("whole", "parts"))
    assert all(torch.equal(one[key], other[key]) for key in one)


def test_an_epoch_meets_every_row_of_every_lesson_once():
    lessons = [_lesson(Part("any", "order", 4), [Row(Pair("a" * (at % 7 + 1), "b", 0))for at in range(count)]) for count in (10, 25)]
    for epochs in (1, 2):
        steps = learn.plan(lessons, epochs)
        for at, each in enumerate(lessons):
            met = sorted(row for lesson, members in steps if lesson == at for row in members)
            assert met == sorted(list(range(len(each.rows))) * epochs)


def test_a_stage_before_its_beginning_says_what_to_do_first(school, tmp_path, monkeypatch):
    monkeypatch.setattr(learn, "MODELS", tmp_path)
    with pytest.raises(SystemExit, match="minilm6-nli/model.pt is missing: python -m training.similarity.learn minilm6 nli"):
        learn.begin("minilm6", "stsb")


def test_a_lesson_without_rows_is_named(school, tmp_path, monkeypatch):
    monkeypatch.setattr(learn, "rows", lambda lesson, limit: [])
    with pytest.raises(SystemExit, match="nothing to learn in 'near'"):
        learn.train("minilm3", "some", tmp_path)


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vectors")
    graph.write(tiny().eval(), folder, MAX_TOKENS)
    return folder


def _asked(file) -> np.ndarray:
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    ids, mask = padded(ROWS, 0)
    return session.run([graph.OUTPUT], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]


def test_the_graph_answers_as_pytorch_does_padding_or_not(networks):
    with torch.inference_mode():
        exact = np.concatenate([tiny().eval().pooled(*padded([row], 0)).numpy() for row in ROWS])
    assert np.abs(_asked(networks / "fp32.onnx") - exact).max() < 1e-4
    assert (cosines(_asked(networks / "int8.onnx"), exact) > 0.99).all()


def test_a_folder_gives_vectors_that_bytes_keep(networks, tmp_path):
    (tmp_path / "model.onnx").write_bytes((networks / "int8.onnx").read_bytes())
    (tmp_path / "vocab.txt").write_text("".join(f"{piece}\n" for piece in PIECES), encoding="utf-8")
    (tmp_path / "model.json").write_text(json.dumps({"maxTokens": MAX_TOKENS, "dimensions": 16}), encoding="utf-8")
    model = SimilarityModel(tmp_path)
    assert model.vectors([]).shape == (0, 16)
    found = model.vectors(["so good", "👏", ""])
    assert found.shape == (3, 16) and (cosines(quantise(found), found) > 0.999).all()


def test_a_mean_of_stages_has_the_mean_of_their_weights_and_learns_nothing(school, monkeypatch, tmp_path):
    monkeypatch.setattr(learn, "MODELS", tmp_path)
    low, high = tiny(), tiny()
    for name, model in (("low", low), ("high", high)):
        (tmp_path / f"minilm6-{name}").mkdir()
        torch.save(model.state_dict(), tmp_path / f"minilm6-{name}/model.pt")
    monkeypatch.setitem(STAGES, "between", Stage((), 0, 0, mean_of=("low", "high")))
    learn.train("minilm6", "between", tmp_path / "minilm6-low")
    made = torch.load(tmp_path / "minilm6-low/model.pt")
    for name, tensor in low.state_dict().items():
        expected = (tensor + high.state_dict()[name]) / 2 if tensor.is_floating_point() else tensor
        assert torch.allclose(made[name], expected)
