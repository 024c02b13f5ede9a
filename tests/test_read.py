"""Records to rows: headers, shapes and cells are judged, all faults are told, and nothing is guessed."""

from __future__ import annotations

import gzip
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from azisrael_data import records, schema, screen
from azisrael_data.models import TABLES, table
from azisrael_data.problems import Problem
from azisrael_data.read import Numbered, read, read_file, rows
from azisrael_data.write import csv_line

HEADER = "id,table,date,reason,replaced_by"
ROW = "VI-0009,visits,2021-05,Told twice.,VI-0001"
VALUES = {"id": "VI-0009", "table": "visits", "date": "2021-05", "reason": "Told twice.", "replaced_by": "VI-0001"}
FILE = f"{HEADER}\n{ROW}\n"

_TABLES = (
    "arms_transfers, agreements, visits, trade_figures, incidents, evidence, works, actors, weapon_systems, places"
)
_ADD = "add it to the header and to every row"
_FIRST = "make the header the first line"
_EDTF = "wanted an EDTF date such as 2012, 2012-02, 2012-02-26, 2012~, 201X, 2010/2012 or 1999/.."
_FILL = "p:2:{0}: required: '{0}' is empty; fill it: {1}"


def _unknown(*pairs):
    """Return the messages of unknown columns, each with its hint."""
    return [f"p:1:: unknown-column: {found} is not a column of withdrawn; {hint}" for found, hint in pairs]


def _but(*names):
    """Return the values of the row without some."""
    return {name: value for name, value in VALUES.items() if name not in names}


# Text of a file, its problems, its rows as (line, values, clean).
HEADERS = {
    "right": (FILE, [], [(2, VALUES, True)]),
    "nothing below": (f"{HEADER}\n", [], []),
    "missing": (
        "id,table,reason,replaced_by\nVI-0009,visits,Told twice.,VI-0001\n",
        [f"p:1:date: missing-column: the column 'date' is missing; {_ADD}"],
        [(2, _but("date"), False)],
    ),
    "optional one missing": (
        "id,table,date,reason\nVI-0009,visits,2021-05,Told twice.\n",
        [f"p:1:replaced_by: missing-column: the column 'replaced_by' is missing; {_ADD}"],
        [(2, _but("replaced_by"), False)],
    ),
    "unknown": (
        f"{HEADER},weather\n{ROW},fair\n",
        _unknown(("'weather'", "delete the column")),
        [(2, VALUES, True)],
    ),
    "misspelt": (
        FILE.replace("reason", "raeson"),
        _unknown(("'raeson'", "did you mean 'reason'?")),
        [(2, _but("reason"), False)],
    ),
    "wrong case": (
        FILE.replace("reason", "Reason"),
        _unknown(("'Reason'", "did you mean 'reason'?")),
        [(2, _but("reason"), False)],
    ),
    "upper case": (
        f"{HEADER.upper()}\n",
        _unknown(*((repr(name.upper()), f"did you mean {name!r}?") for name in HEADER.split(","))),
        [],
    ),
    "no-break space": (
        FILE.replace("reason", "reason\u00a0"),
        _unknown((r"'reason\xa0'", "did you mean 'reason'?")),
        [(2, _but("reason"), False)],
    ),
    "space": (
        FILE.replace("date,reason", "date, reason"),
        _unknown(("' reason'", "did you mean 'reason'?")),
        [(2, _but("reason"), False)],
    ),
    "twice": (
        f"{HEADER},date\n{ROW},2022\n",
        ["p:1:date: duplicate-column: 'date' stands twice (columns 3 and 6); delete one of them"],
        [(2, VALUES, True)],
    ),
    "another order": (
        "table,id,date,reason,replaced_by\nvisits,VI-0009,2021-05,Told twice.,VI-0001\n",
        [f"p:1:table: column-order: 'table' stands where 'id' is wanted; order the columns as {HEADER}"],
        [(2, VALUES, True)],
    ),
    "names swapped over right cells": (
        f"id,table,reason,date,replaced_by\n{ROW}\n",
        [
            f"p:1:reason: column-order: 'reason' stands where 'date' is wanted; order the columns as {HEADER}",
            f"p:2:date: bad-edtf: 'Told twice.' is not in the grammar; {_EDTF}",
        ],
        [(2, _but("date") | {"reason": "2021-05"}, False)],
    ),
    "empty names at the end": (
        f"{HEADER},,\n{ROW},,\n",
        ["p:1:: unknown-column: 2 empty column name(s); delete the empty columns"],
        [(2, VALUES, True)],
    ),
    "row numbers in front": (
        f",{HEADER}\n0,{ROW}\n",
        ["p:1:: unknown-column: 1 empty column name(s); delete the empty columns"],
        [(2, VALUES, True)],
    ),
    "several faults": (
        "id,tabel,id,reason,zzz\n",
        [
            "p:1:: unknown-column: 'tabel' is not a column of withdrawn; did you mean 'table'?",
            "p:1:id: duplicate-column: 'id' stands twice (columns 1 and 3); delete one of them",
            "p:1:: unknown-column: 'zzz' is not a column of withdrawn; delete the column",
            f"p:1:date: missing-column: the column 'date' is missing; {_ADD}",
            f"p:1:replaced_by: missing-column: the column 'replaced_by' is missing; {_ADD}",
        ],
        [],
    ),
    "none": (f"{ROW}\n", [f"p:1:: no-header: '{ROW}' is not the header, wanted '{HEADER}'; {_FIRST}"], []),
    "below a title": (
        f"Exported in spring\n{FILE}",
        [f"p:1:: no-header: 'Exported in spring' is not the header, wanted '{HEADER}'; {_FIRST}"],
        [],
    ),
    "below a separator line": (
        f"sep=,\n{FILE}",
        [f"p:1:: no-header: 'sep=,' is not the header, wanted '{HEADER}'; {_FIRST}"],
        [],
    ),
    "below a blank line": (
        f"\n{FILE}",
        [
            "p:2:: no-header: line 1 is not the header, it is on line 2; delete what stands above it",
            "p:1:: blank-line: line 1: blank line; delete it",
        ],
        [(3, VALUES, True)],
    ),
    "only blank lines": (
        "\n\n",
        [
            "p:1:: blank-line: all lines: blank line; delete it",
            f"p:1:: no-header: no line holds a cell; write {HEADER}",
        ],
        [],
    ),
    "only a mark": (
        "\ufeff",
        [
            "p:1:: bom: the file starts with a byte-order mark; save as UTF-8, no BOM",
            f"p:1:: no-header: no line holds a cell; write {HEADER}",
        ],
        [],
    ),
    "with a quote left open": (
        FILE.replace("date", '"date'),
        ["p:1:: open-quote: the quote that opens cell 3 is never closed; close the quote, or double it if it is text"],
        [],
    ),
    "after a mark": (
        f"\ufeff{FILE}",
        ["p:1:: bom: the file starts with a byte-order mark; save as UTF-8, no BOM"],
        [(2, VALUES, True)],
    ),
    "semicolons": (
        FILE.replace(",", ";"),
        [
            (
                "p:1:: delimiter: cells are separated by ';' (a spreadsheet's list separator), wanted ','; "
                "export with ',' between cells"
            )
        ],
        [],
    ),
    "tabs": (
        FILE.replace(",", "\t"),
        ["p:1:: delimiter: cells are separated by TAB, wanted ','; export with ',' between cells"],
        [],
    ),
    "pipes": (
        FILE.replace(",", "|"),
        ["p:1:: delimiter: cells are separated by '|', wanted ','; export with ',' between cells"],
        [],
    ),
    "again": (
        f"{FILE}{HEADER}\n{ROW}\n",
        ["p:3:: repeated-header: the header stands again; delete the line"],
        [(2, VALUES, True), (4, VALUES, True)],
    ),
}
# Lines below a right header, the problems, the rows.
BODIES = {
    "optional cell empty": (
        "VI-0009,visits,2021-05,Told twice.,\n",
        [],
        [(2, VALUES | {"replaced_by": None}, True)],
    ),
    "too few cells": (
        "VI-0009,visits,2021-05,Told twice.\n",
        ["p:2:replaced_by: ragged-row: 4 cells, 5 wanted: 'replaced_by' is missing; add it"],
        [],
    ),
    "too many cells": (
        f"{ROW},x\n",
        ["p:2:: ragged-row: 6 cells, 5 wanted: 'x' at the end; quote a comma or delete it"],
        [],
    ),
    "empty cells at the end": (
        f"{ROW},,\n",
        ["p:2:: ragged-row: 7 cells, 5 wanted: '' at the end; quote a comma or delete it"],
        [],
    ),
    "an unquoted comma": (
        "VI-0009,visits,2021-05,Told twice, it seems,VI-0001\n",
        ["p:2:reason: ragged-row: 6 cells, 5 wanted: an unquoted comma?; quote the cell"],
        [],
    ),
    "all cells empty": (
        ",,,,\n",
        [
            _FILL.format("id", "The withdrawn id"),
            _FILL.format("table", "The table it stood in"),
            _FILL.format("date", "When it was withdrawn"),
            _FILL.format("reason", "Why"),
        ],
        [(2, {"replaced_by": None}, False)],
    ),
    "two defects in one row": (
        "VI-0009,visit,2021-5,Told twice.,VI-0001\n",
        [
            f"p:2:table: unknown-code: 'visit' is not a code, wanted {_TABLES}; did you mean 'visits'?",
            f"p:2:date: bad-edtf: '2021-5' lacks a leading zero; {_EDTF}",
        ],
        [(2, _but("table", "date"), False)],
    ),
    "a defect of characters and one of the type": (
        "VI-0009,visit,2021-05,Told\u00a0twice.,VI-0001\n",
        [
            "p:2:reason: bad-character: U+00A0 NO-BREAK SPACE at character 5; write an ordinary space",
            f"p:2:table: unknown-code: 'visit' is not a code, wanted {_TABLES}; did you mean 'visits'?",
        ],
        [(2, _but("table", "reason"), False)],
    ),
    "a refused optional cell is not an empty one": (
        "VI-0009,visits,2021-05,Told twice.,=A1\n",
        [
            (
                "p:2:replaced_by: formula: '=A1' would run as a formula in a spreadsheet; "
                "reword so that it starts with a letter"
            )
        ],
        [(2, _but("replaced_by"), False)],
    ),
    "one message for one cell": (
        "VI-0009,visits,n/a,Told twice.,VI-0001\n",
        ["p:2:date: missing-marker: 'n/a' stands for no value; leave the cell empty"],
        [(2, _but("date"), False)],
    ),
    "a cell of any length": (
        f"VI-0009,visits,2021-05,{'a' * 20_001},VI-0001\n",
        ["p:2:reason: too-long: the cell has 20001 characters, at most 20000 wanted; is a quote unclosed?"],
        [(2, _but("reason"), False)],
    ),
    "an id of any length": (
        f"{'a' * 20_001},visits,2021-05,Told twice.,VI-0001\n",
        ["p:2:id: too-long: the cell has 20001 characters, at most 20000 wanted; is a quote unclosed?"],
        [(2, _but("id"), False)],
    ),
    "lines are physical": (
        'VI-0009,visits,2021-05,"Told\ntwice.",VI-0001\n\nVI-0010,visits,2021-13,Told twice.,VI-0001\n',
        [
            "p:2:reason: line-break: line break at character 5 of a one-line cell; write it on one line",
            "p:5:date: bad-edtf: month 13 does not exist",
            "p:4:: blank-line: line 4: blank line; delete it",
        ],
        [(2, _but("reason"), False), (5, _but("date") | {"id": "VI-0010"}, False)],
    ),
    "lines are physical under CRLF": (
        'VI-0009,visits,2021-05,"Told,\r\ntwice.",VI-0001\r\n\r\nVI-0010,visits,2021-13,Told twice.,VI-0001\r\n',
        [
            "p:2:reason: line-break: line break at character 6 of a one-line cell; write it on one line",
            "p:5:date: bad-edtf: month 13 does not exist",
            "p:2:: crlf: lines 2, 3, 4, 5: line ends in CRLF, wanted LF; save with LF (Unix) line ends",
            "p:4:: blank-line: line 4: blank line; delete it",
        ],
        [(2, _but("reason"), False), (5, _but("date") | {"id": "VI-0010"}, False)],
    ),
    "rows after a broken quote": (
        f'VI-0008,visits,2021-05,"Told twice.,VI-0001\n{ROW}\n',
        ["p:2:: open-quote: the quote that opens cell 4 is never closed; close the quote, or double it if it is text"],
        [(3, VALUES, True)],
    ),
}
FILES = HEADERS | {name: (f"{HEADER}\n{body}", *rest) for name, (body, *rest) in BODIES.items()}


def _read(path, name="withdrawn"):
    found = read_file(path, table(name), "p")
    return list(map(str, found.problems)), [(row.line, row.values, row.clean) for row in found.rows]


@pytest.mark.parametrize("name", FILES)
def test_file(name, tmp_path):
    """Every fault of header, shape and cell is told whole, and the rest of the rows is read all the same."""
    text, problems, taken = FILES[name]
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode())

    assert (problems, taken) == _read(path)


def test_another_kind_of_file(tmp_path):
    """A file of another kind gives its one problem and no talk of headers."""
    path = tmp_path / "file.csv"
    path.write_bytes(gzip.compress(FILE.encode()))
    message = "p:0:: not-csv: this is gzip data, wanted CSV text; export as CSV in UTF-8 with LF line ends"

    assert ([message], []) == _read(path)


def test_path_in_the_package(tmp_path):
    """A table is read from its path below the root, and problems name that path."""
    found = read(tmp_path, table("visits"))

    assert list(map(str, found.problems)) == [
        "datasets/visits.csv:0:: file-missing: no such file; restore the file; every table has one"
    ]
    assert (table("visits"), "datasets/visits.csv", []) == (found.table, found.path, found.rows)


def test_typed_values(tmp_path):
    """Cells become values: whole numbers, decimals, truth values, lists, JSON; an empty one is None."""
    path = tmp_path / "file.csv"
    path.write_text(
        "id,name,kind,country,latitude,longitude,where_precision,coordinate_origin,status_note,aliases\n"
        "lake-view,Lake View,site,,-0.5,12,,made up,,View;Lake\n"
    )

    assert {
        "id": "lake-view",
        "name": "Lake View",
        "kind": "site",
        "country": None,
        "latitude": Decimal("-0.5"),
        "longitude": Decimal(12),
        "where_precision": None,
        "coordinate_origin": "made up",
        "status_note": None,
        "aliases": ("View", "Lake"),
    } == read_file(path, table("places"), "p").rows[0].values


def test_all_of_many(tmp_path):
    """No problem is left out, however many there are, and they stand in file order."""
    path = tmp_path / "file.csv"
    path.write_text(HEADER + "\n" + "VI-0009,visits,2021-13,Told twice.,VI-0001\n" * 500)
    problems, taken = _read(path)

    assert [f"p:{line}:date: bad-edtf: month 13 does not exist" for line in range(2, 502)] == problems
    assert 500 == len(taken) == len([row for row in taken if not row[2]])


def test_rows_come_one_by_one(tmp_path):
    """Rows are given while the file is still being read."""
    path = tmp_path / "file.csv"
    path.write_text(FILE + "broken\n")
    stream = rows(path, table("withdrawn"), "p")

    assert Numbered(2, VALUES, clean=True) == next(stream)
    assert [Problem] == [type(each) for each in stream]


_CELLS = st.sampled_from(["id", "VI-0009", "visits", "2021", "", " ", '"', '"a"', "\u00a0", "=1", "AZE", "true", "1"])
_LINES = st.lists(_CELLS, min_size=1, max_size=6).map(",".join) | st.just(HEADER)
_ENDS = st.sampled_from(["\n", "\r\n", "", "\r"])


@settings(deadline=None, max_examples=100, derandomize=True)
@given(
    st.binary(max_size=120)
    | st.lists(_LINES, max_size=6).flatmap(lambda lines: _ENDS.map(lambda end: f"{HEADER}\n{end.join(lines)}".encode()))
    | strategies.ANY_TEXT.map(lambda text: f"{HEADER}\n{text}\n".encode())
)
def test_any_bytes(tmp_path_factory, data):
    """Any bytes are read without an exception, and every record below the header becomes a row or a problem."""
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(data)
    found = read_file(path, table("withdrawn"), "p")
    counted = [each.line for each in records.records(path, "p") if isinstance(each, records.Record)]

    told = {row.line for row in found.rows} | {problem.line for problem in found.problems}
    stopped = {"no-header", "delimiter"} & {problem.code for problem in found.problems}
    assert all(map(str, found.problems))
    assert stopped or told >= set(counted[1:]) or found.problems[0].code in ("open-quote", "stray-quote", "not-utf8")
    assert {row.line for row in found.rows} <= set(counted[1:])


@pytest.mark.parametrize("name", [each.name for each in TABLES])
def test_any_cells(name, tmp_path_factory):
    """Below a right header any cells make as many rows as there are records; a clean row holds every column."""
    target = table(name)
    names = schema.header(target.model)
    cells = st.lists(strategies.NEAR_MISSES | st.just(""), min_size=len(names), max_size=len(names)).filter(any)

    @settings(deadline=None, max_examples=4, derandomize=True)
    @given(st.lists(cells, max_size=3))
    def holds(table_rows):
        path = tmp_path_factory.getbasetemp() / "cells.csv"
        text = "".join(map(records.join, [list(names), *table_rows]))
        path.write_text(text, encoding="utf-8", newline="")
        found = read_file(path, target, "p")

        assert len(table_rows) == len(found.rows)
        assert all(row.clean == (set(row.values) == set(names)) for row in found.rows)
        at_fault = {problem.line for problem in found.problems if problem.column}
        assert at_fault == {row.line for row in found.rows if not row.clean}

    holds()


@pytest.mark.parametrize("name", [each.name for each in TABLES])
def test_quick_and_careful(name, tmp_path_factory, monkeypatch):
    """The quick way past good rows gives what the careful way gives: the same rows and the same problems."""
    target = table(name)
    names = list(schema.header(target.model))
    good = strategies.rows(target).map(lambda row: csv_line(target, row))
    spoilt = st.builds(_spoil, good, st.integers(0, len(names)), strategies.NEAR_MISSES)

    @settings(deadline=None, max_examples=5, derandomize=True)
    @given(st.lists(good | spoilt, min_size=1, max_size=3))
    def holds(lines):
        path = tmp_path_factory.getbasetemp() / "ways.csv"
        path.write_text(records.join(names) + "".join(lines), encoding="utf-8", newline="")
        quick = read_file(path, target, "p")
        with monkeypatch.context() as careful:
            careful.setattr(screen.Screen, "values", lambda *_: None)
            slow = read_file(path, target, "p")

        assert slow.problems == quick.problems
        assert slow.rows == quick.rows

    holds()


def _spoil(line, place, text):
    """Put a text into a line of CSV in the place of one of its pieces."""
    pieces = line[:-1].split(",")
    pieces[place % len(pieces)] = text
    return ",".join(pieces) + "\n"
