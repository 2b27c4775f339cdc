"""Which rows a model can learn from, and why the others are left out."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.finetune.labels import SKIP, key, plural, unexplained
from training.finetune.records import MAX_TEXT, Record
from training.prepare import prepare
from training.tasks import SENTIMENT

# Of each label that occurs: 20 to learn from, 5 to calibrate on, 5 to judge by.
ENOUGH = 30
# As schemas/message.ts refuses them; and halves of surrogate pairs.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Example:
    line: int
    text: str
    label: int


class Skips:
    """How many rows are left out for a reason, and the line of the first."""

    def __init__(self) -> None:
        self.lines_of: dict[str, list[int]] = defaultdict(list)

    def add(self, line: int, reason: str) -> None:
        self.lines_of[reason].append(line)

    def told(self) -> list[str]:
        """['skipped 3 rows without a text, first line 17']"""
        return [
            f"skipped {plural(len(lines), 'row')} {reason}, first line {min(lines)}"
            for reason, lines in self.lines_of.items()
        ]


def examples(records: Iterable[Record], means: Mapping[str, str], skips: Skips) -> list[Example]:
    """Each text once, in the order of the file. Stops where it holds labels that nobody explained."""
    read: list[Example] = []
    unknown: dict[str, list[int]] = defaultdict(list)
    for record in records:
        reason = f"that cannot be read: {record.fault}" if record.fault else _refusal(record.cells[0])
        if reason is not None:
            skips.add(record.line, reason)
            continue
        text, said = record.cells
        label = means.get(key(said))
        if label == SKIP:
            skips.add(record.line, "left out by --map")
        elif label is None:
            unknown[said.strip()[:40]].append(record.line)
        else:
            read.append(Example(record.line, unicodedata.normalize("NFC", text), SENTIMENT.index(label)))
    if unknown:
        raise SystemExit(unexplained(unknown))
    return _once(read, skips)


def _refusal(text: str) -> str | None:
    """Why the product would not take this text for a message."""
    if not text.strip():
        return "without a text"
    if len(unicodedata.normalize("NFC", text)) > MAX_TEXT:
        return f"with a text longer than {MAX_TEXT:,} characters"
    return "with a text that no message may hold" if _NO_TEXT.search(text) else None


def _once(read: Sequence[Example], skips: Skips) -> list[Example]:
    """Of rows that say the same, the first with the label that most of them have; none where two labels tie."""
    same_as: dict[str, list[Example]] = defaultdict(list)
    for each in read:
        same_as[form(each.text)].append(each)
    kept = []
    for same in same_as.values():
        chosen = _agreed(same)
        kept += [chosen] if chosen else []
        for each in same:
            if chosen is None:
                skips.add(each.line, "with a text that stands there as often with another label")
            elif each is not chosen:
                skips.add(each.line, "with a text that stands there already")
    return kept


def _agreed(same: Sequence[Example]) -> Example | None:
    (label, most), *others = Counter(each.label for each in same).most_common()
    if others and others[0][1] == most:
        return None
    return next(each for each in same if each.label == label)


def form(text: str) -> str:
    """What rows share that say the same: 'Great talk!! @bob' -> 'greattalkuser'"""
    prepared = prepare(text)
    return _NO_LETTERS.sub("", prepared.casefold()) or prepared


def check_enough(found: Sequence[Example]) -> None:
    """Stops where there is too little to learn from, and says how much would be enough."""
    counts = Counter(each.label for each in found)
    if not found:
        raise SystemExit("no row is left to learn from")
    if len(counts) == 1:
        raise SystemExit(
            f"all {plural(len(found), 'row')} are {SENTIMENT[found[0].label]}: a model learns from differences only, "
            "so label rows of at least two kinds"
        )
    if min(counts.values()) < ENOUGH:
        told = ", ".join(f"{counts[label]} {SENTIMENT[label]}" for label in sorted(counts))
        raise SystemExit(
            f"too few rows: {told}; at least {ENOUGH} of each label that occurs are needed, some hundreds are better. "
            "Label more, or leave a label out (--map name=skip)"
        )
