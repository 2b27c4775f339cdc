"""A BERT-style encoder with one linear head over its mean-pooled output: all tasks in one pass."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel, PreTrainedModel
from transformers.utils import logging as transformers_logging

from training.batches import by_length

transformers_logging.set_verbosity_error()
transformers_logging.disable_progress_bar()

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _multiplies_bfloat16() -> bool:
    """Where a processor does not, products in bfloat16 are four times slower than in float32.

    An x86 is asked for the instruction: PyTorch calls bfloat16 supported there, where it only imitates it.
    """
    if DEVICE.type == "cuda":
        return True
    if platform.machine().lower() in ("x86_64", "amd64"):
        return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()


HAS_BFLOAT16 = _multiplies_bfloat16()


class Encoder(nn.Module):
    """[batch, length] ids and mask -> [batch, columns] logits."""

    def __init__(
        self, start: Path | PreTrainedModel, columns: int, layers: Sequence[int] | None = None, dropout: float = 0.1
    ):
        """`start`: a folder of pretrained weights, or a body that is there already."""
        super().__init__()
        # Eager: on a CPU half as fast again in bfloat16 as the fused attention.
        self.body = (
            start
            if isinstance(start, PreTrainedModel)
            else AutoModel.from_pretrained(start, add_pooling_layer=False, attn_implementation="eager")
        )
        if layers is not None:
            self.body.encoder.layer = nn.ModuleList(self.body.encoder.layer[at] for at in layers)
        # Dropout inside the encoder costs a third of the speed and gained nothing in one epoch.
        for module in self.body.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        self.pad = self.body.config.pad_token_id
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(self.body.config.hidden_size, columns)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.head(self.dropout(self.pooled(ids, mask)))

    def pooled(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * weights).sum(1) / weights.sum(1)

    def freeze(self, layers: int) -> None:
        """Keep the embeddings and the lowest `layers` layers as they are."""
        for module in (self.body.embeddings, *self.body.encoder.layer[:layers]):
            module.requires_grad_(False)


def tokenizer(folder: Path, max_tokens: int) -> Tokenizer:
    made = Tokenizer.from_file(str(folder / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(max_tokens)
    return made


def encode(made: Tokenizer, prepared: Sequence[str]) -> list[list[int]]:
    return [encoding.ids for encoding in made.encode_batch(list(prepared))]


def padded(rows: Sequence[Sequence[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """[[2, 7, 3], [2, 3]] -> ids [[2, 7, 3], [2, 3, pad]], mask [[1, 1, 1], [1, 1, 0]]"""
    width = max(len(row) for row in rows)
    ids = torch.full((len(rows), width), pad, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    return ids.to(DEVICE), mask.to(DEVICE)


def half() -> torch.autocast:
    """bfloat16: twice as fast as float32 where the processor multiplies it, and as good."""
    return torch.autocast(DEVICE.type, dtype=torch.bfloat16, enabled=HAS_BFLOAT16)


@torch.inference_mode()
def predict(model: Encoder, rows: Sequence[Sequence[int]], batch: int = 64) -> np.ndarray:
    """Logits [rows, columns], float32, in the order of the rows."""
    model.eval()
    logits = np.zeros((len(rows), model.head.out_features), np.float32)
    for members in by_length([len(row) for row in rows], batch):
        with half():
            answered = model(*padded([rows[at] for at in members], model.pad))
        logits[members] = answered.float().cpu().numpy()
    return logits
