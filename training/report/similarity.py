"""How well pairs of texts are told to be alike: the paper's Table 3 again, duplicates, groups. From outputs/similarity."""

from functools import cache

from training.report.answers import percent, table
from training.similarity import answers
from training.similarity.evaluate import LABELLED, threshold_of
from training.similarity.measures import Found, best_threshold, found, grouping, spearman
from training.similarity.stages import SHAPES, STAGES, START
from training.similarity.steps import UNJUDGED
from training.similarity.target import SAME

# The one that is to ship, once it is trained; the NLI baseline of its size is what its gain is counted from.
SHIPS, BASELINE = "minilm6-mean-int8", "minilm6-nli-int8"
# Of the paper: STSb and its own target set, Spearman x 100, and MB where it tells.
PAPER = {
    "STinyBERT": [(72.86, 46.29), (76.76, 53.89), (75.49, 53.29), (73.88, 54.34)],
    "SMobileBERT (98 MB)": [(78.29, 52.08), (81.52, 59.05), (79.56, 59.27), (80.47, 61.75)],
    "SBERT-base": [(77.03, 52.44), (85.35, 65.87), (82.52, 64.20), (82.98, 64.14)],
}
# The same stages, as stages.py calls ours.
PAPER_STAGES = ("nli", "stsb", "target", "augmented")
OURS = {START: "as it comes", **{name: stage.about for name, stage in STAGES.items()}}


def correlations() -> str:
    """A row for each shape and stage that was trained, in float32 and in int8."""
    rows = []
    for shape in SHAPES:
        for stage, about in OURS.items():
            cells = [cell for network in ("fp32", "int8") for cell in _cells(f"{shape}-{stage}-{network}")]
            if any(cells):
                rows.append([shape, about, *cells, _ships(stage)])
    for model, about in (("mpnet", "the teacher of vectors, as it comes"), ("bm25", "words in common"), ("exact", "the same letters")):
        cells = _cells(model)
        if any(cells):
            rows.append([model, about, *cells, "", "", "", ""])
    head = ["model", "stage", "STSb, fp32", "target, fp32", "MB", "STSb, int8", "target, int8", "MB", "openly licensed"]
    return f"{table(head, rows)}\n\n{_absent()}"


def by_stage() -> str:
    """The paper's models and ours that went through its stages: each figure, and what it has over inference alone."""
    ours = {shape: [(_spearman(name, "stsb-test"), _spearman(name, "target-test")) for name in _stages_of(shape)] for shape in SHAPES}
    rows = [
        [whose, model, stage, *(_with_gain(figure, first) for figure, first in zip(both, figures[0]))]
        for whose, models in (("theirs", PAPER), ("ours", ours))
        for model, figures in models.items()
        for stage, both in zip((OURS[stage] for stage in PAPER_STAGES), figures)
        if None not in (*both, *figures[0])
    ]
    return table(["", "model", "stage", "STSb", "target"], rows)


def _stages_of(shape: str) -> list[str]:
    return [f"{shape}-{stage}-int8" for stage in PAPER_STAGES]


def _with_gain(figure: float, first: float) -> str:
    """76.76 after 72.86 -> 76.76 (+3.90)"""
    return f"{figure:.2f}" + ("" if figure == first else f" ({figure - first:+.2f})")


def duplicates() -> str:
    """Each with the threshold that is best on development questions, and what the best on the test would give."""
    rows, others = [], [name for name in LABELLED if name != "quora-test"]
    for model in _ordered():
        if answers.scores(model, "quora-test") is None:
            continue
        own = duplicate_figures(model, "quora-test")
        rows.append([model, f"{threshold(model):.3f}", percent(own.f1), percent(own.precision), percent(own.recall)])
        rows[-1] += [_shown(_best_f1(model, "quora-test")), *(_shown(_f1(model, name)) for name in others)]
    head = ["model", "threshold", "F1", "precision", "recall", "F1, its best threshold"]
    return table([*head, *(f"{name.removesuffix('-test')}, F1" for name in others)], rows)


def groups() -> str:
    true = answers.read("gold", answers.GROUPS)
    if true is None:
        return "Not measured yet."
    rows = []
    for model in _ordered():
        own = answers.read(model, answers.GROUPS)
        if own is None:
            continue
        made = grouping(own["group"].tolist(), true["true"].tolist(), true["places"].tolist(), true["same"])
        count = len(set(own["group"].tolist()))
        rows.append([model, f"{float(own['threshold']):.3f}", f"{count:,}", f"{made.grouped:,}", percent(made.purity), percent(made.together), percent(made.mixed)])
    head = ["model", "threshold", "groups", "questions in a group of two or more", "purity, %", "duplicates together, %", "others together, %"]
    return table(head, rows)


def targets() -> str:
    """What was set out to be reached; absent until the model that is to ship is trained."""
    if SHIPS not in answers.models():
        return f"Not trained yet: {SHIPS} (training/similarity/README.md)."
    own = _f1(SHIPS, "quora-test")
    reached = [
        ("STSb test, Spearman x 100", _spearman(SHIPS, "stsb-test"), 84.0, True),
        ("MB", _megabytes(SHIPS), 18.0, False),
        ("target test over the NLI stage, points", _over(_spearman(SHIPS, "target-test"), _spearman(BASELINE, "target-test")), 5.0, True),
        ("Quora, F1 over BM25, each at its threshold from development", _over(own, _f1("bm25", "quora-test")), 10.0, True),
        ("Quora, F1 over BM25 at the threshold that is best for it there", _over(own, _best_f1("bm25", "quora-test")), 10.0, True),
    ]
    rows = [
        [what, f"at {'least' if least else 'most'} {bound:.1f}"]
        + (["", "not measured"] if value is None else [f"{value:.1f}", "yes" if (value >= bound) == least else "**no**"])
        for what, value, bound, least in reached
    ]
    return table(["", "set", "reached", "met"], rows)


def _shown(value: float | None, decimals: int = 1) -> str:
    return "" if value is None else f"{value:.{decimals}f}"


def _over(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


threshold = cache(threshold_of)


def duplicate_figures(model: str, name: str) -> Found:
    return found(answers.scores(model, name), answers.gold(name) >= SAME, threshold(model))


def _f1(model: str, name: str) -> float | None:
    return None if answers.scores(model, name) is None else 100 * duplicate_figures(model, name).f1


def _best_f1(model: str, name: str) -> float | None:
    """With the threshold that is best on the test itself: no model may choose so, a baseline is given it."""
    scores = answers.scores(model, name)
    if scores is None or model == "exact":
        return None
    same = answers.gold(name) >= SAME
    return 100 * found(scores, same, best_threshold(scores, same)).f1


def _spearman(model: str, name: str) -> float | None:
    scores = answers.scores(model, name)
    return None if scores is None else 100 * spearman(scores, answers.gold(name))


def _megabytes(model: str) -> float | None:
    size = answers.read(model, "size")
    return None if size is None else float(size["bytes"]) / 1e6


def _cells(model: str) -> list[str]:
    stsb, target, size = _spearman(model, "stsb-test"), _spearman(model, "target-test"), _megabytes(model)
    return [_shown(stsb, 2), _shown(target, 2), _shown(size)]


def _ships(stage: str) -> str:
    return "yes" if stage == START or STAGES[stage].ships else "no: compared"


def _ordered() -> list[str]:
    """Baselines first, then by shape and stage."""
    names = [f"{shape}-{stage}-{network}" for shape in SHAPES for stage in OURS for network in ("fp32", "int8")]
    known = ["exact", "bm25", *names, "mpnet"]
    return [name for name in known if name in answers.models()]


def _absent() -> str:
    asked = {model.rsplit("-", 1)[0] for model in answers.models()}
    judged = [stage for stage in STAGES if stage not in UNJUDGED]
    missing = [f"{shape}-{stage}" for shape in SHAPES for stage in judged if f"{shape}-{stage}" not in asked]
    return f"Not trained, so absent: {', '.join(missing)}." if missing else "Every stage of every shape is there."
