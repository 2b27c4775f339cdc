"""CSV as RFC 4180 has it, and what people make of it: cli/csv.ts does the same.

Read by hand, because libraries swallow the rest of the file at a quote that nobody closed. Here such a quote costs its
own line, and reading goes on with the next.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MAX_RECORD = 1024 * 1024
MAX_TEXT = 2_000
STRAY = 'it opens a quote and does not close it: within quotes, a quote of the text is written twice ("")'

_INSIDE = re.compile(r'[^"]*(?:""[^"]*)*')
_REST = re.compile(r"[^,]*")


@dataclass(frozen=True)
class Line:
    """One line of a file, counted from 1. With a `fault` its text is not what was meant."""

    number: int
    text: str
    fault: str | None = None


@dataclass(frozen=True)
class Record:
    """`line` is where it starts; with a `fault` the cells are not what was meant."""

    line: int
    cells: list[str]
    fault: str | None = None


@dataclass
class _Scan:
    """Cells that are complete, and what stands so far in the quoted one that goes on in the next line."""

    cells: list[str] = field(default_factory=list)
    inside: str | None = None
    is_stray: bool = False


def csv_records(lines: Sequence[Line]) -> Iterator[Record]:
    """'1,"a, ""b"" c",d' -> cells ['1', 'a, "b" c', 'd']"""
    at, columns = 0, None
    while at < len(lines):
        cells, end = _record(lines, at, columns)
        faults = [line.fault for line in lines[at:end] if line.fault]
        if cells is None:
            yield Record(lines[at].number, [], STRAY)
        else:
            columns = columns or len(cells)
            yield Record(lines[at].number, cells, faults[0] if faults else None)
        at = end


def _record(lines: Sequence[Line], start: int, columns: int | None) -> tuple[list[str] | None, int]:
    """The cells of the record that starts here, and where the next one does; None for a quote that is a stray one."""
    scanned, characters = _Scan(), 0
    for end in range(start, len(lines)):
        characters += len(lines[end].text)
        _scan(lines[end].text, scanned)
        is_open = scanned.inside is not None
        if is_open and characters <= MAX_RECORD and len(scanned.cells) <= (columns or MAX_RECORD):
            continue
        if is_open or scanned.is_stray or _is_swallowing(scanned.cells, lines[start + 1 : end], columns or 0):
            break
        return scanned.cells, end + 1
    return None, start + 1


def _is_swallowing(cells: Sequence[str], within: Sequence[Line], columns: int) -> bool:
    """Two stray quotes, far apart, are a quoted cell by the letter.

    It is not taken for one where it is longer than any message may be and nine in ten of the lines within it are rows
    by themselves.
    """
    if not within or columns < 2 or all(len(cell) <= MAX_TEXT for cell in cells):
        return False
    rows = sum(len(_scan(line.text, _Scan()).cells) == columns for line in within)
    return rows >= 0.9 * len(within)


def _scan(text: str, scanned: _Scan) -> _Scan:
    """Read one more line of a record."""
    at, opened_before = 0, scanned.inside is not None
    while True:
        if scanned.inside is None and text[at : at + 1] != '"':
            end = _REST.match(text, at).end()
            scanned.cells.append(text[at:end])
        else:
            end = _quoted(text, at, scanned, opened_before)
        if scanned.inside is not None or scanned.is_stray or end == len(text):
            return scanned
        at, opened_before = end + 1, False


def _quoted(text: str, at: int, scanned: _Scan, opened_before: bool) -> int:
    """A quoted cell, or the rest of one that a line before opened; gives where it ends.

    Where text follows the closing quote, both quotes are of the text ('"so" he said'), but not across lines: there,
    the opening one is stray.
    """
    inside = _INSIDE.match(text, at if opened_before else at + 1)
    said = (scanned.inside or "") + inside[0].replace('""', '"')
    if inside.end() >= len(text):
        scanned.inside = said + "\n"
        return len(text)
    scanned.inside = None
    end = _REST.match(text, inside.end() + 1).end()
    after = text[inside.end() + 1 : end]
    scanned.is_stray = bool(after) and opened_before
    scanned.cells.append(f'"{said}"{after}' if after else said)
    return end
