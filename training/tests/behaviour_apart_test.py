"""Cases judge and never train."""

import re

from training.behaviour import cases
from training.drills import drills
from training.prepare import EMOJI, prepare

DRAWN, SEEDS = 20_000, (1, 2)
# "👏👏👏" or "not bad" can be written in one way only.
LONGEST_FREE = 3


def _plain(text: str) -> str:
    return " ".join(_words(prepare(text)))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _is_free(text: str) -> bool:
    """Before emoji become words, and however often one stands: "😩😩" counts one, and not "exhausted face, fed up"."""
    return len(_words(text)) + len(set(text) & set(EMOJI)) <= LONGEST_FREE


def test_no_drill_is_a_case():
    drilled = {_plain(drill.text) for seed in SEEDS for drill in drills(DRAWN, seed)}
    judged = {text for case in cases() for text in case.texts if not _is_free(text)}
    assert sorted(text for text in judged if _plain(text) in drilled) == []
