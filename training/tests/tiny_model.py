"""A network too small to know anything, with all the parts of a real one: encoder, vocabulary, model folder."""

import hashlib
import json
import string
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from training.encoder import Encoder
from training.export import export
from training.tasks import COLUMNS, SENTIMENT

MAX_TOKENS = 16
LETTERS = string.ascii_lowercase
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *LETTERS, *(f"##{each}" for each in LETTERS)]
TASKS = {
    "offensive": {"column": 3, "temperature": 1.5, "threshold": 0.4},
    "question": {"column": 4, "temperature": 0.8, "threshold": 0.6},
}


def tiny_encoder(columns: int = len(COLUMNS), seed: int = 0) -> Encoder:
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(PIECES),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=24,
        layer_norm_eps=1e-6,
        # Large, so that texts differ and biases are not nothing.
        initializer_range=0.4,
        attn_implementation="eager",
    )
    model = Encoder(BertModel(config, add_pooling_layer=False), columns)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.normal_(0, 0.2)
    return model.eval()


def tiny_folder(folder: Path, columns: int = len(COLUMNS)) -> Path:
    """As training.package leaves one, in int8."""
    export(tiny_encoder(columns), folder / "networks", MAX_TOKENS)
    (folder / "networks/int8.onnx").rename(folder / "model.onnx")
    (folder / "vocab.txt").write_text("".join(f"{piece}\n" for piece in PIECES), encoding="utf-8")
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("model.onnx", "vocab.txt")}
    card = {
        "labels": list(SENTIMENT),
        "inputs": {"input_ids": "int64 [batch, length]", "attention_mask": "int64 [batch, length]"},
        "output": f"logits float32 [batch, {columns}]",
        "maxTokens": MAX_TOKENS,
        "temperature": 1.25,
        "sureThreshold": 0.7,
        "vocabularySize": len(PIECES),
        "sha256": hashes,
    }
    if columns == len(COLUMNS):
        card["tasks"] = TASKS
    (folder / "model.json").write_text(json.dumps(card), encoding="utf-8")
    return folder
