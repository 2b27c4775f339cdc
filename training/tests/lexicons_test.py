"""Lexicons label plain texts as anyone would, one label a text, whatever is in it."""

import pytest

from training.lexicons import LEXICONS, labels

TEXTS = ["I love this wonderful talk", "It starts at noon", "This is a terrible, awful mess"]
ODD = ["", "constructor", "__proto__", "line\none", "line\u2028two", '"quoted\\', "👏🏽", "\ud83d alone", "\r\n"]


@pytest.mark.parametrize("name", LEXICONS)
def test_plain_texts(name):
    assert labels(name, TEXTS) == [2, 1, 0]
    assert labels(name, []) == []


@pytest.mark.parametrize("name", LEXICONS)
def test_odd_texts_get_one_label_each_and_move_no_other(name):
    assert len(labels(name, ODD)) == len(ODD)
    assert labels(name, [*ODD, *TEXTS])[len(ODD) :] == [2, 1, 0]


def test_emoji_and_emoticons_reach_the_lexicon_that_knows_them():
    assert labels("wink", ["👏", "👎"]) == [2, 0]
    assert labels("afinn", [":)", ":("]) == [2, 0]
    assert labels("vader", ["😍", "😠"]) == [2, 0]


def test_an_unknown_lexicon_is_named_with_the_ones_there_are():
    with pytest.raises(SystemExit, match='no lexicon "vadr".*vader, afinn, wink'):
        labels("vadr", TEXTS)


def test_a_missing_package_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setattr("training.lexicons.FOLDER", tmp_path)
    with pytest.raises(SystemExit, match="npm ci --prefix training/lexicons"):
        labels("wink", TEXTS)
    monkeypatch.setitem(__import__("sys").modules, "afinn", None)
    with pytest.raises(SystemExit, match="afinn is missing: pip install -r training/requirements.txt"):
        labels("afinn", TEXTS)
