"""The suite itself: stable, free of contradictions, and hard to please."""

import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from training.behaviour import CAPABILITIES, cases
from training.behaviour.case import Case, each, one_of, same, turn
from training.behaviour.failures import failures

SUITE = cases()
TOLD = "from training.behaviour import cases; print([(case.id, case.texts) for case in cases()])"


def test_every_capability_has_at_least_40_cases_and_all_of_them_900():
    assert min(Counter(case.capability for case in SUITE).values()) >= 40
    assert {case.capability for case in SUITE} == set(CAPABILITIES)
    assert len(SUITE) >= 900


def test_an_id_names_one_case():
    assert [id for id, count in Counter(case.id for case in SUITE).items() if count > 1] == []


def test_the_cases_are_the_same_in_every_process():
    def told(seed: str) -> bytes:
        env = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run([sys.executable, "-c", TOLD], env=env, capture_output=True, check=True).stdout

    assert told("1") == told("2")


def test_no_text_is_expected_to_have_two_labels():
    allowed: dict[str, frozenset[int]] = {}
    for case in (case for case in SUITE if case.kind == "one of"):
        for text in case.texts:
            allowed[text.lower()] = allowed.get(text.lower(), case.allowed) & case.allowed
    assert [text for text, labels in allowed.items() if not labels] == []


def test_a_variant_differs_from_its_original():
    groups = [case for case in SUITE if case.kind != "one of"]
    assert [case.texts for case in groups if len(set(case.texts)) != len(case.texts) or len(case.texts) < 2] == []


def test_no_text_has_an_unfilled_place_or_a_wrong_article():
    wrong = re.compile(r"[{}]|  |(?<![&\w])a [aeio]", re.IGNORECASE)
    assert [text for case in SUITE for text in case.texts if wrong.search(text)] == []


@pytest.mark.parametrize("label", [0, 1, 2])
def test_a_model_that_always_says_the_same_fails_a_third_of_what_has_labels_and_no_comparison(label):
    results = failures(lambda texts: [label] * len(texts))
    assert all(results[name].rate > 1 / 3 for name in ("vocabulary", "negation", "emoji", "events", "short"))
    assert {failure.case.kind for result in results.values() for failure in result.failed} == {"one of"}


def test_a_model_that_answers_in_turns_fails_nearly_every_comparison():
    results = failures(lambda texts: [at % 3 for at, _ in enumerate(texts)])
    assert all(results[name].rate > 0.9 for name in ("names", "groups", "typos", "repeated-letters"))


def test_a_predictor_is_asked_for_each_text_once_and_must_answer_all():
    asked = []
    failures(lambda texts: asked.extend(texts) or [1] * len(texts))
    assert len(asked) == len(set(asked)) == len({text for case in SUITE for text in case.texts})
    with pytest.raises(ValueError):
        failures(lambda texts: [1] * (len(texts) - 1))


def test_comparisons_name_the_texts_that_break_them():
    assert same("x/y", [("a", "b", "c")])[0].broken([2, 2, 1]) == [2]
    assert Case("x/y", "x", "at least", ("a", "b", "c")).broken([1, 0, 2]) == [1]
    assert Case("x/y", "x", "at most", ("a", "b", "c")).broken([1, 0, 2]) == [2]
    assert one_of(frozenset({0, 1}), "x/y", ["a"])[0].broken([2]) == [0]


def test_a_new_case_renames_no_other():
    assert one_of(frozenset({0}), "x/y", ["new", "old"])[1].id == one_of(frozenset({0}), "x/y", ["old"])[0].id


def test_templates_are_filled_in_turn_or_each_with_each():
    assert turn("{a} {b}", a=("so", "very"), b=("fun", "odd", "new")) == ["So fun", "Very odd", "So new"]
    assert each("{a} {b}", a=("so", "very"), b=("fun", "odd")) == ["So fun", "So odd", "Very fun", "Very odd"]
