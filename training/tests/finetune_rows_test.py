"""Every row is used or said to be skipped, and why; a bad one harms no other."""

import json
import random
from pathlib import Path

import pytest

from training.finetune.examples import ENOUGH, Example, Skips, check_enough, examples, form
from training.finetune.labels import meanings
from training.finetune.parts import parts
from training.finetune.records import Line, csv_records
from training.finetune.table import rows


def _csv(text: str) -> list:
    return [each.cells if each.fault is None else each.fault[:10] for each in csv_records(_lines(text))]


def _lines(text: str) -> list[Line]:
    return [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]


STRAY = "it opens a"


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('1,"a, ""b""",c', [["1", 'a, "b"', "c"]]),
        ('1,"a\nb",c\n2,d,e', [["1", "a\nb", "c"], ["2", "d", "e"]]),
        ("a,,b\n,,", [["a", "", "b"], ["", "", ""]]),
        ('say "so",b', [['say "so"', "b"]]),
        ('"so" he said,b', [['"so" he said', "b"]]),
        ('text,label\n"never closed,positive\nfine,neutral', [["text", "label"], STRAY, ["fine", "neutral"]]),
        ('text,label\n"one\n"two" and,x\nc,d', [["text", "label"], STRAY, ['"two" and', "x"], ["c", "d"]]),
        ('text,label\nfine,"', [["text", "label"], STRAY]),
        ('"', [STRAY]),
        ('"",""', [["", ""]]),
        ("a,b\nc,d,e", [["a", "b"], ["c", "d", "e"]]),
    ],
)
def test_csv_as_people_make_it(text, cells):
    assert _csv(text) == cells


def test_two_stray_quotes_far_apart_swallow_no_rows():
    between = "\n".join(f"row {at} is a row of the file,neutral" for at in range(200))
    read = _csv(f'text,label\n"first,positive\n{between}\nlast",positive')
    assert read.count(STRAY) == 1
    assert sum(isinstance(cells, list) and cells[0].startswith("row ") for cells in read) == 200


def test_what_csv_wrote_is_read_again(tmp_path):
    import csv

    pick = random.Random(0)
    table = [["text", "label"]] + [["".join(pick.choices('ab,"\n é', k=8)), "x"] for _ in range(300)]
    with open(tmp_path / "some.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    assert [each.cells for each in rows(tmp_path / "some.csv", ("text", "label"))] == table[1:]


def _file(tmp_path: Path, name: str, data: str | bytes) -> Path:
    (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return tmp_path / name


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", 'id,label,text\r\n1,neutral,"So, ""it"" goes"\r\n\r\n'),
        ("a.csv", b'\xef\xbb\xbfid, text ,label\n1,"So, ""it"" goes",neutral'),
        ("a.tsv", 'text\tlabel\nSo, "it" goes\tneutral\n'),
        ("a.JSONL", '{"text": "So, \\"it\\" goes", "label": "neutral"}\n\n'),
    ],
)
def test_formats(tmp_path, name, data):
    (record,) = rows(_file(tmp_path, name, data), ("text", "label"))
    assert record.cells == ['So, "it" goes', "neutral"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", "", "a.csv is empty"),
        ("a.csv", " \n\n", "a.csv is empty"),
        ("a.txt", "x", "nothing tells what .*a.txt is: give --format csv, tsv or ndjson"),
        ("a.csv", "comment,label\nx,neutral", 'a.csv has no column "text": its first line names "comment", "label"'),
        ("a.csv", "text;label\nx;neutral", 'no column "text": .*separated by semicolons'),
        ("a.csv", "text,text,label\n", 'has 2 columns "text": rename'),
        ("a.csv", '"text,label\nx,neutral', "does not name its columns: .* opens a quote"),
        ("a.csv", "text,label\n".encode("utf-16"), "in UTF-16: convert it first"),
        ("a.csv", b"PK\x03\x04\0\0", "holds NUL bytes"),
    ],
)
def test_a_file_that_is_no_such_table_says_what_it_lacks(tmp_path, name, data, said):
    with pytest.raises(SystemExit, match=said):
        list(rows(_file(tmp_path, name, data), ("text", "label")))


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    with pytest.raises(SystemExit, match="none.csv cannot be read: No such file"):
        rows(tmp_path / "none.csv", ("text", "label"))
    with pytest.raises(SystemExit, match="is a folder"):
        rows(tmp_path, ("text", "label"))


BAD = [
    ('{"text": "fine", "label": "positive"}', None),
    ('{"text": "good\\u200d", "label": "Positive "}', None),
    ('{"text": " \\n", "label": "positive"}', "without a text"),
    (json.dumps({"text": "x" * 100_000, "label": "positive"}), "longer than 2,000 characters"),
    ('{"text": "half \\ud83d", "label": "positive"}', "no message may hold"),
    ('{"text": "bell \\u0007", "label": "positive"}', "no message may hold"),
    ('{"text": "fine!!", "label": "positive"}', "stands there already"),
    ('{"text": 7, "label": null}', 'no JSON object with a string "label"'),
    ("[" * 100_000, "not JSON"),
    ("not json", "not JSON"),
    ('{"text": "so so", "label": "positive"}', "as often with another label"),
    ('{"text": "So, so!", "label": "negative"}', "as often with another label"),
]


def test_bad_rows_are_skipped_by_reason_and_counted(tmp_path):
    skips = Skips()
    file = _file(tmp_path, "bad.ndjson", "\n".join(row for row, _ in BAD))
    found = examples(rows(file, ("text", "label")), meanings([]), skips)
    assert [each.line for each in found] == [1, 2]
    why = {line: told for told, lines in skips.lines_of.items() for line in lines}
    assert sorted(why) == list(range(3, len(BAD) + 1))
    assert [line for line in why if BAD[line - 1][1] not in why[line]] == []
    assert "skipped 2 rows with a text that stands there as often with another label, first line 11" in skips.told()


def test_bytes_that_are_not_utf8_cost_their_own_row(tmp_path):
    read = list(rows(_file(tmp_path, "a.csv", b"text,label\ncaf\xe9,neutral\nfine,neutral\nshort"), ("text", "label")))
    assert [each.fault and each.fault[:15] for each in read] == ["it is not UTF-8", None, "it has 1 cells,"]


def _labelled(*labels: str) -> list:
    return list(csv_records(_lines("\n".join(f"text {at},{label}" for at, label in enumerate(labels)))))


def test_unknown_labels_say_which_how_many_where_and_what_to_do():
    with pytest.raises(SystemExit) as stopped:
        examples(_labelled("positive", "mixed", "0", "mixed", "bad\x1b[31m"), meanings([]), Skips())
    assert '"mixed" in 2 rows, first line 2' in str(stopped.value)
    assert '"0" in 1 row, first line 3' in str(stopped.value)
    assert '--map "0=negative,' in str(stopped.value)
    assert "\x1b" not in str(stopped.value)


def test_a_map_names_labels_and_may_leave_some_out():
    skips = Skips()
    means = meanings(["0 = Negative, a, b=positive", "neutral=skip"])
    found = examples(_labelled("0", "neutral", "positive", "NEGATIVE"), means, skips)
    assert [each.label for each in found] == [0, 2, 0]
    assert means["a, b"] == "positive"
    assert skips.told() == ["skipped 1 row left out by --map, first line 2"]


@pytest.mark.parametrize("listed", ["0", "0=bad", "=", "0=negative;1=neutral"])
def test_a_map_that_is_none_is_refused(listed):
    with pytest.raises(SystemExit, match="--map"):
        meanings([listed])


def test_a_name_cannot_be_two_labels():
    with pytest.raises(SystemExit, match='"0" cannot be both negative and neutral'):
        meanings(["0=negative", "0=neutral"])


def test_of_rows_that_say_the_same_the_label_of_most_counts():
    records = csv_records(_lines("ok,neutral\nOK!,positive\nok.,positive"))
    assert examples(records, meanings([]), Skips()) == [Example(2, "OK!", 2)]


@pytest.mark.parametrize(
    ("one", "other"), [("Great talk!", "great  TALK"), ("👏", "👏🏽👏"), ("see https://a.b", "See www.c.d."), ("?!", "?!")]
)
def test_rows_that_say_the_same_have_one_form(one, other):
    assert form(one) == form(other) != ""


def test_rows_that_say_something_else_have_another_form():
    assert len({form(text) for text in ("Это хорошо", "Это плохо", "?", "!", "c++", "c")}) == 5


def _rows(*counts: int) -> list[Example]:
    return [Example(at, f"{label} {at}", label) for label, count in enumerate(counts) for at in range(count)]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0, 0), "no row is left"),
        ((0, 200, 0), "all 200 rows are neutral: .* at least two kinds"),
        ((100, 12, 100), f"too few rows: 100 negative, 12 neutral, 100 positive; at least {ENOUGH} of each"),
    ],
)
def test_too_little_to_learn_from(counts, said):
    with pytest.raises(SystemExit, match=said):
        check_enough(_rows(*counts))


def test_enough_is_enough():
    check_enough(_rows(ENOUGH, ENOUGH, ENOUGH))
    check_enough(_rows(ENOUGH, 0, ENOUGH))


@pytest.mark.parametrize("counts", [(30, 30, 30), (400, 31, 90), (50, 0, 50)])
def test_every_row_is_in_one_part_and_each_part_has_the_mix_of_labels(counts):
    rows_given = _rows(*counts)
    made = parts(rows_given, 7)
    everything = [*made.learn, *made.calibrate, *made.judge]
    assert sorted(map(str, everything)) == sorted(map(str, rows_given))
    for part in (made.calibrate, made.judge):
        for label, count in enumerate(counts):
            assert abs(sum(each.label == label for each in part) - 0.15 * count) <= 1


def test_a_seed_gives_one_division_whatever_the_others_do():
    assert parts(_rows(60, 60, 60), 7) == parts(_rows(60, 60, 60), 7)
    assert parts(_rows(60, 60, 60), 7) != parts(_rows(60, 60, 60), 8)
