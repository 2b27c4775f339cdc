"""The optimiser's side of a training: steps, averaged weights, checkpoints to go on from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from training.encoder import DEVICE


@dataclass(frozen=True)
class Rates:
    body: float
    head: float
    # The share of the steps over which the rates rise; then they fall to nothing, in a straight line.
    warm_up: float = 0.06


# The weights that are kept are a moving average over some 300 steps: worth some tenths of a point.
AVERAGE_EVERY = 10
AVERAGE_KEEP = 0.97
CHECKPOINT_EVERY = 200


class Optimiser:
    def __init__(self, model: nn.Module, steps: int, rates: Rates, folder: Path):
        self.model, self.step, self.losses, self.best, self.folder = model, 0, [], 0.0, folder
        head = list(model.head.parameters())
        in_head = {id(parameter) for parameter in head}
        self.trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        body = [parameter for parameter in self.trained if id(parameter) not in in_head]
        groups = [
            {"params": [each for each in body if each.ndim > 1], "weight_decay": 0.01, "lr": rates.body},
            {"params": [each for each in body if each.ndim <= 1], "weight_decay": 0.0, "lr": rates.body},
            {"params": head, "weight_decay": 0.01, "lr": rates.head},
        ]
        self.optimizer = torch.optim.AdamW([group for group in groups if group["params"]], fused=True)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: _rise_and_fall(step, steps, rates.warm_up)
        )
        self.average = [parameter.detach().clone() for parameter in self.trained]

    def learn(self, loss: torch.Tensor) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        self.losses.append(loss.item())
        if self.step % AVERAGE_EVERY == 0:
            keep = min(AVERAGE_KEEP, self.step / (self.step + 10 * AVERAGE_EVERY))
            torch._foreach_lerp_(self.average, [parameter.detach() for parameter in self.trained], 1 - keep)
        if self.step % CHECKPOINT_EVERY == 0:
            self.write()

    def mean_loss(self) -> float:
        return float(np.mean(self.losses[-50:]))

    def averaged(self) -> "_Averaged":
        """`with optimiser.averaged(): …` – the model holds the averaged weights inside."""
        return _Averaged(self)

    def keep_best(self, score: float) -> None:
        """The model's present weights become model.pt if no score was higher."""
        if score > self.best:
            self.best = score
            torch.save(self.model.state_dict(), self.folder / "model.pt")

    def write(self) -> None:
        state = {name: getattr(self, name).state_dict() for name in ("model", "optimizer", "schedule")}
        # Dropout goes on with the numbers it would have drawn.
        state |= {"average": self.average, "step": self.step, "best": self.best, "random": torch.get_rng_state()}
        torch.save(state, self.folder / "checkpoint.part")
        (self.folder / "checkpoint.part").rename(self.folder / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from the last checkpoint, if there is one."""
        if not (self.folder / "checkpoint.pt").exists():
            return
        state = torch.load(self.folder / "checkpoint.pt", map_location=DEVICE)
        for name in ("model", "optimizer", "schedule"):
            getattr(self, name).load_state_dict(state[name])
        self.average, self.step, self.best = state["average"], state["step"], state["best"]
        torch.set_rng_state(state.get("random", torch.get_rng_state()).cpu())


class _Averaged:
    def __init__(self, optimiser: Optimiser):
        self.optimiser = optimiser

    def __enter__(self) -> None:
        self.own = [parameter.detach().clone() for parameter in self.optimiser.trained]
        self._load(self.optimiser.average)

    def __exit__(self, *_) -> None:
        self._load(self.own)

    @torch.no_grad()
    def _load(self, weights: Iterable[torch.Tensor]) -> None:
        torch._foreach_copy_(self.optimiser.trained, list(weights))


def _rise_and_fall(step: int, steps: int, warm_up: float) -> float:
    warm = max(1.0, warm_up * steps)
    return min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm + 1)))
