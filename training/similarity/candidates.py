"""Pairs that may be alike: each question of the openly licensed pool, each sentence of STSb, with those nearest by BM25.

`python -m training.similarity.candidates` prints some. Scores are not known yet: the cross-encoder gives them.
"""

import random
from functools import cache

import numpy as np

from training import logits
from training.decontaminate import normal_form
from training.places import WORK
from training.prepare import prepare
from training.similarity.bm25 import Bm25
from training.similarity.pairs import Pair, clean, pairs
from training.similarity.target import target
from training.sources import texts

SEED = 17
# Sources of texts (training/sources.py), all of them openly licensed, and how many questions of each.
POOL = {"reddit-titles": 7_000, "reddit-selftext": 3_000, "ubuntu-irc": 8_000}
MIN_CHARACTERS, MAX_CHARACTERS = 15, 120
# Of how many neighbours one is drawn: the nearest, and one further off, so that all degrees of likeness are met.
NEIGHBOURS = 8
UNKNOWN = float("nan")
FOLDER = WORK / "similarity/neighbours"


def is_question(text: str) -> bool:
    return text.endswith("?") and MIN_CHARACTERS <= len(text) <= MAX_CHARACTERS and text.count("?") == 1


@cache
def questions() -> tuple[str, ...]:
    """Of the pool, each once, none of a test."""
    found: dict[str, str] = {}
    for source, count in POOL.items():
        asked = [text for text in map(prepare, texts(source)) if is_question(text)]
        for text in random.Random(SEED).sample(asked, min(count, len(asked))):
            found.setdefault(normal_form(text), text)
    return tuple(each.first for each in clean([Pair(text, text, UNKNOWN) for text in found.values()]))


@cache
def candidates() -> tuple[Pair, ...]:
    """In a mixed order, so that the first so many are a fair sample."""
    sentences = [text for each in clean(pairs("stsb-open")) for text in each.texts]
    titles = [text for each in clean(list(target("train"))) for text in each.texts]
    found = [*_near(questions(), "pool"), *_near(tuple(dict.fromkeys(sentences)), "stsb"), *_near(tuple(dict.fromkeys(titles)), "target")]
    made = clean(found)
    random.Random(SEED).shuffle(made)
    return tuple(made)


def _near(own: tuple[str, ...], part: str) -> list[Pair]:
    """Each text with the nearest, and with one of the next."""
    pick, made = random.Random(SEED), []
    for text, ranked in zip(own, _kept_neighbours(own)):
        near = [int(at) for at in ranked if at >= 0]
        chosen = near[:1] + ([pick.choice(near[1:])] if near[1:] else [])
        made += [Pair(text, own[other], UNKNOWN, part) for other in chosen]
    return made


def _kept_neighbours(own: tuple[str, ...]) -> np.ndarray:
    """int32 [texts, NEIGHBOURS], -1 where a text has no more: computed once, a minute for the pool."""
    file = FOLDER / f"{logits.key(chr(10).join(own)):016x}.npy"
    if not file.exists():
        index, found = Bm25(own), np.full((len(own), NEIGHBOURS), -1, np.int32)
        for at in range(len(own)):
            near = index.nearest(at, NEIGHBOURS)
            found[at, : len(near)] = near
        FOLDER.mkdir(parents=True, exist_ok=True)
        np.save(file, found)
    return np.load(file)


if __name__ == "__main__":
    found = candidates()
    print(f"{len(questions())} questions, {len(found)} candidates")
    for each in found[:20]:
        print(f"  {each.part:6} {each.first}  |  {each.second}")
