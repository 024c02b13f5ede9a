"""Bytes to records: one CSV dialect, every fault of bytes and quoting named, every record on its physical line."""

from __future__ import annotations

import csv
import io
import os
import stat
import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import strategies
from azisrael_data import records
from azisrael_data.problems import Problem
from azisrael_data.records import Record

_CRLF = "line ends in CRLF, wanted LF; save with LF (Unix) line ends"
_BLANK = "blank line; delete it"
_NEEDLESS = "a cell is quoted that needs no quotes; quote only cells with a comma or a quote in them"
_CUT = "has no newline; end it with a newline; is it cut off?"
_DOUBLED = "is neither around the cell nor doubled; put the whole cell in quotes and double the quotes inside"
_CLOSE = "close the quote, or double it if it is text"
_BOM = "p:1:: bom: the file starts with a byte-order mark; save as UTF-8, no BOM"
_EXPORT = "wanted CSV text; export as CSV in UTF-8 with LF line ends"
_EMPTY = "p:0:: file-empty: the file is empty, wanted at least the header; restore the file"
_UTF8 = "save the file as UTF-8"
# Bytes of a file, its records as (line, cells), its problems as they are printed.
FILES = {
    "plain": (b"a,b\n1,2\n", [(1, ["a", "b"]), (2, ["1", "2"])], []),
    "one cell": (b"a\n", [(1, ["a"])], []),
    "empty cells": (b",,\n", [(1, ["", "", ""])], []),
    "spaces are text": (b" a , b\n", [(1, [" a ", " b"])], []),
    "quoted comma": (b'a,"b, c",d\n', [(1, ["a", "b, c", "d"])], []),
    "doubled quotes": (b'"a ""b""","""",""""""\n', [(1, ['a "b"', '"', '""'])], []),
    "quote at both ends of a record": (b'",",","\n', [(1, [",", ","])], []),
    "multi-line cell": (
        b'a,b\n1,"x\ny\nz"\n2,w\n',
        [(1, ["a", "b"]), (2, ["1", "x\ny\nz"]), (5, ["2", "w"])],
        [],
    ),
    "doubled quote before the line break": (
        b'a\n"x ""y""\nz"\nb\n',
        [(1, ["a"]), (2, ['x "y"\nz']), (4, ["b"])],
        [],
    ),
    "blank lines inside a cell": (b'"x\n\ny"\nz\n', [(1, ["x\n\ny"]), (4, ["z"])], []),
    "blank lines": (
        b"\na,b\n\n\n1,2\n\n",
        [(2, ["a", "b"]), (5, ["1", "2"])],
        [f"p:1:: blank-line: lines 1, 3, 4, 6: {_BLANK}"],
    ),
    "many blank lines": (
        b"a\n" + b"\n" * 8,
        [(1, ["a"])],
        [f"p:2:: blank-line: lines 2, 3, 4, 5, 6 and 3 more: {_BLANK}"],
    ),
    "only a newline": (b"\n", [], [f"p:1:: blank-line: line 1: {_BLANK}"]),
    "CRLF": (b"a,b\r\n1,2\r\n", [(1, ["a", "b"]), (2, ["1", "2"])], [f"p:1:: crlf: all lines: {_CRLF}"]),
    "some CRLF": (
        b"a,b\n1,2\r\n3,4\n",
        [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"])],
        [f"p:2:: crlf: line 2: {_CRLF}"],
    ),
    "CRLF, blank lines and a multi-line cell": (
        b'a,b\r\n\r\n1,"x\r\ny"\r\n2,z\r\n',
        [(1, ["a", "b"]), (3, ["1", "x\ny"]), (5, ["2", "z"])],
        [f"p:1:: crlf: all lines: {_CRLF}", f"p:2:: blank-line: line 2: {_BLANK}"],
    ),
    "lone CR": (b"a\rb,c\n", [(1, ["a\rb", "c"])], []),
    "BOM": (b"\xef\xbb\xbfa,b\n1,2\n", [(1, ["a", "b"]), (2, ["1", "2"])], [_BOM]),
    "only a BOM": (b"\xef\xbb\xbf", [], [_BOM]),
    "no final newline": (
        b"a,b\n1,2",
        [(1, ["a", "b"]), (2, ["1", "2"])],
        [f"p:2:: no-final-newline: the last line ('1,2') {_CUT}"],
    ),
    "cut inside a row": (
        b"a,b\n1",
        [(1, ["a", "b"]), (2, ["1"])],
        [f"p:2:: no-final-newline: the last line ('1') {_CUT}"],
    ),
    "cut inside a quoted cell": (
        b'a,b\n1,"x',
        [(1, ["a", "b"])],
        [
            f"p:2:: open-quote: the quote that opens cell 2 is never closed; {_CLOSE}",
            f"p:2:: no-final-newline: the last line ('1,\"x') {_CUT}",
        ],
    ),
    "no final newline after a quoted cell": (
        b'a,"b,c"',
        [(1, ["a", "b,c"])],
        [f"p:1:: no-final-newline: the last line ('a,\"b,c\"') {_CUT}"],
    ),
    "NUL": (b"a,b\0\n", [(1, ["a", "b\0"])], []),
    "a cp1252 byte": (
        b"a\nS\x92x,1\nb\n",
        [(1, ["a"]), (3, ["b"])],
        [f"p:2:: not-utf8: byte 0x92 at byte 2 of the line is not UTF-8, which looks like cp1252 '’'; {_UTF8}"],
    ),
    "a byte that is not even cp1252": (
        b"a\n\x81\n",
        [(1, ["a"])],
        [f"p:2:: not-utf8: byte 0x81 at byte 1 of the line is not UTF-8; {_UTF8}"],
    ),
    "a lone surrogate": (
        b"a\nx\xed\xa0\x80\n",
        [(1, ["a"])],
        [f"p:2:: not-utf8: byte 0xed at byte 2 of the line is not UTF-8, which looks like cp1252 'í'; {_UTF8}"],
    ),
    "a bad byte inside a quoted cell": (
        b'a\n"x\n\xff"\nb\n',
        [(1, ["a"]), (4, ["b"])],
        [
            f"p:2:: open-quote: the quote that opens cell 1 is never closed; {_CLOSE}",
            f"p:3:: not-utf8: byte 0xff at byte 1 of the line is not UTF-8, which looks like cp1252 'ÿ'; {_UTF8}",
        ],
    ),
    "unclosed quote, no later quote": (
        b'a,b\n1,"x\n2,y\n3,z\n',
        [(1, ["a", "b"]), (3, ["2", "y"]), (4, ["3", "z"])],
        [f"p:2:: open-quote: the quote that opens cell 2 is never closed; {_CLOSE}"],
    ),
    "unclosed quote, later quote that closes nothing": (
        b'a,b\n1,"x\n2,y\n3,"z, w"\n4,v\n',
        [(1, ["a", "b"]), (3, ["2", "y"]), (4, ["3", "z, w"]), (5, ["4", "v"])],
        [f"p:2:: open-quote: the quote that opens cell 2 is never closed (next quote: line 4); {_CLOSE}"],
    ),
    "two unclosed quotes": (
        b'a,b\n1,"x\n2,"y\n3,z\n',
        [(1, ["a", "b"]), (4, ["3", "z"])],
        [
            f"p:2:: open-quote: the quote that opens cell 2 is never closed (next quote: line 3); {_CLOSE}",
            f"p:3:: open-quote: the quote that opens cell 2 is never closed; {_CLOSE}",
        ],
    ),
    "unclosed quote before many lines": (
        b'"x\n' + b"y\n" * 60 + b'z"\n',
        [(n, ["y"]) for n in range(2, 62)],
        [
            f"p:1:: open-quote: the quote that opens cell 1 is never closed; {_CLOSE}",
            f"p:62:: stray-quote: a quote in cell 1 near 'z\"' {_DOUBLED}",
        ],
    ),
    "stray quote": (
        b'a\nx "y" z\nb\n',
        [(1, ["a"]), (3, ["b"])],
        [f"p:2:: stray-quote: a quote in cell 1 near 'x \"y\" z' {_DOUBLED}"],
    ),
    "stray quote in a later cell": (
        b'a,b,c\n1,2,5" gun\n',
        [(1, ["a", "b", "c"])],
        [f"p:2:: stray-quote: a quote in cell 3 near '1,2,5\" gun' {_DOUBLED}"],
    ),
    "text after the closing quote": (
        b'a\n"x, y" z\n',
        [(1, ["a"])],
        [f"p:2:: stray-quote: a quote in cell 1 near '\"x, y\" z' {_DOUBLED}"],
    ),
    "space before the opening quote": (
        b'a,b\n1, "x, y"\n',
        [(1, ["a", "b"])],
        [f"p:2:: stray-quote: a quote in cell 2 near '1, \"x, y\"' {_DOUBLED}"],
    ),
    "quotes doubled by nobody": (
        b'a\n"x "y" z"\n',
        [(1, ["a"])],
        [f'p:2:: stray-quote: a quote in cell 1 near \'"x "y" z"\' {_DOUBLED}'],
    ),
    "needless quotes": (
        b'"a","b"\n"1",2\n3,4\n"",5\n',
        [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"]), (4, ["", "5"])],
        [f"p:1:: needless-quote: lines 1, 2, 4: {_NEEDLESS}"],
    ),
    "nothing": (b"", [], [_EMPTY]),
    "gzip": (b"\x1f\x8b\x08" + bytes(9), [], [f"p:0:: not-csv: this is gzip data, {_EXPORT}"]),
    "zip": (b"PK\x03\x04rest", [], [f"p:0:: not-csv: this is an Excel workbook or zip archive, {_EXPORT}"]),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1", [], [f"p:0:: not-csv: this is an old Excel workbook, {_EXPORT}"]),
    "Parquet": (b"PAR1rest", [], [f"p:0:: not-csv: this is a Parquet file, {_EXPORT}"]),
    "PDF": (b"%PDF-1.7\n", [], [f"p:0:: not-csv: this is a PDF, {_EXPORT}"]),
    "SQLite": (b"SQLite format 3\0", [], [f"p:0:: not-csv: this is an SQLite database, {_EXPORT}"]),
    "UTF-16": ("a,b\n".encode("utf-16"), [], [f"p:0:: not-csv: this is UTF-16 text, {_EXPORT}"]),
    "UTF-16, other end": ("\ufeffa\n".encode("utf-16-be"), [], [f"p:0:: not-csv: this is UTF-16 text, {_EXPORT}"]),
    "UTF-16 without a mark": (
        ("id,name\n" * 9).encode("utf-16-le"),
        [],
        [f"p:0:: not-csv: this is UTF-16 or binary data, {_EXPORT}"],
    ),
    "CR": (b"a,b\r1,2\r", [], [f"p:0:: not-csv: this is text with CR line ends, {_EXPORT}"]),
    "HTML": (b"\n <!DOCTYPE html><p>", [], [f"p:0:: not-csv: this is a web page, {_EXPORT}"]),
    "HTML without a doctype": (b"<HTML><p>", [], [f"p:0:: not-csv: this is a web page, {_EXPORT}"]),
}


def _read(path, data=None):
    """Return the records of a file as (line, cells), and its problems as texts, each in the order of coming."""
    if data is not None:
        path.write_bytes(data)
    found = list(records.records(path, "p"))
    taken = [(each.line, each.cells) for each in found if isinstance(each, Record)]
    return taken, [str(each) for each in found if isinstance(each, Problem)]


def _shows(cells):
    """Tell whether cells can stand in a file: one empty cell is a blank line, and CRLF is a line end."""
    return cells != [""] and not any("\r\n" in cell for cell in cells)


@pytest.fixture
def file(tmp_path):
    """A path for one file."""
    return tmp_path / "file.csv"


@pytest.mark.parametrize("name", FILES)
def test_file(name, file):
    """Records stand on their first physical line, and what is wrong with bytes and quotes is said whole."""
    data, taken, problems = FILES[name]

    assert (taken, problems) == _read(file, data)


def test_missing(tmp_path):
    """A file that is not there is a problem, not an exception."""
    taken = _read(tmp_path / "none.csv")

    assert taken == ([], ["p:0:: file-missing: no such file; restore the file; every table has one"])


def test_path_through_a_file(file):
    """A path that leads through a file is a problem, not an exception."""
    file.write_text("a\n")

    assert _read(file / "more.csv") == ([], ["p:0:: file-unreadable: cannot be read: Not a directory"])


NOT_PLAIN = ([], ["p:0:: file-unreadable: not a plain file; put a plain file here"])


def test_directory(tmp_path):
    """A folder in the place of a file is refused."""
    assert _read(tmp_path) == NOT_PLAIN


def test_link(tmp_path, file):
    """A link is refused even if it leads to a good file: a contribution must not point outside itself."""
    (tmp_path / "good.csv").write_text("a\n")
    file.symlink_to(tmp_path / "good.csv")

    assert _read(file) == NOT_PLAIN


def test_pipe(file):
    """A named pipe is refused without being opened, which would wait for ever."""
    os.mkfifo(file)

    assert _read(file) == NOT_PLAIN


def test_no_right_to_read(file, monkeypatch):
    """A file that the system will not open is a problem with the system's reason."""
    file.write_text("a\n")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(file), "open", refuse)

    assert _read(file) == ([], ["p:0:: file-unreadable: cannot be read: Permission denied"])


def test_nothing_is_written(file):
    """Reading leaves a file as it is, down to its time of change and its rights."""
    data = FILES["unclosed quote, later quote that closes nothing"][0]
    file.write_bytes(data)
    before = file.stat()
    _read(file)

    assert data == file.read_bytes()
    assert (before.st_mtime_ns, stat.S_IMODE(before.st_mode)) == (
        file.stat().st_mtime_ns,
        stat.S_IMODE(file.stat().st_mode),
    )


def test_huge_cell(file):
    """A quoted cell of any length on one line is read; one over many lines is an unclosed quote."""
    assert _read(file, b'"' + b"x," * 500_000 + b'"\n')[0] == [(1, ["x," * 500_000])]

    taken, problems = _read(file, b'"' + b"x" * 90_000 + b"\n" + b'y"\n')
    assert taken == []
    assert [
        f"p:1:: open-quote: the quote that opens cell 1 is never closed; {_CLOSE}",
        f"p:2:: stray-quote: a quote in cell 1 near 'y\"' {_DOUBLED}",
    ] == problems


def test_longest_cell(file):
    """A quoted cell may run over fifty-one lines and no more."""
    inside = b"x\n" * records.MAX_RECORD_LINES

    assert len(_read(file, b'"' + inside + b'"\n')[0]) == 1
    assert len(_read(file, b'"' + b"x\n" + inside + b'"\n')[0]) > 1


def test_many_faults(file):
    """A fault on every one of very many lines is told once, with the right count."""
    file.write_bytes(b"a\n" + b"b\r\n" * 101_000)

    assert [f"p:2:: crlf: lines 2, 3, 4, 5, 6 and 100995 more: {_CRLF}"] == _read(file)[1]


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.binary(max_size=200) | st.text('a,"\n\r ', max_size=40).map(str.encode))
@example(zlib.compress(b"a"))
@example(b'"\n"\n"')
@example(b'a"\r\n"')
def test_any_bytes(tmp_path_factory, data):
    """Any bytes are read without an exception; every line is in a record or named by a problem."""
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(data)
    found = list(records.records(file, "p"))
    taken = [each for each in found if isinstance(each, Record)]
    problems = [each for each in found if isinstance(each, Problem)]

    assert [each.line for each in taken] == sorted({each.line for each in taken})
    assert all(str(each) for each in problems)
    blank = {"blank-line", "not-csv", "file-empty"} & {each.code for each in problems}
    covered = {line for each in taken for line in range(each.line, each.line + each.text.count("\n") + 1)}
    covered |= {each.line for each in problems}
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    assert blank or covered >= set(range(1, lines + 1)) or data == b"\xef\xbb\xbf"


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.text('ab,"\n', max_size=40))
def test_like_the_standard_library(tmp_path_factory, text):
    """A file without a fault has the very records that Python's own strict reader finds in it."""
    file = tmp_path_factory.getbasetemp() / "like.csv"
    file.write_bytes(text.encode())
    found = list(records.records(file, "p"))
    if {each.code for each in found if isinstance(each, Problem)} <= {"needless-quote", "blank-line"}:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)

        assert [row for row in reader if row] == [each.cells for each in found if isinstance(each, Record)]


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.lists(st.lists(strategies.ANY_TEXT, min_size=1, max_size=4).filter(_shows), max_size=5))
def test_round_trip(tmp_path_factory, rows):
    """Any cells that are joined, written and read come back the same, as many records as there were rows."""
    file = tmp_path_factory.getbasetemp() / "round.csv"
    text = "head\n" + "".join(map(records.join, rows))
    file.write_text(text, encoding="utf-8", newline="")
    found = list(records.records(file, "p"))

    assert [["head"], *rows] == [each.cells for each in found]
    assert text == "".join(f"{each.text}\n" for each in found)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.lists(strategies.ANY_TEXT, min_size=1, max_size=4).filter(_shows))
def test_join_like_the_standard_library(cells):
    """A joined record is what Python's own writer would write, a lone return sign apart."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)

    if "\r" not in written.getvalue():
        assert written.getvalue() == records.join(cells)
