"""Outputs belong to the rows they were made of, and hold no text."""

import numpy as np
import pytest

from training import outputs
from training.sets import KIND, MOOD, Labelled

TEXTS = ["Great talk!", "When does it start?", "No sound"]
LABELLED = Labelled(MOOD, TEXTS, np.array([2, 1, 0]))


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(outputs, "OUTPUTS", tmp_path)
    return tmp_path


def test_gold_and_logits_come_back():
    outputs.keep_gold("some", LABELLED)
    outputs.keep("mine", "some", np.array([[0.5, 0, -1]] * 3))
    assert outputs.gold("some").tolist() == [2, 1, 0]
    assert outputs.logits("mine", "some").tolist() == [[0.5, 0, -1]] * 3
    assert outputs.logits("yours", "some") is None


def test_the_same_rows_again_are_no_other_rows():
    outputs.keep_gold("some", LABELLED)
    outputs.keep_gold("some", LABELLED)


@pytest.mark.parametrize(
    "other",
    [
        Labelled(MOOD, ["Great talk.", *TEXTS[1:]], LABELLED.gold),
        Labelled(MOOD, TEXTS[::-1], LABELLED.gold),
        Labelled(MOOD, TEXTS, np.array([2, 1, 1])),
        Labelled(MOOD, TEXTS[:2], LABELLED.gold[:2]),
    ],
    ids=["another text", "another order", "another label", "fewer rows"],
)
def test_other_rows_are_refused_with_the_file_and_the_cure(other, elsewhere):
    outputs.keep_gold("some", LABELLED)
    with pytest.raises(SystemExit, match="gold/some.npz was made of other rows.*delete training/outputs"):
        outputs.keep_gold("some", other)


def test_no_text_is_stored(elsewhere):
    outputs.keep_gold("some", LABELLED)
    assert set(np.load(elsewhere / "gold/some.npz").files) == {"gold", "digest"}


def test_predicted_is_the_largest_of_several_and_the_one_over_its_threshold():
    assert outputs.predicted(MOOD, np.array([[1, 2, 0], [3, 0, 1]])).tolist() == [1, 0]
    one = np.array([[-0.1], [0.1], [3.0]])
    assert outputs.predicted(KIND, one).tolist() == [0, 1, 1]
    assert outputs.predicted(KIND, one, threshold=0.8).tolist() == [0, 0, 1]
    assert outputs.predicted(KIND, one, threshold=0.8, temperature=10).tolist() == [0, 0, 0]
