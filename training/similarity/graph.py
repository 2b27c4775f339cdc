"""The network as plain ONNX: pooling in the graph, because it knows the padding; the length of a vector is left as it is."""

from functools import partial
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

from training import export
from training.similarity.network import Sentences

OUTPUT = "vectors"


class VectorGraph(export.Graph):
    """An encoder without a head: `vectors`, float32 [batch, width], turned where a turn (turn.py) is given."""

    def __init__(self, state: dict[str, np.ndarray], epsilon: float, small_embeddings: bool = False, turn: np.ndarray | None = None):
        super().__init__(state, epsilon, small_embeddings)
        self.turn = turn

    def answer(self, pooled: str) -> onnx.ModelProto:
        width = self.tensor("embeddings.LayerNorm.weight").shape[0]
        return self.model(pooled if self.turn is None else self.turned(pooled, self.turn), OUTPUT, width)

    def turned(self, pooled: str, turn: np.ndarray) -> str:
        """In half precision 0.3 MB, and cosines stay as they are to four decimals; as a product of bytes they would not."""
        return self.op("MatMul", pooled, self.op("Cast", self.constant("turn", turn.astype(np.float16)), to=TensorProto.FLOAT))


def write(model: Sentences, folder: Path, max_tokens: int, turn: np.ndarray | None = None) -> None:
    """fp32.onnx, embeddings8.onnx, int8.onnx."""
    export.export(model, folder, max_tokens, partial(VectorGraph, turn=turn))
