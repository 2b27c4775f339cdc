"""What is fitted is what the data was made with."""

import numpy as np
import pytest

from training.calibrate import coverage_curve, likeliest_temperature, sure_threshold, switch_of, temperature_of
from training.metrics import quality, softmax

PICK = np.random.default_rng(0)


def _drawn(shares: np.ndarray) -> np.ndarray:
    """A class for each row, as likely as it says."""
    return (PICK.random((len(shares), 1)) > shares.cumsum(1)).sum(1)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.9, 3.0])
def test_a_known_temperature_is_found_again(temperature):
    logits = 3 * PICK.normal(size=(20_000, 3))
    assert temperature_of(logits, _drawn(softmax(logits / temperature))) == pytest.approx(temperature, rel=0.05)


@pytest.mark.parametrize("temperature", [0.7, 2.0])
def test_a_known_temperature_of_one_column_is_found_again(temperature):
    logits = 4 * PICK.normal(size=(20_000, 1))
    gold = (PICK.random(20_000) < 1 / (1 + np.exp(-logits[:, 0] / temperature))).astype(int)
    assert likeliest_temperature(logits, gold) == pytest.approx(temperature, rel=0.06)


def test_labels_from_the_threshold_on_are_right_four_times_in_five_and_those_of_no_lower_one():
    shares = softmax(1.5 * PICK.normal(size=(3_000, 3)))
    gold = _drawn(shares)
    threshold, confidence, right = sure_threshold(shares, gold), shares.max(1), shares.argmax(1) == gold
    # Rounded to four decimals: a row on the edge may fall on either side.
    assert right[confidence >= threshold].mean() >= 0.80 - 0.002
    assert all(right[confidence >= lower].mean() < 0.80 for lower in confidence[confidence < threshold - 1e-4])


def test_nothing_is_sure_where_nothing_is_right_and_everything_where_all_is():
    shares = np.array([[0.6, 0.3, 0.1], [0.5, 0.4, 0.1]])
    assert sure_threshold(shares, np.array([2, 2])) == 1.0
    assert sure_threshold(shares, np.array([0, 0])) == 0.5


def test_a_switch_says_yes_from_its_threshold_on():
    """Half as many yes as no, told apart by the sign of the logit, but for a shift of one."""
    logits = PICK.normal(size=(4_000, 1)) * 3
    gold = (logits[:, 0] > 1).astype(int)
    switch = switch_of(logits, gold)
    said = 1 / (1 + np.exp(-logits[:, 0] / switch.temperature)) >= switch.threshold
    assert quality(gold, said.astype(int), 2).macro_f1 > 0.97
    assert 0 < switch.threshold < 1


def test_the_most_confident_tenth_comes_first_and_all_rows_last():
    shares = softmax(2 * PICK.normal(size=(1_000, 3)))
    gold = _drawn(shares)
    curve = coverage_curve(shares, gold)
    assert [coverage for coverage, _ in curve] == pytest.approx([step / 10 for step in range(1, 11)])
    assert curve[0][1] > curve[-1][1] == pytest.approx((shares.argmax(1) == gold).mean())


def test_a_few_rows_have_a_short_curve():
    assert coverage_curve(np.array([[0.9, 0.1]]), np.array([0]))[-1] == (1.0, 1.0)
