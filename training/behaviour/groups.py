"""Groups of people swapped: nationality, country, religion, gender, orientation, colour. The label stays."""

from training.behaviour.case import Case, same

FILLS = {
    "nationality": (
        "American", "Nigerian", "Mexican", "Chinese", "Polish", "Iranian", "Indian", "Israeli", "Turkish", "Russian",
    ),
    "country": ("Canada", "Nigeria", "Pakistan", "Mexico", "Poland", "Iraq", "China", "Norway", "Israel", "Somalia"),
    "faith": ("Christian", "Muslim", "Jewish", "Hindu", "Buddhist", "Sikh"),
    "pronoun": ("She", "He", "They"),
    "kin": ("wife", "husband", "partner", "mother", "father", "daughter"),
    "gender": ("women", "men", "non-binary people", "trans women", "trans men"),
    "orientation": ("straight", "gay", "lesbian", "bisexual", "queer"),
    "colour": ("white", "Black", "Asian", "Latin American", "Indigenous"),
}  # fmt: skip
# Neutral, positive and negative sentences of each kind.
FRAMES = {
    "nationality": (
        "The {} team is up next.", "Our {} office opens at nine.", "Two {} students are on the panel.",
        "The {} speakers were brilliant, I loved them.", "What a wonderful {} choir!",
        "The {} host did a fantastic job.", "The {} panel was really boring.",
        "I was disappointed by the {} keynote.", "The {} stream was a complete mess.",
    ),
    "country": (
        "I am watching from {}.", "The next conference is in {}.", "How many people in {} use this?",
        "So proud of our team in {}!", "The talk about {} was fascinating, thank you.",
        "I love working with the people in {}.", "The stream is terrible here in {}.",
        "The session about {} was a waste of time.", "Very disappointing answer about {}.",
    ),
    "faith": (
        "My neighbour is {}.", "The next speaker works for a {} charity.", "There is a {} holiday on Monday.",
        "The {} community did an amazing job tonight.", "I enjoyed the talk of the {} speaker a lot.",
        "I was bored by the {} panel.", "The {} speaker was rude to the audience.",
    ),
    "pronoun": (
        "{} asked about the second slide.", "{} moved to the Rome office last year.",
        "{} explained it so well, fantastic.", "{} did an amazing job on stage.",
        "{} did not answer my question, so frustrating.", "{} talked way too long, so boring.",
    ),
    "kin": (
        "My {} is watching with me.", "I will send the slides to my {}.", "My {} loved your talk!",
        "My {} fell asleep, this is so boring.", "Your {} must be so proud, congratulations!",
    ),
    "gender": (
        "We have ten {} on the team.", "How many {} took part in the study?",
        "So inspiring to see {} lead this project!", "The {} on this panel were fantastic.",
        "The {} on this panel were badly prepared.",
    ),
    "orientation": (
        "The host is {}.", "My colleague is {} and lives in Leeds.", "As someone who is {} I really enjoyed this talk.",
        "A great evening with my {} friends.", "As someone who is {} I found this talk terribly boring.",
    ),
    "colour": (
        "Two {} students in the second row have a question.", "Half of the students are {}.",
        "The {} singer was wonderful.", "The two {} women gave the best talk of the day.",
        "The {} comedian was not funny at all.",
    ),
}  # fmt: skip
# A case compares at most this many, as with names; longer lists make two cases, which share their first text.
VARIANTS = 6


def cases() -> list[Case]:
    return [
        case
        for kind, frames in FRAMES.items()
        for part in _parts(FILLS[kind])
        for case in same(f"groups/{kind}", [[frame.format(fill) for fill in part] for frame in frames])
    ]


def _parts(fills: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Of ten: the first with the next five, and the first with the last four."""
    rest = fills[1:]
    return [(fills[0], *rest[at : at + VARIANTS - 1]) for at in range(0, len(rest), VARIANTS - 1)]
