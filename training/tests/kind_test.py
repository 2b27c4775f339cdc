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
    read = [kind.variant("Is it on?", UNKNOWN, random.Random(seed)) for seed in range(400)]
    assert {label for _, label in read} == {1}
    assert {text for text, _ in read} == {"Is it on?", "Is it on"}
    assert abs(sum(text == "Is it on" for text, _ in read) / len(read) - kind.BARE) < 0.1


def test_a_text_of_which_nothing_is_left_is_kept_and_has_no_label():
    read = {kind.variant("??", UNKNOWN, random.Random(seed)) for seed in range(50)}
    assert read == {("??", UNKNOWN), ("??", 1)}


def test_a_label_by_hand_is_kept_whatever_the_mark_says():
    read = {kind.variant("right?", 0, random.Random(seed)) for seed in range(50)}
    assert read == {("right?", 0), ("right", 0)}


def test_nothing_is_learnt_from_what_is_developed_on(monkeypatch):
    """Calls are cut in two; typed texts are those that no lesson reads, whole or as a sentence."""
    said = {
        "switchboard": [("Is it?", "question"), ("Right.", "other"), ("Huh.", "other"), ("I see.", "other"), ("Well,", "other")],
        "ubuntu-irc": [("Is it on?",), ("No idea. Is it on?",), ("Try again. It may work now",), ("which kernel do you have?",)],
    }
    monkeypatch.setattr(kind, "rows", lambda name: ({"text": text, "label": label} for text, label in said[name]))
    monkeypatch.setattr(kind, "texts", lambda name: [row[0] for row in said[name]])
    monkeypatch.setattr(kind, "corpus", list)
    monkeypatch.setattr(kind, "sentences", lambda: [("Is it on?", 1)])
    kind.development.cache_clear()
    assert [text for text, _ in kind.spoken()] == ["Is it?", "Right.", "Huh.", "I see."]
    assert kind.development()[0] == ("Well,", 0)
    assert sorted(kind.development()[1:]) == [("Try again. It may work now", 0), ("which kernel do you have?", 1)]
    kind.development.cache_clear()
