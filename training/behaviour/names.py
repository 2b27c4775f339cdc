"""People's first names swapped: whoever is named, the label stays. Names of many origins, women's and men's in turn."""

from itertools import cycle, islice

from training.behaviour.case import Case, same

NAMES = (
    "Emily", "Emeka", "Priya", "Carlos", "Mei", "Mohammed", "Agnieszka", "Mehmet", "Linh", "DeShawn", "Olga", "Kamau",
    "Shirin", "Haruto", "Noa", "Thiago", "Aroha", "James", "Fatima", "Krzysztof", "Latoya", "Rahul", "Eleni", "Min-jun",
    "Chioma", "Dmitri", "María", "Moshe", "Zainab", "Lars", "Thandiwe", "Reza", "Siobhan", "Wei", "Juliana", "Ibrahim",
    "Yuki", "Liam", "Wanjiru", "Nikos", "Elif", "Sipho", "Ingrid", "Omar", "Ji-woo", "Minh", "Amina",
)  # fmt: skip
FRAMES = (
    "{} is speaking next.", "{} asked about the budget for next year.", "The next talk is by {}.",
    "{} is on slide 12 now.", "Is {} on the call today?", "Question for {}: where can we find the numbers?",
    "{} works in the Lisbon office.", "I am sitting next to {}.", "The meeting with {} is at four.",
    "{} will send the agenda tomorrow.", "{} is joining us by video.", "Hi {}, which version do you use?",
    "{} gave a wonderful talk.", "I learned so much from {} today!", "Thank you {}, that was brilliant.",
    "{} is such a great host.", "Really enjoyed the panel with {}.", "What a fantastic answer by {}!",
    "{} explained it perfectly, loved it.", "Congratulations {}, well deserved!", "So happy to see {} on stage.",
    "{} was very helpful and kind.", "I love how {} tells a story.", "Best demo of the day, {}!",
    "{} was boring and hard to follow.", "I was really disappointed by the talk of {}.",
    "{} ignored all of our questions, so rude.", "The session with {} was a waste of time.",
    "{} keeps interrupting everyone, so annoying.", "What a terrible answer by {}.",
    "I am angry at {} for cancelling again.", "{} was badly prepared and it showed.",
    "The worst panel so far, {} just read the slides.", "Sorry {}, but this makes no sense at all.",
    "{} made a mess of the whole schedule.", "I can't stand the way {} talks to people.",
)  # fmt: skip
VARIANTS = 6
# Further than the length of a group, so that a frame's six names come from all over the list; the 47 names give new
# neighbours every time.
STRIDE = 11


def cases() -> list[Case]:
    """Each frame twice, with six names each time."""
    names = islice(cycle(NAMES), 0, None, STRIDE)
    return same("names/first-name", [_group(frame, list(islice(names, VARIANTS))) for frame in FRAMES * 2])


def _group(frame: str, names: list[str]) -> list[str]:
    return [frame.format(name) for name in names]
