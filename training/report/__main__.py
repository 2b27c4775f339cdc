"""Write REPORT.md; nothing in it by hand, but for trials.md.

`python -m training.report [--check]`; with --check it only compares, and fails where the file differs.
"""

import argparse
from collections.abc import Callable

from training.calibrate import SURE_ACCURACY
from training.places import TRAINING
from training.report import levels, similarity, trust
from training.report.answers import DEVELOPMENT
from training.report.targets import targets
from training.sets import KIND, OFFENCE

REPORT = TRAINING / "REPORT.md"

SECTIONS: list[tuple[str, str, Callable[[], str]]] = [
    ("Targets", "Set before anything was trained. Figures of speed are those of `npm run bench`.", targets),
    (
        "TweetEval test",
        "12,284 tweets, which chose nothing: no epoch, no threshold, no mixture. Sampling error is about half a point. "
        "ECE after the temperature that was fitted on the 2,000 development tweets. RoBERTa-base has 71.3 published, "
        "TimeLMs 73.7 after pretraining on 124 million tweets (macro-recall). Messages/s: text in, logits out, one text "
        "a run, in Python on two cores.",
        levels.test_figures,
    ),
    ("Beside Slido's Table 2", "Their data set is private and another: compare the losses, not the levels.", levels.losses),
    (
        "What each step costs",
        "On the TweetEval test: distilled; cut to 17,000 pieces (before training: the row with all pieces has the "
        "vectors that the others began with); embeddings in int8; products in int8.",
        levels.steps,
    ),
    (
        "Other domains",
        "Macro-F1 on sets of other kinds of text. Of GoEmotions the teacher has seen 3,500 labelled rows of the training "
        "part; no row of the others has been trained on.",
        levels.cross_domain,
    ),
    (
        "Offence and questions",
        f"Macro-F1 at the threshold chosen on {DEVELOPMENT[OFFENCE]} and {DEVELOPMENT[KIND]}. Question marks are taken "
        "off before a model reads. RoBERTa-base has 79.5 published on offensive-test.",
        levels.other_tasks,
    ),
    (
        "Two ways to several tasks",
        "Heads on the mean of all tokens, and a control token a task, trained alike; on development data. In PyTorch, "
        "8 texts at a time, taking turns.",
        levels.two_ways,
    ),
    (
        "Calibration",
        f"Temperature, and the confidence from which on {SURE_ACCURACY:.0%} are right, are fitted on the development tweets.",
        trust.calibration,
    ),
    ("Coverage", "Accuracy on the TweetEval test, in %, of the most confident tenth, two tenths, …", trust.coverage),
    (
        "Behaviour",
        "A suite in the manner of CheckList (training/behaviour); its templates are in no training. Names, groups, typos, "
        "letter case and repeated letters fail where a variant gets another label than its original.",
        trust.behaviour,
    ),
    (
        "Sentence similarity: targets",
        "The same question, asked again (training/similarity). Set before anything was trained.",
        similarity.targets,
    ),
    (
        "Sentence similarity: Slido's Table 3 again",
        "Spearman's correlation x 100 on the tests of the STS benchmark and of our own target set, which chose nothing. The "
        "pretrained encoders are published ones, taught before on pairs of many kinds, Quora's, Stack Exchange's and SNLI's "
        "among them: their rows are no zero. Related pairs of the target set were found by BM25, which can therefore not "
        "tell them from duplicates. int8: network and vectors. Networks on the cut vocabulary.",
        similarity.correlations,
    ),
    (
        "Sentence similarity: what each of the paper's stages gives",
        "In brackets, points over inference alone. Ours in int8. Their target set is private and another: compare what a stage "
        "gives, not the levels. minilm6 and minilm3 were sentence encoders before their first stage, which is why theirs give "
        "less; tinybert was distilled before it.",
        similarity.by_stage,
    ),
    (
        "Duplicate questions",
        "Quora's 10,000 labelled pairs, of which half are duplicates. The threshold is the one with the best F1 on the "
        "target set's development questions, openly licensed ones; nothing was chosen on Quora's. Beside it other pairs at "
        "the same threshold: questions to doctors, newspaper sentences, tweets on one link.",
        similarity.duplicates,
    ),
    (
        "Groups",
        "All of these questions in one room, grouped (training/similarity/grouping.py) from the threshold on that is best "
        "where all pairs of the development questions count (training/similarity/room.py). Purity: of "
        "the questions in a group of two or more, those of the group's commonest true group; a lower bound, because only "
        "the given pairs are labelled. Together: of pairs labelled as duplicates, and as none, those in one group.",
        similarity.groups,
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
