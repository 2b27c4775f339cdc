"""Figures, worked by hand."""

import numpy as np
import pytest

from training.metrics import calibration_error, quality, softmax

PICK = np.random.default_rng(0)


def test_worked_values():
    found = quality(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]))
    assert found.accuracy == 0.75
    assert found.recall == (0.5, 1.0, 1.0)
    assert found.macro_recall == pytest.approx((0.5 + 1 + 1) / 3)
    # Precision 1, 1/2, 1.
    assert found.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)


def test_a_class_that_is_never_said_has_no_recall_and_no_f1():
    found = quality(np.array([0, 1, 2]), np.array([0, 1, 1]))
    assert found.macro_recall == pytest.approx(2 / 3)
    assert found.macro_f1 == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_a_class_that_gold_lacks_counts_in_neither_mean():
    found = quality(np.array([0, 0, 2]), np.array([0, 1, 2]))
    assert found.recall == (0.5, 1.0)
    assert found.macro_recall == 0.75


def test_two_classes():
    assert quality(np.array([0, 1, 1, 1]), np.array([0, 1, 1, 0]), 2).macro_recall == pytest.approx((1 + 2 / 3) / 2)


def test_always_the_same_label_has_a_macro_recall_of_a_third():
    gold = PICK.integers(3, size=300)
    assert quality(gold, np.ones(300, int)).macro_recall == pytest.approx(1 / 3)


def test_softmax_of_huge_logits_is_finite_and_sums_to_one():
    shares = softmax(np.array([[1000.0, 0.0, -1000.0], [-5.0, -5.0, -5.0]]))
    assert shares == pytest.approx(np.array([[1, 0, 0], [1 / 3] * 3]))


def test_the_calibration_error_is_the_gap_between_confidence_and_accuracy():
    """Ten answers at 0.8, eight of them right, and ten at 0.6, one of them right: 0 and 0.5, half and half."""
    shares = np.array([[0.8, 0.2]] * 10 + [[0.6, 0.4]] * 10)
    gold = np.array([0] * 8 + [1] * 2 + [0] * 1 + [1] * 9)
    assert calibration_error(gold, shares) == pytest.approx(0.25)


def test_the_calibration_error_lies_between_nothing_and_one():
    sure = np.eye(3)[[0, 1, 2, 0]]
    assert calibration_error(np.array([0, 1, 2, 0]), sure) == 0
    assert calibration_error(np.array([1, 2, 0, 1]), sure) == 1


def test_answers_drawn_by_their_own_shares_are_calibrated():
    shares = softmax(2 * PICK.normal(size=(20_000, 3)))
    gold = (PICK.random((20_000, 1)) > shares.cumsum(1)).sum(1)
    assert calibration_error(gold, shares) < 0.02
    assert calibration_error(gold, softmax(3 * np.log(shares))) > 0.1
