"""A network that export.py wrote, as an Encoder again: to train it on, where only its model folder is there.

int8 comes back as what it stands for, a whole number times its scale, so nothing more is lost.
"""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

from training.encoder import Encoder, encode, predict
from training.onnx_model import ALONE, OnnxModel
from training.prepare import prepare

DENSE = ("attention.output.dense", "intermediate.dense", "output.dense")
# The rounding of activations moves logits by 2 to 5 per cent of their spread; a graph of another kind by much more.
SAME = 0.15
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


def rebuild(network: Path) -> Encoder:
    """models/sentiment/model.onnx -> an Encoder that answers as it does, but for the rounding of activations."""
    graph = onnx.load(network).graph
    tensors = Tensors({each.name: numpy_helper.to_array(each) for each in graph.initializer})
    try:
        state = _state(tensors)
        model = Encoder(_body(tensors, graph), len(state["head.bias"]))
        model.load_state_dict(state)
    except (KeyError, RuntimeError) as odd:
        cure = "start from models/sentiment"
        raise SystemExit(f"{network} is no network of training/export.py ({odd}): {cure}") from None
    return model


def check(model: Encoder, folder: Path, texts: Sequence[str]) -> None:
    """Stops where the model does not answer as the folder that it was made of."""
    shipped = OnnxModel(folder, ALONE)
    expected = shipped.logits(texts)
    answered = predict(model, encode(shipped.tokenizer, [prepare(text) for text in texts]))
    distance = float(np.abs(answered - expected).mean() / expected.std())
    if distance > SAME:
        raise SystemExit(
            f"{folder}/model.onnx, rebuilt, gives other logits (off by {distance:.0%} of their spread): "
            "its graph is not as training/export.py draws it, so start from models/sentiment"
        )


class Tensors:
    """The tensors of a graph, by export.py's names."""

    def __init__(self, by_name: dict[str, np.ndarray]):
        self.by_name = by_name
        self.layers = sum(name.endswith(".qkv.b") for name in by_name)

    def vector(self, name: str) -> np.ndarray:
        return self.by_name[name]

    def matrix(self, name: str) -> np.ndarray:
        """As PyTorch has it, [out, in]; float32 as it is stored, or int8 times the scale of its column."""
        if f"{name}.w" in self.by_name:
            return self.by_name[f"{name}.w"].T
        whole = self.by_name[f"{name}.w_quantized"].astype(np.float32)
        return ((whole - self.by_name[f"{name}.w_zero_point"]) * self.by_name[f"{name}.w_scale"]).T

    def words(self) -> np.ndarray:
        if "words" in self.by_name:
            return self.by_name["words"]
        return self.by_name["words8"].astype(np.float32) * self.by_name["word_scales"]

    def heads(self) -> tuple[int, int]:
        """How many heads, and how wide each is: by_head [0, 0, 12, 32] -> 12, 32"""
        return tuple(self.by_name["by_head"].tolist()[2:])


def _state(tensors: Tensors) -> dict[str, torch.Tensor]:
    words = tensors.words()
    found = {
        "embeddings.word_embeddings.weight": words,
        # The type of the tokens, always the same, was added to their positions.
        "embeddings.position_embeddings.weight": tensors.vector("positions"),
        "embeddings.token_type_embeddings.weight": np.zeros((1, words.shape[1]), np.float32),
        **_norm(tensors, "embeddings.LayerNorm"),
    }
    for layer in range(tensors.layers):
        found |= _layer(tensors, f"encoder.layer.{layer}")
    state = {f"body.{name}": value for name, value in found.items()} | _dense(tensors, "head")
    return {name: torch.tensor(np.ascontiguousarray(value)) for name, value in state.items()}


def _layer(tensors: Tensors, name: str) -> dict[str, np.ndarray]:
    found = _attention(tensors, name)
    for part in DENSE:
        found |= _dense(tensors, f"{name}.{part}")
    for part in NORMS:
        found |= _norm(tensors, f"{name}.{part}")
    return found


def _attention(tensors: Tensors, name: str) -> dict[str, np.ndarray]:
    """One product apart into query, key and value; the query's weights hold the scale of the scores."""
    scale = math.sqrt(tensors.heads()[1])
    found = {}
    parts = zip(np.split(tensors.matrix(f"{name}.qkv"), 3), np.split(tensors.vector(f"{name}.qkv.b"), 3))
    for part, (weight, bias), factor in zip(("query", "key", "value"), parts, (scale, 1.0, 1.0)):
        found[f"{name}.attention.self.{part}.weight"] = weight * np.float32(factor)
        found[f"{name}.attention.self.{part}.bias"] = bias * np.float32(factor)
    return found


def _dense(tensors: Tensors, name: str) -> dict[str, np.ndarray]:
    return {f"{name}.weight": tensors.matrix(name), f"{name}.bias": tensors.vector(f"{name}.b")}


def _norm(tensors: Tensors, name: str) -> dict[str, np.ndarray]:
    return {f"{name}.{part}": tensors.vector(f"{name}.{part}") for part in ("weight", "bias")}


def _body(tensors: Tensors, graph: onnx.GraphProto) -> BertModel:
    pieces, width = tensors.words().shape
    epsilons = [each.f for node in graph.node for each in node.attribute if each.name == "epsilon"]
    config = BertConfig(
        vocab_size=pieces,
        hidden_size=width,
        num_hidden_layers=tensors.layers,
        num_attention_heads=tensors.heads()[0],
        intermediate_size=len(tensors.vector("encoder.layer.0.intermediate.dense.b")),
        max_position_embeddings=len(tensors.vector("positions")),
        type_vocab_size=1,
        layer_norm_eps=epsilons[0],
        attn_implementation="eager",
    )
    return BertModel(config, add_pooling_layer=False)
