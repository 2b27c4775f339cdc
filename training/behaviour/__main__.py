"""Test models: `python -m training.behaviour models/sentiment vader [--examples 2] [--json FILE]`.

A model is a folder with model.json, model.onnx and vocab.txt, or a lexicon: vader, afinn or wink. Printed are the
failures of each capability in percent, and some of them in full.
"""

import argparse
import json
from functools import partial
from pathlib import Path

from training.behaviour import CAPABILITIES
from training.behaviour.failures import Predict, Result, failures
from training.lexicons import LEXICONS, labels
from training.onnx_model import OnnxModel


def predictor(model: str) -> Predict:
    return partial(labels, model) if model in LEXICONS else OnnxModel(Path(model)).labels


def table(results: dict[str, dict[str, Result]]) -> str:
    """A line a capability, a column a model."""
    head = f"{'failures in %':18}{'cases':>6}" + "".join(f"{Path(model).name:>18}" for model in results)
    first = next(iter(results.values()))
    lines = [
        f"{name:18}{first[name].cases:6}" + "".join(f"{100 * result[name].rate:18.1f}" for result in results.values())
        for name in CAPABILITIES
    ]
    return "\n".join([head, *lines])


def examples(result: dict[str, Result], count: int) -> str:
    shown = [failure.told() for name in result for failure in result[name].failed[:count]]
    return "\n".join(f"{told['id']}: expected {told['expected']}, got {told['got']}" for told in shown)


def as_json(result: dict[str, Result]) -> dict:
    return {
        name: {"cases": one.cases, "failed": len(one.failed), "failures": [failure.told() for failure in one.failed]}
        for name, one in result.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.behaviour", description=__doc__.split("\n")[0])
    parser.add_argument("models", nargs="+", metavar="MODEL")
    parser.add_argument("--examples", type=int, default=0, help="failures to print of each capability")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every failure there")
    asked = parser.parse_args()
    results = {model: failures(predictor(model)) for model in asked.models}
    print(table(results))
    if asked.examples > 0:
        for model, result in results.items():
            print(f"\n{model}\n{examples(result, asked.examples)}")
    if asked.json:
        told = {model: as_json(result) for model, result in results.items()}
        asked.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
