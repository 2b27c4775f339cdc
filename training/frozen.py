"""What all-mpnet-base-v2 makes of texts as it comes: a state for each token, for models that only read them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training.batches import by_length
from training.encoder import DEVICE, Encoder, encode, half, padded, tokenizer
from training.outputs import digest
from training.weights import WEIGHTS

MAX_TOKENS = 128
BATCH = 32
CHUNK = 1_000


@cache
def frozen() -> tuple[Encoder, Tokenizer]:
    """The encoder; its head is never asked."""
    return Encoder(WEIGHTS / "mpnet", 1).to(DEVICE).eval(), tokenizer(WEIGHTS / "mpnet", MAX_TOKENS)


@torch.inference_mode()
def states_of(model: Encoder, made: Tokenizer, prepared: Sequence[str]) -> list[torch.Tensor]:
    """float16 [tokens, width] of each text, in their order."""
    ids = encode(made, prepared)
    found: dict[int, torch.Tensor] = {}
    for members in by_length([len(row) for row in ids], BATCH):
        tokens, mask = padded([ids[at] for at in members], model.pad)
        with half():
            hidden = model.body(input_ids=tokens, attention_mask=mask).last_hidden_state
        found |= {at: row[: len(ids[at])].half().cpu().clone() for at, row in zip(members, hidden)}
    return [found[at] for at in range(len(ids))]


def kept_states(prepared: Sequence[str], folder: Path) -> list[torch.Tensor]:
    """As states_of, by chunks that are computed once. A file is named by the texts that it stands for."""
    folder.mkdir(parents=True, exist_ok=True)
    found: list[torch.Tensor] = []
    for start in range(0, len(prepared), CHUNK):
        chunk = prepared[start : start + CHUNK]
        file = folder / f"{digest(chunk)}.pt"
        if not file.exists():
            torch.save(states_of(*frozen(), chunk), file.with_suffix(".part"))
            file.with_suffix(".part").rename(file)
            print(f"states of {start + len(chunk)} of {len(prepared)} texts", flush=True)
        found += torch.load(file)
    return found
