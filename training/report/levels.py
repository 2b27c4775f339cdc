"""How often labels are right: on the test, on other kinds of text, on the other tasks, and from step to step."""

import json

import numpy as np

from training import outputs
from training.lexicons import LEXICONS
from training.metrics import calibration_error, quality
from training.places import TRAINING
from training.report.answers import (
    DEVELOPMENT,
    SHIPPED,
    TEST,
    has,
    labels,
    macro_f1,
    macro_recall,
    megabytes,
    models,
    pace,
    percent,
    shares,
    table,
    task_f1,
)
from training.sets import CROSS_DOMAIN, KIND, MOOD, OFFENCE

# Slido's Table 2 (their own, private questions): size in MB, macro-F1, and what each stands beside here.
SLIDO = [
    (426, 0.75, "frozen BERT + GRU", "gru-frozen"),
    (420, 0.84, "fine-tuned BERT, their teacher", "teacher"),
    (56, 0.82, "distilled, small", "minilm3-int8"),
    (98, 0.84, "distilled, larger", "minilm6-int8"),
]


def test_figures() -> str:
    rows = []
    for model in models():
        if not has(model, TEST):
            continue
        gold, found = outputs.gold(TEST), quality(outputs.gold(TEST), labels(model, TEST))
        ece = "" if model in LEXICONS else f"{calibration_error(gold, shares(model, TEST)):.3f}"
        rows.append(
            [SHIPPED.get(model, ""), model, megabytes(model), percent(found.macro_recall), percent(found.macro_f1)]
            + [percent(found.accuracy), " / ".join(f"{recall:.2f}" for recall in found.recall), ece]
            + [percent(macro_recall(model, DEVELOPMENT[MOOD])), pace(model)]
        )
    head = ["ships as", "model", "MB", "macro-recall", "macro-F1", "accuracy", "recall neg / neu / pos", "ECE"]
    return table([*head, "dev macro-recall", "messages/s"], rows)


def losses() -> str:
    """Each against its own teacher: the levels are of different data, the losses can be compared."""
    rows = []
    for size, theirs, what, ours in SLIDO:
        if not has(ours, TEST):
            continue
        gap = macro_f1(ours, TEST) - macro_f1("teacher", TEST)
        rows.append([what, str(size), f"{theirs:.2f}", f"{theirs - 0.84:+.2f}", ours, megabytes(ours)])
        rows[-1] += [f"{macro_f1(ours, TEST):.3f}", f"{gap:+.3f}"]
    return table(["Slido", "MB", "macro-F1", "to their teacher", "here", "MB", "macro-F1", "to our teacher"], rows)


def steps() -> str:
    """From the teacher to what ships, one step a row."""
    rows = []
    for shape in ("minilm6", "minilm3"):
        before = "teacher"
        for stage in ("all-pieces", "fp32", "embeddings8", "int8"):
            model = f"{shape}-{stage}"
            if not has(model, TEST):
                continue
            changed = (labels(model, TEST) != labels(before, TEST)).mean()
            ece = calibration_error(outputs.gold(TEST), shares(model, TEST))
            rows.append([model, megabytes(model), percent(macro_recall(model, TEST)), percent(macro_f1(model, TEST))])
            rows[-1] += [f"{100 * (macro_recall(model, TEST) - macro_recall(before, TEST)):+.1f}", percent(changed), f"{ece:.3f}"]
            before = model
    head = ["model", "MB", "macro-recall", "macro-F1", "macro-recall to the row before", "other labels, %", "ECE"]
    return table(head, rows)


def cross_domain() -> str:
    complete = [model for model in models() if all(has(model, name) for name in CROSS_DOMAIN)]
    rows = []
    for model in complete:
        scores = [macro_f1(model, name) for name in CROSS_DOMAIN]
        rows.append([model, *map(percent, scores), percent(float(np.mean(scores)))])
    return table(["macro-F1", *CROSS_DOMAIN, "mean"], rows)


def other_tasks() -> str:
    sets = [("offensive-test", OFFENCE), ("insults", OFFENCE), ("meetings", KIND), ("chats", KIND)]
    rows = []
    for model in models():
        scores = [percent(task_f1(model, name, task)) if has(model, name) else "" for name, task in sets]
        if any(scores):
            rows.append([model, *scores])
    return table(["macro-F1", *(name for name, _ in sets)], rows)


def two_ways() -> str:
    """Heads on the shared encoder beside control tokens: see control_tokens.py."""
    file = TRAINING / "control_tokens.json"
    if not file.exists():
        return "Not measured."
    found = json.loads(file.read_text(encoding="utf-8"))
    tasks = list(found["macroF1"]["heads"])
    rows = [
        [way, *(percent(scores[task]) for task in tasks), f"{found['textsPerSecond'][way]:.0f}"]
        for way, scores in found["macroF1"].items()
    ]
    return table([f"{found['shape']}, {found['texts']:,} texts", *(f"{task}, macro-F1" for task in tasks), "texts/s"], rows)
