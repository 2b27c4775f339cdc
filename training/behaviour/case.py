"""One case of the suite, and how templates become cases. Labels are 0 negative, 1 neutral, 2 positive."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, product
from typing import Literal

from training.tasks import SENTIMENT

POSITIVE, NEUTRAL, NEGATIVE = (frozenset({SENTIMENT.index(label)}) for label in ("positive", "neutral", "negative"))
NOT_NEGATIVE, NOT_POSITIVE = POSITIVE | NEUTRAL, NEGATIVE | NEUTRAL
ANY = POSITIVE | NEUTRAL | NEGATIVE

Kind = Literal["one of", "same", "at least", "at most"]


@dataclass(frozen=True)
class Case:
    """What must hold of the labels of `texts`; the case fails as a whole.

    "one of": each is in `allowed`. "same", "at least", "at most": each of the others is the first one's label, or that
    and above, or that and below.
    """

    id: str
    capability: str
    kind: Kind
    texts: tuple[str, ...]
    allowed: frozenset[int] = ANY

    def broken(self, labels: Sequence[int]) -> list[int]:
        """Positions of the texts that break it. "same", labels [2, 2, 1] -> [2]"""
        return [at for at, label in enumerate(labels) if not self._holds(label, labels[0])]

    def _holds(self, label: int, first: int) -> bool:
        match self.kind:
            case "one of":
                return label in self.allowed
            case "same":
                return label == first
            case "at least":
                return label >= first
            case "at most":
                return label <= first

    def expectation(self) -> str:
        """'negative or neutral', or 'same as the first'"""
        if self.kind == "one of":
            return " or ".join(SENTIMENT[label] for label in sorted(self.allowed))
        return f"{self.kind} {'as ' if self.kind == 'same' else ''}the first"


def one_of(allowed: frozenset[int], name: str, texts: Iterable[str]) -> list[Case]:
    """A case a text. POSITIVE, "short/praise", ["Bravo"] -> a case of capability "short", id "short/praise/1f0c2e" """
    return [_case(name, "one of", (text,), allowed) for text in texts]


def same(name: str, groups: Iterable[Sequence[str]]) -> list[Case]:
    """A case a group: an original and its variants."""
    return [_case(name, "same", tuple(group)) for group in groups]


def at_least(name: str, groups: Iterable[Sequence[str]]) -> list[Case]:
    return [_case(name, "at least", tuple(group)) for group in groups]


def at_most(name: str, groups: Iterable[Sequence[str]]) -> list[Case]:
    return [_case(name, "at most", tuple(group)) for group in groups]


def _case(name: str, kind: Kind, texts: tuple[str, ...], allowed: frozenset[int] = ANY) -> Case:
    """The id follows from the texts alone, so that a new case renames no other."""
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:6]
    return Case(f"{name}/{digest}", name.split("/")[0], kind, texts, allowed)


def turn(template: str, **fills: Sequence[str]) -> list[str]:
    """As many texts as the longest list has fills, the shorter ones starting over.

    "the {thing} was {word}", thing=[talk, demo], word=[fun, odd, new]
      -> The talk was fun, The demo was odd, The talk was new
    """
    count = max(len(fill) for fill in fills.values())
    turns = zip(*(islice(cycle(fill), count) for fill in fills.values()))
    return [_filled(template, fills, values) for values in turns]


def each(template: str, **fills: Sequence[str]) -> list[str]:
    """Every fill with every other one: "{a} {b}", a=[so, very], b=[fun, odd] -> So fun, So odd, Very fun, Very odd"""
    return [_filled(template, fills, values) for values in product(*fills.values())]


def _filled(template: str, fills: dict[str, Sequence[str]], values: Sequence[str]) -> str:
    text = template.format(**dict(zip(fills, values)))
    return text[0].upper() + text[1:]
