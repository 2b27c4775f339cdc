"""What audiences write, and what any reader would call it: a suite in the manner of CheckList (Ribeiro et al. 2020).

`python -m training.behaviour MODEL` tests a model, `python -m training.behaviour.show CAPABILITY` prints the cases.
They judge and never train; the drills that teach negation and emoji are made of other templates.
"""

from training.behaviour import (
    contrast,
    courtesy,
    emoji,
    events,
    groups,
    intensifiers,
    letter_case,
    names,
    negation,
    negation_hard,
    questions,
    repeated,
    short,
    typos,
    vocabulary,
)
from training.behaviour.case import Case

CAPABILITIES = {
    "vocabulary": vocabulary.cases,
    "negation": negation.cases,
    "negation-hard": negation_hard.cases,
    "emoji": emoji.cases,
    "intensifiers": intensifiers.cases,
    "contrast": contrast.cases,
    "questions": questions.cases,
    "names": names.cases,
    "groups": groups.cases,
    "typos": typos.cases,
    "letter-case": letter_case.cases,
    "repeated-letters": repeated.cases,
    "events": events.cases,
    "courtesy": courtesy.cases,
    "short": short.cases,
}


def cases() -> list[Case]:
    """All cases, by capability, in the same order every time."""
    return [case for made in CAPABILITIES.values() for case in made()]
