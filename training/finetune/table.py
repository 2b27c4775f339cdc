"""Rows of a labelled file: CSV, TSV or NDJSON, read as `roomtone eval` reads them (cli/rows.ts)."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.finetune.records import Line, Record, csv_records

FORMATS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".ndjson": "ndjson", ".jsonl": "ndjson"}


def rows(file: Path, columns: Sequence[str], form: str | None = None) -> Iterator[Record]:
    """The cells of these columns, in their order. A row that cannot be read has a fault, and the others are unharmed.

    'text,id,label\\nGreat,7,positive', columns text and label -> Record(line=2, cells=["Great", "positive"])
    """
    form = form or FORMATS.get(file.suffix.lower())
    lines = _lines(file)
    if form is None:
        raise SystemExit(f"nothing tells what {file} is: give --format csv, tsv or ndjson")
    if not lines:
        raise SystemExit(f"{file} is empty: it should hold rows with {' and '.join(columns)}")
    if form == "ndjson":
        return (_fields(line, columns) for line in lines if line.text.strip())
    return _below_header(csv_records(lines) if form == "csv" else map(_tabbed, lines), file, columns)


def _lines(file: Path) -> list[Line]:
    """Without their ends. Bytes that are not UTF-8 cost their own line."""
    if file.is_dir():
        raise SystemExit(f"{file} is a folder: name a file in it")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SystemExit(f"{file} cannot be read: {error.strerror}") from None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SystemExit(f"{file} is in UTF-16: convert it first (iconv -f utf-16 -t utf-8)")
    if b"\0" in data:
        raise SystemExit(f"{file} holds NUL bytes: it is no text file")
    split = data.removeprefix(b"\xef\xbb\xbf").removesuffix(b"\n").split(b"\n") if data.strip() else []
    return [_line(number, each.removesuffix(b"\r")) for number, each in enumerate(split, 1)]


def _line(number: int, data: bytes) -> Line:
    try:
        return Line(number, data.decode())
    except UnicodeDecodeError:
        return Line(number, data.decode(errors="replace"), "it is not UTF-8: save the file as UTF-8")


def _tabbed(line: Line) -> Record:
    """In a TSV a quote is a quote: tweets are full of them."""
    return Record(line.number, line.text.split("\t"), line.fault)


def _below_header(records: Iterator[Record], file: Path, columns: Sequence[str]) -> Iterator[Record]:
    header = next(records)
    if header.fault is not None:
        raise SystemExit(f"{file} does not name its columns: of its first line, {header.fault}")
    titles = [title.strip() for title in header.cells]
    places = [_place(titles, column, file) for column in columns]
    return (_chosen(record, places) for record in records if record.cells != [""])


def _place(titles: list[str], column: str, file: Path) -> int:
    found = [at for at, title in enumerate(titles) if title == column]
    if len(found) == 1:
        return found[0]
    if found:
        raise SystemExit(f'{file} has {len(found)} columns "{column}": rename all but one of them')
    hint = "; it looks separated by semicolons: save it with commas" if len(titles) == 1 and ";" in titles[0] else ""
    named = ", ".join(f'"{title}"' for title in titles[:20])
    raise SystemExit(f'{file} has no column "{column}": its first line names {named}{hint}. See --text and --label')


def _chosen(record: Record, places: Sequence[int]) -> Record:
    if record.fault is None and len(record.cells) <= max(places):
        return Record(record.line, [], f"it has {len(record.cells)} cells, which is too few")
    return Record(record.line, [record.cells[at] for at in places] if record.fault is None else [], record.fault)


def _fields(line: Line, columns: Sequence[str]) -> Record:
    try:
        found = json.loads(line.text)
    except (ValueError, RecursionError) as error:
        return Record(line.number, [], line.fault or f"it is not JSON: {error}")
    cells = [_cell(found.get(column)) if isinstance(found, dict) else None for column in columns]
    if None in cells:
        fault = f'it is no JSON object with a string "{columns[cells.index(None)]}"'
        return Record(line.number, [], line.fault or fault)
    return Record(line.number, cells, line.fault)


def _cell(value: object) -> str | None:
    """Labels may be numbers, true or false: 1 -> '1', True -> 'true'"""
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, int | float) else None
