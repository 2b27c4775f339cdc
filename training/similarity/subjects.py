"""Whatever can say how alike two texts are: a model folder, BM25, equality, by one name each.

"minilm6-mean-int8" (a folder of WORK/similarity/candidates), "models/similarity", "mpnet", "bm25", "exact": pairs of raw
texts -> scores [n].
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from training.decontaminate import normal_form
from training.places import WORK
from training.similarity.bm25 import Bm25
from training.similarity.measures import cosines
from training.similarity.pairs import Pair
from training.similarity.quantise import quantise

CANDIDATES = WORK / "similarity/candidates"
WITHOUT_VECTORS = ("bm25", "exact")
Score = Callable[[Sequence[Pair]], np.ndarray]
Vectors = Callable[[Sequence[str]], np.ndarray]


def subject(name: str) -> Score:
    if name == "exact":
        return lambda pairs: np.array([float(normal_form(each.first) == normal_form(each.second)) for each in pairs])
    return _words if name == "bm25" else by_vectors(vectors(name))


def vectors(name: str) -> Vectors:
    """Raw texts -> their vectors, as they would be stored: int8 of an int8 model."""
    if name == "mpnet":
        return _mpnet()
    from training.onnx_model import ALONE
    from training.similarity.folder import SimilarityModel

    model = SimilarityModel(_folder(name), ALONE)
    stored = quantise if model.card["stored"] == "int8" else np.asarray
    return lambda texts: stored(model.vectors(texts))


def bytes_of(name: str) -> int | None:
    """Of the network; None where there is no folder."""
    file = _folder(name) / "model.onnx"
    return file.stat().st_size if file.exists() else None


def _folder(name: str) -> Path:
    return Path(name) if (Path(name) / "model.json").exists() else CANDIDATES / name


def matrix(name: str, texts: Sequence[str]) -> np.ndarray:
    """[texts, texts]: how alike each is to each."""
    if name in WITHOUT_VECTORS:
        return matrix_by_words(texts) if name == "bm25" else matrix_by_form(texts)
    found = vectors(name)(texts).astype(np.float32)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    unit = np.divide(found, length, out=np.zeros_like(found), where=length > 0)
    return unit @ unit.T


def matrix_by_words(texts: Sequence[str]) -> np.ndarray:
    index = Bm25(texts)
    return np.array([[index.alike(one, other) for other in range(len(texts))] for one in range(len(texts))])


def matrix_by_form(texts: Sequence[str]) -> np.ndarray:
    forms = np.array([normal_form(text) for text in texts])
    return (forms[:, None] == forms[None, :]).astype(np.float32)


def by_vectors(ask: Vectors) -> Score:
    """The cosine; a text that stands in many pairs is asked about once."""

    def score(pairs: Sequence[Pair]) -> np.ndarray:
        texts = sorted({text for each in pairs for text in each.texts})
        place = {text: at for at, text in enumerate(texts)}
        found = ask(texts)
        return cosines(*(found[[place[each.texts[side]] for each in pairs]] for side in (0, 1)))

    return score


def _words(pairs: Sequence[Pair]) -> np.ndarray:
    """How rare a word is, is told by the texts that are asked about."""
    texts = sorted({text for each in pairs for text in each.texts})
    place, index = {text: at for at, text in enumerate(texts)}, Bm25(texts)
    return np.array([index.alike(place[each.first], place[each.second]) for each in pairs])


def _mpnet() -> Vectors:
    """The teacher as it comes."""
    from training.encoder import tokenizer
    from training.frozen import frozen
    from training.similarity.network import tokens
    from training.similarity.network import vectors as vectors_of
    from training.weights import WEIGHTS

    model, made = frozen()[0], tokenizer(WEIGHTS / "mpnet", 128)
    return lambda texts: vectors_of(model, tokens(made, texts))
