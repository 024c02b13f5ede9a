"""Pieces of large files: runs of good lines, and everything else line by line, whatever the size of a piece."""

from __future__ import annotations

import pytest

from azisrael_data import pieces, read
from azisrael_data.models import table
from azisrael_data.problems import Problem
from azisrael_data.read import Numbered
from azisrael_data.schema import header
from azisrael_data.vector import Screen

pytest.importorskip("polars", reason="polars is not installed")

VISITS = table("visits")
HEADER = ",".join(header(VISITS)) + "\n"


def line(number, **cells):
    row = {"id": f"VI-{number:04}", "summary": "A.", "visitors": "AZE", "visitor_role": "Minister", "origin": "AZE",
           "destination": "ISR", "certainty": "certain", "level": "minister",
           "form": "visit", "status": "made", **cells}  # fmt: skip
    return ",".join(row.get(name, "") for name in header(VISITS)) + "\n"


def items(tmp_path, body, monkeypatch, size=None):
    """Return what reading gives: runs as (line, numbers), rows as their line, problems as text; and the bytes told."""
    if size:
        monkeypatch.setattr(pieces, "PIECE", size)
    path = tmp_path / "visits.csv"
    path.write_bytes(body if isinstance(body, bytes) else (HEADER + body).encode())
    told = []
    screen = Screen(VISITS, None)

    def source(file, shown, tally):
        return pieces.Pieces(file, shown, tally, screen, told.append)

    found = []
    for item in read.rows(path, VISITS, "visits.csv", ("id",), source):
        if isinstance(item, Problem):
            found.append(str(item).split(": ")[0] + " " + item.code)
        elif isinstance(item, Numbered):
            found.append(item.line)
        else:
            found.append((item.line, list(item.ids)))
    return found, sum(told)


def test_good_lines_are_one_run(tmp_path, monkeypatch):
    """A file of good rows is one run that starts on line 2."""
    found, told = items(tmp_path, line(1) + line(2) + line(3), monkeypatch)

    assert found == [(2, [1, 2, 3])]
    assert told == 3 * len(line(1))


def test_a_bad_line_parts_two_runs(tmp_path, monkeypatch):
    """A line that is not taken is read as a row, between two runs."""
    found, _ = items(tmp_path, line(1) + line(2, level="minster") + line(3), monkeypatch)

    assert found == [(2, [1]), "visits.csv:3:level unknown-code", 3, (4, [3])]


@pytest.mark.parametrize("size", range(40, 400, 23))
def test_the_size_of_a_piece_does_not_matter(tmp_path, monkeypatch, size):
    """Wherever pieces end, lines and problems are the same."""
    body = line(1) + line(2) + line(3, level="x") + "\n" + line(4) + line(5, note='"a, b"') + line(6)

    found, _ = items(tmp_path, body, monkeypatch, size)

    runs = [item[0] + k for item in found if isinstance(item, tuple) for k in range(len(item[1]))]
    assert sorted(runs + [item for item in found if isinstance(item, int)]) == [2, 3, 4, 6, 7, 8]
    assert [item for item in found if isinstance(item, str)] == [
        "visits.csv:4:level unknown-code",
        "visits.csv:5: blank-line",
    ]


def test_lines_inside_an_open_quote_belong_to_its_record(tmp_path, monkeypatch):
    """Good-looking lines that a quoted cell runs over are no rows of their own."""
    body = line(1) + line(2, note='"a,\n' + line(7)[:-1] + '\n b"') + line(3)

    found, _ = items(tmp_path, body, monkeypatch)

    assert [item for item in found if isinstance(item, tuple)] == [] or (2, [1]) in found
    assert [item for item in found if not isinstance(item, str)][-1] in (6, (6, [3]))
    assert "visits.csv:3:note line-break" in found


def test_a_cut_off_last_line_is_told(tmp_path, monkeypatch):
    """A last line without its end is left to the careful way, which tells it and takes no row from it."""
    found, _ = items(tmp_path, line(1) + line(2)[:-1], monkeypatch)

    assert found == [2, "visits.csv:3: no-final-newline"]


def test_nothing_is_taken_under_another_header(tmp_path, monkeypatch):
    """Under a header that is not exactly the table's every line is read with care."""
    body = (HEADER.replace("summary,date", "date,summary") + line(1)).encode()

    found, told = items(tmp_path, body, monkeypatch)

    assert not any(isinstance(item, tuple) for item in found)
    assert told == 0


def test_what_was_read_before_a_failing_disk_is_told(tmp_path, monkeypatch):
    """Where reading fails, the pieces before are judged first, though they were only read ahead."""
    read_on, calls = pieces.Pieces._next, []

    def failing(self):
        calls.append(self)
        if len(calls) > 2:
            self.bytes = Broken()
        return read_on(self)

    class Broken:
        def tell(self):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(pieces.Pieces, "_next", failing)
    body = line(1) + line(2, level="x") + line(3) + line(4)

    found, _ = items(tmp_path, body, monkeypatch, len(line(1)) - 1)

    assert found == [(2, [1]), "visits.csv:3:level unknown-code", 3, (4, [3]), "visits.csv:0: file-unreadable"]


def test_an_empty_body_and_one_of_newlines(tmp_path, monkeypatch):
    """A file that ends after its header, or goes on with blank lines only, has no run."""
    assert items(tmp_path, "", monkeypatch) == ([], 0)
    assert items(tmp_path, "\n\n", monkeypatch) == (["visits.csv:2: blank-line"], 2)
