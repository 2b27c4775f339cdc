"""What is tested is never trained on, what ships is openly licensed, and the parts of the target set share no question."""

import math

import numpy as np
import pytest

from training.decontaminate import normal_form
from training.similarity import pairs as pairs_module
from training.similarity import target as target_module
from training.similarity.candidates import is_question
from training.similarity.lessons import LESSONS
from training.similarity.pairs import Pair, clean, pairs
from training.similarity.room import group_threshold, room
from training.similarity.silver import balance
from training.similarity.sources import SOURCES
from training.similarity.stages import LEARNT_FROM, STAGES, START, Part, Stage
from training.similarity.target import grouped, target


def linked(site: str, count: int) -> list[Pair]:
    """Duplicates that hang together by threes, and pairs of nothing in common."""
    return [
        Pair(f"How do I open the {site} file number {at // 2}?", f"Opening file number {at // 2} of {site}, way {at}", 1.0, site)
        for at in range(count)
    ] + [Pair(f"Lonely question {at} of {site}", f"Another matter, {at}, {site}", 0.0, site) for at in range(count)]


@pytest.fixture
def made(monkeypatch):
    """A target set and held-out sentences that need no data."""
    own = {"stackexchange": linked("askubuntu", 120) + linked("meta", 120), "sts-questions": [Pair("What is tea made of?", "What is in tea?", 0.8)]}
    monkeypatch.setattr(target_module, "pairs", lambda name: own[name])
    monkeypatch.setattr(pairs_module, "held_out", lambda: frozenset({normal_form("A man plays a guitar")}))
    target.cache_clear()
    yield
    target.cache_clear()


def test_parts_of_the_target_set_share_no_question(made):
    forms = {part: {normal_form(text) for each in target(part) for text in each.texts} for part in target_module.PARTS}
    assert all(len(own) > 20 for own in forms.values())
    assert not forms["train"] & (forms["dev"] | forms["test"]) and not forms["dev"] & forms["test"]


def test_every_pair_of_the_target_set_is_in_one_part_and_always_in_the_same(made):
    once = {part: target(part) for part in target_module.PARTS}
    target.cache_clear()
    assert once == {part: target(part) for part in target_module.PARTS}
    given = {each.texts for own in once.values() for each in own if each.score in (0.0, 1.0)}
    assert len(given) == 480


def test_related_questions_are_of_one_site_and_not_linked(made):
    found = [each for part in target_module.PARTS for each in target(part) if each.score == 0.5]
    hangs = grouped(each.texts for each in target_module.pairs("stackexchange") if each.score == 1)
    assert found
    assert all(hangs.get(normal_form(each.first)) != hangs.get(normal_form(each.second), "alone") for each in found)
    assert all(each.part in each.first and each.part in each.second for each in found)


def test_a_room_counts_every_pair_and_finds_where_its_duplicates_begin(made):
    texts, true = room()
    assert len(texts) == len(set(texts)) == len(true) and len(set(true.tolist())) < len(texts)

    def ideal(asked):
        assert list(asked) == texts
        return np.where(true[:, None] == true[None, :], 0.8, 0.6)

    assert 0.6 < group_threshold(ideal, np.array([0.5, 0.9]), np.array([False, True])) <= 0.8
    assert group_threshold(ideal, np.array([0.72, 0.76]), np.array([False, True])) == pytest.approx(0.74, abs=0.02)


def test_grouped_follows_pairs_through_any_number_of_others():
    assert grouped([("a", "b"), ("b", "c"), ("e", "d")]) == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d"}
    assert set(grouped([(f"t{at}", f"t{at + 1}") for at in range(50)]).values()) == {"t0"}


def test_a_pair_with_one_tested_sentence_trains_nothing_however_it_is_written(made):
    told = Pair("a man PLAYS a guitar!!", "Somebody sings", 0.3)
    other = Pair("Somebody sings", "Nobody sings", 0.3)
    assert clean([told, other, Pair(*other.texts[::-1], 0.9)]) == [other]


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_that_ships_learns_from_open_sources_alone(name):
    begins, asked = [], [name]
    while asked:
        begins.append(stage := asked.pop())
        asked += [each for each in (STAGES[stage].after, *STAGES[stage].mean_of) if each not in (None, START)]
    used = {source for each in begins for part in STAGES[each].parts for source in LEARNT_FROM[part.lesson]}
    assert STAGES[name].ships == all(SOURCES[source].use == "gold" for source in used)


def test_what_begins_with_closed_weights_ships_nowhere_whatever_it_learns_next(monkeypatch):
    monkeypatch.setitem(STAGES, "next", Stage((Part("stsb", "order", 16),), 2e-5, 1, after="quora"))
    assert not STAGES["next"].ships
    monkeypatch.setitem(STAGES, "between", Stage((), 0, 0, mean_of=(START, "quora")))
    assert not STAGES["between"].ships


def test_what_may_only_be_compared_ships_nowhere():
    assert {name for name, stage in STAGES.items() if not stage.ships} == {"quora", "today-stsb-all"}


def test_non_commercial_sources_never_train_what_ships():
    barred = ("non-commercial", "NC", "GPL", "none stated")
    assert all(source.use != "gold" for source in SOURCES.values() if any(word in source.licence for word in barred))


def test_every_lesson_names_its_sources():
    assert set(LESSONS) == set(LEARNT_FROM)
    assert {part.lesson for stage in STAGES.values() for part in stage.parts} <= set(LESSONS)


@pytest.mark.parametrize(
    ("row", "pair"),
    [
        ({"score": "2.500", "source": "MSRvid-2012test", "sentence1": "a", "sentence2": "b"}, Pair("a", "b", 0.5, "MSRvid-2012test")),
        ({"score": "1.0", "entailment": "NEUTRAL", "sentence1": "a", "sentence2": "b"}, Pair("a", "b", 0.0)),
        ({"label": "entailment", "sentence1": "a", "sentence2": "b"}, Pair("a", "b", 1.0)),
        ({"label": "0", "question1": "a", "question2": "b"}, Pair("a", "b", 0.0)),
        ({"label": "1", "site": "meta", "title1": "a<pre><code>x</code>", "title2": "1 < 2"}, Pair("a", "1 < 2", 1.0, "meta")),
    ],
)
def test_each_file_is_read_by_its_own_scale(monkeypatch, row, pair):
    monkeypatch.setattr(pairs_module, "rows_of", lambda source: [row])
    assert pairs("stsb-dev") == [pair]


def test_microsofts_rows_are_in_one_of_the_two_parts_of_stsb(monkeypatch):
    rows = [{"score": "5", "source": source, "sentence1": source, "sentence2": "b"} for source in ("MSRpar-2012train", "headlines-2013")]
    monkeypatch.setattr(pairs_module, "rows_of", lambda source: rows)
    assert [each.part for each in pairs("stsb-open")] == ["headlines-2013"]
    assert [each.part for each in pairs("stsb-microsoft")] == ["MSRpar-2012train"]


def test_a_row_without_texts_is_named(monkeypatch):
    monkeypatch.setattr(pairs_module, "rows_of", lambda source: [{"label": "1", "text": "a"}])
    with pytest.raises(SystemExit, match="sentence1"):
        pairs("quora-test")


def test_silver_has_of_each_tenth_at_most_its_share_and_keeps_what_is_rare():
    own = [Pair(f"a{at}", f"b{at}", 0.05) for at in range(500)] + [Pair("c", "d", 1.0), Pair("e", "f", 0.97)]
    kept = balance(own, 20)
    assert sum(each.score < 0.1 for each in kept) == 20 and sum(each.score > 0.9 for each in kept) == 2
    assert kept == balance(own, 20)


def test_questions_of_the_pool_are_short_and_ask_once():
    assert is_question("Will the slides be shared?")
    assert not any(map(is_question, ("Why?", "No question at all here.", "What? And why should anybody want that?", f"{'a ' * 90}?")))


def test_unknown_scores_are_not_taken_for_any_degree():
    from training.similarity.candidates import UNKNOWN

    assert math.isnan(UNKNOWN)
