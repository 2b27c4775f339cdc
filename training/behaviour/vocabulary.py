"""Words that carry a mood by themselves, and words that carry none."""

from training.behaviour.case import NEGATIVE, NEUTRAL, POSITIVE, Case, one_of, turn

THINGS = ("talk", "keynote", "workshop", "panel", "session", "demo", "presentation", "webinar", "town hall")
PRAISE = (
    "good", "great", "excellent", "fantastic", "wonderful", "brilliant", "amazing", "awesome", "superb", "outstanding",
    "inspiring", "engaging", "insightful", "fascinating", "informative", "entertaining", "delightful", "impressive",
    "enjoyable", "refreshing", "helpful", "fun", "lovely", "perfect", "valuable", "eye-opening", "well organised",
    "thought-provoking", "top-notch", "memorable", "useful", "a pleasure to watch",
)  # fmt: skip
BLAME = (
    "bad", "terrible", "awful", "horrible", "boring", "dull", "disappointing", "confusing", "tedious", "pointless",
    "useless", "annoying", "frustrating", "dreadful", "poor", "painful", "chaotic", "unbearable", "messy", "lame",
    "pathetic", "unprofessional", "embarrassing", "a waste of time", "a mess", "way too long", "hard to follow",
    "a letdown", "tone-deaf", "badly prepared", "a disaster", "mind-numbing",
)  # fmt: skip
FACTS = (
    "on Tuesday", "recorded", "in English", "about databases", "forty minutes long", "in room 4", "held online",
    "at noon", "the second one", "on the agenda", "given by two people", "part of the morning block",
    "translated into Spanish", "about tax law", "in the main building", "hosted from Madrid",
)  # fmt: skip
PARTS = (
    "the examples", "the second half", "the opening", "this format", "the exercises", "the stories",
    "the closing part",
)  # fmt: skip
LIKES = ("loved", "enjoyed", "liked", "appreciated", "adored", "was fascinated by", "was impressed by")
DISLIKES = ("hated", "disliked", "despised", "was annoyed by", "was bored by", "was disappointed by", "was appalled by")
USES = ("watched", "recorded", "attended", "know", "saw", "noted down", "heard about")
GLAD = (
    "happy to be part of this", "thrilled with the results", "grateful for this series", "impressed",
    "delighted with the new office", "excited about the launch", "proud of this team", "so glad I joined",
)  # fmt: skip
CROSS = (
    "bored", "annoyed", "frustrated by all this", "disappointed", "angry about the delays",
    "fed up with these meetings", "disgusted", "furious about the new policy",
)  # fmt: skip
PLAIN = (
    "in the second row", "from the sales team", "on my phone", "working in finance", "a teacher from Ohio",
    "using version 3", "on the train", "the person in the blue shirt",
)  # fmt: skip
JOYS = ("a treat", "a joy", "a great crowd", "a success", "a lovely idea", "an honour", "a performance to remember")
SORROWS = ("a disaster", "a waste of time", "a mess", "a shame", "a letdown", "an insult", "a farce")
COUNTED = (
    "There are {} people on the call.", "The document has {} pages.", "We have {} offices.",
    "Slide {} shows the timeline.", "The team was founded {} years ago.", "The course takes {} weeks.",
    "Table {} is by the window.",
)  # fmt: skip


def cases() -> list[Case]:
    return [
        *one_of(POSITIVE, "vocabulary/praise", turn("The {thing} was {word}.", thing=THINGS, word=PRAISE)),
        *one_of(NEGATIVE, "vocabulary/blame", turn("The {thing} was {word}.", thing=THINGS, word=BLAME)),
        *one_of(NEUTRAL, "vocabulary/facts", turn("The {thing} was {word}.", thing=THINGS, word=FACTS)),
        *one_of(POSITIVE, "vocabulary/likes", turn("I {verb} {part}", verb=LIKES, part=PARTS)),
        *one_of(NEGATIVE, "vocabulary/dislikes", turn("I {verb} {part}", verb=DISLIKES, part=PARTS)),
        *one_of(NEUTRAL, "vocabulary/uses", turn("I {verb} {part}", verb=USES, part=PARTS)),
        *one_of(POSITIVE, "vocabulary/glad", turn("I am {word}", word=GLAD)),
        *one_of(NEGATIVE, "vocabulary/cross", turn("I am {word}", word=CROSS)),
        *one_of(NEUTRAL, "vocabulary/plain", turn("I am {word}", word=PLAIN)),
        *one_of(POSITIVE, "vocabulary/joys", turn("What {word}!", word=JOYS)),
        *one_of(NEGATIVE, "vocabulary/sorrows", turn("What {word}!", word=SORROWS)),
        *one_of(NEUTRAL, "vocabulary/counted", (text.format(at + 3) for at, text in enumerate(COUNTED))),
    ]
