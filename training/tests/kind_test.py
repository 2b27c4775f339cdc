"""The mark is the label, and then it is gone."""

import random

import pytest

from training import kind
from training.tasks import UNKNOWN


@pytest.mark.parametrize(
    ("text", "bare", "question"),
    [
        ("Is it on? Thanks!", "Is it on Thanks", 1),
        ("Is it on", "Is it on", 0),
        ("Why??? Oh why?!", "Why Oh why", 1),
        ("何ですか？", "何ですか", 1),
        ("It works. …", "It works", 0),
        ("v1.2 - good!", "v1.2 - good", 0),
        ("?", "", 1),
        ("?!", "", 1),
        ("see http?q=1", "see http q=1", 1),
    ],
)
def test_bare(text, bare, question):
    assert kind.bare(text) == bare
    assert kind.question(text) == question
    assert kind.question(kind.bare(text)) == 0


def test_bare_twice_is_bare_once():
    for text in ("Is it on? Thanks!", "a ? b ?? c", "well…?", " ?"):
        assert kind.bare(kind.bare(text)) == kind.bare(text)


def test_a_text_is_read_without_its_marks_most_of_the_time_and_always_has_the_same_label():
    read = [kind.variant("Is it on?", random.Random(seed)) for seed in range(400)]
    assert {label for _, label in read} == {1}
    assert {text for text, _ in read} == {"Is it on?", "Is it on"}
    assert abs(sum(text == "Is it on" for text, _ in read) / len(read) - kind.BARE) < 0.1


def test_a_text_of_which_nothing_is_left_is_kept_and_has_no_label():
    read = {kind.variant("??", random.Random(seed)) for seed in range(50)}
    assert read == {("??", UNKNOWN), ("??", 1)}
