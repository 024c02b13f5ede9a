"""One file of any size: the same problems with and without the screen, ids, order, keys, and flat memory of ids."""

from __future__ import annotations

import importlib.metadata
import random
import tomllib
from array import array
from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import azisrael_data
from azisrael_data import pieces, records, stream
from azisrael_data.models import table
from azisrael_data.pieces import Run
from azisrael_data.problems import Problem
from azisrael_data.schema import header
from azisrael_data.stream import Checked, Ids

KEYS = {"actors": ["AZE", "ISR"], "places": ["baku"], "weapon_systems": ["heron"]}
INCIDENTS = table("incidents")
ROW = {"summary": "A.", "kind": "war", "actors": "AZE", "outcome": "occurred", "certainty": "certain"}
QUICK = [False, pytest.param(True, marks=pytest.mark.skipif(not stream.has_polars(), reason="no polars"))]


def line(number, **cells):
    row = {"id": f"IN-{number:04}", **ROW, **cells}
    return records.join([row.get(name, "") for name in header(INCIDENTS)])


def write(path, *lines):
    path.write_text(",".join(header(INCIDENTS)) + "\n" + "".join(lines), encoding="utf-8", newline="")
    return path


def check(path, *, quick, keys=KEYS, target=INCIDENTS):
    checked = Checked(path, target, "x.csv", keys, quick=quick)
    return [str(problem) for problem in checked], checked.rows


# Lines of a file -> its problems, and how many rows it has.
FILES = {
    "good": ([line(1), line(2, part_of="IN-0001"), line(3, part_of="IN-0002")], [], 3),
    "a key to a later row": ([line(1, part_of="IN-0002"), line(2)], [], 2),
    "a key to no row": (
        [line(1), line(2, part_of="IN-0009")],
        ["x.csv:3:part_of: dangling-key: 'IN-0009' is not in incidents; add it to datasets/incidents.csv"],
        2,
    ),
    "a key to no row with the number 0": (
        [line(1), line(2, part_of="IN-0000")],
        ["x.csv:3:part_of: dangling-key: 'IN-0000' is not in incidents; add it to datasets/incidents.csv"],
        2,
    ),
    "a row with the number 0": ([line(0), line(2, part_of="IN-0000")], [], 2),
    "an unknown actor": (
        [line(1, actors="AZE;ISL")],
        ["x.csv:2:actors: dangling-key: 'ISL' is not in actors; add it to actors"],
        1,
    ),
    "an unknown place": (
        [line(1, place="bakuu")],
        ["x.csv:2:place: dangling-key: 'bakuu' is not in places; did you mean 'baku'?"],
        1,
    ),
    "an id twice": (
        [line(1), line(2), line(2), line(3)],
        ["x.csv:4:id: duplicate-id: IN-0002 is already on line 3; delete the row, or give it the next free id"],
        4,
    ),
    "disorder, told once": (
        [line(5), line(2), line(1), line(7)],
        ["x.csv:3:id: row-order: IN-0002 after IN-0005; sort the rows by id, or run `azisrael fmt`"],
        4,
    ),
    "an id twice after disorder": (
        [line(5), line(2), line(9), line(5)],
        [
            "x.csv:3:id: row-order: IN-0002 after IN-0005; sort the rows by id, or run `azisrael fmt`",
            "x.csv:5:id: duplicate-id: IN-0005 is already on line 2; delete the row, or give it the next free id",
        ],
        4,
    ),
    "a key after disorder": (
        [line(5), line(2, part_of="IN-0005"), line(3, part_of="IN-0004")],
        [
            "x.csv:3:id: row-order: IN-0002 after IN-0005; sort the rows by id, or run `azisrael fmt`",
            "x.csv:4:part_of: dangling-key: 'IN-0004' is not in incidents; add it to datasets/incidents.csv",
        ],
        3,
    ),
    "cells that do not fit": (
        [line(1, date="2012"), line(2, deaths_low="5", deaths_high="2")],
        [
            (
                "x.csv:2:date_basis: incomplete-pair: 'date_basis' is empty though 'date' is '2012'; "
                "fill 'date_basis' or empty 'date'"
            ),
            "x.csv:3:deaths_low: low-high: 'deaths_low' 5 is above 'deaths_high' 2; swap or correct them",
        ],
        2,
    ),
    "a bad row among good ones": (
        [line(1), line(2, kind="wa"), line(3)],
        ["x.csv:3:kind: unknown-code: 'wa' is not a code, wanted one of the 32 codes; did you mean 'war'?"],
        3,
    ),
}


@pytest.mark.parametrize("quick", QUICK)
@pytest.mark.parametrize("case", FILES)
def test_files(tmp_path, case, quick):
    """A file gives exactly its problems, quickly or not."""
    lines, problems, rows = FILES[case]
    found, counted = check(write(tmp_path / "x.csv", *lines), quick=quick)

    assert sorted(found) == sorted(problems)
    assert counted == rows


@pytest.mark.parametrize("quick", QUICK)
def test_keys_are_judged_only_where_known(tmp_path, quick):
    """Without known keys those to other tables are left alone; those to rows of the file are not."""
    path = write(tmp_path / "x.csv", line(1, actors="QQQ", part_of="IN-0002"))

    assert [text.split(": ")[1] for text in check(path, quick=quick, keys=None)[0]] == ["dangling-key"]


# Keys that are known, cells of a row -> codes of its problems.
ODD_KEYS = [
    (None, {"place": "a" * 20_001}, ["too-long"]),
    (KEYS | {"places": ["Bad_Key"]}, {"place": "Bad_Key"}, ["bad-id"]),
    (KEYS | {"actors": ["AZE", ""]}, {"actors": "AZE;"}, ["bad-list"]),
    ({"places": ["baku"]}, {"actors": "QQQ", "systems": "nonesuch"}, []),
]


@pytest.mark.parametrize("quick", QUICK)
@pytest.mark.parametrize(("keys", "cells", "codes"), ODD_KEYS)
def test_odd_keys(tmp_path, keys, cells, codes, quick):
    """A key that is known is taken only in the form of its column; a table whose keys are not known is not judged."""
    found, _ = check(write(tmp_path / "x.csv", line(1, **cells)), quick=quick, keys=keys)

    assert [text.split(": ")[1] for text in found] == codes


@pytest.mark.parametrize("name", ["agreements", "arms_transfers", "visits", "trade_figures", "incidents", "evidence"])
def test_files_of_the_package(name):
    """The tables of the package have no problem; tables without the screen are read row by row."""
    root = azisrael_data.path()
    keys = {}
    for each in ("actors", "places", "weapon_systems", "agreements", "sources", "works"):
        with azisrael_data.path(each, "csv").open(encoding="utf-8") as file:
            keys[each] = [row.partition(",")[0] for row in file][1:]
    keys.pop(name, None)
    target = table(name)

    found, rows = check(root / target.path, quick=None, keys=keys, target=target)

    assert found == []
    assert rows == (root / target.path).read_bytes().count(b"\n") - 1


def test_composite_keys(tmp_path):
    """The ledger's key is two columns; a line that stands twice is told."""
    source = azisrael_data.path("lines", "csv").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "lines.csv"
    path.write_text("".join([*source[:4], source[2], *source[4:]]), encoding="utf-8")

    found, rows = check(path, quick=None, keys=None, target=table("lines"))

    assert [text.split(";")[0] for text in found] == ["x.csv:5:line: duplicate-id: cutler2023 2 is already on line 3"]
    assert rows == len(source)


def _spoilt(dice, lines):
    pieces_of = ['"', ",", "\n", "\r\n", ";", " ", "\u200b", "=", "é", "\t", ""]
    text = "".join(lines)
    for _ in range(dice.randint(0, 6)):
        at = dice.randrange(len(text))
        text = text[:at] + dice.choice(pieces_of) + text[at + dice.randint(0, 2) :]
    return text


@pytest.mark.skipif(not stream.has_polars(), reason="polars is not installed")
@pytest.mark.parametrize("size", [200, 1000, 1 << 20])
def test_quick_and_careful_agree(tmp_path, monkeypatch, size):
    """Spoilt anywhere, a file gives the same problems and as many rows by both ways, whatever the piece."""
    monkeypatch.setattr(pieces, "PIECE", size)
    dice = random.Random(size)
    path = tmp_path / "x.csv"
    for _ in range(60):
        lines = [line(dice.choice([n, n, n, 3]), note=dice.choice(["", "a, b", 'say "a"'])) for n in range(1, 20)]
        write(path, _spoilt(dice, lines))

        quick, careful = check(path, quick=True), check(path, quick=False)

        assert sorted(quick[0]) == sorted(careful[0])
        assert quick[1] == careful[1]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=8), max_size=6))
def test_ids(chunks):
    """Ids that come one by one or in rising runs are known again, with the line on which they first stood."""
    ids, seen, at = Ids(), {}, 1
    for chunk in chunks:
        run = Run(at, array("q", sorted(set(chunk))), {})
        if ids.extend(run):
            for offset, number in enumerate(run.ids):
                assert seen.setdefault(number, at + offset) == at + offset
            at += len(run.ids)
        else:
            for number in chunk:
                assert ids.add(number, at) == seen.get(number)
                seen.setdefault(number, at)
                at += 1
    assert [ids.holds(number) for number in range(62)] == [number in seen for number in range(62)]
    for low, high in combinations_with_replacement(range(62), 2):
        assert not ids.spans(low, high) or all(number in seen for number in range(low, high + 1))


def test_a_span_of_ids():
    """Ids that follow one another, in runs or one by one, are one span; after a gap another begins."""
    ids = Ids()

    assert ids.extend(Run(2, range(1, 5), {}))
    assert ids.add(5, 6) is None
    assert ids.extend(Run(7, array("q", [6, 8, 9]), {}))
    assert not ids.extend(Run(10, range(9, 12), {}))
    assert [ids.spans(*pair) for pair in [(1, 6), (8, 9), (1, 7), (6, 8), (0, 1), (9, 10)]] == [True] * 2 + [False] * 4
    assert ids.add(3, 20) == 4


def test_the_screen_is_for_large_files_of_tables_that_have_one(tmp_path, monkeypatch):
    """A small file goes row by row, and so does every file of a table without the screen, or without Polars."""
    path = write(tmp_path / "x.csv", line(1))
    assert not stream.quickly(path, INCIDENTS)

    monkeypatch.setattr(stream, "LARGE", 10)
    assert stream.quickly(path, INCIDENTS) == (stream.has_polars())
    assert not stream.quickly(path, table("evidence"))
    assert not stream.quickly(tmp_path / "none.csv", INCIDENTS)

    monkeypatch.setattr(stream, "has_polars", lambda: False)
    assert not stream.quickly(path, INCIDENTS)


@pytest.mark.parametrize(
    ("version", "at_hand"),
    [("1.28.0", True), ("1.28", True), ("2.1.0rc1", True), ("1.27.1", False), ("0.20.31", False), ("odd", False)],
)
def test_polars_that_is_too_old_is_not_used(monkeypatch, version, at_hand):
    """The screen wants a Polars that it was tried with; without one, the row path serves."""
    monkeypatch.setattr(importlib.metadata, "version", lambda _: version)

    assert stream.has_polars() is at_hand


def test_without_polars(monkeypatch):
    """Where Polars is not installed, that is no error."""
    monkeypatch.setattr(importlib.metadata, "distribution", _none)

    assert not stream.has_polars()


def test_the_extra_wants_the_same_polars():
    """The version that the extra asks for is the oldest that is used."""
    declared = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))

    assert declared["project"]["optional-dependencies"]["polars"] == [f"polars>={'.'.join(map(str, stream.POLARS))}"]


def _none(name):
    raise importlib.metadata.PackageNotFoundError(name)


def test_problems_are_problems(tmp_path):
    """What comes is values, as everywhere."""
    found = list(Checked(tmp_path / "none.csv", INCIDENTS, "x.csv"))

    assert found == [
        Problem("x.csv", 0, "", "file-missing", "no such file", "restore the file; every table has one"),
    ]
