"""difference: every row and cell that is not the same is told, as what it is, and nothing else is."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data.difference import (
    ADDED,
    CHANGED,
    DROPPED,
    LOST,
    RENUMBERED,
    REUSED,
    WITHDRAWN,
    Cell,
    Ground,
    difference,
    narrowed,
)
from azisrael_data.snapshots import folder
from azisrael_data.versioning import MAJOR, MINOR, PATCH
from edits import adds, drops, fields, sets, spoil
from snapping import snap

TOMBSTONE = {"date": "2021", "reason": "Told twice."}


def retell(old, new):
    """Return an edit that writes a new id wherever the old one stands, but in the ledger of ids."""

    def edit(tables):
        for name in (name for name in tables if name != "published"):
            for row in tables[name]:
                row.update({column: new if cell == old else cell for column, cell in row.items()})

    return edit


def swap(one, other):
    return lambda tables: [retell(*pair)(tables) for pair in ((one, "?"), (other, one), ("?", other))]


# What is done to the invented package -> every row that differs, and the level.
CHANGES = {
    "nothing": ([], [], None),
    "rows in another order": ([lambda tables: tables["actors"].reverse()], [], None),
    "a cell": ([sets("visits", "VI-0001", level="expert")], [("visits", CHANGED, "VI-0001")], PATCH),
    "a generated cell": ([sets("visits", "VI-0001", certainty="possible")], [("visits", CHANGED, "VI-0001")], PATCH),
    "a new actor": ([adds("actors", id="x", name="X")], [("actors", ADDED, "x")], MINOR),
    "a fact is lost": ([drops("incidents", "IN-0002")], [("incidents", LOST, "IN-0002")], MAJOR),
    "a line is lost": (
        [drops("lines", ("beta2021", "1"))], [("lines", LOST, "beta2021 1")], MAJOR),
    "the ledger is shortened": (
        [drops("published", ("visits", "VI-0001"))], [("published", LOST, "visits VI-0001")], MAJOR),
    "a tombstone is taken away": ([drops("withdrawn", "VI-0009")], [("withdrawn", LOST, "VI-0009")], MAJOR),
    "a tombstone is given to another id": (
        [sets("withdrawn", "VI-0009", id="VI-0010")],
        [("withdrawn", LOST, "VI-0009"), ("withdrawn", ADDED, "VI-0010")], MAJOR),
    "a note of the checks is taken away": (
        [lambda tables: tables["exceptions"].__delitem__(slice(1, None))], [("exceptions", DROPPED, None)], PATCH),
    "a fact is withdrawn": (
        [drops("incidents", "IN-0002"), adds("withdrawn", id="IN-0002", table="incidents", **TOMBSTONE)],
        [("incidents", WITHDRAWN, "IN-0002"), ("withdrawn", ADDED, "IN-0002")], MINOR),
    "a tombstone of another table": (
        [drops("incidents", "IN-0002"), adds("withdrawn", id="IN-0002", table="visits", **TOMBSTONE)],
        [("incidents", LOST, "IN-0002"), ("withdrawn", ADDED, "IN-0002")], MAJOR),
    "a fact is renumbered": (
        [retell("VI-0001", "VI-0002")],
        [("visits", RENUMBERED, "VI-0002"), ("evidence", CHANGED, "EV-00007")], MAJOR),
    "a fact is renumbered with its span": (
        [retell("VI-0001", "VI-0002"), retell("EV-00007", "EV-00077")],
        [("visits", RENUMBERED, "VI-0002"), ("evidence", RENUMBERED, "EV-00077")], MAJOR),
    "a fact is renumbered and corrected": (
        [retell("VI-0001", "VI-0002"), sets("visits", "VI-0002", level="expert", summary="x")],
        [("visits", RENUMBERED, "VI-0002"), ("evidence", CHANGED, "EV-00007")], MAJOR),
    "a fact gets another id with a tombstone": (
        [retell("VI-0001", "VI-0002"),
         adds("withdrawn", id="VI-0001", table="visits", replaced_by="VI-0002", **TOMBSTONE)],
        [("visits", WITHDRAWN, "VI-0001"), ("visits", ADDED, "VI-0002"), ("evidence", CHANGED, "EV-00007"),
         ("withdrawn", ADDED, "VI-0001")], MINOR),
    "a span is renumbered": (
        [retell("EV-00014", "EV-00020")],
        [("evidence", RENUMBERED, "EV-00020"), ("exceptions", None, None)], MAJOR),
    "an actor is renumbered": (
        [sets("actors", "otto-vane", id="vane"), sets("visits", "VI-0001", hosts="vane")],
        [("actors", RENUMBERED, "vane"), ("visits", CHANGED, "VI-0001")], MAJOR),
    "two facts change places": (
        [swap("IN-0001", "IN-0002")],
        [("incidents", REUSED, "IN-0001"), ("incidents", REUSED, "IN-0002"), ("evidence", CHANGED, None)], MAJOR),
    "an actor becomes another": (
        [sets("actors", "otto-vane", name="Rupert Blake", aliases="Blake")], [("actors", REUSED, "otto-vane")], MAJOR),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_changes(package_root, case):
    """Each way to change a package is told as what it is, row by row; None stands for any kind or key."""
    edits, expected, level = CHANGES[case]
    old = folder(package_root("old", texts=False), "old")
    new = folder(spoil(package_root("new", texts=False), *edits), "new")

    found = difference(old, new)

    told = [(table.name, row.kind, " ".join(row.key)) for table in found.tables for row in table.rows]
    exact = {each for each in expected if None not in each}
    loose = {each for each in expected if None in each}
    left = [row for row in told if row not in exact]
    assert exact <= set(told)
    assert [row for row in left if not any(_fits(row, each) for each in loose)] == []
    assert all(any(_fits(row, each) for row in left) for each in loose if each[0] != "exceptions")
    assert level == found.level
    assert bool(found) is bool(expected)
    assert bool(found.refused) is any(kind in (RENUMBERED, REUSED) for _, kind, _ in told)


def _fits(row, pattern):
    return all(wanted in (None, cell) for cell, wanted in zip(row, pattern, strict=True))


def test_cells(package_root):
    """A changed row has its changed cells in the order of the columns: before, after, members, and who writes them."""
    old = folder(package_root("old", texts=False), "old")
    edit = sets("visits", "VI-0001", hosts="mira-lund;otto-vane", place="", sources="alpha2020:4;alpha2020:5")
    new = folder(spoil(package_root("new", texts=False), edit), "new")

    (table,) = difference(old, new).tables

    assert [row.cells for row in table.rows] == [
        (
            Cell("hosts", "otto-vane", "mira-lund;otto-vane", added=("mira-lund",)),
            Cell("place", "port-alder", ""),
            Cell("sources", "alpha2020:4", "alpha2020:4;alpha2020:5", generated=True, added=("alpha2020:5",)),
        )
    ]


def test_cells_of_literals(package_root):
    """The literals of a span are told column by column."""
    old = folder(package_root("old", texts=False), "old")
    edit = fields("EV-00007", date="in May 2015", place=..., hosts=None)
    new = folder(spoil(package_root("new", texts=False), edit), "new")

    (table,) = difference(old, new).tables

    (cell,) = table.rows[0].cells
    assert cell.removed == ('date: "3 May 2015"', 'hosts: ["Otto Vane"]', 'place: "Port Alder"')
    assert cell.added == ('date: "in May 2015"', "hosts: null")


@pytest.mark.parametrize("text", ["", "{", "[1]", "[" * 9000, '"x"'])
def test_cells_that_are_no_json(text):
    """What stands in the place of a JSON object is told as a text."""
    old, new = snap(evidence=[{"id": "E", "fields": text}]), snap(evidence=[{"id": "E", "fields": '{"a": null}'}])

    (cell,) = difference(old, new).tables[0].rows[0].cells

    assert (cell.old, cell.removed, cell.added) == (text, (), ("a: null",))


def test_a_tombstone_goes_with_its_row():
    """A withdrawn row has the row of its tombstone."""
    stone = {"id": "a", "table": "actors", "reason": "Told twice."}
    old, new = snap(actors=[{"id": "a", "name": "A"}]), snap(actors=[], withdrawn=[stone])

    (row,) = difference(old, new).tables[0].rows

    assert (row.kind, row.tombstone, row.gone) == (WITHDRAWN, stone, True)


def test_columns():
    """Columns that came and went are told, and the cells in them; so is another order."""
    old = snap(ports=[{"id": "1", "a": "x", "b": "y"}])
    new = snap(ports=[{"id": "1", "c": "", "a": "x"}])

    (table,) = difference(old, new).tables

    assert (table.columns_removed, table.columns_added, table.reordered) == (("b",), ("c",), False)
    assert table.rows[0].cells == (Cell("b", "y", None), Cell("c", None, ""))
    assert difference(old, snap(ports=[{"id": "1", "b": "y", "a": "x"}])).tables[0].reordered


def test_a_table_that_is_not_known():
    """Rows of a table that the models do not have are known again too."""
    found = difference(snap(ports=[{"id": "1", "x": "a"}]), snap(ports=[{"id": "2", "x": "a"}]))

    assert [(row.kind, row.was) for _, row in found.refused] == [(RENUMBERED, ("1",))]


def test_tables():
    """A table that came or went is told with its rows, an empty one too."""
    found = difference(snap(ports=[{"id": "1"}], quays=[]), snap(piers=[]))

    assert [(table.name, [row.kind for row in table.rows]) for table in found.tables] == [
        ("piers", []), ("ports", [LOST]), ("quays", []),
    ]  # fmt: skip
    assert [list(table.grounds()) for table in found.tables] == [
        [Ground(MINOR, "table", ADDED)],
        [Ground(MAJOR, "table", "removed"), Ground(MAJOR, "row", LOST)],
        [Ground(MAJOR, "table", "removed")],
    ]


def test_schemas():
    """A change of a schema alone is a difference of its table."""
    sides = [snap(schemas={"ports": {"title": title}}, ports=[{"id": "1"}]) for title in ("Ports", "Harbours")]

    found = difference(*sides)

    assert [(change.part, change.level) for table in found.tables for change in table.schema] == [("title", PATCH)]
    assert found.level == PATCH


# What a difference is narrowed to -> the rows that are left.
NARROWED = {
    "all": ({}, ["visits VI-0001", "evidence EV-00007", "evidence EV-00013", "published ports 1"]),
    "a table": ({"tables": ["visits"]}, ["visits VI-0001", "evidence EV-00007"]),
    "the evidence": ({"tables": ["evidence"]}, ["evidence EV-00007", "evidence EV-00013"]),
    "another table": ({"tables": ["actors"]}, []),
    "no generated cells": ({"generated": False}, ["evidence EV-00007", "evidence EV-00013"]),
}


@pytest.mark.parametrize("case", NARROWED)
def test_narrowed(package_root, case):
    """A difference can be narrowed to tables with their spans, and to what people write."""
    options, expected = NARROWED[case]
    old = folder(package_root("old", texts=False), "old")
    edits = [
        sets("visits", "VI-0001", certainty="possible"),
        sets("evidence", "EV-00007", coder="x"),
        sets("evidence", "EV-00013", coder="x"),
        adds("published", table="ports", id="1", since="0.0.1", mark="x"),
    ]
    found = difference(old, folder(spoil(package_root("new", texts=False), *edits), "new"))

    told = narrowed(found, **options)

    assert expected == [f"{table.name} {' '.join(row.key)}" for table in told.tables for row in table.rows]
    assert bool(told) is bool(expected)


_TEXTS = ["", "a", "b", "a;b", '{"date": "x"}', '{"date": null, "place": "y"}']
_IDS = ["A", "B", "C", "D"]
_COLUMNS = {
    "visits": ("summary", "hosts", "certainty"), "actors": ("name", "aliases"), "ports": ("x", "y"),
}  # fmt: skip


def _snapshot(seed):
    """Make a small snapshot that shares ids with others, so that rows come, go, change and are taken for each other.

    By a seeded generator: to draw every cell would take most of the time of the tests.
    """
    chance = Random(seed)

    def some(given):
        return chance.sample(given, chance.randint(0, len(given)))

    def rows(columns):
        return [{"id": key, **{column: chance.choice(_TEXTS) for column in columns}} for key in some(_IDS)]

    sheets = {name: rows(some(columns)) for name, columns in _COLUMNS.items() if chance.random() < 0.9}
    spans = rows(("start", "fields"))
    sheets["evidence"] = [{**span, "table": "visits", "row_id": chance.choice(_IDS)} for span in spans]
    sheets["withdrawn"] = [{"id": key, "table": "visits", "reason": "x"} for key in some(_IDS[:2])]
    sheets["exceptions"] = [{"evidence_id": key, "rule": "x", "reason": chance.choice(_TEXTS)} for key in some(_IDS)]
    return snap(**sheets)


SNAPSHOTS = st.integers(0, 1 << 32).map(_snapshot)


def applied(found):
    """Return the tables of the old side with everything done to them that a difference tells."""
    tables = {name: (sheet.columns, dict(sheet.rows)) for name, sheet in found.old.sheets.items()}
    for table in found.tables:
        rows = tables.pop(table.name, ((), {}))[1]
        if table.new is None:
            continue
        for row in table.rows:
            base = rows.pop(row.was or row.key, {})
            if not row.gone:
                cells = {**base, **{cell.column: cell.new for cell in row.cells}}
                rows[row.key] = {column: text for column, text in cells.items() if text is not None}
        tables[table.name] = table.new.columns, rows
    return tables


@settings(deadline=None, max_examples=200)
@given(SNAPSHOTS, SNAPSHOTS)
def test_a_difference_is_all_there_is(old, new):
    """Doing to the old tables what the difference tells gives the new ones."""
    assert applied(difference(old, new)) == {name: (each.columns, each.rows) for name, each in new.sheets.items()}


@settings(deadline=None, max_examples=50)
@given(SNAPSHOTS)
def test_nothing_differs_from_itself(one):
    """A snapshot does not differ from itself, whatever is in it."""
    found = difference(one, one)

    assert (bool(found), found.level, found.refused) == (False, None, [])


@settings(deadline=None, max_examples=100)
@given(SNAPSHOTS, SNAPSHOTS)
def test_the_other_way_round(old, new):
    """The other way round what came has gone, and every cell is told with its sides exchanged."""
    for there, back in zip(difference(old, new).tables, difference(new, old).tables, strict=True):
        assert there.name == back.name
        assert (there.columns_added, there.columns_removed) == (back.columns_removed, back.columns_added)
        assert _gone(there) == _come(back)
        assert _come(there) == _gone(back)
        mirrored = {
            row.key: {(cell.column, cell.new, cell.old, cell.added, cell.removed) for cell in row.cells}
            for row in back.rows
            if row.kind in (CHANGED, REUSED)
        }
        assert mirrored == {
            row.key: {(cell.column, cell.old, cell.new, cell.removed, cell.added) for cell in row.cells}
            for row in there.rows
            if row.kind in (CHANGED, REUSED)
        }


def _gone(table):
    return {row.was or row.key for row in table.rows if row.gone or row.was}


def _come(table):
    return {row.key for row in table.rows if row.kind in (ADDED, RENUMBERED)}
