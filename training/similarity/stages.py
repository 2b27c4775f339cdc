"""What each model is trained on, stage by stage: the paper's (SiameseBERT with augmentation), and what is done today."""

from dataclasses import dataclass

from training.similarity.sources import SOURCES

SHAPES = ("minilm6", "minilm3", "tinybert")
# The pretrained weights, before any stage.
START = "start"


@dataclass(frozen=True)
class Part:
    """Some lessons, learnt by one loss: see lessons.py and losses.py."""

    lesson: str
    loss: str
    # Pairs a step. A ranking learns from all others of its batch.
    batch: int


@dataclass(frozen=True)
class Stage:
    """One training. Its parts take turns at random, each as often as it has batches."""

    parts: tuple[Part, ...]
    rate: float
    epochs: int
    # The stage whose weights it begins with; None: the pretrained ones.
    after: str | None = None
    about: str = ""
    # Instead of learning anything: the mean of the weights of these stages, all of which began alike (Wortsman et al. 2022).
    mean_of: tuple[str, ...] = ()

    @property
    def ships(self) -> bool:
        """Everything it learnt from, and what it began with, is openly licensed."""
        begins = [name for name in (self.after, *self.mean_of) if name not in (None, START)]
        return all(STAGES[name].ships for name in begins) and all(SOURCES[name].use == "gold" for part in self.parts for name in LEARNT_FROM[part.lesson])


# Which sources of pairs a lesson is made of. The pool of texts, and so what the teachers say of it, is openly licensed.
LEARNT_FROM = {
    "nli": ("nli-train",),
    "stsb": ("stsb-open",),
    "stsb-all": ("stsb-open", "stsb-microsoft"),
    "target": ("stackexchange", "sts-questions"),
    "silver": (),
    "gold": ("stsb-open", "stackexchange", "sts-questions"),
    "pool": (),
    "duplicates": ("nli-train", "stackexchange", "sts-questions"),
    "quora": ("quora-duplicates",),
}

STAGES = {
    "nli": Stage((Part("nli", "inference", 16),), 2e-5, 1, about="inference"),
    "stsb": Stage((Part("stsb", "regression", 16),), 2e-5, 2, after="nli", about="+ STSb"),
    "target": Stage((Part("target", "regression", 16),), 2e-5, 2, after="stsb", about="+ target"),
    # Silver first, gold after, at the paper's rates and batches.
    "silver": Stage((Part("silver", "regression", 64),), 2e-5, 1, after="stsb", about="+ silver"),
    "augmented": Stage((Part("gold", "regression", 16),), 2e-6, 1, after="silver", about="+ silver, then gold"),
    # Without the softmax of inference, which turns a sentence encoder into something else first.
    "distilled": Stage(
        (Part("pool", "imitation", 32), Part("duplicates", "ranking", 32)), 5e-5, 1, about="mpnet's vectors, ranked paraphrases"
    ),
    "today": Stage(
        (Part("gold", "order", 32), Part("silver", "order", 32), Part("duplicates", "ranking", 32)),
        3e-5,
        2,
        after="distilled",
        about="+ order of gold and silver, ranked paraphrases",
    ),
    "sts": Stage((Part("stsb", "regression", 16),), 2e-5, 3, about="STSb alone"),
    "mean": Stage((), 0, 0, about="mean of the weights as they come, today's and STSb's", mean_of=(START, "today", "sts")),
    # What a licence costs: trained alike, on what may not ship.
    "today-stsb-all": Stage(
        (Part("stsb-all", "order", 32), Part("target", "order", 32), Part("silver", "order", 32), Part("duplicates", "ranking", 32)),
        3e-5,
        2,
        after="distilled",
        about="today, with Microsoft's STSb",
    ),
    "quora": Stage((Part("quora", "ranking", 32),), 3e-5, 1, after="today", about="today, + Quora's duplicates"),
}


def begins_with(shape: str, stage: str) -> str | None:
    """The stage whose weights it begins with; None: it learns from the pretrained ones, or is a mean. TinyBERT's shape has no pretrained ones: it is distilled first, as TinyBERT was."""
    after = STAGES[stage].after
    return "distilled" if after is None and shape == "tinybert" and stage != "distilled" else after
