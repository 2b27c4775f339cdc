"""What is judged by is never learnt from, however it is written."""

import pytest

from training import decontaminate
from training.decontaminate import is_clean, normal_form
from training.sources import SOURCES


@pytest.fixture
def judged(monkeypatch):
    """Every source that is held out holds these two texts, the others hold another."""
    held_out = [name for name, source in SOURCES.items() if source.use in ("develop", "evaluate")]
    texts = {name: ["Great talk today, @bob! https://t.co/x", "thank you"] for name in held_out}
    monkeypatch.setattr(decontaminate, "texts", lambda name: texts.get(name, ["What a lovely day"]))
    decontaminate.held_out.cache_clear()
    yield
    decontaminate.held_out.cache_clear()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("RT @bob: Great talk!! https://example.org", "greattalk"),
        ("great   TALK www.example.org/x", "greattalk"),
        ("alert", "alert"),
        ("It’s 5 o'clock", "its5oclock"),
        ("👏👏", ""),
    ],
)
def test_normal_form(text, form):
    assert normal_form(text) == form


@pytest.mark.parametrize("text", ["Great talk today, @bob!", "RT @ann: GREAT TALK… today", "great talk-today #"])
def test_a_held_out_text_is_known_however_it_is_written(judged, text):
    assert not is_clean(text)


def test_phrases_that_anyone_writes_and_other_texts_are_clean(judged):
    assert is_clean("Thank you!")
    assert is_clean("What a lovely day")
    assert is_clean("Great talk today, Bob, and thanks")
    assert is_clean("")


def test_what_chooses_or_judges_is_not_trained_on():
    assert {SOURCES[name].use for name in ("tweeteval-val", "offensive-val")} == {"develop"}
    trained = [source for source in SOURCES.values() if source.use in ("gold", "silver")]
    assert [source.file for source in trained if "test" in source.file or "GPL" in source.licence] == []
