"""Whatever can be judged: the teacher, a student in PyTorch, a model folder, a lexicon, by one name each.

"teacher", "gru-frozen", "minilm6-fp32", "minilm6-int8", "models/sentiment", "vader": raw texts -> logits float32
[n, columns].
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from training import lexicons
from training.places import WORK
from training.prepare import prepare
from training.tasks import SENTIMENT

if TYPE_CHECKING:
    from training.encoder import Encoder

Predict = Callable[[Sequence[str]], np.ndarray]
# As the product reads them.
MAX_TOKENS = 128


def subject(name: str) -> Predict:
    if name in lexicons.LEXICONS:
        return partial(_lexicon, name)
    if name == "teacher":
        return by_teacher()
    if name == "gru-frozen":
        return _gru()
    # Loading PyTorch takes seconds, and a folder does without.
    from training.onnx_model import ALONE, OnnxModel

    folder = Path(name) if (Path(name) / "model.json").exists() else WORK / "candidates" / name
    return OnnxModel(folder, ALONE).logits


def _lexicon(name: str, texts: Sequence[str]) -> np.ndarray:
    """A label as logits: 1 for the label, 0 for the others."""
    return np.eye(len(SENTIMENT), dtype=np.float32)[lexicons.labels(name, list(texts))]


def by_teacher(model: "Encoder | None" = None) -> Predict:
    """The trained one, unless another of its shape is given."""
    from training import silver
    from training.encoder import encode, predict, tokenizer
    from training.weights import WEIGHTS

    asked, made = model or silver.teacher(), tokenizer(WEIGHTS / "mpnet", MAX_TOKENS)
    return lambda texts: predict(asked, encode(made, [prepare(text) for text in texts]))


def _gru() -> Predict:
    from training import gru

    return gru.ask()
