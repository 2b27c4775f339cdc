"""Plain negation: the negated word follows at once."""

from training.behaviour.case import NEGATIVE, NEUTRAL, NOT_NEGATIVE, POSITIVE, Case, each, one_of, turn

NOT = ("isn't", "is not", "wasn't", "was not")
THINGS = ("first talk", "answer", "panel", "explanation", "tutorial", "summary", "second session", "Q&A", "handout")
PLACES = ("audio", "food", "new layout", "picture", "room", "registration", "recording")
GOOD = (
    "good", "great", "helpful", "useful", "interesting", "clear", "enjoyable", "convincing", "well prepared",
    "easy to follow", "very good", "worth it", "acceptable", "funny", "impressive", "well done", "that good",
)  # fmt: skip
FINE = ("good", "helpful", "interesting")
BAD = (
    "bad", "boring", "terrible", "confusing", "awful", "annoying", "a waste of time", "a disappointment", "too long",
    "disappointing", "bad at all", "boring at all", "half bad", "hard to follow", "painful", "so bad",
)  # fmt: skip
NO_LIKING = (
    "I don't like", "I did not enjoy", "I didn't like", "I do not recommend", "I can't recommend",
    "I wouldn't recommend", "I am not happy with", "I'm not impressed by", "I'm not a fan of", "I never liked",
    "We are not satisfied with", "I wasn't convinced by", "I don't appreciate", "I am not pleased with",
)  # fmt: skip
NO_DISLIKING = (
    "I wasn't disappointed by", "I didn't hate", "I don't mind", "I was not bored by", "I am not unhappy with",
    "I wasn't annoyed by", "I have no complaints about", "We had no problems with", "I don't dislike",
    "I was never bored during",
)  # fmt: skip
PARTS = ("the new schedule", "this panel", "the afternoon session", "the hybrid format", "the closing keynote")
NO_TROUBLE = (
    "I wasn't disappointed", "I was not disappointed", "no complaints", "no issues on my side", "no lag here",
    "no problems with the sound", "not bad", "not bad at all", "not too bad", "never boring", "no regrets",
    "it did not disappoint", "not a problem", "nothing to complain about", "nothing wrong with that",
)  # fmt: skip
NO_JOY = (
    "not good", "not helpful", "not funny", "not happy about this", "not great, not useful", "not worth my time",
    "not cool", "no fun", "not what I paid for", "no energy, no structure", "not impressed", "not acceptable",
)  # fmt: skip
PRAISE = ("Never a dull moment", "Never a dull moment in this room!", "There was never a dull moment")
PLAIN = (
    "The session isn't in room 3, it is in room 5.", "I have not read the book.", "The workshop isn't on Monday.",
    "The lunch break hasn't started yet.", "I am not in Berlin this week.",
    "This isn't the final version of the agenda.", "We don't have an office in Rome.", "We are not on slide 9 yet.",
    "It is not on the first floor.", "The second date isn't fixed yet.", "I'm not from the press.",
    "That wasn't me, that was the person behind me.",
)  # fmt: skip


def cases() -> list[Case]:
    return [
        *one_of(NEGATIVE, "negation/not-good", turn("The {thing} {no} {word}", thing=THINGS, no=NOT, word=GOOD)),
        *one_of(NEGATIVE, "negation/not-good", turn("The {thing} {no} {word}", thing=PLACES, no=NOT, word=GOOD[:2])),
        *one_of(NEGATIVE, "negation/it-not-good", each("It {no} {word}.", no=NOT, word=FINE)),
        *one_of(NOT_NEGATIVE, "negation/not-bad", turn("The {thing} {no} {word}", thing=THINGS, no=NOT, word=BAD)),
        *one_of(NOT_NEGATIVE, "negation/it-not-bad", each("It {no} {word}.", no=NOT, word=("bad", "boring"))),
        *one_of(NEGATIVE, "negation/no-liking", turn("{start} {subject}.", start=NO_LIKING, subject=PARTS)),
        *one_of(NOT_NEGATIVE, "negation/no-disliking", turn("{start} {subject}.", start=NO_DISLIKING, subject=PARTS)),
        *one_of(NOT_NEGATIVE, "negation/no-trouble", turn("{text}", text=NO_TROUBLE)),
        *one_of(NEGATIVE, "negation/no-joy", turn("{text}", text=NO_JOY)),
        *one_of(POSITIVE, "negation/praise", PRAISE),
        *one_of(NEUTRAL, "negation/plain", PLAIN),
    ]
