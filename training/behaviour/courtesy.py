"""Thanks, greetings and farewells."""

from training.behaviour.case import NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Case, one_of

CITIES = ("Lagos", "Lyon", "Hanoi", "Chicago", "Bogotá", "Pune", "Cardiff")
THANKED = ("the organisers", "the speakers", "everyone on the panel", "our host", "the interpreters", "the volunteers")
THANKS = ("Thank you so much to {}!", "Many thanks to {}", "Big thank you to {} for today", "A huge thanks to {}")
WARM = (
    "Thank you so much!", "Thanks a lot for this great session", "Thanks for answering my question, very helpful",
    "Thank you all for a lovely evening", "thanks, that was really useful", "thx, great talk", "Congratulations!",
    "Congrats to the winners, well deserved", "So happy to be here", "Glad I could join today",
    "Nice to meet you all, excited to be here", "Welcome back, we missed you, so good to see you",
    "I really appreciate your time, thank you",
)  # fmt: skip
BRIEF = (
    "Thanks", "thank you", "thx", "ty", "thanks for the link", "cheers", "Thanks in advance", "many thanks",
    "you're welcome", "no worries",
)  # fmt: skip
GREETINGS = ("Hello from {}", "Good morning from {}", "Hi all, joining from {}", "Greetings from {}!")
MET = (
    "Hi everyone", "hey all", "Good evening", "Hello", "good afternoon everybody", "morning!", "Hi, I am new here",
    "welcome everyone",
)  # fmt: skip
PARTED = (
    "bye", "See you tomorrow", "Have a nice day", "Take care everyone", "Goodbye from Dublin", "good night",
    "see you in part two", "Good luck!",
)  # fmt: skip
SORRY = (
    "Sorry I'm late", "sorry, wrong channel", "apologies, I have to leave early", "no thanks",
    "sorry, my mic was off",
)  # fmt: skip


def cases() -> list[Case]:
    return [
        *(case for text in THANKS for case in one_of(POSITIVE, "courtesy/thanks", map(text.format, THANKED[:4]))),
        *one_of(POSITIVE, "courtesy/thanks", map("We would like to thank {}, you were wonderful.".format, THANKED[4:])),
        *one_of(POSITIVE, "courtesy/warm", WARM),
        *one_of(NOT_NEGATIVE, "courtesy/brief", BRIEF),
        *one_of(NOT_NEGATIVE, "courtesy/greetings", _from_cities()),
        *one_of(NOT_NEGATIVE, "courtesy/met", MET),
        *one_of(NOT_NEGATIVE, "courtesy/parted", PARTED),
        *one_of(NOT_POSITIVE, "courtesy/sorry", SORRY),
    ]


def _from_cities() -> list[str]:
    return [text.format(city) for at, text in enumerate(GREETINGS) for city in CITIES[at % 2 :: 2]]
