"""Cases judge and never train."""

import re

from training.behaviour import cases
from training.drills import drills
from training.prepare import prepare

DRAWN, SEEDS = 20_000, (1, 2)
# "👏👏👏" or "not bad" can be written in one way only.
LONGEST_FREE = 3


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", prepare(text).lower()))


def test_no_drill_is_a_case():
    drilled = {_plain(drill.text) for seed in SEEDS for drill in drills(DRAWN, seed)}
    judged = {_plain(text) for case in cases() for text in case.texts}
    assert sorted(text for text in drilled & judged if len(text.split()) > LONGEST_FREE) == []
