"""All texts that students learn from, prepared, each once, in a fixed order: gold rows, then silver.

`python -m training.corpus` prints how many there are of each source.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from training.decontaminate import is_clean
from training.prepare import prepare
from training.sources import SOURCES, rows
from training.tasks import SENTIMENT, UNKNOWN

SEED = 7
MIN_CHARACTERS, MAX_CHARACTERS = 3, 600
# How many texts of a source; the shorter ones of the large pools, as an audience's are. None: all.
SILVER: dict[str, int | None] = {
    "kaggle-tweets": None,
    "goemotions-train": None,
    "emoji-tweets": 50_000,
    "offensive-train": None,
    "hate-train": None,
    "emotion-train": None,
    "irony-train": None,
    "goemotions-other": None,
    "selfdriving": None,
    "weather": None,
    "deflategate": None,
    "uci": None,
    "huliu": None,
    "pros-cons": 20_000,
    "reddit-titles": 56_000,
    "reddit-selftext": 9_000,
    "ubuntu-irc": 56_000,
}
# Only these keep their labels: what others call neutral differs too much from what the development data calls so.
GOLD = ("semeval",)
# Of so many times as many texts the shorter ones are taken.
CHOICE = 2


@dataclass(frozen=True)
class Text:
    text: str
    source: str
    sentiment: int = UNKNOWN
    offensive: int = UNKNOWN


def corpus() -> list[Text]:
    found: dict[str, Text] = {}
    for source in (*GOLD, *SILVER):
        for each in _chosen(source):
            if MIN_CHARACTERS <= len(each.text) <= MAX_CHARACTERS and is_clean(each.text):
                found.setdefault(each.text, each)
    return list(found.values())


def _chosen(source: str) -> list[Text]:
    read = list(_read(source))
    count = SILVER.get(source)
    if count is None or count >= len(read):
        return read
    return sorted(random.Random(SEED).sample(read, min(CHOICE * count, len(read))), key=lambda each: len(each.text))[:count]


def _read(source: str) -> Iterator[Text]:
    for row in rows(source):
        yield Text(
            prepare(row["text"]),
            source,
            sentiment=SENTIMENT.index(row["label"]) if source in GOLD else UNKNOWN,
            offensive=int(row["label"] == "offensive") if source == "offensive-train" else UNKNOWN,
        )


if __name__ == "__main__":
    texts = corpus()
    for source, count in Counter(each.source for each in texts).items():
        print(f"{count:7} {source} ({SOURCES[source].licence})")
    print(f"{len(texts):7} texts, {sum(each.sentiment == UNKNOWN for each in texts)} without a sentiment label")
