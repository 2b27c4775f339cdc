"""The sentence encoder: a student's layers and pieces, mean pooling, and no head when it answers."""

from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from training import student
from training.batches import by_length
from training.encoder import DEVICE, Encoder, encode, half, padded
from training.prepare import prepare
from training.shapes import SHAPES

# A pair of vectors has three parts to be told by: both, and how they differ (Reimers and Gurevych 2019).
SEEN_OF_A_PAIR, INFERENCES = 3, 3


class Sentences(Encoder):
    """[batch, length] ids and mask -> [batch, width] vectors. Only the softmax of inference uses the head."""

    def __init__(self, body: nn.Module):
        super().__init__(body, 1)
        self.width = body.config.hidden_size
        self.head = nn.Linear(SEEN_OF_A_PAIR * self.width, INFERENCES)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.pooled(ids, mask)


def make(shape: str) -> Sentences:
    """With the cut vocabulary: one tokeniser for sentiment and similarity."""
    return Sentences(student.make(SHAPES[shape]).body).to(DEVICE)


def tokens(made: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    return encode(made, [prepare(text) for text in texts])


@torch.inference_mode()
def vectors(model: Encoder, rows: Sequence[Sequence[int]], batch: int = 64) -> np.ndarray:
    """float32 [rows, width], in the order of the rows; not normalised."""
    model.eval()
    found: np.ndarray | None = None
    for members in by_length([len(row) for row in rows], batch):
        with half():
            pooled = model.pooled(*padded([rows[at] for at in members], model.pad)).float().cpu().numpy()
        found = np.zeros((len(rows), pooled.shape[1]), np.float32) if found is None else found
        found[members] = pooled
    return np.zeros((0, model.head.in_features), np.float32) if found is None else found
