"""Slips of the finger: the label stays as long as any reader would still know the word."""

from zlib import crc32

from training.behaviour.case import Case, same

SENTENCES = (
    "This was a wonderful presentation, thank you", "The speaker explained everything perfectly",
    "I really enjoyed the discussion", "What an excellent answer", "The workshop was extremely helpful",
    "Brilliant session, absolutely worthwhile", "Fantastic keynote this morning", "I appreciate the honest answers",
    "The organisers did an amazing job", "Congratulations to the whole team", "The connection is terrible again",
    "I was really disappointed by this panel", "This is incredibly tedious", "The worst webinar I have ever attended",
    "Nobody answered my question, very frustrating", "The whole session was useless",
    "Horrible sound quality during the keynote", "I am angry about this decision",
    "Registration was a complete disaster", "The explanation was confusing and tedious",
    "The second session starts at eleven", "Where can I download the presentation",
    "The recording is forty minutes long", "Which department is responsible for this",
    "Please repeat the question about the budget", "The meeting takes place in the small building",
    "There are twelve people in our department", "The speaker works for a publishing house",
    "Lunch is served on the second floor", "Does this also work without internet",
)  # fmt: skip
KINDS = ("swapped", "dropped", "doubled")
# A letter less, an apostrophe or a space forgotten, spelling by ear.
WRITTEN = (
    ("I don't like this", "I dont like this", "i dont liek this"),
    ("It isn't working", "It isnt working", "it isnt wokring"),
    ("That's great, I can't complain", "Thats great, I cant complain"),
    ("Great talk, thanks", "Great talk,thanks", "great talk,thankss"),
    ("You're amazing", "Your amazing", "youre amazing"),
    ("This is definitely the best session", "This is definately the best session", "this is definitly the best sesion"),
    ("Really weird answer, not helpful", "Realy wierd answer, not helpfull"),
    ("This is embarrassing", "This is embarassing", "this is embarrasing"),
    ("I agree, awesome idea", "i agre, awsome idea", "I agree,awesome idea"),
    ("When do we receive the material?", "When do we recieve the material?", "when do we recive the materiel?"),
    ("What a disappointing session", "What a dissapointing session", "what a disapointing session"),
    ("The accommodation is in the next street", "The accomodation is in the next street"),
    ("Thank you for the beautiful talk", "Thankyou for the beautifull talk", "thnak you for the beatiful talk"),
    ("I love the new schedule", "i luv the new schedule", "I love teh new shedule"),
    ("I hate the new schedule", "i haet the new schedule", "I hate teh new shedule"),
    ("The new schedule is online", "the new shedule is onlien", "The new scheduel is online"),
)


def cases() -> list[Case]:
    slips = [[text, *_slips(text, kind)] for text in SENTENCES for kind in KINDS]
    return [*same("typos/slip", slips), *same("typos/written", WRITTEN)]


def _slips(text: str, kind: str) -> list[str]:
    """One slip in one long word, and in another one if there is any: "Fantastic keynote" -> Fanatstic keynote, …"""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word.strip(",")) >= 6]
    start = crc32(f"{kind} {text}".encode()) % len(long)
    chosen = sorted({long[start], long[(start + 1) % len(long)]})
    return [" ".join([*words[:at], _slip(words[at], kind), *words[at + 1 :]]) for at in chosen]


def _slip(word: str, kind: str) -> str:
    """Never in the first letter or the last two: webinar -> weibnar is read, ewbinar less so."""
    at = 1 + crc32(f"{kind} {word}".encode()) % (len(word.strip(",")) - 3)
    if kind == "dropped":
        return word[:at] + word[at + 1 :]
    if kind == "doubled":
        return word[: at + 1] + word[at] + word[at + 1 :]
    while word[at] == word[at + 1]:
        at += 1
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
