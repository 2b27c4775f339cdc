"""What one encoder for both tasks would give: `python -m training.similarity.shared [models/sentiment]`.

Takes the hidden states of a sentiment model after each of its layers, averages them over the tokens, and asks how well
the cosines of these vectors order the pairs of the development sets. That is what similarity would cost nothing for.
The other way round, sentiment from a frozen sentence encoder, is the report's `gru-frozen`.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from training.onnx_model import ALONE, OnnxModel
from training.similarity.answers import gold
from training.similarity.evaluate import read
from training.similarity.measures import cosines, spearman
from training.similarity.pairs import Pair
from training.similarity.quantise import quantise

DEVELOPMENT = ("stsb-dev", "target-dev")


class States(OnnxModel):
    """A sentiment model that answers with the means of one layer's states."""

    def __init__(self, folder: Path, layer: str):
        super().__init__(folder, ALONE)
        graph = onnx.load(folder / "model.onnx")
        graph.graph.output.append(onnx.helper.make_tensor_value_info(layer, onnx.TensorProto.FLOAT, None))
        self.output = layer
        self.session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])

    def _run(self, rows: list[list[int]]) -> np.ndarray:
        return super()._run(rows).mean(1)


def layers_of(folder: Path) -> list[str]:
    """The outputs of its layers: each ends in the second of its two normalisations; the first of all is the embeddings'."""
    nodes = onnx.load(folder / "model.onnx", load_external_data=False).graph.node
    return [node.output[0] for node in nodes if node.op_type == "LayerNormalization"][2::2]


def alike(model: OnnxModel, own: list[Pair]) -> np.ndarray:
    texts = sorted({text for each in own for text in each.texts})
    place = {text: at for at, text in enumerate(texts)}
    found = quantise(model.logits(texts))
    return cosines(*(found[[place[each.texts[side]] for each in own]] for side in (0, 1)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("models/sentiment"))
    given = parser.parse_args().folder
    for number, name in enumerate(layers_of(given), 1):
        states = States(given, name)
        figures = {each: f"{100 * spearman(alike(states, read(each)), gold(each)):.1f}" for each in DEVELOPMENT}
        print(f"after layer {number}: {figures}", flush=True)
