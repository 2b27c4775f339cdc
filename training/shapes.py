"""The students: what each starts from. All of them are trained by student.py, on the same logits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Width:
    """TinyBERT_4: Width(hidden=312, inner=1200), with the 12 heads of MiniLM, of 26 dimensions instead of 32."""

    hidden: int
    inner: int


@dataclass(frozen=True)
class Shape:
    # A folder of WORK/weights.
    start: str
    layers: tuple[int, ...] | None = None
    width: Width | None = None
    body_rate: float = 1.5e-4
    epochs: int = 1
    about: str = ""


SHAPES = {
    "minilm6": Shape("minilm6", about="all-MiniLM-L6-v2, 6 layers x 384"),
    "minilm5": Shape("minilm6", layers=(0, 1, 2, 4, 5), about="5 of the 6 layers of all-MiniLM-L6-v2"),
    "minilm4": Shape("minilm6", layers=(0, 1, 3, 5), about="4 of the 6 layers of all-MiniLM-L6-v2"),
    "minilm3": Shape("minilm3", about="paraphrase-MiniLM-L3-v2, 3 layers x 384"),
    "tinybert": Shape(
        "minilm6", (0, 1, 3, 5), Width(312, 1200), body_rate=4e-4, about="4 layers x 312, cut out of all-MiniLM-L6-v2"
    ),
}
