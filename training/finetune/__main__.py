"""Teach a shipped model what your own audience means: a model folder that ROOMTONE_MODEL takes as it is.

The rows are negative, neutral or positive, in a CSV, TSV or NDJSON file. docs/your-own-data.md is the guide.
"""

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training import calibrate
from training.finetune import folder, tune
from training.finetune.examples import Example, Skips, check_enough, examples
from training.finetune.judge import Answers, ask
from training.finetune.labels import meanings, plural
from training.finetune.parts import Parts, parts
from training.finetune.table import FORMATS, rows
from training.finetune.told import Outcome, card_text
from training.metrics import softmax
from training.onnx_model import ALONE, OnnxModel
from training.package import figures
from training.places import MODELS
from training.rebuild import check, rebuild
from training.sets import MOOD

# Texts by which it is seen that the rebuilt model is the given one.
CHECKED = 64
MAP = 'what labels stand for: "0=negative,mixed=skip"; may be repeated'
FORMAT = "what the file is, where its name does not tell"
BEGIN = "the model folder to begin with; models/sentiment"


def main(arguments: Sequence[str] | None = None) -> None:
    given = _given(arguments)
    folder.check_out(given.out, given.force)
    means = meanings(given.map)
    began = folder.start(given.model)
    made = parts(_read(given, means), given.seed)
    say(f"{len(made.learn)} to learn from, {len(made.calibrate)} to calibrate on, {len(made.judge)} to judge by")
    before = ask(began, made.judge)
    draft = _train(began, made, given)
    card, after = _calibrate(draft, made)
    gold = _gold(made.judge)
    outcome = Outcome(gold, before, after, given.seed)
    about = _about(given, began, made, figures(gold, before.shares()))
    folder.write_card(draft, card | {"test": figures(gold, after.shares()), folder.MADE_HERE: about})
    (draft / "CARD.md").write_text(card_text(given.out.name, about, outcome), encoding="utf-8")
    folder.finish(draft, given.out)
    say("", *outcome.table(), "", *outcome.notes(), "", f"{given.out} is made: ROOMTONE_MODEL={given.out} npm start")


def _read(given: argparse.Namespace, means: dict[str, str]) -> list[Example]:
    skips = Skips()
    found = examples(rows(given.data, (given.text, given.label), given.format), means, skips)
    say(f"{given.data}: {plural(len(found), 'row')} to use", *skips.told())
    check_enough(found)
    return found


def _train(began: OnnxModel, made: Parts, given: argparse.Namespace) -> Path:
    model = rebuild(given.model / "model.onnx").to(tune.DEVICE)
    check(model, given.model, [each.text for each in made.learn[:CHECKED]])
    lessons = tune.lessons(model, began.tokenizer, made.learn)
    tune.tune(model, lessons, given.epochs, given.seed, say)
    return folder.draft(model, given.model, began.card, given.out)


def _calibrate(draft: Path, made: Parts) -> tuple[dict, Answers]:
    """Temperature and threshold from the rows kept for that; then the rows that judge are asked, and only once."""
    model, gold = OnnxModel(draft, ALONE), _gold(made.calibrate)
    logits = model.logits([each.text for each in made.calibrate])[:, MOOD.columns]
    temperature = calibrate.temperature_of(logits, gold)
    shares = softmax(logits / temperature)
    model.card |= {
        "temperature": temperature,
        "sureThreshold": calibrate.sure_threshold(shares, gold),
        "development": figures(gold, shares),
    }
    return model.card, ask(model, made.judge)


def _gold(part: list[Example]) -> np.ndarray:
    return np.array([each.label for each in part])


def _about(given: argparse.Namespace, began: OnnxModel, made: Parts, before: dict) -> dict:
    return {
        "from": folder.name_of(given.model, began.card),
        "data": given.data.name,
        "rows": {name: len(part) for name, part in vars(made).items()},
        "epochs": given.epochs,
        "seed": given.seed,
        "before": before,
    }


def say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.finetune", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="a CSV, TSV or NDJSON file of labelled texts")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to make")
    parser.add_argument("--text", default="text", help="the column, or field, of the texts")
    parser.add_argument("--label", default="label", help="the column, or field, of the labels")
    parser.add_argument("--map", action="append", default=[], help=MAP)
    parser.add_argument("--format", choices=sorted(set(FORMATS.values())), help=FORMAT)
    parser.add_argument("--model", type=Path, default=MODELS / "sentiment", help=BEGIN)
    parser.add_argument("--epochs", type=int, default=4, help="how often each row is read; 4")
    parser.add_argument("--seed", type=int, default=7, help="another one parts the rows otherwise")
    parser.add_argument("--force", action="store_true", help="replace a folder that this command made")
    given = parser.parse_args(arguments)
    if given.epochs < 1:
        parser.error("--epochs is a whole number from 1")
    if given.text == given.label:
        parser.error("--text and --label name the same column")
    return given


if __name__ == "__main__":
    # Quantising recommends a step that changes nothing here.
    logging.disable(logging.WARNING)
    main()
