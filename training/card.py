"""CARD.md of a shipped model: what it is for, how good it is, what it was made of. From its figures and sources.py."""

from training import outputs
from training.calibrate import coverage_curve
from training.corpus import GOLD, SILVER
from training.kind import ASKING, CALLS
from training.metrics import quality, softmax
from training.nano.network import HIDDEN, SUMS, WIDTH
from training.sets import CROSS_DOMAIN, KIND, MOOD, OFFENCE, SETS, Task
from training.shapes import SHAPES
from training.sources import SOURCES

ABOUT = {
    "sentiment": "The default: where quality decides.",
    "sentiment-small": "The small one: where speed and the start of a cold function decide.",
    "nano": "No encoder layers at all: for floods of messages, and for seeing how far that goes.",
}

PARTS = """# {name}

{about}

It labels one short English message at a time, as audiences write them: questions, comments, chat. In one pass it says
how a message feels (negative, neutral or positive), whether it is a question, and how likely it is to offend.

- Network: {network}; {megabytes:.1f} MB.
- Vocabulary: {pieces:,} of uncased BERT's 30,522 pieces. Emoji are read as words.
- In: `input_ids`, `attention_mask`, int64 `[batch, length]`, at most {tokens} tokens; what is beyond is not read. Out:
  `logits`, float32 `[batch, {columns}]`: negative, neutral, positive, offensive, question.
- `model.json` holds labels, tasks, temperatures, thresholds, hashes and figures; `reference.json` what Python's ONNX
  Runtime answered to sentences of ours, one text a run, which the tests compare with.

A text is prepared before it is split (functions/model/prepare.ts, functions/model/wordpiece.ts). A program that skips a
step gets other labels.

## Intended use

Counting the mood of a room, finding questions and the messages that a host should read first, and hiding insults until
somebody has looked. Not for judging a person, and not for deciding anything about one: on tweets almost one label in
three is wrong.

## Figures

All of them are printed by `python -m training.report` (training/REPORT.md), with those of other models beside.

{figures}

- Recall on the test: negative {recall[0]:.2f}, neutral {recall[1]:.2f}, positive {recall[2]:.2f}.
- A label is sure from a confidence of {threshold:.2f} on: {sure:.0f} % of the test, of which {sure_right:.0f} % are right; of
  the others, {unsure_right:.0f} %.
- Accuracy of the most confident tenth, two tenths, … of the test: {curve}.
- Macro-F1 on other kinds of text: {domains}.
- Offensive: macro-F1 {offensive} on TweetEval's test. Question or comment, without question marks: {meetings} on meetings,
  {chats} on chats.

## Limits

- English only. Other languages come out as anything.
- Irony is read by its words.
- The temperature was fitted on validation tweets; with another mix of labels it may be over- or underconfident.
{of_network}- Names of people and groups carry the leanings of what it was trained on; training/REPORT.md says how often swapping
  a name changes a label.
- "Offensive" is what raters of English tweets in 2019 called so; it misses polite insults and may flag quotes.

## What it was made of

Weights under Apache-2.0. A fine-tuned all-mpnet-base-v2 (Apache-2.0), the teacher, labelled the texts below; this model
learnt its answers. No set whose stated licence is non-commercial or GPL trained a weight; those only evaluate.

{sources}

The drills (training/drills.py) are sentences of our own.
"""

QUANTISED = """- Activations are quantised with one scale a run, so a text's neighbours in a run move its logits a little. A message is
  counted once, with the label it got then.
"""


def card_of(name: str, candidate: str, card: dict, size: int) -> str:
    gold, logits = outputs.gold("tweeteval-test"), outputs.logits(candidate, "tweeteval-test")
    shares = softmax(logits / card["temperature"])
    right, sure = shares.argmax(1) == gold, shares.max(1) >= card["sureThreshold"]
    return PARTS.format(
        name=name,
        about=ABOUT[name],
        network=_network(candidate),
        of_network=QUANTISED if candidate.endswith("-int8") else "",
        megabytes=size / 1e6,
        pieces=card["vocabularySize"],
        tokens=card["maxTokens"],
        columns=3 + len(card["tasks"]),
        figures=_figures(card),
        recall=quality(gold, shares.argmax(1)).recall,
        threshold=card["sureThreshold"],
        sure=100 * sure.mean(),
        sure_right=100 * right[sure].mean(),
        unsure_right=100 * right[~sure].mean(),
        curve=", ".join(f"{100 * accuracy:.0f} %" for _, accuracy in coverage_curve(shares, gold)),
        domains=", ".join(f"{set_} {_macro_f1(candidate, set_, MOOD, card)}" for set_ in CROSS_DOMAIN),
        offensive=_macro_f1(candidate, "offensive-test", OFFENCE, card),
        meetings=_macro_f1(candidate, "meetings", KIND, card),
        chats=_macro_f1(candidate, "chats", KIND, card),
        sources=_sources(),
    )


def _network(candidate: str) -> str:
    if candidate == "nano":
        return f"embeddings of {WIDTH}, {SUMS} weighted sums, {HIDDEN} hidden units (training/nano/network.py); float32"
    return f"{SHAPES[candidate.removesuffix('-int8')].about}, mean pooling, a linear head; int8"


def _figures(card: dict) -> str:
    lines = ["| | n | macro-recall | macro-F1 | accuracy | calibration error (ECE) |", "| --- | --- | --- | --- | --- | --- |"]
    for title, found in (("test (TweetEval, chose nothing)", card["test"]), ("validation", card["development"])):
        cells = [f"{found[name]:.1f}" for name in ("macroRecall", "macroF1", "accuracy")]
        lines.append(f"| {title} | {found['n']:,} | {' | '.join(cells)} | {found['ece']:.3f} |")
    return "\n".join(lines)


def _macro_f1(candidate: str, name: str, task: Task, card: dict) -> str:
    switch = card["tasks"].get(task.name, {"threshold": 0.5, "temperature": 1.0})
    answered = outputs.predicted(task, outputs.logits(candidate, name), switch["threshold"], switch["temperature"])
    return f"{100 * quality(outputs.gold(name), answered, len(task.classes)).macro_f1:.1f}"


def _sources() -> str:
    use = {
        **{name: "texts, labelled by the teacher" for name in SILVER},
        **{name: "texts and sentiment labels" for name in GOLD},
        "offensive-train": "texts and offensive labels",
        **{name: "texts, labelled by the teacher; question marks" for name in ASKING},
    }
    use[CALLS] = "four fifths: texts and whether they ask; the rest: thresholds"
    taught = ("kaggle-tweets", "goemotions-train")
    for name in taught:
        use[name] = "texts, labelled by the teacher, which learnt some of their labels"
    develop = {name: "temperatures and thresholds; nothing else" for name, source in SOURCES.items() if source.use == "develop"}
    evaluate = {set_.source: "figures, nothing else" for set_ in SETS.values() if set_.is_test}
    rows = [
        f"| {SOURCES[name].about} | {SOURCES[name].licence} | {what} |"
        for name, what in {**use, **develop, **evaluate}.items()
    ]
    return "\n".join(["| source | licence as stated | used for |", "| --- | --- | --- |", *rows])
