"""A trained student as a plain ONNX graph (opset 17), in float32 and in int8.

Plain, because ONNX Runtime's fused operators are slower in int8. Matrices are quantised per output column and products
run on activations that are quantised as they come; embeddings are int8 with a scale a row, which costs no time.
"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.encoder import Encoder

OPSET, IR_VERSION = 17, 8
# More than the biggest score there is, so that padding gets no attention.
MASKED = 10_000.0


def export(model: Encoder, folder: Path, max_tokens: int, graph: "Callable[..., Graph] | None" = None) -> None:
    """Write fp32.onnx, embeddings8.onnx (its products still in float32) and int8.onnx, which is what ships.

    `graph`: what is drawn above the encoder, where it is no linear head.
    """
    drawn = graph or Graph
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.float().cpu().numpy() for name, tensor in model.state_dict().items()}
    config = model.body.config
    shape = {"layers": len(model.body.encoder.layer), "heads": config.num_attention_heads, "max_tokens": max_tokens}
    _save(drawn(state, config.layer_norm_eps).bert(**shape), folder / "fp32.onnx")
    partly = folder / "embeddings8.onnx"
    _save(drawn(state, config.layer_norm_eps, small_embeddings=True).bert(**shape), partly)
    quantize_dynamic(
        partly,
        folder / "int8.onnx",
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        # Seven bits of weight: on processors without VNNI the sums of eight would overflow.
        reduce_range=True,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True},
    )


def _save(model: onnx.ModelProto, file: Path) -> None:
    onnx.checker.check_model(model)
    onnx.save(model, file)


class Graph:
    """Nodes and tensors as they are added; each `op` gives the name of its output."""

    def __init__(self, state: dict[str, np.ndarray], epsilon: float, small_embeddings: bool = False):
        self.state, self.epsilon, self.small_embeddings = state, epsilon, small_embeddings
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: dict[str, onnx.TensorProto] = {}

    def bert(self, layers: int, heads: int, max_tokens: int) -> onnx.ModelProto:
        mask = self.op("Cast", "attention_mask", to=TensorProto.FLOAT)
        hidden = self.embed(max_tokens)
        bias = self.op("Mul", self.op("Sub", mask, self.number("one", 1.0)), self.number("masked", MASKED))
        bias = self.op("Unsqueeze", bias, self.whole("axes12", [1, 2]))
        for layer in range(layers):
            hidden = self.layer(f"encoder.layer.{layer}", hidden, bias, heads)
        return self.answer(self.mean(hidden, mask))

    def answer(self, pooled: str) -> onnx.ModelProto:
        logits = self.linear(pooled, "head", "head.weight", "head.bias")
        return self.model(logits, "logits", self.state["head.bias"].shape[0])

    def embed(self, max_tokens: int) -> str:
        table = self.tensor("embeddings.word_embeddings.weight")
        if self.small_embeddings:
            scale = np.abs(table).max(1, keepdims=True) / 127
            scale[scale == 0] = 1
            rows = self.op("Gather", self.constant("words8", np.round(table / scale).astype(np.int8)), "input_ids")
            scales = self.op("Gather", self.constant("word_scales", scale.astype(np.float32)), "input_ids")
            words = self.op("Mul", self.op("Cast", rows, to=TensorProto.FLOAT), scales)
        else:
            words = self.op("Gather", self.constant("words", table), "input_ids")
        positions = self.tensor("embeddings.position_embeddings.weight")[:max_tokens]
        positions = self.constant("positions", positions + self.tensor("embeddings.token_type_embeddings.weight")[0])
        width = self.op("Slice", self.op("Shape", "input_ids"), self.whole("from1", [1]), self.whole("to2", [2]))
        placed = self.op("Slice", positions, self.whole("from0", [0]), width, self.whole("axis0", [0]))
        return self.normalise(self.op("Add", words, placed), "embeddings.LayerNorm")

    def layer(self, name: str, hidden: str, bias: str, heads: int) -> str:
        attended = self.attention(name, hidden, bias, heads)
        hidden = self.normalise(self.op("Add", attended, hidden), f"{name}.attention.output.LayerNorm")
        wide = self.gelu(self.dense(f"{name}.intermediate.dense", hidden))
        return self.normalise(self.op("Add", self.dense(f"{name}.output.dense", wide), hidden), f"{name}.output.LayerNorm")

    def attention(self, name: str, hidden: str, bias: str, heads: int) -> str:
        """Query, key and value in one product; the scale of the scores is folded into the query's weights."""
        parts = [self.tensor(f"{name}.attention.self.{part}.weight") for part in ("query", "key", "value")]
        offsets = [self.tensor(f"{name}.attention.self.{part}.bias") for part in ("query", "key", "value")]
        size = parts[0].shape[0] // heads
        parts[0], offsets[0] = parts[0] / math.sqrt(size), offsets[0] / math.sqrt(size)
        both = self.product(hidden, f"{name}.qkv", np.concatenate(parts), np.concatenate(offsets))
        query, key, value = self.op("Split", both, outputs=3, axis=-1)
        split = self.whole("by_head", [0, 0, heads, size])
        query, value = (self.op("Transpose", self.op("Reshape", part, split), perm=[0, 2, 1, 3]) for part in (query, value))
        key = self.op("Transpose", self.op("Reshape", key, split), perm=[0, 2, 3, 1])
        shares = self.op("Softmax", self.op("Add", self.op("MatMul", query, key), bias), axis=-1)
        joined = self.op("Transpose", self.op("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self.dense(f"{name}.attention.output.dense", self.op("Reshape", joined, self.whole("joined", [0, 0, heads * size])))

    def gelu(self, x: str) -> str:
        """In the form that ONNX Runtime makes one operator of."""
        halves = self.op("Erf", self.op("Div", x, self.number("sqrt2", math.sqrt(2))))
        return self.op("Mul", self.op("Mul", x, self.op("Add", halves, self.number("one", 1.0))), self.number("half", 0.5))

    def mean(self, hidden: str, mask: str) -> str:
        weights, axis = self.op("Unsqueeze", mask, self.whole("axis2", [2])), self.whole("axis1", [1])
        total = self.op("ReduceSum", self.op("Mul", hidden, weights), axis, keepdims=0)
        return self.op("Div", total, self.op("ReduceSum", weights, axis, keepdims=0))

    def normalise(self, x: str, name: str) -> str:
        scale, offset = (self.constant(f"{name}.{part}", self.tensor(f"{name}.{part}")) for part in ("weight", "bias"))
        return self.op("LayerNormalization", x, scale, offset, axis=-1, epsilon=self.epsilon)

    def dense(self, name: str, x: str) -> str:
        return self.product(x, name, self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias"))

    def linear(self, x: str, name: str, weight: str, bias: str) -> str:
        return self.product(x, name, self.state[weight], self.state[bias])

    def product(self, x: str, name: str, weight: np.ndarray, bias: np.ndarray) -> str:
        return self.op("Add", self.op("MatMul", x, self.constant(f"{name}.w", weight.T)), self.constant(f"{name}.b", bias))

    def tensor(self, name: str) -> np.ndarray:
        return self.state[f"body.{name}"].astype(np.float32)

    def constant(self, name: str, value: np.ndarray) -> str:
        self.tensors[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def number(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, np.float32))

    def whole(self, name: str, values: Sequence[int]) -> str:
        return self.constant(name, np.array(values, np.int64))

    def op(self, kind: str, *inputs: str, outputs: int = 1, **attributes):
        name = f"{kind}_{len(self.nodes)}"
        names = [name] if outputs == 1 else [f"{name}_{at}" for at in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=name, **attributes))
        return names[0] if outputs == 1 else names

    def model(self, answer: str, name: str, columns: int) -> onnx.ModelProto:
        self.nodes.append(helper.make_node("Identity", [answer], [name], name="answer"))
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", columns])
        graph = helper.make_graph(self.nodes, "encoder", inputs, [output], list(self.tensors.values()))
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
