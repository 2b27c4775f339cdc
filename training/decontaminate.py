"""Keep what is evaluated out of what is trained on."""

import re
from functools import cache

from training.sources import SOURCES, texts

_LEFT_OUT = re.compile(r"https?://\S+|www\.\S+|@\w+|\brt\b")
_NOT_KEPT = re.compile(r"[^a-z0-9]+")
# A shorter form ("thank you") is a phrase that anyone writes, not a leaked row.
MIN_LENGTH = 12


def normal_form(text: str) -> str:
    """'RT @bob: Great talk!! https://example.org' -> 'greattalk'"""
    return _NOT_KEPT.sub("", _LEFT_OUT.sub(" ", text.lower()))


@cache
def held_out() -> frozenset[str]:
    """The forms of every text that stops, calibrates or evaluates a model."""
    sources = [name for name, source in SOURCES.items() if source.use in ("develop", "evaluate")]
    forms = (normal_form(text) for name in sources for text in texts(name))
    return frozenset(form for form in forms if len(form) >= MIN_LENGTH)


def is_clean(text: str) -> bool:
    return normal_form(text) not in held_out()
