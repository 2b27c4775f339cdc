"""Figures of pairs and groups are what their definitions say; bytes keep the angle."""

import random

import numpy as np
import pytest

from training.similarity import answers
from training.similarity.bm25 import Bm25, words
from training.similarity.grouping import by_form, by_vectors, by_words, groups
from training.similarity.measures import best_threshold, cosines, found, grouping, shared_threshold, spearman
from training.similarity.pairs import Pair
from training.similarity.quantise import quantise

DRAWN = np.random.default_rng(4)


def test_spearman_by_hand_and_with_ties():
    assert spearman([1, 2, 3], [10, 20, 15]) == pytest.approx(0.5)
    assert spearman([1, 2, 2, 4], [1, 2, 2, 4]) == pytest.approx(1)
    # Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: their correlation is the square root of 0.9.
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(0.9**0.5)


def test_spearman_sees_the_order_alone():
    one, other = DRAWN.normal(size=200), DRAWN.normal(size=200)
    assert spearman(one, other) == pytest.approx(spearman(np.exp(one), 5 * other - 2))
    assert spearman(one, -one) == pytest.approx(-1)


def test_scores_that_are_all_equal_tell_nothing():
    assert spearman([1, 1, 1], [1, 2, 3]) == 0


def test_a_vector_of_zeros_is_like_nothing():
    assert cosines(np.array([[0, 0], [1, 0]]), np.array([[1, 0], [1, 0]])).tolist() == [0, 1]
    assert quantise(np.zeros((1, 4), np.float32)).tolist() == [[0, 0, 0, 0]]


def test_the_example_of_bytes():
    assert quantise(np.array([[0.3, -0.1, 0]], np.float32)).tolist() == [[127, -42, 0]]


@pytest.mark.parametrize("length", [1e-6, 1, 1e6])
def test_bytes_keep_the_angle_whatever_the_length(length):
    first, second = (DRAWN.normal(size=(300, 384)).astype(np.float32) for _ in range(2))
    second += 2 * first * DRAWN.random((300, 1)).astype(np.float32)
    exact, kept = cosines(first, second), cosines(quantise(length * first), quantise(second))
    assert np.abs(exact - kept).max() < 0.005
    # With one scale for all, 1/127 of a normalised vector, it is several times worse.
    fixed = [np.round(127 * each / np.linalg.norm(each, axis=1, keepdims=True)) for each in (first, second)]
    assert np.abs(exact - kept).mean() < np.abs(exact - cosines(*fixed)).mean() / 3


def test_bytes_are_the_same_for_half_way_numbers_of_either_sign():
    assert quantise(np.array([[127, 0.5, -0.5, 1.5, -1.5]], np.float32)).tolist() == [[127, 1, -1, 2, -2]]


@pytest.mark.parametrize(
    ("largest", "number", "whole"),
    [(0.3, 0.1, 42), (127, 63.5, 64), (127, 0.49999997, 1), (127, 0.4999, 0), (2, 1, 64), (1e-30, 5e-31, 64)],
)
def test_bytes_are_those_of_the_product(largest, number, whole):
    """The same numbers stand in test/functions/questions/vector.test.ts."""
    assert quantise(np.array([[largest, number, -number]], np.float32)).tolist() == [[127, whole, -whole]]


def test_found_by_hand():
    same = np.array([True, False, True])
    made = found(np.array([0.9, 0.8, 0.1]), same, 0.5)
    assert (made.precision, made.recall) == (0.5, 0.5) and made.f1 == pytest.approx(0.5)


def test_no_threshold_is_better_than_the_best():
    for seed in range(20):
        drawn = np.random.default_rng(seed)
        scores, same = np.round(drawn.random(60), 1), drawn.random(60) < 0.4
        best = found(scores, same, best_threshold(scores, same)).f1
        assert all(best >= found(scores, same, at).f1 - 1e-9 for at in np.linspace(-0.1, 1.1, 121))


def test_a_shared_threshold_weighs_sets_alike_however_large_they_are():
    few = (np.array([0.5, 0.7]), np.array([False, True]))
    many = (np.repeat([0.2, 0.6], 500), np.repeat([False, True], 500))
    assert 0.5 < shared_threshold([few, many]) <= 0.6
    assert 0.2 < shared_threshold([many]) <= 0.6


def test_the_rarer_the_words_in_common_the_more_alike():
    index = Bm25(["the cat sat on the mat", "the dog sat on the rug", "the zebra left", "a zebra left", "unrelated"])
    assert index.nearest(2, 3)[0] == 3 and index.alike(2, 3) > index.alike(0, 1) > index.alike(0, 4) == 0
    assert index.nearest(4, 3) == []


def test_alike_is_one_of_a_text_with_itself_and_the_same_either_way():
    texts = ["what is the wifi password", "wifi password please", "where is the coffee", ""]
    index = Bm25([*texts, *texts])
    assert all(index.alike(at, at + 4) == pytest.approx(1) for at in range(3)) and index.alike(3, 7) == 0
    assert all(index.alike(a, b) == pytest.approx(index.alike(b, a)) for a in range(4) for b in range(4))


def test_words_are_letters_and_digits_of_any_script():
    assert words("What's the Wi-Fi_password?") == ["what", "s", "the", "wi", "fi", "password"]
    assert words("Où est l’été 2024 — 🙂") == ["où", "est", "l", "été", "2024"]


def _direction(angle: float) -> list[float]:
    return [np.cos(angle), np.sin(angle)]


def test_whoever_has_most_neighbours_leads_and_nobody_is_far_from_a_leader():
    angles = [0.0, 0.3, 0.6, 2.0, 2.1]
    vectors, threshold = np.array([_direction(angle) for angle in angles]), np.cos(0.35)
    made = groups(list("abcde"), by_vectors(vectors, threshold))
    assert made == [1, 1, 1, 3, 3]
    assert all(vectors[at] @ vectors[leader] >= threshold for at, leader in enumerate(made))


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_arrival_changes_no_group(seed):
    vectors, names = DRAWN.normal(size=(60, 3)), [f"text {at}" for at in range(60)]
    order = random.Random(seed).sample(range(60), 60)
    one = groups(names, by_vectors(vectors, 0.8))
    other = groups([names[at] for at in order], by_vectors(vectors[order], 0.8))
    assert {names[at]: names[one[at]] for at in range(60)} == {names[at]: names[order[other[place]]] for place, at in enumerate(order)}


def test_equal_letters_are_one_group_by_every_way():
    texts = ["Will slides be shared?", "will SLIDES be shared", "Where is the coffee?"]
    assert groups(texts, by_form(texts)) == [0, 0, 2]
    assert groups(texts, by_words(texts, 0.9)) == [0, 0, 2]


def test_purity_and_pairs_by_hand():
    # Groups {0, 1, 2}, {3}, {4, 5}; true {0, 1}, {2, 3}, {4, 5}.
    made = grouping([0, 0, 0, 3, 4, 4], [0, 0, 1, 1, 2, 2], [(0, 1), (2, 3), (0, 2), (3, 4)], np.array([True, True, False, False]))
    assert (made.grouped, made.purity, made.together, made.mixed) == (5, 4 / 5, 0.5, 0.5)


def test_other_pairs_than_before_are_refused_and_no_text_is_stored(monkeypatch, tmp_path):
    monkeypatch.setattr(answers, "FOLDER", tmp_path)
    own = [Pair("a", "b", 1.0), Pair("c", "d", 0.5)]
    answers.keep_gold("some", own)
    answers.keep_gold("some", own)
    assert answers.gold("some").tolist() == [1, 0.5] and set(answers.read("gold", "some")) == {"digest", "score"}
    for other in ([Pair("a", "x", 1.0), own[1]], [own[0], Pair("c", "d", 0.4)], own[:1]):
        with pytest.raises(SystemExit, match="gold/some.npz was made of other rows"):
            answers.keep_gold("some", other)
