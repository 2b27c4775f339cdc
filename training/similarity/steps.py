"""The plan: which steps, in which order, with which caps, and what each takes on one core without bfloat16."""

from dataclasses import dataclass

from training.similarity.stages import STAGES, START, begins_with

# Minutes are estimates from short trials on one core: in training six layers read 780 tokens/s, three 1,300, TinyBERT's
# shape 1,690; mpnet reads 325, and 123 in training.
POOL_TEXTS, GOLD_PAIRS, CANDIDATES = 14_000, 5_000, 8_000


@dataclass(frozen=True)
class Step:
    name: str
    # The module of training.similarity, and what it is told.
    arguments: tuple[str, ...]
    minutes: float
    needs: tuple[str, ...] = ()

    def command(self, python: str) -> list[str]:
        module, *told = self.arguments
        return [python, "-m", module if "." in module else f"training.similarity.{module}", *told]


# Minutes of each stage for six layers of 384.
MINUTES = {"distilled": 7, "today": 18, "sts": 6, "mean": 0.2, "nli": 5, "stsb": 4, "target": 2, "silver": 3, "augmented": 3, "quora": 6}
# What another shape takes, to what six layers take.
PACE = {"minilm6": 1.0, "minilm3": 0.6, "tinybert": 0.5}
TEACHERS = {"distilled": ("vectors",), "silver": ("silver",), "today": ("silver",)}
# Which stages of which shape are trained: today's way first, for that is what ships.
TRAINED = {
    "minilm6": ("distilled", "today", "sts", "mean", "nli", "stsb", "target", "silver", "augmented"),
    "minilm3": ("distilled", "today", "sts", "mean", "nli", "stsb", "target", "silver", "augmented"),
    "tinybert": ("distilled", "nli", "stsb", "target", "silver", "augmented"),
}
# The first half of a stage of two: it has no row in the report.
UNJUDGED = ("silver",)
TESTS = ("stsb-test", "target-test")
DUPLICATES = ("quora-test", "medical-test", "groups")
BASELINES = ("exact", "bm25")
ASKED_ABOUT_DUPLICATES = ("minilm6-mean", "minilm6-today", "minilm3-mean", "minilm6-start", "minilm6-quora")


def _steps() -> list[Step]:
    labels = [
        Step("vectors", ("vectors", "--limit", str(POOL_TEXTS)), 7),
        Step("cross", ("cross", "--limit", str(GOLD_PAIRS)), 12),
        Step("silver", ("silver", "--limit", str(CANDIDATES)), 13, needs=("cross",)),
    ]
    trained = [step for shape, stages in TRAINED.items() for stage in stages for step in _learnt(shape, stage)]
    # What a licence costs: it is compared, and ships with nothing.
    trained += _learnt("minilm6", "quora")
    baselines = Step("baselines", ("evaluate", *BASELINES, "--sets", "stsb-dev", "target-dev", *TESTS, *DUPLICATES), 1)
    begun = [step for shape in ("minilm6", "minilm3") for step in _judged(shape, "start", ())]
    everything = tuple(each.name for each in (*trained, baselines, *begun))
    return [*labels, *trained, baselines, *begun, Step("report", ("training.report",), 0, everything)]


def _learnt(shape: str, stage: str) -> list[Step]:
    name, after = f"{shape}-{stage}", begins_with(shape, stage)
    before = [name for name in (after, *STAGES[stage].mean_of) if name not in (None, START)]
    needs = (*TEACHERS.get(stage, ()), *(f"{shape}-{name}" for name in before))
    own = Step(name, ("learn", shape, stage), round(MINUTES[stage] * PACE[shape], 1), needs)
    return [own] if stage in UNJUDGED else [own, *_judged(shape, stage, (name,))]


def _judged(shape: str, stage: str, needs: tuple[str, ...]) -> list[Step]:
    """Packaged and judged on development pairs, asked about the tests."""
    name = f"{shape}-{stage}"
    packaged = Step(f"{name}-package", ("package", shape, stage), PACE[shape], needs)
    asked = Step(f"{name}-tests", ("evaluate", f"{name}-fp32", f"{name}-int8", "--sets", *TESTS), PACE[shape], (packaged.name,))
    if name not in ASKED_ABOUT_DUPLICATES:
        return [packaged, asked]
    more = Step(f"{name}-duplicates", ("evaluate", f"{name}-int8", "--sets", *DUPLICATES), 3 * PACE[shape], (packaged.name,))
    return [packaged, asked, more]


STEPS = tuple(_steps())
