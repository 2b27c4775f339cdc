"""The target set: pairs of questions that are duplicates, related or unrelated, with parts that share no question.

`python -m training.similarity.target` prints some of each part. Made of what is openly licensed:

- duplicates (1): titles that Stack Exchange's users linked as duplicates;
- related (0.5): of such a title, another one of its site with many words in common, which nobody linked to it;
- unrelated (0): two titles drawn at random, as the file has them; and SemEval's pairs of questions, with their scores.

Titles that hang together through any pair are in one part, so a test question is in no training pair. The test chooses
nothing: thresholds and weights are chosen on the development part.
"""

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache

from training.decontaminate import normal_form
from training.similarity.bm25 import Bm25
from training.similarity.pairs import Pair, pairs

# From this score on, two questions are one.
SAME = 0.8
# Up to which hundredth of the hashes a part reaches.
PARTS = {"train": 50, "dev": 70, "test": 100}
SEED = 11
# A related title is drawn from so many with the most words in common: the very first are often duplicates unlinked.
NEAR = range(2, 10)


@cache
def target(part: str) -> tuple[Pair, ...]:
    """"train", "dev" or "test": its pairs, in a fixed order."""
    given = [*_within(pairs("stackexchange")), *pairs("sts-questions")]
    groups = grouped(each.texts for each in given)
    own = [each for each in given if part_of(groups[normal_form(each.first)]) == part]
    return tuple(own + _related(own, groups))


def judged() -> list[Pair]:
    """What no training may see."""
    return [*target("dev"), *target("test")]


def _within(found: list[Pair]) -> list[Pair]:
    """Pairs of two different titles that hold words."""
    return [each for each in found if len(set(map(normal_form, each.texts)) - {""}) == 2]


def grouped(texts: Iterable[tuple[str, str]], form: Callable[[str], str] = normal_form) -> dict[str, str]:
    """Each form -> the smallest form that it hangs together with: (a, b), (b, c), (d, e) -> a: a, b: a, c: a, d: d, e: d"""
    above: dict[str, str] = {}

    def top(at: str) -> str:
        while above.setdefault(at, at) != at:
            at = above[at]
        return at

    for first, second in texts:
        ends = sorted((top(form(first)), top(form(second))))
        above[ends[1]] = ends[0]
    return {at: top(at) for at in list(above)}


def part_of(group: str) -> str:
    hundredth = int.from_bytes(hashlib.sha1(group.encode()).digest()[:4], "big") % 100
    return next(part for part, end in PARTS.items() if hundredth < end)


def _related(own: list[Pair], groups: dict[str, str]) -> list[Pair]:
    """One for each duplicate: a title of its site and part that shares words with it."""
    pick, made = random.Random(SEED), []
    sites: dict[str, list[str]] = defaultdict(list)
    for each in own:
        if each.part in ("askubuntu", "meta"):
            sites[each.part] += each.texts
    indexes = {site: (titles := list(dict.fromkeys(found)), Bm25(titles)) for site, found in sites.items()}
    for each in own:
        if each.score < 1 or each.part not in indexes:
            continue
        titles, index = indexes[each.part]
        near = [titles[at] for at in index.nearest(titles.index(each.second), NEAR.stop)][NEAR.start :]
        others = [title for title in near if groups[normal_form(title)] != groups[normal_form(each.first)]]
        if others:
            made.append(Pair(each.second, pick.choice(others), 0.5, each.part))
    return made


if __name__ == "__main__":
    for name in PARTS:
        found = target(name)
        print(f"{name}: {len(found)} pairs, {dict(Counter(each.degree for each in found))}")
        for each in random.Random(0).sample(found, 6):
            print(f"  {each.score:.2f}  {each.first}  |  {each.second}")
