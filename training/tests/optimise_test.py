"""A training that was interrupted ends as one that was not."""

import random

import numpy as np
import pytest
import torch
from torch import nn

from training import optimise
from training.batches import shuffled
from training.optimise import Optimiser, Rates

STEPS = 12
RATES = Rates(body=1e-2, head=1e-1)
INPUTS = torch.randn(64, 6, generator=torch.Generator().manual_seed(3))
TARGETS = INPUTS.sum(1, keepdim=True)
BATCHES = shuffled([1] * 64, 8, random.Random(0)) * 2


class Model(nn.Module):
    """A body, a head, and dropout: what a real one has."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.body = nn.Sequential(nn.Linear(6, 8), nn.LayerNorm(8))
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(8, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.head(self.dropout(self.body(inputs)))


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(optimise, "CHECKPOINT_EVERY", 4)
    monkeypatch.setattr(optimise, "AVERAGE_EVERY", 2)


def _train(folder, until: int = STEPS) -> Optimiser:
    """As teacher.py and student.py do it: seed, resume, the batches from the step on."""
    torch.manual_seed(1)
    optimiser = Optimiser(Model(), STEPS, RATES, folder)
    optimiser.resume()
    for members in BATCHES[optimiser.step : until]:
        distance = optimiser.model.train()(INPUTS[members]) - TARGETS[members]
        optimiser.learn(distance.square().mean())
    return optimiser


def _weights(optimiser: Optimiser) -> list[np.ndarray]:
    return [tensor.detach().numpy().copy() for tensor in (*optimiser.trained, *optimiser.average)]


@pytest.mark.parametrize("interrupted", [3, 4, 6, 8, 11])
def test_resumed_after_any_step_it_ends_with_the_same_weights(tmp_path, interrupted):
    (tmp_path / "whole").mkdir()
    (tmp_path / "parts").mkdir()
    _train(tmp_path / "parts", until=interrupted)
    resumed, whole = _train(tmp_path / "parts"), _train(tmp_path / "whole")
    assert resumed.step == whole.step == STEPS
    assert all((one == other).all() for one, other in zip(_weights(resumed), _weights(whole), strict=True))


def test_the_loss_falls(tmp_path):
    losses = _train(tmp_path).losses
    assert losses[-1] < losses[0] / 2


def test_rates_rise_then_fall_to_nothing():
    rates = [optimise._rise_and_fall(step, 100, 0.1) for step in range(101)]
    assert rates[0] == 0.1 and max(rates) == rates[9] == 1.0
    assert rates[:10] == sorted(rates[:10]) and rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[100] == 0


def test_averaged_weights_are_there_inside_only(tmp_path):
    optimiser = _train(tmp_path)
    own = [parameter.detach().clone() for parameter in optimiser.trained]
    with optimiser.averaged():
        assert all(torch.equal(*pair) for pair in zip(optimiser.trained, optimiser.average, strict=True))
    assert all(torch.equal(*pair) for pair in zip(optimiser.trained, own, strict=True))
    assert not torch.equal(optimiser.average[0], own[0])


def test_only_a_better_score_replaces_the_kept_model(tmp_path):
    optimiser = _train(tmp_path, until=2)
    for score, bias in ((0.5, 1.0), (0.4, 2.0), (0.5, 3.0), (0.6, 4.0)):
        with torch.no_grad():
            optimiser.model.head.bias.fill_(bias)
        optimiser.keep_best(score)
        kept = torch.load(tmp_path / "model.pt")["head.bias"].item()
        assert kept == (1.0 if score < 0.6 else 4.0)


def test_frozen_weights_stay(tmp_path):
    model = Model()
    model.body.requires_grad_(False)
    before = model.body[0].weight.clone()
    optimiser = Optimiser(model, 1, RATES, tmp_path)
    optimiser.learn(model(INPUTS).square().mean())
    assert torch.equal(model.body[0].weight, before)
