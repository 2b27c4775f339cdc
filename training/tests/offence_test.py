"""Fitting the offensive column anew moves that column alone, to where its texts ask for."""

import torch

from training.offence import refit
from training.tasks import OFFENSIVE
from training.tests.tiny_model import tiny_encoder


def _fitted() -> tuple[torch.nn.Module, torch.nn.Module, torch.Tensor, torch.Tensor]:
    model, states = tiny_encoder(), torch.randn(400, 16, generator=torch.Generator().manual_seed(3))
    shares = (states[:, 2] - states[:, 5] > 0.3).float()
    refit(model, states, shares)
    return tiny_encoder(), model, states, shares


def test_what_is_asked_for_is_learnt():
    before, after, states, shares = _fitted()
    right = [((model.head(states)[:, OFFENSIVE] > 0) == (shares > 0.5)).float().mean() for model in (before, after)]
    assert right[1] > 0.95 > right[0]


def test_nothing_else_moves():
    before, after, _, _ = _fitted()
    others = [at for at in range(before.head.out_features) if at != OFFENSIVE]
    assert torch.equal(before.head.weight[others], after.head.weight[others])
    assert torch.equal(before.head.bias[others], after.head.bias[others])
    assert all(torch.equal(before.state_dict()[name], after.state_dict()[name]) for name in before.state_dict() if "head" not in name)
