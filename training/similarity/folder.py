"""Read a similarity model's folder as the product does: model.json, model.onnx and vocab.txt.

model.json:

    {
      "task": "similarity",
      "inputs": {"input_ids": "int64 [batch, length]", "attention_mask": "int64 [batch, length]"},
      "output": "vectors float32 [batch, 384]",    a name, then its shape; means over the tokens, not normalised
      "dimensions": 384,
      "stored": "int8",                            how a vector is kept: quantise.py; "float32" is only compared
      "maxTokens": 128,
      "threshold": 0.62,                           from this cosine on, two questions are one: chosen on pairs of target-dev
      "groupThreshold": 0.74,                      the same for a room full of questions: room.py
      "vocabularySize": 17000,
      "sha256": {"model.onnx": "…", "vocab.txt": "…"},
      "development": {"stsb": 88.1, "target": 61.2, "f1": 70.3, "precision": 68.0, "recall": 72.8}
    }

Figures are per cent with two decimals: Spearman's correlation on the STS benchmark and on the target set, then what the
threshold gives on the target's questions. ship.py adds "test", with the same fields.
"""

from collections.abc import Sequence

import numpy as np

from training.onnx_model import OnnxModel


class SimilarityModel(OnnxModel):
    """SimilarityModel(Path("models/similarity")).vectors(["Will there be slides?"]) -> float32 [1, 384]"""

    output = "vectors"

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Raw texts -> float32 [texts, dimensions], in their order; any length."""
        return self.logits(texts) if len(texts) > 0 else np.zeros((0, self.card["dimensions"]), np.float32)
