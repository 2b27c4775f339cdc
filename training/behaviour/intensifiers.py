"""Words that strengthen or soften a mood must not turn it, whatever they mean elsewhere ("terribly good")."""

from collections.abc import Sequence
from itertools import cycle

from training.behaviour.case import (
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    POSITIVE,
    Case,
    at_least,
    at_most,
    one_of,
    turn,
)

THINGS = ("talk", "demo", "panel", "workshop", "keynote")
VERY = ("very", "really", "so", "extremely", "incredibly", "super", "truly", "seriously", "exceptionally", "remarkably")
GOOD = ("good", "helpful", "interesting", "useful", "well prepared", "funny")
BAD = ("boring", "confusing", "bad", "annoying", "disappointing", "dull")
WHOLLY = ("absolutely", "totally", "completely", "simply", "just", "utterly")
SUPERB = ("brilliant", "fantastic", "amazing", "wonderful", "superb")
AWFUL = ("terrible", "awful", "horrible", "dreadful", "useless")
# Strengthening by words that mean harm.
HARSH = (
    "This demo is ridiculously good.", "The host is terribly nice.", "That was an awfully good answer.",
    "insanely good keynote", "The panel was crazy good!", "damn, that was good",
    "Scarily accurate and super helpful demo.", "The new feature is wickedly clever, I love it.",
    "She is frighteningly good at explaining this.", "That was stupidly funny, I loved it", "bloody brilliant talk",
    "sick demo, I love it",
)  # fmt: skip
# And by words that mean something nice.
SOFT = (
    "The first hour was pretty bad.", "That was pretty boring.", "a perfectly useless answer",
    "a truly awful experience", "an incredible waste of my time", "It was seriously disappointing.",
    "This was awfully dull.", "The wait was insanely annoying.", "an impressively bad answer", "simply the worst",
)  # fmt: skip
SOMEWHAT_BAD = (
    "a bit boring", "slightly annoying", "a little confusing", "kind of dull", "somewhat disappointing",
    "a tad too long", "rather messy", "sort of pointless",
)  # fmt: skip
SOMEWHAT_GOOD = (
    "pretty good", "quite interesting", "fairly useful", "rather helpful", "kind of fun", "quite enjoyable",
    "reasonably clear", "pretty well organised",
)  # fmt: skip
LOUDER = (
    ("Great talk", "Great talk!", "Great talk!!!", "GREAT talk!!!"),
    ("Loved it", "Loved it!", "Loved it!!!", "LOVED it!!!"),
    ("Well explained", "Well explained!", "Really well explained!!"),
)
ANGRIER = (
    ("This is awful", "This is awful!", "This is awful!!!", "This is AWFUL!!!"),
    ("Worst session today", "Worst session today!", "By far the worst session today!!"),
    ("I am disappointed", "I am so disappointed!", "I am SO disappointed!!!"),
)


def cases() -> list[Case]:
    return [
        *one_of(POSITIVE, "intensifiers/good", _told([f"{very} {word}" for very, word in zip(VERY, cycle(GOOD))])),
        *one_of(NEGATIVE, "intensifiers/bad", _told([f"{very} {word}" for very, word in zip(VERY, cycle(BAD))])),
        *one_of(POSITIVE, "intensifiers/superb", turn("{very} {word} {thing}", very=WHOLLY, word=SUPERB, thing=THINGS)),
        *one_of(NEGATIVE, "intensifiers/awful", turn("{very} {word} {thing}", very=WHOLLY, word=AWFUL, thing=THINGS)),
        *one_of(POSITIVE, "intensifiers/harsh-words", HARSH),
        *one_of(NEGATIVE, "intensifiers/soft-words", SOFT),
        *one_of(NOT_POSITIVE, "intensifiers/somewhat-bad", _told(SOMEWHAT_BAD)),
        *one_of(NOT_NEGATIVE, "intensifiers/somewhat-good", _told(SOMEWHAT_GOOD)),
        *at_least("intensifiers/stronger", [_strengthened(word) for word in GOOD]),
        *at_most("intensifiers/stronger", [_strengthened(word) for word in BAD]),
        *at_least("intensifiers/louder", LOUDER),
        *at_most("intensifiers/louder", ANGRIER),
    ]


def _told(words: Sequence[str]) -> list[str]:
    """very good, really helpful -> The talk was very good., The demo was really helpful."""
    return turn("The {thing} was {word}.", thing=THINGS, word=words)


def _strengthened(word: str) -> list[str]:
    """good -> I found it good., I found it very good., I found it really good., …"""
    return [f"I found it {word}.", *(f"I found it {very} {word}." for very in VERY)]
