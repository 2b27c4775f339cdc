"""Question or comment, learnt from texts whose writers set question marks: the mark is the label, then it is taken off.

`python -m training.kind` prints some sentences as they are learnt from.
"""

import random
import re
from functools import cache

from training.corpus import corpus
from training.decontaminate import is_clean
from training.prepare import prepare
from training.sources import rows, texts
from training.tasks import UNKNOWN

# Openly licensed, and written with some care for punctuation.
ASKING = ("reddit-titles", "reddit-selftext", "ubuntu-irc")
SEED = 11
# Sentences of each kind that are learnt beside the whole texts of the corpus, where questions are seldom.
QUESTIONS, COMMENTS = 60_000, 40_000
MIN_WORDS, MAX_WORDS = 2, 24
# Phone calls, by hand: they teach that a listener's "right" and "huh" ask nothing. The last calls are kept for development.
CALLS, CALLS_LEARNT = "switchboard", 0.8
# Development texts as they are typed, of those that nothing is learnt from.
CHANNEL, CHANNEL_TEXTS = "ubuntu-irc", 4_000

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_MARK = re.compile(r"[?？]+")
_CLOSING = " .!…-"
# The share of texts that are read without their marks, so that the words are learnt; the rest keep them.
BARE = 0.75


def question(text: str) -> int:
    return int(_MARK.search(text) is not None)


def bare(text: str) -> str:
    """Neither the question mark nor what closes a comment is left: 'Is it on? Thanks!' -> 'Is it on Thanks'"""
    return re.sub(r"\s+", " ", _MARK.sub(" ", text)).rstrip(_CLOSING)


def variant(text: str, label: int, pick: random.Random) -> tuple[str, int]:
    """A text as it is read this time, with its label, the mark's where it has none; UNKNOWN where nothing is left of it."""
    stripped = bare(text) if pick.random() < BARE else text
    return (stripped, question(text) if label == UNKNOWN else label) if stripped else (text, UNKNOWN)


def sentences() -> list[tuple[str, int]]:
    """Single sentences with their labels: prepared, marks still on."""
    found: tuple[dict[str, None], dict[str, None]] = ({}, {})
    for source in ASKING:
        for text in texts(source):
            for sentence in _SENTENCE_END.split(prepare(text)):
                if MIN_WORDS <= len(sentence.split()) <= MAX_WORDS and (sentence.endswith("?") or "?" not in sentence):
                    found[question(sentence)].setdefault(sentence)
    pick = random.Random(SEED)
    chosen = [
        (sentence, label)
        for label, count in ((0, COMMENTS), (1, QUESTIONS))
        for sentence in pick.sample(list(found[label]), min(count, len(found[label])))
    ]
    return [(sentence, label) for sentence, label in chosen if is_clean(sentence)]


def spoken() -> list[tuple[str, int]]:
    """What callers said, with labels by hand: prepared, marks still on."""
    return [(prepare(text), label) for text, label in _calls()[: _learnt()]]


@cache
def development() -> list[tuple[str, int]]:
    """Raw texts with their labels, half spoken and half typed; no lesson reads them."""
    learnt = {text for text, _ in sentences()} | {each.text for each in corpus()}
    unread = [
        text
        for text in dict.fromkeys(texts(CHANNEL))
        if prepare(text) not in learnt and learnt.isdisjoint(_SENTENCE_END.split(prepare(text)))
    ]
    typed = random.Random(SEED).sample(unread, min(CHANNEL_TEXTS, len(unread)))
    return _calls()[_learnt() :] + [(text, question(text)) for text in typed]


def _calls() -> list[tuple[str, int]]:
    return [(row["text"], int(row["label"] == "question")) for row in rows(CALLS)]


def _learnt() -> int:
    return round(CALLS_LEARNT * len(_calls()))


if __name__ == "__main__":
    for sentence, label in random.Random(0).sample(sentences(), 30):
        print(("comment", "question")[label], bare(sentence), sep="\t")
