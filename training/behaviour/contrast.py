"""Two moods in one message. The one after "but" weighs more (VADER's rule, Hutto and Gilbert 2014): it may be called
mixed, and so neutral, but not by the mood that was given up."""

from training.behaviour.case import NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Case, one_of, turn

UP = (
    "I love the topic", "the speaker is great", "the idea is brilliant", "the first half was fun",
    "the slides look beautiful", "I like the new format", "the host is lovely", "the line-up sounded amazing",
)  # fmt: skip
THEN_DOWN = (
    "the audio is terrible", "the stream keeps freezing", "this session is far too long",
    "nobody answers our questions", "the demo was a disaster", "the chat is full of abuse",
    "the examples were useless",
)  # fmt: skip
DOWN = (
    "the audio was bad at first", "the stream started late", "the room was too small", "I hate early mornings",
    "the title sounded boring", "the registration was a mess", "the first ten minutes were slow",
)  # fmt: skip
THEN_UP = (
    "the talk was fantastic", "I loved every minute", "the speaker saved the day", "I learned so much",
    "the answers were excellent", "the team did an amazing job", "it was totally worth it", "the demo was brilliant",
)  # fmt: skip
WON = (
    "Despite the technical problems, I loved every minute.",
    "In spite of the bad weather it was a wonderful evening.",
    "I was sceptical at first, but now I am a huge fan.",
    "I almost left after the slow start, so glad I stayed!",
    "I usually hate panels, but this one was excellent.",
    "Even with the delay, this was the best workshop of the year.",
)
LOST = (
    "Despite the great line-up, the day was a huge disappointment.",
    "In spite of all the hype, the product is useless.",
    "I was excited at first, but now I am just annoyed.",
    "I usually love this series, but this episode was awful.",
    "So much talent on stage, and still the dullest panel I have ever seen.",
    "Even with the best speakers in the field, this was a waste of an afternoon.",
)


def cases() -> list[Case]:
    return [
        *one_of(NOT_POSITIVE, "contrast/then-down", turn("{up}, but {down}.", up=UP, down=THEN_DOWN)),
        *one_of(NOT_POSITIVE, "contrast/then-down", turn("{up}. However, {down}.", up=UP[3:] + UP[:3], down=THEN_DOWN)),
        *one_of(NOT_POSITIVE, "contrast/then-down", turn("although {up}, {down}", up=UP[5:] + UP[:5], down=THEN_DOWN)),
        *one_of(NOT_NEGATIVE, "contrast/then-up", turn("{down}, but {up}.", down=DOWN, up=THEN_UP)),
        *one_of(NOT_NEGATIVE, "contrast/then-up", turn("{down}. Still, {up}!", down=DOWN[3:] + DOWN[:3], up=THEN_UP)),
        *one_of(NOT_NEGATIVE, "contrast/then-up", turn("although {down}, {up}", down=DOWN[5:] + DOWN[:5], up=THEN_UP)),
        *one_of(POSITIVE, "contrast/won", WON),
        *one_of(NEGATIVE, "contrast/lost", LOST),
    ]
