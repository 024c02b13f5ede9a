"""Bytes to records: one CSV dialect, every fault of bytes and quoting named, every record on its physical line."""

from __future__ import annotations

import csv
import io
import os
import stat
import zlib
from typing import NamedTuple

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import strategies
from azisrael_data import records
from azisrael_data.cells import MAX_CELL
from azisrael_data.problems import Problem
from azisrael_data.records import Record

_CRLF = "line ends in CRLF, wanted LF; save with LF (Unix) line ends, or run `azisrael fmt`"
_BLANK = "blank line; delete it"
_NEEDLESS = "a cell is quoted that needs no quotes; quote only cells with a comma or a quote in them"
_CUT = "has no newline; end it with a newline; is it cut off?"
_DOUBLED = "is neither around the cell nor doubled; put the whole cell in quotes and double the quotes inside"
_CLOSE = "close the quote, or double it if it is text"
_ALONE = f"is never closed (no other quote is near); {_CLOSE}"
_MARKS = "choose the rows that hold and delete the marks"
_BOM = "p:1:: bom: the file starts with a byte-order mark; save as UTF-8, no BOM"
_EXPORT = "wanted CSV text; export as CSV in UTF-8 with LF line ends"
_EMPTY = "p:0:: file-empty: the file is empty, wanted at least the header; restore the file"
_UTF8 = "save the file as UTF-8"
# Bytes of a file, its records as (line, cells), its problems as they are printed.
FILES = {
    "plain": (b"a,b\n1,2\n", [(1, ["a", "b"]), (2, ["1", "2"])], []),
    "one cell": (b"a\n", [(1, ["a"])], []),
    "an empty cell at each end": (b",a,\n", [(1, ["", "a", ""])], []),
    "no filled cell": (
        b'a,b\n,\n \t\n , \n"",""\n" ",\n1,2\n',
        [(1, ["a", "b"]), (7, ["1", "2"])],
        [f"p:2:: blank-line: lines 2, 3, 4, 5, 6: {_BLANK}"],
    ),
    "no filled cell, a line break in one": (b'a,b\n,"\n"\n', [(1, ["a", "b"]), (2, ["", "\n"])], []),
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
    "CRLF inside a quoted cell only": (b'a\n"x,\r\ny\r\nz"\nb\n', [(1, ["a"]), (2, ["x,\ny\nz"]), (5, ["b"])], []),
    "CRLF inside very many quoted cells only": (
        b'"x,' + b"\r\ny" * 49 + b'"\n' + b'"x,\r\ny"\n' * 9,
        [(1, ["x," + "\ny" * 49]), *((n, ["x,\ny"]) for n in range(51, 69, 2))],
        [],
    ),
    "CRLF inside a quoted cell and elsewhere": (
        b'a\n"x,\r\ny"\nb\r\n',
        [(1, ["a"]), (2, ["x,\ny"]), (4, ["b"])],
        [f"p:4:: crlf: line 4: {_CRLF}"],
    ),
    "CRLF after blanks and letters": (
        b"a \t\r\nX\r\n",
        [(1, ["a \t"]), (2, ["X"])],
        [f"p:1:: crlf: all lines: {_CRLF}"],
    ),
    "a letter X alone": (
        b'a,b\n,X\n"X",""\n',
        [(1, ["a", "b"]), (2, ["", "X"]), (3, ["X", ""])],
        [f"p:3:: needless-quote: line 3: {_NEEDLESS}"],
    ),
    "text mode twice": (b"a\r\r\nb\r\r\n", [(1, ["a"]), (2, ["b"])], [f"p:1:: crlf: all lines: {_CRLF}"]),
    "CRLF, blank lines and a multi-line cell": (
        b'a,b\r\n\r\n1,"x\r\ny"\r\n2,z\r\n',
        [(1, ["a", "b"]), (3, ["1", "x\ny"]), (5, ["2", "z"])],
        [f"p:1:: crlf: all lines: {_CRLF}", f"p:2:: blank-line: line 2: {_BLANK}"],
    ),
    "lone CR": (b"a\rb,c\n", [(1, ["a\rb", "c"])], []),
    "lone CR after a quoted cell": (
        b'a,b\n1,"x,y"\r2,z\n3,w\n',
        [(1, ["a", "b"]), (3, ["3", "w"])],
        [
            (
                "p:2:2: ragged-row: the line goes on after a CR alone, near '1,\"x,y\"\\r2,z': are these two rows?; "
                "save with LF (Unix) line ends"
            )
        ],
    ),
    "two BOMs": (b"\xef\xbb\xbf" * 2 + b"a\n", [(1, ["a"])], [_BOM.replace("a byte-order mark", "2 byte-order marks")]),
    "BOM": (b"\xef\xbb\xbfa,b\n1,2\n", [(1, ["a", "b"]), (2, ["1", "2"])], [_BOM]),
    "only a BOM": (
        b"\xef\xbb\xbf",
        [],
        [
            (
                "p:0:: file-empty: the file holds a byte-order mark and nothing else, wanted at least the header; "
                "restore the file"
            )
        ],
    ),
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
            f"p:2:: no-final-newline: the last line ('1,\"x') {_CUT}",
            f"p:2:2: open-quote: the quote that opens cell 2 {_ALONE}",
        ],
    ),
    "cut inside a cell over lines": (
        b'a,b\n1,"x\n2,y',
        [(1, ["a", "b"]), (3, ["2", "y"])],
        [
            f"p:2:2: open-quote: the quote that opens cell 2 {_ALONE}",
            f"p:3:: no-final-newline: the last line ('2,y') {_CUT}",
        ],
    ),
    "cut after a cell over lines": (
        b'a\n"x\ny"',
        [(1, ["a"]), (2, ["x\ny"])],
        [f"p:3:: no-final-newline: the last line ('y\"') {_CUT}"],
    ),
    "cut inside a character": (
        b"a\nb\xe2\x80",
        [(1, ["a"]), (2, ["b"])],
        [f"p:2:: no-final-newline: the last line ('b') {_CUT}"],
    ),
    "a bad byte in a line that is cut off": (
        b"a\nb\xff",
        [(1, ["a"])],
        [
            f"p:2:: no-final-newline: the last line {_CUT}",
            f"p:2:1: not-utf8: byte 0xff at byte 2 of the line is not UTF-8, which looks like cp1252 'ÿ'; {_UTF8}",
        ],
    ),
    "an end of NUL bytes": (
        b"a\nb,c" + b"\0" * 500,
        [(1, ["a"]), (2, ["b", "c"])],
        [f"p:2:: no-final-newline: the last line ('b,c') {_CUT}"],
    ),
    "an end of NUL bytes at a line of its own": (
        b"a\nb\n" + b"\0" * 500,
        [(1, ["a"]), (2, ["b"])],
        [f"p:3:: no-final-newline: the last line {_CUT}"],
    ),
    "the end-of-file sign of DOS": (b"a\n\x1a", [(1, ["a"])], [f"p:2:: no-final-newline: the last line {_CUT}"]),
    "an end of blanks": (b"a\n ,", [(1, ["a"])], [f"p:2:: no-final-newline: the last line (' ,') {_CUT}"]),
    "a conflict of git": (
        b"a\n<<<<<<< HEAD\nb\n\n=======\n\xff\n>>>>>>> other\nc\n",
        [(1, ["a"]), (8, ["c"])],
        [
            f"p:2:: merge-conflict: git left a merge conflict here, lines 2 to 7; {_MARKS}",
            f"p:6:1: not-utf8: byte 0xff at byte 1 of the line is not UTF-8, which looks like cp1252 'ÿ'; {_UTF8}",
        ],
    ),
    "a conflict of git with the base": (
        b'a\n<<<<<<< HEAD\n"b\n||||||| 3e8b32e\nb\n=======\nb"\n>>>>>>> other\nc\n',
        [(1, ["a"]), (9, ["c"])],
        [f"p:2:: merge-conflict: git left a merge conflict here, lines 2 to 8; {_MARKS}"],
    ),
    "two conflicts of git": (
        b"<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n" * 2,
        [],
        [
            f"p:1:: merge-conflict: git left a merge conflict here, lines 1 to 5; {_MARKS}",
            f"p:6:: merge-conflict: git left a merge conflict here, lines 6 to 10; {_MARKS}",
        ],
    ),
    "single marks of git": (
        b"a\n=======\nb\n>>>>>>> other\nc\n<<<<<<< HEAD\nd\n||||||| base\ne\n",
        [(1, ["a"]), (3, ["b"]), (5, ["c"]), (7, ["d"]), (9, ["e"])],
        [f"p:{line}:: merge-conflict: git left a mark here; {_MARKS}" for line in (2, 4, 6, 8)],
    ),
    "a conflict of git that is cut off": (
        b"a\n<<<<<<< HEAD\nb",
        [(1, ["a"]), (3, ["b"])],
        [
            f"p:2:: merge-conflict: git left a mark here; {_MARKS}",
            f"p:3:: no-final-newline: the last line ('b') {_CUT}",
        ],
    ),
    "signs that are no mark of git": (b"a\n<<<<<<<\n>>>>>>>x\n", [(1, ["a"]), (2, ["<<<<<<<"]), (3, [">>>>>>>x"])], []),
    "a bad byte in the first line": (
        b"a,\xe9\n1,2\n",
        [],
        [f"p:1:2: not-utf8: byte 0xe9 at byte 3 of the line is not UTF-8, which looks like cp1252 'é'; {_UTF8}"],
    ),
    "bad bytes in several lines": (
        b"a\nb,\x93\nc\n\xe9\n",
        [(1, ["a"]), (3, ["c"])],
        [
            (
                "p:2:: not-utf8: lines 2, 4: not UTF-8; on line 2 byte 0x93 at byte 3 of the line, "
                f"which looks like cp1252 '“'; {_UTF8}"
            )
        ],
    ),
    "a bad byte, then another fault": (
        b"a\nb\xe9\nc\r\n",
        [(1, ["a"]), (3, ["c"])],
        [
            f"p:2:1: not-utf8: byte 0xe9 at byte 2 of the line is not UTF-8, which looks like cp1252 'é'; {_UTF8}",
            f"p:3:: crlf: line 3: {_CRLF}",
        ],
    ),
    "a bad byte in a quoted cell": (
        b'a\n"b, ""c""","d\xe9"\n',
        [(1, ["a"])],
        [f"p:2:2: not-utf8: byte 0xe9 at byte 14 of the line is not UTF-8, which looks like cp1252 'é'; {_UTF8}"],
    ),
    "a bad byte after a stray quote": (
        b'a\n"e",f "g" \xe9,h\n',
        [(1, ["a"])],
        [f"p:2:2: not-utf8: byte 0xe9 at byte 11 of the line is not UTF-8, which looks like cp1252 'é'; {_UTF8}"],
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
        [f"p:2:1: not-utf8: byte 0x92 at byte 2 of the line is not UTF-8, which looks like cp1252 '’'; {_UTF8}"],
    ),
    "a byte that is not even cp1252": (
        b"a\n\x81\n",
        [(1, ["a"])],
        [f"p:2:1: not-utf8: byte 0x81 at byte 1 of the line is not UTF-8; {_UTF8}"],
    ),
    "a lone surrogate": (
        b"a\nx\xed\xa0\x80\n",
        [(1, ["a"])],
        [f"p:2:1: not-utf8: byte 0xed at byte 2 of the line is not UTF-8, which looks like cp1252 'í'; {_UTF8}"],
    ),
    "a bad byte inside a quoted cell": (
        b'a\n"x\n\xff"\nb\n',
        [(1, ["a"]), (4, ["b"])],
        [
            f"p:2:1: open-quote: the quote that opens cell 1 {_ALONE}",
            f"p:3:1: not-utf8: byte 0xff at byte 1 of the line is not UTF-8, which looks like cp1252 'ÿ'; {_UTF8}",
        ],
    ),
    "unclosed quote, no later quote": (
        b'a,b\n1,"x\n2,y\n3,z\n',
        [(1, ["a", "b"]), (3, ["2", "y"]), (4, ["3", "z"])],
        [f"p:2:2: open-quote: the quote that opens cell 2 {_ALONE}"],
    ),
    "unclosed quote, later quote that closes nothing": (
        b'a,b\n1,"x\n2,y\n3,"z, w"\n4,v\n',
        [(1, ["a", "b"]), (3, ["2", "y"]), (4, ["3", "z, w"]), (5, ["4", "v"])],
        [f"p:2:2: open-quote: the quote that opens cell 2 is never closed (next quote: line 4); {_CLOSE}"],
    ),
    "two unclosed quotes": (
        b'a,b\n1,"x\n2,"y\n3,z\n',
        [(1, ["a", "b"]), (4, ["3", "z"])],
        [
            f"p:2:2: open-quote: the quote that opens cell 2 is never closed (next quote: line 3); {_CLOSE}",
            f"p:3:2: open-quote: the quote that opens cell 2 {_ALONE}",
        ],
    ),
    "unclosed quote before many lines": (
        b'"x\n' + b"y\n" * 60 + b'z"\n',
        [(n, ["y"]) for n in range(2, 62)],
        [
            f"p:1:1: open-quote: the quote that opens cell 1 {_ALONE}",
            f"p:62:1: stray-quote: a quote in cell 1 near 'z\"' {_DOUBLED}",
        ],
    ),
    "stray quote": (
        b'a\nx "y" z\nb\n',
        [(1, ["a"]), (3, ["b"])],
        [f"p:2:1: stray-quote: a quote in cell 1 near 'x \"y\" z' {_DOUBLED}"],
    ),
    "stray quotes in a long line": (
        b'a\nabcdefghijklm,no"pq"rstuvwxyz\n',
        [(1, ["a"])],
        [f"p:2:2: stray-quote: a quote in cell 2 near 'ghijklm,no\"pq\"rstuvw' {_DOUBLED}"],
    ),
    "stray quote in a later cell": (
        b'a,b,c\n1,2,5" gun\n',
        [(1, ["a", "b", "c"])],
        [f"p:2:3: stray-quote: a quote in cell 3 near '1,2,5\" gun' {_DOUBLED}"],
    ),
    "text after the closing quote": (
        b'a\n"x, y" z\n',
        [(1, ["a"])],
        [f"p:2:1: stray-quote: a quote in cell 1 near '\"x, y\" z' {_DOUBLED}"],
    ),
    "space before the opening quote": (
        b'a,b\n1, "x, y"\n',
        [(1, ["a", "b"])],
        [f"p:2:2: stray-quote: a quote in cell 2 near '1, \"x, y\"' {_DOUBLED}"],
    ),
    "quotes doubled by nobody": (
        b'a\n"x "y" z"\n',
        [(1, ["a"])],
        [f'p:2:1: stray-quote: a quote in cell 1 near \'"x "y" z"\' {_DOUBLED}'],
    ),
    "a cell that starts with two quotes": (
        b'a,b\n1,""x, and another""\n',
        [(1, ["a", "b"])],
        [f"p:2:2: stray-quote: a quote in cell 2 near '1,\"\"x, and ano' {_DOUBLED}"],
    ),
    "needless quotes": (
        b'"a","b"\n"1",2\n3,4\n"",5\n',
        [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"]), (4, ["", "5"])],
        [f"p:1:: needless-quote: lines 1, 2, 4: {_NEEDLESS}"],
    ),
    "nothing": (b"", [], [_EMPTY]),
    "CR": (b"a,b\r1,2\r", [], [f"p:0:: not-csv: this is text with CR line ends, {_EXPORT}"]),
    "UTF-16": ("a,b\n".encode("utf-16"), [], [f"p:0:: not-csv: this is UTF-16 text, {_EXPORT}"]),
    "UTF-16, other end": ("\ufeffa\n".encode("utf-16-be"), [], [f"p:0:: not-csv: this is UTF-16 text, {_EXPORT}"]),
    "UTF-16 without a mark": (
        ("id,name\n" * 9).encode("utf-16-le"),
        [],
        [f"p:0:: not-csv: this is UTF-16 or binary data, {_EXPORT}"],
    ),
}
# First bytes of a file of another kind.
KINDS = [
    (b"\x1f\x8b\x08" + bytes(9), "gzip data"),
    (b"PK\x03\x04rest", "an Excel workbook or zip archive"),
    (b"PK\x05\x06" + bytes(18), "an empty zip archive"),
    (b"BZh91AY", "bzip2 data"),
    (b"\xfd7zXZ\0", "xz data"),
    (b"\x28\xb5\x2f\xfd\x04", "zstandard data"),
    (b"7z\xbc\xaf\x27\x1c\0", "a 7-Zip archive"),
    (b"ARROW1\0\0", "an Arrow file"),
    (b"\x89PNG\r\n\x1a\n", "an image"),
    (b"\xff\xd8\xff\xe0", "an image"),
    (b"{\\rtf1", "an RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook"),
    (b"PAR1rest", "a Parquet file"),
    (b"%PDF-1.7\n", "a PDF"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\n <!DOCTYPE html><p>", "a web page"),
    (b"<HTML><p>", "a web page"),
    (b"<?xml version='1.0'?>\n", "a web page"),
    (b"\0" * 5000, "a file overwritten with NUL bytes"),
    (b"\x81" + bytes(range(256)) * 4, "binary data"),
]


def _read(path, data=None):
    """Return the records of a file as (line, cells), and its problems as texts, each in the order of coming."""
    if data is not None:
        path.write_bytes(data)
    found = list(records.records(path, "p"))
    taken = [(each.line, each.cells) for each in found if isinstance(each, Record)]
    return taken, [str(each) for each in found if isinstance(each, Problem)]


def _shows(cells):
    """Tell whether cells can stand in a file: blank lines, CRLF in a cell, and what looks like a mark of git cannot."""
    is_mark = records.join(cells).startswith(records._CONFLICT)
    return any(cell.strip(" \t") for cell in cells) and not is_mark and not any("\r\n" in cell for cell in cells)


@pytest.fixture
def file(tmp_path):
    """A path for one file."""
    return tmp_path / "file.csv"


@pytest.mark.parametrize("name", FILES)
def test_file(name, file):
    """Records stand on their first physical line, and what is wrong with bytes and quotes is said whole."""
    data, taken, problems = FILES[name]

    assert (taken, problems) == _read(file, data)


@pytest.mark.parametrize(("data", "kind"), KINDS, ids=[f"{n}-{kind}" for n, (_, kind) in enumerate(KINDS)])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "marked"])
def test_another_kind(data, kind, mark, file):
    """A file of another kind is told once and read no further, with or without a byte-order mark before it."""
    assert _read(file, mark + data) == ([], [f"p:0:: not-csv: this is {kind}, {_EXPORT}"])


def test_signs_in_text(file):
    """A few control signs make no binary data of a text."""
    text = b"a\n" + b"b\x01\x7f\0\n" * 4

    assert _read(file, text) == ([(1, ["a"]), *((n, ["b\x01\x7f\0"]) for n in range(2, 6))], [])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"a" * 160 + b"\0a" * 20 + b"\0a\n", None),
        (b"a" * 159 + b"\0a" * 20 + b"\0a\n", "UTF-16 or binary data"),
        (b"\x01" * 10 + b"a" * 89 + b"\n", None),
        (b"\x01" * 11 + b"a" * 88 + b"\n", "binary data"),
    ],
)
def test_most_signs_in_text(data, kind, file):
    """Text may have twenty NUL bytes in its first two hundred, and eight other signs and one more for every fifty."""
    expected = [] if kind is None else [f"p:0:: not-csv: this is {kind}, {_EXPORT}"]

    assert expected == _read(file, data)[1]


def test_longest_conflict(file):
    """A conflict is read as one over ten thousand lines and no more."""
    inside = b"a\n" * (records._MOST_CONFLICT - 1)
    whole = f"p:1:: merge-conflict: git left a merge conflict here, lines 1 to 10001; {_MARKS}"
    marks = [f"p:{line}:: merge-conflict: git left a mark here; {_MARKS}" for line in (1, 10_002)]

    assert _read(file, b"<<<<<<< a\n" + inside + b">>>>>>> b\n") == ([], [whole])
    assert _read(file, b"<<<<<<< a\na\n" + inside + b">>>>>>> b\n")[1] == marks


def test_what_is_told_once_can_be_taken_back(file):
    """Whoever brings the tally can take back what is not to be told."""
    file.write_bytes(b"\n\na\n\n")
    tally = records.Tally()
    found = []
    for item in records.records(file, "p", tally=tally):
        found.append(item)
        tally.forget("blank-line", range(3))

    assert found[1:] == [Problem("p", 4, "", "blank-line", "line 4: blank line", "delete it")]


def test_what_is_taken_back_is_not_counted():
    """What is taken back in several goes is neither named nor counted; another fault stays as it is."""
    tally = records.Tally()
    for line in range(1, 9):
        tally.add("blank-line", line)
    tally.add("needless-quote", 1)
    tally.add("crlf", 9)
    for line in (1, 3):
        tally.forget("blank-line", [line])
    tally.forget("needless-quote", [1])

    assert [str(each) for each in tally.problems("p", 9)] == [
        f"p:2:: blank-line: lines 2, 4, 5, 6, 7 and 1 more: {_BLANK}",
        f"p:9:: crlf: line 9: {_CRLF}",
    ]


def test_quick_way(file):
    """Below the header a quick way is asked about every whole line, and what it leaves is read with care."""
    file.write_bytes(b'h\na\nb\n"c,d"\n\xff\nh\na')
    found = list(records.records(file, "p", "h", {"a": "A", "h": "H"}.get))

    assert [each for each in found if not isinstance(each, Problem)] == [
        Record(1, ["h"], "h"),
        (2, "A"),
        Record(3, ["b"], "b"),
        Record(4, ["c,d"], '"c,d"'),
        (6, "H"),
        Record(7, ["a"], "a"),
    ]
    assert [each.code for each in found if isinstance(each, Problem)] == ["no-final-newline", "not-utf8"]


def test_no_quick_way_without_the_header(file):
    """A quick way is not asked in a file whose first line is not the header, though it come later."""
    file.write_bytes(b"x\nh\na\n")

    assert list(records.records(file, "p", "h", {"a": "A"}.get)) == [
        Record(1, ["x"], "x"),
        Record(2, ["h"], "h"),
        Record(3, ["a"], "a"),
    ]


class _Run(NamedTuple):
    count: int


class _Pairs(records.Lines):
    """Takes two lines together whenever the next one is `two`."""

    def taken(self):
        if self.back:
            return None
        raw = self.raw()
        if raw == b"two\n":
            self.raw()
            self.number += 2
            return _Run(2)
        if raw is not None:
            self.number += 1
            self.back.append((self.number, raw.decode().rstrip("\n")))
        return None


def test_lines_taken_together(file):
    """What another source of lines takes is yielded as it is, below the header only; reading goes on after it."""
    file.write_bytes(b"h\na\ntwo\nx\ntwo\nx\nb\n")
    found = list(records.records(file, "p", "h", {"b": "B"}.get, _Pairs))

    assert found == [Record(1, ["h"], "h"), Record(2, ["a"], "a"), _Run(2), _Run(2), (7, "B")]
    file.write_bytes(b"two\nx\n")
    assert list(records.records(file, "p", "h", {"b": "B"}.get, _Pairs)) == [
        Record(1, ["two"], "two"),
        Record(2, ["x"], "x"),
    ]


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
        f"p:1:1: open-quote: the quote that opens cell 1 {_ALONE}",
        f"p:2:1: stray-quote: a quote in cell 1 near 'y\"' {_DOUBLED}",
    ] == problems


def test_longest_cell(file):
    """A quoted cell may run over fifty-one lines and no more."""
    inside = b"x\n" * records.MAX_RECORD_LINES

    assert len(_read(file, b'"' + inside + b'"\n')[0]) == 1
    assert len(_read(file, b'"' + b"x\n" + inside + b'"\n')[0]) > 1


def test_longest_text_over_lines(file):
    """A cell goes on below a line of eighty thousand characters, and not below a longer one."""
    most = 4 * MAX_CELL

    assert _read(file, b'"' + b"x" * (most - 1) + b'\ny"\n') == ([(1, ["x" * (most - 1) + "\ny"])], [])
    assert _read(file, b'"' + b"x" * most + b'\ny"\n')[0] == []


def test_many_faults(file):
    """A fault on every one of very many lines is told once, with the right count."""
    file.write_bytes(b"a\n" + b"b\r\n" * 101_000)

    assert [f"p:2:: crlf: lines 2, 3, 4, 5, 6 and 100995 more: {_CRLF}"] == _read(file)[1]


_LINES = ["a", "a,b", "", ",", '""', '"x', 'y"', '"x,', "<<<<<<< a", "=======", ">>>>>>> b", "||||||| c", "\xe9", "\0"]
_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@settings(deadline=None, max_examples=300, derandomize=True)
@given(
    st.binary(max_size=200)
    | st.text('a,"\n\r ', max_size=40).map(str.encode)
    | st.lists(st.sampled_from(_LINES), max_size=12).flatmap(
        lambda lines: _ENDS.map(lambda end: end.join(lines).encode("latin-1"))
    )
)
@example(zlib.compress(b"a"))
@example(b'"\n"\n"')
@example(b'a"\r\n"')
@example(b"\x80\n\0")
def test_any_bytes(tmp_path_factory, data):
    """Any bytes are read without an exception; every line is in a record, or blank, or named by a problem."""
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(data)
    tally = records.Tally()
    found = list(records.records(file, "p", tally=tally))
    taken = [each for each in found if isinstance(each, Record)]
    problems = [each for each in found if isinstance(each, Problem)]
    blank, unread = (tally.lines.get(code, []) for code in ("blank-line", "not-utf8"))

    assert [each.line for each in taken] == sorted({each.line for each in taken})
    assert all(str(each) for each in problems)
    told = {each.line for each in problems}
    covered = {line for each in taken for line in range(each.line, each.line + each.text.count("\n") + 1)}
    assert not covered & {*blank, *unread}
    covered |= {*told, *blank, *unread}
    for each in problems:
        if " lines " in each.message and each.code == "merge-conflict":
            first, last = each.message.rsplit(" lines ", 1)[1].split(" to ")
            covered |= set(range(int(first), int(last) + 1))
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    assert covered - {0} <= set(range(1, lines + 1))
    assert 0 in told or 1 in unread or covered == set(range(1, lines + 1))


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.text('ab,"\n', max_size=40))
def test_like_the_standard_library(tmp_path_factory, text):
    """A file without a fault has the very records that Python's own strict reader finds in it."""
    file = tmp_path_factory.getbasetemp() / "like.csv"
    file.write_bytes(text.encode())
    found = list(records.records(file, "p"))
    if {each.code for each in found if isinstance(each, Problem)} <= {"needless-quote", "blank-line"}:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)

        assert [row for row in reader if any(row)] == [each.cells for each in found if isinstance(each, Record)]


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.lists(st.lists(strategies.ANY_TEXT, min_size=1, max_size=4).filter(_shows), max_size=5))
def test_round_trip(tmp_path_factory, rows):
    """Any cells that are joined, written and read come back the same, as many records as there were rows."""
    file = tmp_path_factory.getbasetemp() / "round.csv"
    text = "head\n" + "".join(map(records.join, rows))
    assume(sum(character in "\0\x1b\x7f" for character in text) <= 8)  # with more it is no text
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
