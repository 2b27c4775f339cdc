"""The network as plain ONNX. What reaches from piece to piece is one product with a band matrix, the same for all texts."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

from training.export import Graph
from training.nano.network import Nano


def export(model: Nano, file: Path, max_tokens: int) -> None:
    network = _network({name: tensor.numpy() for name, tensor in model.state_dict().items()}, max_tokens)
    onnx.checker.check_model(network)
    onnx.save(network, file)


def band(reach: np.ndarray, size: int) -> np.ndarray:
    """band([1, 0.5], 3) -> [[1, 0, 0], [0.5, 1, 0], [0, 0.5, 1]]"""
    return sum(weight * np.eye(size, k=-back, dtype=np.float32) for back, weight in enumerate(reach))


def _network(state: dict[str, np.ndarray], max_tokens: int) -> onnx.ModelProto:
    graph = Graph(state, epsilon=0)
    op, constant, whole = graph.op, graph.constant, graph.whole
    ids = op("Mul", "input_ids", "attention_mask")
    vectors = op("Gather", constant("vectors", state["vectors.weight"]), ids)
    gates = op("Gather", constant("gates", state["gates.weight"]), ids)
    length = op("Slice", op("Shape", "input_ids"), whole("from1", [1]), whole("to2", [2]))
    square = op("Concat", length, length, axis=0)
    reach = op("Slice", constant("band", band(state["reach"], max_tokens)), whole("from00", [0, 0]), square)
    weights = op("Transpose", op("MatMul", reach, gates), perm=[0, 2, 1])
    size = state["hidden.weight"].shape[1]
    sums = op("Reshape", op("MatMul", weights, vectors), whole("flat", [0, size]))
    count = op("ReduceSum", "attention_mask", whole("axis1", [1]), keepdims=1)
    sums = op("Div", sums, op("Sqrt", op("Cast", count, to=TensorProto.FLOAT)))
    hidden = op("Relu", graph.linear(sums, "hidden", "hidden.weight", "hidden.bias"))
    return graph.answer(hidden)
