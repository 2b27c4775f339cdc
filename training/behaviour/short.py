"""One or two words, as most messages of a chat are."""

from training.behaviour.case import NEGATIVE, NEUTRAL, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Case, one_of

PRAISE = (
    "amazing", "awesome", "excellent", "brilliant", "love it", "well done", "so good", "great job", "superb", "bravo",
    "perfect", "wonderful", "nice one", "yay", "beautiful", "impressive", "hilarious", "hooray", "good point",
    "great question", "nailed it", "very helpful",
)  # fmt: skip
BLAME = (
    "terrible", "awful", "so boring", "hate it", "too slow", "too loud", "horrible", "ridiculous", "disgusting",
    "useless", "pathetic", "boo", "yawn", "ugh", "unacceptable", "rubbish", "lame", "disappointing", "so annoying",
    "total chaos", "what nonsense", "bad idea",
)  # fmt: skip
PLAIN = (
    "monday", "slides?", "room 4", "next slide", "part two", "page 3", "tomorrow", "Berlin", "second row", "what time",
    "which link", "12 people", "version 3", "at noon", "in English", "slide 9", "how many", "channel 2", "hall B?",
    "the second", "his email", "October",
)  # fmt: skip
AGREED = ("yes", "ok", "okay", "me too", "sure", "agreed", "wow", "exactly", "done", "ready")
REFUSED = ("no", "nope", "meh", "muted?", "too late", "hmm")


def cases() -> list[Case]:
    return [
        *one_of(POSITIVE, "short/praise", PRAISE),
        *one_of(NEGATIVE, "short/blame", BLAME),
        *one_of(NEUTRAL, "short/plain", PLAIN),
        *one_of(NOT_NEGATIVE, "short/agreed", AGREED),
        *one_of(NOT_POSITIVE, "short/refused", REFUSED),
    ]
