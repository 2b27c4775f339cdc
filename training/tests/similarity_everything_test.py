"""The plan goes on where it stopped, begins nothing before what it needs, and can be done at all."""

import sys

import pytest

from training.similarity.everything import plan, run
from training.similarity.stages import SHAPES, STAGES, START, begins_with
from training.similarity.steps import STEPS, Step

# What a step of the tests does: write its name to a file, and fail where a file of that name says so.
NOTE = """
import pathlib, sys
folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
with open(folder / "ran", "a") as file: file.write(name + "\\n")
sys.exit((folder / f"fail-{name}").exists())
"""


@pytest.fixture
def steps(tmp_path, monkeypatch):
    """b needs a, c needs b, d needs nothing."""
    monkeypatch.setattr(Step, "command", lambda step, python: [sys.executable, "-c", NOTE, str(tmp_path), step.name])
    needs = {"a": (), "b": ("a",), "c": ("b",), "d": ()}
    return tuple(Step(name, ("none",), 0, own) for name, own in needs.items())


def _ran(folder) -> list[str]:
    return (folder / "ran").read_text().split() if (folder / "ran").exists() else []


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_all_steps_run_once_and_none_before_what_it_needs(steps, tmp_path, workers):
    assert run(steps, tmp_path / "done", workers) == set()
    ran = _ran(tmp_path)
    assert sorted(ran) == ["a", "b", "c", "d"]
    assert ran.index("a") < ran.index("b") < ran.index("c")


def test_started_again_it_does_only_what_is_left(steps, tmp_path):
    run(steps, tmp_path / "done", 2)
    (tmp_path / "done/c").unlink()
    (tmp_path / "ran").unlink()
    run(steps, tmp_path / "done", 2)
    assert _ran(tmp_path) == ["c"]


@pytest.mark.parametrize("workers", [1, 2])
def test_after_a_failure_the_others_go_on_and_what_needed_it_waits_for_the_next_start(steps, tmp_path, workers):
    (tmp_path / "fail-b").touch()
    assert run(steps, tmp_path / "done", workers) == {"b"}
    assert sorted(_ran(tmp_path)) == ["a", "b", "d"]
    (tmp_path / "fail-b").unlink()
    assert run(steps, tmp_path / "done", workers) == set()
    assert sorted(_ran(tmp_path)) == ["a", "b", "b", "c", "d"]


def test_every_step_of_the_plan_needs_only_earlier_ones():
    names = [step.name for step in STEPS]
    assert len(set(names)) == len(names)
    assert all(set(step.needs) <= set(names[:at]) for at, step in enumerate(STEPS))


def test_every_stage_that_is_trained_comes_after_those_it_begins_with():
    needs = {step.name: step.needs for step in STEPS}
    for shape in SHAPES:
        for stage in STAGES:
            before = {begins_with(shape, stage), *STAGES[stage].mean_of} - {None, START}
            if f"{shape}-{stage}" in needs:
                assert {f"{shape}-{each}" for each in before} <= set(needs[f"{shape}-{stage}"])


def test_the_plan_takes_three_core_hours_at_most():
    assert sum(step.minutes for step in STEPS) <= 180


def test_the_plan_can_be_read():
    assert plan(STEPS).splitlines()[-1].endswith("min of one core") and "learn minilm6 today" in plan(STEPS)
