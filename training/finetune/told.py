"""What came of it, for the terminal and for CARD.md."""

from dataclasses import dataclass

import numpy as np

from training.finetune.judge import Answers, gain, unchanged
from training.finetune.labels import plural
from training.package import figures
from training.tasks import SENTIMENT


@dataclass(frozen=True)
class Outcome:
    gold: np.ndarray
    before: Answers
    after: Answers
    seed: int

    def table(self) -> list[str]:
        """The lines of a Markdown table: '| macro-recall | 61.20 | 68.90 |', …"""
        old, new = (figures(self.gold, answers.shares()) for answers in (self.before, self.after))
        lines = ["| | before | after |", "| --- | --- | --- |"]
        for key, name in (("macroRecall", "macro-recall"), ("macroF1", "macro-F1"), ("accuracy", "accuracy")):
            lines.append(f"| {name} | {old[key]:.1f} | {new[key]:.1f} |")
        lines.append(f"| calibration error (ECE) | {old['ece']:.3f} | {new['ece']:.3f} |")
        lines.append(f"| made-up cases that fail | {self.before.failing():.1f} % | {self.after.failing():.1f} % |")
        return lines

    def notes(self) -> list[str]:
        low, high = gain(self.gold, self.before.shares().argmax(1), self.after.shares().argmax(1), self.seed)
        verdict = "it is better" if low > 0 else "it is worse" if high < 0 else "that may be chance"
        said = [
            f"By {plural(len(self.gold), 'row')} that nothing learnt from, macro-recall changed by "
            f"{low:+.1f} to {high:+.1f} points (95 %): {verdict}."
        ]
        said += [
            f"The task {task} is answered as before for {share:.1f} % of the texts."
            for task, share in unchanged(self.before, self.after).items()
        ]
        missing = [label for at, label in enumerate(SENTIMENT) if not (self.gold == at).any()]
        said += [f"No row is {label}: the model will hardly say it any more." for label in missing]
        return said


def card_text(name: str, about: dict, outcome: Outcome) -> str:
    """CARD.md of the new folder."""
    rows = about["rows"]
    return "\n".join(
        [
            f"# {name}: negative, neutral or positive, as {about['data']} has it",
            "",
            f"Made of {about['from']} by `python -m training.finetune` ({plural(about['epochs'], 'epoch')}, "
            f"seed {about['seed']}). Network, vocabulary, use and limits are those of that model: see its CARD.md.",
            "",
            f"Of {about['data']}, {rows['learn']} rows taught it, {rows['calibrate']} calibrated it, and "
            f"{rows['judge']} judge it here and did nothing else. The made-up cases are those of training/behaviour.",
            "",
            *outcome.table(),
            "",
            *(f"- {note}" for note in outcome.notes()),
            "- The rows are not here, but a network can give away what it learnt: share it as you would share them.",
            "",
        ]
    )
