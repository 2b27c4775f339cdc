"""What a file calls the labels, as `roomtone eval` takes it (cli/eval/names.ts), and `skip` beside them."""

import json
import re
from collections.abc import Mapping, Sequence

from training.tasks import SENTIMENT

SKIP = "skip"
# A name may hold commas and white space, but no equals sign.
_PAIR = re.compile(rf"\s*([^=]*?)\s*=\s*({'|'.join((*SENTIMENT, SKIP))})\s*(?:,|$)", re.IGNORECASE)
SHOWN = 10


def meanings(maps: Sequence[str]) -> dict[str, str]:
    """In lower case: ["0=negative, Mixed=skip"] -> {"negative": "negative", …, "0": "negative", "mixed": "skip"}"""
    given: dict[str, str] = {}
    for listed in maps:
        at = 0
        while at < len(listed):
            pair = _PAIR.match(listed, at)
            if pair is None:
                labels = ", ".join(SENTIMENT)
                raise SystemExit(
                    f'--map: {shown(listed)} is no list such as "0=negative,1=neutral": a name means {labels} or {SKIP}'
                )
            name, label, at = key(pair[1]), key(pair[2]), pair.end()
            if given.setdefault(name, label) != label:
                raise SystemExit(f"--map: {shown(name)} cannot be both {given[name]} and {label}")
    return {label: label for label in SENTIMENT} | given


def key(said: str) -> str:
    return said.strip().lower()


def unexplained(lines_of: Mapping[str, Sequence[int]]) -> str:
    """Labels that nobody explained, each with the lines that hold it: which, how many, and what to do."""
    often = sorted(lines_of, key=lambda said: -len(lines_of[said]))
    told = [
        f"  {shown(said)} in {plural(len(lines_of[said]), 'row')}, first line {lines_of[said][0]}"
        for said in often[:SHOWN]
    ]
    if len(often) > SHOWN:
        told.append("  and others: is it the right column? See --label")
    guess = ",".join(f"{said}={label}" for said, label in zip(sorted(often[: len(SENTIMENT)]), SENTIMENT))
    first = f"labels are {', '.join(SENTIMENT)}, and the file holds others:"
    return "\n".join([first, *told, f"say what they stand for, such as --map {shown(guess)}; =skip leaves rows out"])


def plural(count: int, what: str) -> str:
    """1, "row" -> '1 row'; 1200, "row" -> '1,200 rows'"""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def shown(text: str) -> str:
    """In quotes, without what a terminal would act on."""
    quoted = json.dumps(text if len(text) <= 120 else f"{text[:119]}…", ensure_ascii=False)
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in quoted)
