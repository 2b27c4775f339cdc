"""CARD.md of models/similarity: what it is for, how good it is, what it was made of."""

from training.shapes import SHAPES
from training.similarity.candidates import POOL
from training.similarity.sources import SOURCES
from training.similarity.stages import LEARNT_FROM, STAGES, begins_with
from training.sources import SOURCES as TEXTS

PARTS = """# similarity

Finds the same question, asked again: a vector for one short English text, whose angle to another says how alike they are.

- Network: {network}, mean pooling; int8; {megabytes:.1f} MB.
- Vocabulary: {pieces:,} of uncased BERT's 30,522 pieces, those of models/sentiment.
- In: `input_ids`, `attention_mask`, int64 `[batch, length]`, at most {tokens} tokens; what is beyond is not read. Out:
  `vectors`, float32 `[batch, {dimensions}]`, of any length.
- Its first numbers tell most (it is turned by its principal axes, which changes no angle), so that a search need seldom read
  on.
- A vector is kept in {dimensions} bytes: stretched until its largest number is 127, then rounded, halves away from zero.
- `model.json` holds the cosine from which on two questions are one ({threshold} for a given pair, {groups} in a room full of
  questions, where few pairs are), hashes and figures; `reference.json` what Python's
  ONNX Runtime answered to sentences of ours, one text a run.

## Intended use

Grouping the questions of a room, and telling somebody who is about to ask that others have asked. Not for deciding that
two people mean the same where that matters: of the pairs that it calls duplicates, a part is none.

## Figures

Printed by `python -m training.report` (training/REPORT.md), with those of other models beside. Spearman's correlation x
100 on the STS benchmark and on our own target set; duplicates at the threshold {threshold}, in %.

| | STSb | target | F1 | precision | recall |
| --- | --- | --- | --- | --- | --- |
| test; duplicates: Quora | {test} |
| development; duplicates: target set | {development} |

## Limits

- English only. Other languages come out as anything.
- Texts that share a subject and differ in what they ask are often taken for one: "not", numbers and names weigh little.
- Thresholds were chosen on Stack Exchange's titles and on STSb's sentences. Where a room is about one thing, more questions
  are alike.

## What it was made of

The encoder is a published one (Apache-2.0), and was taught before by its makers on pairs of many kinds, Quora's, Stack
Exchange's and SNLI's among them. What follows was learnt here. all-mpnet-base-v2 (Apache-2.0) gave vectors and, trained
on the gold pairs, scores.

| source | licence as stated | used for |
| --- | --- | --- |
{sources}
"""


def card_of(candidate: str, card: dict, size: int) -> str:
    shape, stage = candidate.removesuffix("-int8").split("-", 1)
    return PARTS.format(
        network=SHAPES[shape].about,
        megabytes=size / 1e6,
        pieces=card["vocabularySize"],
        tokens=card["maxTokens"],
        dimensions=card["dimensions"],
        threshold=card["threshold"],
        groups=card["groupThreshold"],
        test=_cells(card["test"]),
        development=_cells(card["development"]),
        sources="\n".join(_sources(shape, stage)),
    )


def _cells(figures: dict) -> str:
    return " | ".join(f"{figures[name]:.1f}" for name in ("stsb", "target", "f1", "precision", "recall"))


def _sources(shape: str, stage: str) -> list[str]:
    lessons = learnt(shape, stage)
    gold = dict.fromkeys(name for lesson in lessons for name in LEARNT_FROM[lesson])
    rows = [_row(SOURCES[name], "pairs and their scores") for name in gold]
    if {"pool", "silver"}.intersection(lessons):
        rows += [_row(TEXTS[name], "questions, paired and scored by the teachers") for name in POOL]
    rows += [_row(each, "figures and thresholds") for each in SOURCES.values() if each.use == "develop"]
    return rows + [_row(each, "figures, nothing else") for each in SOURCES.values() if each.use == "evaluate"]


def learnt(shape: str, stage: str) -> list[str]:
    """The lessons of a stage and of all before it."""
    if stage not in STAGES:
        return []
    before = [name for name in (begins_with(shape, stage), *STAGES[stage].mean_of) if name is not None]
    return [*(lesson for name in before for lesson in learnt(shape, name)), *(part.lesson for part in STAGES[stage].parts)]


def _row(source, use: str) -> str:
    return f"| {source.about} | {source.licence} | {use} |"
