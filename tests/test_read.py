"""Records to rows: headers, shapes and cells are judged, all faults are told, and nothing is guessed."""

from __future__ import annotations

import gzip
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import strategies
from azisrael_data import read as reading
from azisrael_data import records, schema
from azisrael_data.models import TABLES, table
from azisrael_data.problems import Problem
from azisrael_data.read import Numbered, read, read_file, rows
from azisrael_data.write import csv_line

HEADER = "id,table,date,reason,replaced_by"
ROW = "VI-0009,visits,2021-05,Told twice.,VI-0001"
VALUES = {"id": "VI-0009", "table": "visits", "date": "2021-05", "reason": "Told twice.", "replaced_by": "VI-0001"}
FILE = f"{HEADER}\n{ROW}\n"
TURNED = "table,id,date,reason,replaced_by"

_TABLES = (
    "arms_transfers, agreements, visits, trade_figures, incidents, evidence, works, actors, weapon_systems, places"
)
_ADD = "add it to the header and to every row"
_FIRST = "make the header the first line"
_BELOW = "which stands on line {0}; delete the lines above line {0}"
_LOWER = "write the names in lower case"
_USED = "delete the empty columns (a spreadsheet's used range)"
_CLOSE = "close the quote, or double it if it is text"
_CUT = "has no newline{}; end it with a newline; is it cut off?"
_GIT = "choose the rows that hold and delete the marks"
_EDTF = "wanted an EDTF date such as 2012, 2012-02, 2012-02-26, 2012~, 201X, 2010/2012 or 1999/.."
_FILL = "p:2:{0}: required: '{0}' is empty; fill it: {1}"


def _unknown(*pairs):
    """Return the messages of unknown columns, each with its hint."""
    return [f"p:1:: unknown-column: {found} is not a column of withdrawn; {hint}" for found, hint in pairs]


def _but(*names):
    """Return the values of the row without some."""
    return {name: value for name, value in VALUES.items() if name not in names}


_STAND = "the cells stand in the table's order: correct the header only"
# Text of a file, its problems, its rows as (line, values, clean).
HEADERS = {
    "right": (FILE, [], [(2, VALUES, True)]),
    "nothing below": (f"{HEADER}\n", [], []),
    "a mark, a blank line and one of blanks that is cut off": (
        "\ufeff\n ",
        [
            "p:1:: bom: the file starts with a byte-order mark; save as UTF-8, no BOM",
            f"p:1:: no-header: no line holds a cell; write {HEADER}",
        ],
        [],
    ),
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
        f"{HEADER.upper()}\n{ROW}\n",
        [f"p:1:: unknown-column: 5 column names are in other letters, such as 'ID' for 'id'; {_LOWER}"],
        [(2, VALUES, True)],
    ),
    "no-break space": (
        FILE.replace("reason", "reason\u00a0"),
        _unknown((r"'reason\xa0' (a space at its edge)", "did you mean 'reason'?")),
        [(2, _but("reason"), False)],
    ),
    "space": (
        FILE.replace("date,reason", "date, reason"),
        _unknown(("' reason' (a space at its edge)", "did you mean 'reason'?")),
        [(2, _but("reason"), False)],
    ),
    "twice": (
        f"{HEADER},date\n{ROW},2022\n",
        ["p:1:date: duplicate-column: 'date' stands twice (columns 3 and 6); delete one of them"],
        [(2, _but("date"), False)],
    ),
    "another order": (
        "table,id,date,reason,replaced_by\nvisits,VI-0009,2021-05,Told twice.,VI-0001\n",
        [f"p:1:table: column-order: 'table' stands where 'id' is wanted; order the columns as {HEADER}"],
        [(2, VALUES, True)],
    ),
    "names swapped over right cells": (
        f"id,table,reason,date,replaced_by\n{ROW}\n",
        [f"p:1:reason: column-order: 'reason' stands where 'date' is wanted; {_STAND}"],
        [(2, VALUES, True)],
    ),
    "names swapped over right cells, one of them faulty": (
        f"id,table,reason,date,replaced_by\nVI-0009,visits,2021-13,Told twice.,VI-0001\n{ROW}\n",
        [
            f"p:1:reason: column-order: 'reason' stands where 'date' is wanted; {_STAND}",
            "p:2:date: bad-edtf: month 13 does not exist",
        ],
        [(2, _but("date"), False), (3, VALUES, True)],
    ),
    "name lost, cells kept": (
        f"id,table,reason,replaced_by\n{ROW}\n",
        [f"p:1:date: missing-column: the column 'date' is missing; {_ADD}"],
        [(2, VALUES, True)],
    ),
    "comma too many after the header": (
        f"{HEADER},\n{ROW}\n",
        [f"p:1:: unknown-column: 1 empty column name(s); {_USED}"],
        [(2, VALUES, True)],
    ),
    "faulty, over a row with another width": (
        f"{HEADER},weather\n{ROW},fair\n{ROW}\n",
        [
            *_unknown(("'weather'", "delete the column")),
            "p:3:weather: ragged-row: 5 cells, 6 wanted: 'weather' is missing; add it",
        ],
        [(2, VALUES, True)],
    ),
    "faulty, over very many rows": (
        f"{HEADER},weather\n" + f"{ROW},fair\n" * 30,
        _unknown(("'weather'", "delete the column")),
        [(line, VALUES, True) for line in range(2, 32)],
    ),
    "faulty, over faults of quoting": (
        f'id,table,reason,date,replaced_by\nVI-0008,vis"its,2021,Told twice.,\n<<<<<<< a\n{ROW}\n',
        [
            f"p:1:reason: column-order: 'reason' stands where 'date' is wanted; {_STAND}",
            (
                "p:2:table: stray-quote: a quote in cell 2 near 'I-0008,vis\"its,2021,' is neither around the cell "
                "nor doubled; put the whole cell in quotes and double the quotes inside"
            ),
            f"p:3:: merge-conflict: git left a mark here; {_GIT}",
        ],
        [(4, VALUES, True)],
    ),
    "faulty, again": (
        f"{TURNED}\nvisits,VI-0009,2021-05,Told twice.,VI-0001\n{HEADER}\n{TURNED}\n",
        [
            f"p:1:table: column-order: 'table' stands where 'id' is wanted; order the columns as {HEADER}",
            "p:3:: repeated-header: the header stands again; delete the line",
            "p:4:: repeated-header: the header stands again; delete the line",
        ],
        [(2, VALUES, True)],
    ),
    "empty names at the end": (
        f"{HEADER},,\n{ROW},,\n",
        ["p:1:: unknown-column: 2 empty column name(s); delete the empty columns (a spreadsheet's used range)"],
        [(2, VALUES, True)],
    ),
    "row numbers in front": (
        f",{HEADER}\n0,{ROW}\n",
        ["p:1:: unknown-column: 1 empty column name(s); delete the empty columns (a spreadsheet's used range)"],
        [(2, VALUES, True)],
    ),
    "several faults": (
        "id,tabel,id,date,reason,replaced_by,zzz\n",
        [
            "p:1:: unknown-column: 'tabel' is not a column of withdrawn; did you mean 'table'?",
            "p:1:id: duplicate-column: 'id' stands twice (columns 1 and 3); delete one of them",
            "p:1:: unknown-column: 'zzz' is not a column of withdrawn; delete the column",
        ],
        [],
    ),
    "very many faults": (
        f"id,tabel,id,reason,zzz\n{ROW}\n",
        [
            (
                f"p:1:: no-header: 5 faults in the names of the columns, wanted '{HEADER}'; "
                "restore the header from another copy"
            )
        ],
        [],
    ),
    "of another table": (
        f"evidence_id,rule,reason\n{ROW}\n",
        [
            (
                "p:1:: no-header: this is the header of exceptions, wanted that of withdrawn; "
                "put the rows into seeds/exceptions.csv"
            )
        ],
        [],
    ),
    "none": (
        f"{ROW}\n",
        [f"p:1:: no-header: '{ROW}' is not the header, wanted '{HEADER}'; is it a row?; {_FIRST}"],
        [],
    ),
    "none over very many rows": (
        "some words\n" + f"{ROW}\n" * 40 + FILE,
        [f"p:1:: no-header: 'some words' is not the header, wanted '{HEADER}'; {_FIRST}"],
        [],
    ),
    "none over faults of every kind": (
        'some words\r\n\nsome "words"\r\n<<<<<<< a\n"b"',
        [f"p:1:: no-header: 'some words' is not the header, wanted '{HEADER}'; {_FIRST}"],
        [],
    ),
    "below a title": (
        f"Exported in spring\n{FILE}",
        [f"p:1:: no-header: 'Exported in spring' is not the header, {_BELOW.format(2)}"],
        [(3, VALUES, True)],
    ),
    "below a title, blank lines and faults of quoting": (
        f'Exported in spring\n\nby "us"\n\n{FILE}\n',
        [
            f"p:1:: no-header: 'Exported in spring' is not the header, {_BELOW.format(5)}",
            "p:7:: blank-line: line 7: blank line; delete it",
        ],
        [(6, VALUES, True)],
    ),
    "below a separator line": (
        f"sep=,\n{FILE}",
        [f"p:1:: no-header: 'sep=,' is not the header, {_BELOW.format(2)}"],
        [(3, VALUES, True)],
    ),
    "below a row": (
        f"{ROW}\n{FILE}",
        [f"p:1:: no-header: '{ROW}' is not the header, which stands on line 2; make line 2 the first line"],
        [(3, VALUES, True)],
    ),
    "below a blank line": (
        f"\n{FILE}",
        ["p:1:: blank-line: line 1: blank line; delete it"],
        [(3, VALUES, True)],
    ),
    "below a conflict of git": (
        f"<<<<<<< a\n{HEADER}\n=======\n{HEADER},b\n>>>>>>> b\n{ROW}\n",
        [f"p:1:: merge-conflict: git left a merge conflict here, lines 1 to 5; {_GIT}"],
        [],
    ),
    "only blank lines": ("\n \n", [f"p:1:: no-header: no line holds a cell; write {HEADER}"], []),
    "only blanks": ("  ", [f"p:1:: no-header: no line holds a cell; write {HEADER}"], []),
    "only a mark": (
        "\ufeff",
        [
            (
                "p:0:: file-empty: the file holds a byte-order mark and nothing else, wanted at least the header; "
                "restore the file"
            )
        ],
        [],
    ),
    "only a mark and a blank line": (
        "\ufeff\n",
        [
            "p:1:: bom: the file starts with a byte-order mark; save as UTF-8, no BOM",
            f"p:1:: no-header: no line holds a cell; write {HEADER}",
        ],
        [],
    ),
    "cut off": (
        "id,tab",
        [f"p:1:: no-final-newline: the last line ('id,tab') {_CUT.format('; it holds 2 of 5 column names')}"],
        [],
    ),
    "without a newline": (HEADER, [f"p:1:: no-final-newline: the last line ('{HEADER}') {_CUT.format('')}"], []),
    "of words without a newline": (
        "some words",
        [f"p:1:: no-header: 'some words' is not the header, wanted '{HEADER}'; {_FIRST}"],
        [],
    ),
    "misspelt and without a newline": (
        HEADER.replace("reason", "raeson"),
        [
            *_unknown(("'raeson'", "did you mean 'reason'?")),
            f"p:1:: no-final-newline: the last line ('{HEADER.replace('reason', 'raeson')}') {_CUT.format('')}",
        ],
        [],
    ),
    "with a quote left open": (
        FILE.replace("date", '"date'),
        [
            (
                "p:1:: no-header: the first line cannot be read: the quote that opens cell 3 is never closed "
                f"(no other quote is near); {_CLOSE}"
            )
        ],
        [],
    ),
    "with a quote left open and nothing below": (
        '"id',
        [f"p:1:: no-final-newline: the last line ('\"id') {_CUT.format('')}"],
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
    "an unquoted comma in the last cell": (
        f"{ROW}, more\n{ROW},x, more\n",
        [
            "p:2:replaced_by: ragged-row: 6 cells, 5 wanted: an unquoted comma?; quote the cell",
            "p:3:: ragged-row: 7 cells, 5 wanted: 'x' at the end; quote a comma or delete it",
        ],
        [],
    ),
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
    "no cell filled": (",,,,\n", ["p:2:: blank-line: line 2: blank line; delete it"], []),
    "only an optional cell filled": (
        ",,,,VI-0001\n",
        [
            _FILL.format("id", "The withdrawn id"),
            _FILL.format("table", "The table it stood in"),
            _FILL.format("date", "When it was withdrawn"),
            _FILL.format("reason", "Why"),
        ],
        [(2, {"replaced_by": "VI-0001"}, False)],
    ),
    "no newline at the end": (
        f"{ROW}\n{ROW}",
        [f"p:3:: no-final-newline: the last line ('{ROW}') {_CUT.format('')}"],
        [(2, VALUES, True)],
    ),
    "cut off between cells": (
        f"{ROW}\nVI-0010,visits,",
        [f"p:3:: no-final-newline: the last line ('VI-0010,visits,') {_CUT.format('; it holds 3 of 5 cells')}"],
        [(2, VALUES, True)],
    ),
    "cut off inside a quoted cell": (
        f'{ROW}\nVI-0010,visits,2021,"Told, ',
        [f"p:3:: no-final-newline: the last line ('VI-0010,visits,2021,\"Told, ') {_CUT.format('')}"],
        [(2, VALUES, True)],
    ),
    "cut off under CRLF": (
        f"{ROW}\r\nVI-0010",
        [
            f"p:3:: no-final-newline: the last line ('VI-0010') {_CUT.format('; it holds 1 of 5 cells')}",
            "p:2:: crlf: line 2: line ends in CRLF, wanted LF; save with LF (Unix) line ends, or run `azisrael fmt`",
        ],
        [(2, VALUES, True)],
    ),
    "a conflict of git": (
        f"{ROW}\n<<<<<<< a\nVI-0010\n=======\n>>>>>>> b\n{ROW}\n",
        [f"p:3:: merge-conflict: git left a merge conflict here, lines 3 to 6; {_GIT}"],
        [(2, VALUES, True), (7, VALUES, True)],
    ),
    "a faulty quote in a cell too many": (
        f'{ROW},x"y\n',
        [
            (
                "p:2:: stray-quote: a quote in cell 6 near ',VI-0001,x\"y' is neither around the cell nor doubled; "
                "put the whole cell in quotes and double the quotes inside"
            )
        ],
        [],
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
            (
                "p:3:: crlf: lines 3, 4, 5: line ends in CRLF, wanted LF; "
                "save with LF (Unix) line ends, or run `azisrael fmt`"
            ),
            "p:4:: blank-line: line 4: blank line; delete it",
        ],
        [(2, _but("reason"), False), (5, _but("date") | {"id": "VI-0010"}, False)],
    ),
    "rows after a broken quote": (
        f'VI-0008,visits,2021-05,"Told twice.,VI-0001\n{ROW}\n',
        [f"p:2:reason: open-quote: the quote that opens cell 4 is never closed (no other quote is near); {_CLOSE}"],
        [(3, VALUES, True)],
    ),
}
FILES = HEADERS | {name: (f"{HEADER}\n{body}", *rest) for name, (body, *rest) in BODIES.items()}


def _read(path, name="withdrawn"):
    found = read_file(path, table(name), "p")
    return list(map(str, found.problems)), [(row.line, row.values, row.clean) for row in found.rows]


@pytest.mark.parametrize("small", [0, 4_000], ids=["quick", "careful"])
@pytest.mark.parametrize("name", FILES)
def test_file(name, small, tmp_path, monkeypatch):
    """Every fault of header, shape and cell is told whole, and the rest of the rows is read, the quick way or not."""
    monkeypatch.setattr("azisrael_data.read.SMALL", small)
    text, problems, taken = FILES[name]
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode())

    assert (problems, taken) == _read(path)


def test_fault_below_a_header_that_stands_late(tmp_path):
    """Below a header that does not stand on the first line cells are told with their file, line and column."""
    path = tmp_path / "file.csv"
    path.write_text(f"some words\n{HEADER}\nVI-0009,visits,2021-13,Told twice.,VI-0001\n")

    assert _read(path)[0][1:] == ["p:3:date: bad-edtf: month 13 does not exist"]


def test_another_kind_of_file(tmp_path):
    """A file of another kind gives its one problem and no talk of headers."""
    path = tmp_path / "file.csv"
    path.write_bytes(gzip.compress(FILE.encode()))
    message = "p:0:: not-csv: this is gzip data, wanted CSV text; export as CSV in UTF-8 with LF line ends"

    assert ([message], []) == _read(path)


# Bytes of a file with one byte or character that is no UTF-8, its problem.
UNREAD = {
    "in a cell": (
        f"{HEADER}\nVI-0009,visits,2021-05,Told \u00e9,VI-0001\n",
        "p:2:reason: not-utf8: byte 0xe9 at byte 29 of the line is not UTF-8, which looks like cp1252 'é'",
    ),
    "in the header": (
        FILE.replace("date", "d\u00e2te"),
        "p:1:: not-utf8: byte 0xe2 at byte 11 of the line is not UTF-8, which looks like cp1252 'â'",
    ),
    "in several lines": (
        f"{HEADER}\n" + "VI-0009,visits,2021-05,Told \u00e9,VI-0001\n" * 9,
        (
            "p:2:: not-utf8: lines 2, 3, 4, 5, 6 and 4 more: not UTF-8; on line 2 byte 0xe9 at byte 29 of the line, "
            "which looks like cp1252 'é'"
        ),
    ),
    "in a cell below names swapped over right cells": (
        f"{HEADER.replace('date,reason', 'reason,date')}\n{ROW}\nVI-0009,visits,2021-05,Told \u00e9,VI-0001\n",
        "p:3:reason: not-utf8: byte 0xe9 at byte 29 of the line is not UTF-8, which looks like cp1252 'é'",
    ),
    "below a first line that is no header": (
        "some words\n\u00e9\n",
        f"p:1:: no-header: 'some words' is not the header, wanted '{HEADER}'",
    ),
    "in a line that is cut off": (
        f"{FILE}VI-0010\u00e9,",
        "p:3:: no-final-newline: the last line has no newline",
    ),
}


@pytest.mark.parametrize("name", UNREAD)
def test_not_utf8(name, tmp_path):
    """What is no UTF-8 is told once, with the column where one cell is at fault."""
    text, problem = UNREAD[name]
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode("cp1252"))
    found = [each for each in _read(path)[0] if ": column-order: " not in each]

    assert [problem] == [each.partition(";" if ": lines " not in problem else "; save")[0] for each in found]


def test_cut_inside_a_character(tmp_path):
    """A file that ends inside a character is cut off; nothing is said of its encoding."""
    path = tmp_path / "file.csv"
    path.write_bytes(f"{FILE}VI-0010,visits,2021,caf\u00e9".encode()[:-1])

    assert _read(path)[0] == [
        f"p:3:: no-final-newline: the last line ('VI-0010,visits,2021,caf') {_CUT.format('; it holds 4 of 5 cells')}"
    ]


def test_cannot_be_read_on(tmp_path, monkeypatch):
    """A file that the system stops reading is told of, wherever in it."""
    path = tmp_path / "file.csv"
    for text in ("some words\n", f"{HEADER.replace('reason', 'raeson')}\n", FILE):
        path.write_text(text)
        with monkeypatch.context() as broken:
            broken.setattr(records.Lines, "raw", _broken(records.Lines.raw))
            problems = _read(path)[0]

        assert "p:0:: file-unreadable: cannot be read: Input/output error" in problems


def _broken(raw):
    def read_one(self):
        if self.number:
            raise OSError(5, "Input/output error")
        return raw(self)

    return read_one


def test_path_in_the_package(tmp_path):
    """A table is read from its path below the root, and problems name that path."""
    found = read(tmp_path, table("visits"))

    assert list(map(str, found.problems)) == [
        "datasets/visits.csv:0:: file-missing: no such file; restore the file; every table has one"
    ]
    assert (table("visits"), "datasets/visits.csv", []) == (found.table, found.path, found.rows)


def test_folder_is_a_link(tmp_path):
    """A table in a folder that is a link is not read, wherever the link leads."""
    (tmp_path / "good" / "datasets").mkdir(parents=True)
    (tmp_path / "good" / "datasets" / "visits.csv").write_text("id\n")
    (tmp_path / "datasets").symlink_to(tmp_path / "good" / "datasets")
    hint = "put the folder itself here; nothing outside the package is read"
    link = f"a symbolic link to {tmp_path / 'good' / 'datasets'}"

    found = read(tmp_path, table("visits"))
    assert list(map(str, found.problems)) == [f"datasets/visits.csv:0:: file-unreadable: its folder is {link}; {hint}"]
    assert (table("visits"), "datasets/visits.csv", []) == (found.table, found.path, found.rows)


class _Two:
    """Two lines that were taken as a whole."""

    count = 2


class _Taking(records.Lines):
    """Lines of which the second and the third are taken as a whole, if the header was as wanted."""

    begun = False

    def begin(self):
        self.begun = True

    def taken(self):
        if self.number != 1 or not self.begun:
            return None
        self.number += len([self.raw(), self.raw()])
        return _Two()


def test_taken_as_a_whole(tmp_path):
    """What another source of lines takes is given as it is, below a right header only; lines are counted on."""
    path = tmp_path / "file.csv"
    path.write_text(f"{FILE}{ROW}\n{ROW}\n{ROW},x\n")
    found = list(rows(path, table("withdrawn"), "p", source=_Taking))

    assert [type(each).__name__ for each in found] == ["_Two", "Numbered", "Problem"]
    assert [each.line for each in found[1:]] == [4, 5]

    path.write_text(f"{TURNED}\n" + "visits,VI-0009,2021-05,Told twice.,VI-0001\n" * 3)
    found = rows(path, table("withdrawn"), "p", source=_Taking)
    assert [type(each).__name__ for each in found] == ["Problem", "Numbered", "Numbered", "Numbered"]


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


@pytest.mark.parametrize(
    ("length", "message"),
    [
        (20_000, "20000 characters, at most 600 wanted; shorten the text"),
        (20_001, "the cell has 20001 characters, at most 20000 wanted; is a quote unclosed?"),
    ],
)
def test_longest_cell(length, message, tmp_path):
    """A cell of up to twenty thousand characters is held against its column, a longer one against that alone."""
    path = tmp_path / "file.csv"
    path.write_text(FILE.replace("Told twice.", "x" * length))

    assert ([f"p:2:reason: too-long: {message}"], [(2, _but("reason"), False)]) == _read(path)


def test_rows_come_one_by_one(tmp_path):
    """Rows are given while the file is still being read."""
    path = tmp_path / "file.csv"
    path.write_text(FILE + "broken\n")
    stream = rows(path, table("withdrawn"), "p")

    assert Numbered(2, VALUES, clean=True) == next(stream)
    assert [Problem] == [type(each) for each in stream]


_CELLS = st.sampled_from(["id", "VI-0009", "visits", "2021", "", " ", '"', '"a"', "\u00a0", "=1", "AZE", "true", "1"])
_MARKS = st.sampled_from(["<<<<<<< a", "=======", ">>>>>>> b", "\u00e9", ","])
_LINES = st.lists(_CELLS, min_size=1, max_size=6).map(",".join) | st.sampled_from([HEADER, TURNED]) | _MARKS
_ENDS = st.sampled_from(["\n", "\r\n", "", "\r"])


@settings(deadline=None, max_examples=200, derandomize=True)
@given(
    st.binary(max_size=120)
    | st.lists(_LINES, max_size=6).flatmap(lambda lines: _ENDS.map(lambda end: f"{HEADER}\n{end.join(lines)}".encode()))
    | st.lists(_LINES, max_size=6).flatmap(lambda lines: _ENDS.map(lambda end: end.join(lines).encode("latin-1")))
    | strategies.ANY_TEXT.map(lambda text: f"{HEADER}\n{text}\n".encode())
)
def test_any_bytes(tmp_path_factory, data):
    """Any bytes are read without an exception; every record below the header is a row or told, no cell twice."""
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(data)
    found = read_file(path, table("withdrawn"), "p")
    counted = [each.line for each in records.records(path, "p") if isinstance(each, records.Record)]

    told = {row.line for row in found.rows} | {problem.line for problem in found.problems}
    stopped = {"no-header", "delimiter", "merge-conflict"} & {problem.code for problem in found.problems}
    assert all(map(str, found.problems))
    assert stopped or told >= set(counted[1:])
    cells = [(each.line, each.column) for each in found.problems if each.line > 1 and each.column]
    assert len(cells) == len(set(cells))
    assert {row.line for row in found.rows} <= set(counted[1:])


def _is_row(cells):
    """Tell whether cells make a row: some are filled, and the first does not begin like a mark of git."""
    return any(cell.strip(" \t") for cell in cells) and not records.join(cells).startswith(records._CONFLICT)


@pytest.mark.parametrize("name", [each.name for each in TABLES])
def test_any_cells(name, tmp_path_factory):
    """Below a right header any cells make as many rows as there are records; a clean row holds every column."""
    target = table(name)
    names = schema.header(target)
    cells = st.lists(strategies.NEAR_MISSES | st.just(""), min_size=len(names), max_size=len(names)).filter(_is_row)

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
    names = list(schema.header(target))
    good = strategies.rows(target).map(lambda row: csv_line(target, row))
    spoilt = st.builds(_spoil, good, st.integers(0, len(names)), strategies.NEAR_MISSES)

    @settings(deadline=None, max_examples=5, derandomize=True)
    @given(st.lists(good | spoilt, min_size=1, max_size=3))
    def holds(lines):
        path = tmp_path_factory.getbasetemp() / "ways.csv"
        path.write_text(records.join(names) + "".join(lines), encoding="utf-8", newline="")
        with monkeypatch.context() as large:
            large.setattr("azisrael_data.read.SMALL", 0)
            quick = read_file(path, target, "p")
        slow = read_file(path, target, "p")

        assert slow.problems == quick.problems
        assert slow.rows == quick.rows

    holds()


@pytest.mark.parametrize("name", [each.name for each in TABLES])
def test_what_passes_without_the_model(name):
    """A row passes without its model just where the model takes it, and has the same values then."""
    target = table(name)
    names = list(schema.header(target))
    reader = reading._RowReader(target, names, "p")
    near = st.dictionaries(st.sampled_from(names), strategies.NEAR_MISSES, max_size=2)
    texts = st.builds(lambda row, odd: {**_texts(target, row), **odd}, strategies.rows(target), near)

    @settings(deadline=None, max_examples=40, derandomize=True)
    @given(texts, st.sets(st.sampled_from(names), max_size=1))
    def holds(cells, emptied):
        cells = {name: text for name, text in cells.items() if text and name not in emptied}
        try:
            wanted = target.model.model_validate(cells).__dict__
        except ValidationError:
            wanted = None

        values, passed = reader._parsed(cells)
        assert passed == (wanted is not None)
        assert wanted is None or values == wanted

    holds()


def _texts(target, row):
    return {c.name: c.cell.format(row[c.name]) for c in schema.columns(target) if row.get(c.name) is not None}


@pytest.mark.parametrize(("rows_below", "values"), [(1, VALUES), (1000, {"id": "VI-0009"})])
def test_wanted_columns_only(rows_below, values, tmp_path):
    """Of a large file the rows hold what is wanted; of a small one the rest may be there too."""
    path = tmp_path / "file.csv"
    path.write_text(f"{HEADER}\n" + f"{ROW}\n" * rows_below)

    assert Numbered(2, values, clean=True) == next(rows(path, table("withdrawn"), "p", only=("id",)))


def _spoil(line, place, text):
    """Put a text into a line of CSV in the place of one of its pieces."""
    pieces = line[:-1].split(",")
    pieces[place % len(pieces)] = text
    return ",".join(pieces) + "\n"
