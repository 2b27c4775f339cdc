"""Labels by counting words: what a model has to beat. They take raw texts, because they know emoji and emoticons.

VADER 3.3.2 (MIT) and AFINN 0.1 (GPL by its package) are in training/requirements.txt, wink-sentiment 5.0.2 (MIT) is in
package.json here: `npm ci --prefix training/lexicons`. None is part of the product.
"""

import importlib
import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parent
# What VADER's authors call neutral lies between. https://github.com/cjhutto/vaderSentiment#about-the-scoring
VADER_MARGIN = 0.05


def labels(name: str, texts: list[str]) -> list[int]:
    """0 negative, 1 neutral, 2 positive: "vader", ["Great talk!", "It is noon."] -> [2, 1]"""
    if name not in LEXICONS:
        raise SystemExit(f'there is no lexicon "{name}": name one of {", ".join(LEXICONS)}')
    return LEXICONS[name](texts)


def _vader(texts: Sequence[str]) -> list[int]:
    polarity = _module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer().polarity_scores
    compounds = (polarity(text)["compound"] for text in texts)
    return [2 if compound >= VADER_MARGIN else 0 if compound <= -VADER_MARGIN else 1 for compound in compounds]


def _afinn(texts: Sequence[str]) -> list[int]:
    score = _module("afinn").Afinn(language="en", emoticons=True).score
    return [_by_sign(score(text)) for text in texts]


def _wink(texts: Sequence[str]) -> list[int]:
    if not (FOLDER / "node_modules/wink-sentiment").is_dir():
        raise SystemExit("wink-sentiment is missing: npm ci --prefix training/lexicons")
    lines = "".join(f"{json.dumps(text)}\n" for text in texts)
    done = subprocess.run(["node", FOLDER / "wink.js"], input=lines, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise SystemExit(f"wink-sentiment stopped: {done.stderr.strip()}")
    scores = [float(line) for line in done.stdout.splitlines()]
    if len(scores) != len(texts):
        raise RuntimeError(f"training/lexicons/wink.js gave {len(scores)} scores for {len(texts)} texts")
    return [_by_sign(score) for score in scores]


def _by_sign(score: float) -> int:
    return 2 if score > 0 else 0 if score < 0 else 1


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        raise SystemExit(f"{missing.name} is missing: pip install -r training/requirements.txt") from None


LEXICONS: dict[str, Callable[[Sequence[str]], list[int]]] = {"vader": _vader, "afinn": _afinn, "wink": _wink}
