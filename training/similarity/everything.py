"""All steps in their order, two side by side: `python -m training.similarity.everything [--workers 2] [--dry]`.

What is done is marked in WORK/similarity/done, and every training writes checkpoints: started again, it goes on where it
stopped. Each step is a process with one thread and a log beside its mark: two of one thread each are faster than one of
two. `--dry` prints the plan with what each step takes on one core without bfloat16, some three hours in all.
"""

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from training.places import WORK
from training.similarity.steps import STEPS, Step

DONE = WORK / "similarity/done"


@dataclass
class Progress:
    """Which steps are done, failed or under way; a condition wakes those who wait for a step."""

    folder: Path
    changed: threading.Condition
    failed: set[str]
    begun: set[str]

    def is_done(self, name: str) -> bool:
        return (self.folder / name).exists()

    def next(self, steps: Iterable[Step]) -> Step | None:
        """The first step that can begin; waits while all that is left waits for another. None: nothing is left to begin."""
        with self.changed:
            while True:
                left = [step for step in steps if not self.is_done(step.name) and step.name not in self.begun | self.failed]
                left = [step for step in left if not self.failed.intersection(step.needs)]
                ready = [step for step in left if all(map(self.is_done, step.needs))]
                if ready:
                    self.begun.add(ready[0].name)
                    return ready[0]
                if not left or not self.begun:
                    return None
                self.changed.wait()

    def ended(self, step: Step, well: bool) -> None:
        with self.changed:
            self.begun.discard(step.name)
            if well:
                (self.folder / step.name).touch()
            else:
                self.failed.add(step.name)
            self.changed.notify_all()


def run(steps: tuple[Step, ...], folder: Path, workers: int) -> set[str]:
    """Do what is not done yet; gives the names of the steps that failed."""
    folder.mkdir(parents=True, exist_ok=True)
    progress = Progress(folder, threading.Condition(), set(), set())
    with ThreadPoolExecutor(workers) as pool:
        for each in [pool.submit(_work, steps, progress) for _ in range(workers)]:
            each.result()
    return progress.failed


def _work(steps: tuple[Step, ...], progress: Progress) -> None:
    while (step := progress.next(steps)) is not None:
        started, log = time.monotonic(), progress.folder / f"{step.name}.log"
        print(f"{step.name}: begins, some {step.minutes:.0f} min of one core; {log}", flush=True)
        well = False
        try:
            with open(log, "a", encoding="utf-8") as out:
                alone = os.environ | {"OMP_NUM_THREADS": "1"}
                well = subprocess.run(step.command(sys.executable), stdout=out, stderr=out, env=alone).returncode == 0
        finally:
            progress.ended(step, well)
        print(f"{step.name}: {'done' if well else 'FAILED'} after {(time.monotonic() - started) / 60:.1f} min", flush=True)


def plan(steps: tuple[Step, ...]) -> str:
    lines = [f"{step.minutes:5.0f} min  {step.name:32} {' '.join(step.arguments)}" for step in steps]
    return "\n".join([*lines, f"{sum(step.minutes for step in steps):5.0f} min of one core"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=2, help="steps side by side")
    parser.add_argument("--dry", action="store_true", help="print the plan, do nothing")
    given = parser.parse_args()
    if given.dry:
        print(plan(STEPS))
    elif failed := run(STEPS, DONE, given.workers):
        raise SystemExit(f"failed: {', '.join(sorted(failed))}; see their logs in {DONE}, then start this again: it goes on")
