"""What ships is openly licensed and in bytes, and its card and the report say only what was measured."""

import numpy as np
import pytest

from training.report import similarity as report
from training.similarity import answers, ship
from training.similarity.card import card_of, learnt
from training.similarity.pairs import Pair
from training.similarity.sources import SOURCES

FIGURES = {"stsb": 84.5, "target": 60.25, "f1": 80.1, "precision": 75.0, "recall": 86.0}
CARD = {"stored": "int8", "dimensions": 384, "maxTokens": 128, "threshold": 0.7, "groupThreshold": 0.8, "vocabularySize": 17_000, "development": FIGURES, "test": FIGURES}
NAMES = ("stsb-dev", "stsb-test", "target-dev", "target-test", "quora-test")


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Two models and BM25 were asked about a few pairs; the better one is right about all."""
    monkeypatch.setattr(answers, "FOLDER", tmp_path)
    report.threshold.cache_clear()
    gold = np.array([1.0, 0.9, 0.5, 0.2, 0.0])
    for name in NAMES:
        answers.keep_gold(name, [Pair(f"a{at}", f"b{at}", score) for at, score in enumerate(gold)])
        answers.keep("minilm6-mean-int8", name, score=gold.astype(np.float16))
        answers.keep("minilm6-nli-int8", name, score=gold[[0, 2, 1, 3, 4]].astype(np.float16))
        answers.keep("bm25", name, score=gold[::-1].astype(np.float16))
    answers.keep("minilm6-mean-int8", "size", bytes=np.array(17_600_000))
    yield
    report.threshold.cache_clear()


@pytest.mark.parametrize("candidate", ["minilm6-quora-int8", "minilm6-today-stsb-all-int8"])
def test_what_learnt_from_closed_pairs_is_refused(candidate):
    with pytest.raises(SystemExit, match="not openly licensed"):
        ship.refuse(candidate, CARD)


def test_vectors_in_float32_are_refused():
    with pytest.raises(SystemExit, match="ship its int8 twin"):
        ship.refuse("minilm6-today-fp32", CARD | {"stored": "float32"})


def test_open_ones_in_bytes_are_not_refused():
    for candidate in ("minilm6-mean-int8", "tinybert-augmented-int8", "minilm3-start-int8"):
        ship.refuse(candidate, CARD)


def test_figures_come_from_what_was_answered(asked):
    assert ship.figures("minilm6-mean-int8", 0.8) == {"stsb": 100, "target": 100, "f1": 100, "precision": 100, "recall": 100}


def test_without_figures_on_a_test_nothing_ships(asked, tmp_path):
    (tmp_path / "minilm6-mean-int8/quora-test.npz").unlink()
    with pytest.raises(SystemExit, match="was not asked about quora-test: python -m training.similarity.evaluate minilm6-mean-int8"):
        ship.figures("minilm6-mean-int8", 0.8)


def test_the_card_names_every_source_of_every_stage_it_went_through():
    assert learnt("minilm6", "augmented") == ["nli", "stsb", "silver", "gold"]
    assert learnt("tinybert", "nli") == ["pool", "duplicates", "nli"]
    assert learnt("minilm6", "mean") == ["pool", "duplicates", "gold", "silver", "duplicates", "stsb"]
    card = card_of("minilm6-mean-int8", CARD, 17_600_000)
    assert "17.6 MB" in card and "84.5 | 60.2 | 80.1" in card
    trained = [line for line in card.splitlines() if "pairs and their scores" in line]
    assert len(trained) == 4 and all("non-commercial" not in line for line in trained)
    assert all(source.about in card for source in SOURCES.values() if source.use in ("develop", "evaluate"))


def test_the_report_has_a_row_for_each_that_was_asked_and_names_the_others(asked):
    table = report.correlations()
    assert "| minilm6 | inference |" in table and "| minilm3 |" not in table
    assert "Not trained, so absent: minilm6-stsb, " in table and "minilm6-mean," not in table


def test_a_stage_is_told_with_what_it_gives_over_inference(asked):
    rows = report.by_stage().splitlines()
    assert "| theirs | STinyBERT | inference | 72.86 | 46.29 |" in rows
    assert "| theirs | STinyBERT | + target | 75.49 (+2.63) | 53.29 (+7.00) |" in rows
    assert [row for row in rows if row.startswith("| ours |")] == ["| ours | minilm6 | inference | 90.00 | 90.00 |"]


def test_targets_are_judged_by_what_was_measured(asked):
    rows = {line.split("|")[1].strip(): line.split("|")[-2].strip() for line in report.targets().splitlines()[2:]}
    assert rows["STSb test, Spearman x 100"] == rows["MB"] == "yes"
    assert all(met == "yes" for met in rows.values())


def test_an_untrained_model_has_no_figures(asked, monkeypatch):
    monkeypatch.setattr(report, "SHIPS", "minilm3-today-int8")
    assert report.targets().startswith("Not trained yet: minilm3-today-int8")


def test_what_was_not_measured_is_said_so(asked, tmp_path):
    (tmp_path / "minilm6-nli-int8/target-test.npz").unlink()
    assert "| target test over the NLI stage, points | at least 5.0 |  | not measured |" in report.targets()


def test_thresholds_of_the_report_come_from_development(asked):
    assert 0.5 < report.threshold("minilm6-mean-int8") < 0.9
    assert "| bm25 |" in report.duplicates()


def test_groups_are_counted_from_what_was_kept(asked):
    assert report.groups() == "Not measured yet."
    answers.keep_true_groups(["a", "b", "c", "d"], [0, 0, 1, 2], [(0, 1), (2, 3)], np.array([True, False]))
    answers.keep("bm25", answers.GROUPS, group=np.array([0, 0, 0, 3], np.int32), threshold=np.array(0.25))
    assert report.groups().splitlines()[-1] == "| bm25 | 0.250 | 2 | 3 | 66.7 | 100.0 | 0.0 |"
