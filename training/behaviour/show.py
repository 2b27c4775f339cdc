"""Print the cases of a capability: `python -m training.behaviour.show negation`; without one, how many each has."""

import sys

from training.behaviour import CAPABILITIES


def show(capability: str) -> None:
    if capability not in CAPABILITIES:
        raise SystemExit(f'there is no capability "{capability}": name one of {", ".join(CAPABILITIES)}')
    for case in CAPABILITIES[capability]():
        print(f"{case.id}  {case.expectation()}")
        for text in case.texts:
            print(f"    {text}")


def count() -> None:
    counts = {name: len(made()) for name, made in CAPABILITIES.items()}
    for name, number in (*counts.items(), ("all", sum(counts.values()))):
        print(f"{number:5}  {name}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        show(sys.argv[1])
    else:
        count()
