"""Pairs of texts and how alike they are, from 0 to 1, whatever a file calls that.

`python -m training.similarity.pairs` prints how many there are of each source, and how many are too near to a test.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from training import decontaminate
from training.decontaminate import MIN_LENGTH, normal_form
from training.similarity.sources import SOURCES
from training.sources import rows_of

MAX_CHARACTERS = 300
# Three classes of inference as three degrees of likeness; `degree` makes classes of them again.
INFERENCE = {"contradiction": 0.0, "neutral": 0.5, "entailment": 1.0}
STS_TOP = 5.0
MICROSOFT = ("MSRpar", "MSRvid")

# Some titles run on into code and markup.
_MARKUP = re.compile(r"<(?:h1|pre|code|blockquote|p|br|a|ul|ol|img|em|strong)\b.*", re.DOTALL)


@dataclass(frozen=True)
class Pair:
    first: str
    second: str
    # 0: nothing in common, 1: the same.
    score: float
    # Where a source has parts: a site, a genre.
    part: str = ""

    @property
    def degree(self) -> int:
        """0, 1 or 2: contradiction, neutral, entailment; or unrelated, related, duplicate."""
        return round(2 * self.score)

    @property
    def texts(self) -> tuple[str, str]:
        return self.first, self.second


def pairs(name: str) -> list[Pair]:
    """All pairs of a source, as they are published but for markup; empty sides and overlong texts left out."""
    found = [_pair(row) for row in rows_of(SOURCES[name])]
    if name.startswith("stsb-") and SOURCES[name].file.endswith("_train.tsv"):
        found = [each for each in found if each.part.startswith(MICROSOFT) == (name == "stsb-microsoft")]
    if name == "sts-questions":
        found = [each for each in found if each.part == "2016-question-question"]
    if SOURCES[name].use in ("develop", "evaluate"):
        return found
    return [each for each in found if all(0 < len(text) <= MAX_CHARACTERS for text in each.texts)]


def _pair(row: dict[str, str]) -> Pair:
    first, second = (_MARKUP.sub("", text).strip() for text in _sides(row))
    return Pair(first, second, _score(row), row.get("source") or row.get("site") or "")


def _sides(row: dict[str, str]) -> tuple[str, str]:
    for name in ("sentence", "question", "title"):
        if f"{name}1" in row:
            return row[f"{name}1"], row[f"{name}2"]
    raise SystemExit(f"a row has none of sentence1, question1, title1: {sorted(row)}")


def _score(row: dict[str, str]) -> float:
    if "entailment" in row:  # SICK: from 1 to 5
        return (float(row["score"]) - 1) / (STS_TOP - 1)
    if "score" in row:
        return float(row["score"]) / STS_TOP
    return INFERENCE[row["label"]] if row["label"] in INFERENCE else float(row["label"])


@cache
def held_out() -> frozenset[str]:
    """The forms of every sentence that stops, tunes or evaluates, here and for sentiment."""
    from training.similarity.target import judged

    names = [name for name, source in SOURCES.items() if source.use in ("develop", "evaluate")]
    forms = {normal_form(text) for each in [*(pair for name in names for pair in pairs(name)), *judged()] for text in each.texts}
    return decontaminate.held_out() | {form for form in forms if len(form) >= MIN_LENGTH}


def is_clean(pair: Pair) -> bool:
    """Neither side is in a test: stricter than the benchmarks themselves, whose parts share some sentences."""
    return held_out().isdisjoint(map(normal_form, pair.texts))


def clean(found: Sequence[Pair]) -> list[Pair]:
    """Those that may train, each once."""
    kept = {tuple(sorted(map(normal_form, each.texts))): each for each in reversed(found) if is_clean(each)}
    return list(kept.values())[::-1]


if __name__ == "__main__":
    for name, source in SOURCES.items():
        found = pairs(name)
        trains = f"{len(clean(found)):6} clean" if source.use in ("gold", "compare") else ""
        print(f"{len(found):6} {source.use:8} {name:16} {trains:12} {source.licence}")
