"""What a confidence is worth, and what a model does with sentences that were made to trip it."""

from functools import cache, partial

from training import outputs
from training.behaviour import CAPABILITIES
from training.behaviour.failures import Result, failures
from training.calibrate import coverage_curve, sure_threshold
from training.evaluate import BEHAVIOUR
from training.lexicons import LEXICONS
from training.metrics import calibration_error
from training.report.answers import DEVELOPMENT, TEST, asked, has, models, percent, shares, table, temperature
from training.sets import MOOD


def calibration() -> str:
    rows = []
    for model in _calibrated():
        dev = outputs.gold(DEVELOPMENT[MOOD]), shares(model, DEVELOPMENT[MOOD])
        test = outputs.gold(TEST), shares(model, TEST)
        threshold = sure_threshold(dev[1], dev[0])
        sure, right = test[1].max(1) >= threshold, test[1].argmax(1) == test[0]
        rows.append(
            [model, f"{temperature(model):.2f}", f"{calibration_error(*dev):.3f}", f"{calibration_error(*test):.3f}"]
            + [f"{threshold:.3f}", percent(sure.mean()), percent(right[sure].mean()), percent(right[~sure].mean())]
        )
    head = ["model", "temperature", "ECE dev", "ECE test", "sure from", "sure on the test, %", "right of these, %", "of the others, %"]
    return table(head, rows)


def coverage() -> str:
    curves = {model: coverage_curve(shares(model, TEST), outputs.gold(TEST)) for model in _calibrated()}
    rows = [[model, *(percent(accuracy) for _, accuracy in curve)] for model, curve in curves.items()]
    return table(["accuracy of the most confident", *(f"{at}0%" for at in range(1, 11))], rows)


def _calibrated() -> list[str]:
    return [model for model in models() if model not in LEXICONS and has(model, TEST)]


def behaviour() -> str:
    judged = [model for model in models() if has(model, BEHAVIOUR)]
    rows = [
        [name, str(broken(judged[0])[name].cases), *(percent(broken(model)[name].rate) for model in judged)]
        for name in CAPABILITIES
    ]
    return table(["failures in %", "cases", *judged], rows)


@cache
def broken(model: str) -> dict[str, Result]:
    """By capability."""
    return failures(partial(_recorded, model))


def _recorded(model: str, texts: list[str]) -> list[int]:
    answered = asked(model, BEHAVIOUR)
    if len(answered) != len(texts):
        raise SystemExit(f"the suite has changed: python -m training.evaluate {model} --sets {BEHAVIOUR}")
    return answered.argmax(1).tolist()
