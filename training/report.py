"""Write REPORT.md from what the models answered, row by row (training/outputs), and from speeds.json; nothing by hand.

`python -m training.report [--check]`; with --check it only compares, and fails where the file differs.
"""

import argparse
import json
from collections.abc import Callable, Iterable
from functools import cache, partial

import numpy as np

from training import outputs
from training.behaviour import CAPABILITIES
from training.behaviour.failures import failures
from training.calibrate import SURE_ACCURACY, coverage_curve, sure_threshold, switch_of, temperature_of
from training.evaluate import BEHAVIOUR
from training.lexicons import LEXICONS
from training.metrics import calibration_error, quality, softmax
from training.places import OUTPUTS, TRAINING
from training.sets import CROSS_DOMAIN, KIND, MOOD, OFFENCE, SETS, Task

REPORT = TRAINING / "REPORT.md"
DEVELOPMENT = {MOOD: "tweeteval-val", OFFENCE: "offensive-val", KIND: "switchboard"}

# Slido's Table 2 (their own, private questions): size in MB, macro-F1, and what each stands beside here.
SLIDO = [
    (426, 0.75, "frozen BERT + GRU", "gru-frozen"),
    (420, 0.84, "fine-tuned BERT, their teacher", "teacher"),
    (56, 0.82, "distilled, small", "minilm3-int8"),
    (98, 0.84, "distilled, larger", "minilm6-int8"),
]

Row = Iterable[str]


def table(head: Row, rows: Iterable[Row]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def models() -> list[str]:
    """Every model that was asked about the development tweets: the shipped ones' families first, lexicons last."""
    found = {file.parent.name for file in OUTPUTS.glob("*/tweeteval-val.npz")} - {"gold"}
    order = ["gru-frozen", "teacher", "minilm6", "minilm5", "minilm4", "minilm3", "tinybert", "nano", "pilot", *LEXICONS]
    place = {name: at for at, name in enumerate(order)}
    return sorted(found, key=lambda name: (place.get(name.split("-")[0] if name not in place else name, 99), name))


@cache
def about() -> dict:
    """Sizes and speeds, as speed.py measured them."""
    return json.loads((TRAINING / "speeds.json").read_text(encoding="utf-8")) if (TRAINING / "speeds.json").exists() else {}


@cache
def temperature(model: str, task: Task) -> float:
    return temperature_of(_asked(model, DEVELOPMENT[task]), outputs.gold(DEVELOPMENT[task]))


def _asked(model: str, name: str) -> np.ndarray:
    found = outputs.logits(model, name)
    assert found is not None, f"{model} was not asked about {name}: python -m training.evaluate {model} --sets {name}"
    return found


@cache
def shares(model: str, name: str) -> np.ndarray:
    """Calibrated on development data."""
    return softmax(_asked(model, name) / temperature(model, MOOD))


def has(model: str, name: str) -> bool:
    return outputs.logits(model, name) is not None


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


def test_figures() -> str:
    rows = []
    for model in models():
        if not has(model, "tweeteval-test"):
            continue
        gold, answered = outputs.gold("tweeteval-test"), shares(model, "tweeteval-test")
        found = quality(gold, answered.argmax(1))
        ece = "" if model in LEXICONS else f"{calibration_error(gold, answered):.3f}"
        development = quality(outputs.gold("tweeteval-val"), shares(model, "tweeteval-val").argmax(1))
        rows.append(
            [model, _size(model), percent(found.macro_recall), percent(found.macro_f1), percent(found.accuracy)]
            + [" / ".join(f"{recall:.2f}" for recall in found.recall), ece, percent(development.macro_recall), _speed(model)]
        )
    head = ["model", "MB", "macro-recall", "macro-F1", "accuracy", "recall neg / neu / pos", "ECE", "dev macro-recall", "messages/s"]
    return table(head, rows)


def _size(model: str) -> str:
    bytes_ = about().get(model, {}).get("bytes")
    return "" if bytes_ is None else f"{bytes_ / 1e6:.1f}"


def _speed(model: str) -> str:
    speed = about().get(model, {}).get("messagesPerSecond")
    return "" if speed is None else f"{speed:.0f}"


def macro_f1(model: str, name: str) -> float:
    return quality(outputs.gold(name), _asked(model, name).argmax(1)).macro_f1


def losses() -> str:
    """Each against its own teacher: the levels are of different data, the losses can be compared."""
    rows = []
    for megabytes, theirs, what, ours in SLIDO:
        if not has(ours, "tweeteval-test"):
            continue
        gap = macro_f1(ours, "tweeteval-test") - macro_f1("teacher", "tweeteval-test")
        rows.append([what, str(megabytes), f"{theirs:.2f}", f"{theirs - 0.84:+.2f}", ours, _size(ours)])
        rows[-1] += [f"{macro_f1(ours, 'tweeteval-test'):.3f}", f"{gap:+.3f}"]
    return table(["Slido", "MB", "macro-F1", "to their teacher", "here", "MB", "macro-F1", "to our teacher"], rows)


def cross_domain() -> str:
    asked = [model for model in models() if all(has(model, name) for name in CROSS_DOMAIN)]
    rows = []
    for model in asked:
        scores = [macro_f1(model, name) for name in CROSS_DOMAIN]
        rows.append([model, *map(percent, scores), percent(float(np.mean(scores)))])
    return table(["macro-F1", *CROSS_DOMAIN, "mean"], rows)


def other_tasks() -> str:
    sets = [("offensive-test", OFFENCE), ("insults", OFFENCE), ("meetings", KIND), ("chats", KIND)]
    rows = []
    for model in models():
        scores = [_switched(model, name, task) if has(model, name) else "" for name, task in sets]
        if any(scores):
            rows.append([model, *scores])
    return table(["macro-F1", *(name for name, _ in sets)], rows)


def _switched(model: str, name: str, task: Task) -> str:
    switch = switch_of(_asked(model, DEVELOPMENT[task]), outputs.gold(DEVELOPMENT[task]))
    answered = outputs.predicted(task, _asked(model, name), switch.threshold, switch.temperature)
    return percent(quality(outputs.gold(name), answered, 2).macro_f1)


def calibration() -> str:
    rows = []
    for model in models():
        if model in LEXICONS or not has(model, "tweeteval-test"):
            continue
        dev, test = (
            (outputs.gold(name), shares(model, name)) for name in ("tweeteval-val", "tweeteval-test")
        )
        threshold = sure_threshold(dev[1], dev[0])
        sure = test[1].max(1) >= threshold
        right = test[1].argmax(1) == test[0]
        rows.append(
            [model, f"{temperature(model, MOOD):.2f}", f"{calibration_error(*dev):.3f}", f"{calibration_error(*test):.3f}"]
            + [f"{threshold:.3f}", percent(sure.mean()), percent(right[sure].mean()), percent(right[~sure].mean())]
        )
    head = ["model", "temperature", "ECE dev", "ECE test", "sure from", "sure on the test, %", "right of these, %", "of the others, %"]
    return table(head, rows)


def coverage() -> str:
    asked = [model for model in models() if model not in LEXICONS and has(model, "tweeteval-test")]
    curves = {model: coverage_curve(shares(model, "tweeteval-test"), outputs.gold("tweeteval-test")) for model in asked}
    rows = [[model, *(percent(accuracy) for _, accuracy in curve)] for model, curve in curves.items()]
    return table(["accuracy of the most confident", *(f"{at}0%" for at in range(1, 11))], rows)


def behaviour() -> str:
    asked = [model for model in models() if has(model, BEHAVIOUR)]
    results = {model: failures(partial(_recorded, model)) for model in asked}
    rows = []
    for name in CAPABILITIES:
        count = results[asked[0]][name].cases
        rows.append([name, str(count), *(percent(results[model][name].rate) for model in asked)])
    return table(["failures in %", "cases", *asked], rows)


def _recorded(model: str, texts: list[str]) -> list[int]:
    answered = _asked(model, BEHAVIOUR)
    assert len(answered) == len(texts), f"the suite has changed: python -m training.evaluate {model} --sets {BEHAVIOUR}"
    return answered.argmax(1).tolist()


SECTIONS: list[tuple[str, str, Callable[[], str]]] = [
    (
        "TweetEval test",
        "12,284 tweets, which chose nothing: no epoch, no threshold, no mixture. Sampling error is about half a point. "
        "ECE after the temperature that was fitted on the 2,000 development tweets. RoBERTa-base has 71.3 published, "
        "TimeLMs 73.7 after pretraining on 124 million tweets (macro-recall).",
        test_figures,
    ),
    ("Beside Slido's Table 2", "Their data set is private and another: compare the losses, not the levels.", losses),
    (
        "Other domains",
        "Macro-F1 on sets of other kinds of text. Of GoEmotions the teacher has seen 3,500 labelled rows of the training "
        "part; no row of the others has been trained on.",
        cross_domain,
    ),
    (
        "Offence and questions",
        f"Macro-F1 at the threshold chosen on {DEVELOPMENT[OFFENCE]} and {DEVELOPMENT[KIND]}. Question marks are taken "
        "off before a model reads. RoBERTa-base has 79.5 published on offensive-test.",
        other_tasks,
    ),
    (
        "Calibration",
        f"Temperature, and the confidence from which on {SURE_ACCURACY:.0%} are right, are fitted on the development tweets.",
        calibration,
    ),
    ("Coverage", "Accuracy on the TweetEval test, in %, of the most confident tenth, two tenths, …", coverage),
    (
        "Behaviour",
        "A suite in the manner of CheckList (training/behaviour); its templates are in no training. Names, groups, typos, "
        "letter case and repeated letters fail where a variant gets another label than its original.",
        behaviour,
    ),
]


def report() -> str:
    parts = ["# How good the models are", "Written by `python -m training.report`; the rows behind it are in training/outputs."]
    for title, explanation, make in SECTIONS:
        parts += [f"## {title}", explanation, make()]
    notes = TRAINING / "trials.md"
    if notes.exists():
        parts.append(notes.read_text(encoding="utf-8").strip())
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail where REPORT.md is another than what would be written")
    if parser.parse_args().check:
        if REPORT.read_text(encoding="utf-8") != report():
            raise SystemExit(f"{REPORT} differs from its outputs: python -m training.report")
    else:
        REPORT.write_text(report(), encoding="utf-8")
        print(REPORT)
