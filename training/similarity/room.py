"""The threshold for groups, from a room that is made of development questions, and from pairs of sentences.

Two questions of a room are seldom the same: of 800 there are 300,000 pairs, and 200 of them are duplicates. A threshold
that is right for labelled pairs, of which a third are, would make one group of half the room. So this one is chosen where
all pairs count, and what nobody labelled counts as different. Those questions are all of one subject, where little is
alike that is not the same: sentences of STSb's development part, of many subjects, count as much.
"""

from collections.abc import Callable, Sequence

import numpy as np

from training.decontaminate import normal_form
from training.similarity.measures import shared_threshold
from training.similarity.target import SAME, grouped, target

Matrix = Callable[[Sequence[str]], np.ndarray]


def room() -> tuple[list[str], np.ndarray]:
    """All questions of the development part, and which group of linked ones each belongs to."""
    own = target("dev")
    texts = sorted({text for each in own for text in each.texts})
    hangs = grouped(each.texts for each in own if each.score >= SAME)
    forms = [normal_form(text) for text in texts]
    return texts, np.unique([hangs.get(form, form) for form in forms], return_inverse=True)[1]


def group_threshold(matrix: Matrix, scores: np.ndarray, same: np.ndarray) -> float:
    """From which likeness on two of them are one: the best F1 over all pairs of the room and over labelled pairs, in the mean."""
    texts, true = room()
    one, other = np.triu_indices(len(texts), 1)
    return shared_threshold([(matrix(texts)[one, other], true[one] == true[other]), (scores, same)])
