"""The network as plain ONNX: pooling in the graph, because it knows the padding; the length of a vector is left as it is."""

from pathlib import Path

import onnx

from training import export
from training.similarity.network import Sentences

OUTPUT = "vectors"


class VectorGraph(export.Graph):
    """An encoder without a head: `vectors`, float32 [batch, width]."""

    def answer(self, pooled: str) -> onnx.ModelProto:
        width = self.tensor("embeddings.LayerNorm.weight").shape[0]
        return self.model(pooled, OUTPUT, width)


def write(model: Sentences, folder: Path, max_tokens: int) -> None:
    """fp32.onnx, embeddings8.onnx, int8.onnx."""
    export.export(model, folder, max_tokens, VectorGraph)
