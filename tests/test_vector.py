"""The screen for large files: it takes only lines that the careful way reads without a problem."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import azisrael_data
import strategies
from azisrael_data import cells, records, rules, schema
from azisrael_data.models import TABLES, Table, table
from azisrael_data.models.base import required
from azisrael_data.vector import Screen, prefix
from azisrael_data.write import csv_line
from test_screen import LEFT, NASTY, TAKEN, Every, careful

pytest.importorskip("polars", reason="polars is not installed")


class Each(Every):
    """A row with a column of every type of cell, the last of them required."""

    last: Annotated[str, cells.Code(codes={"yes": "1", "no": "2"})] = required("Last.")


EACH = Table("each", Each, "each.csv", ("id",), "Every type of cell")
# What the screen for single lines takes and this one leaves.
LEFT_HERE = {("day", "0001-01-01")}
SCREENED = [each.name for each in TABLES if prefix(each)]


def taken(target, lines, keys=None):
    """Return which of some lines are taken."""
    data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    found = Screen(target, keys).taken(data)
    return [found is not None and n not in found.left for n in range(len(lines))]


def line_with(name, cell):
    found = {"id": "AA-0001", "last": "yes", name: cell}
    return records.join([found.get(column, "") for column in schema.header(EACH)])[:-1]


def test_tables_with_a_screen():
    """Tables have such a screen whose ids are numbered and whose rules are told as data; none ends with a free text."""
    assert SCREENED == ["agreements", "visits", "incidents"]
    assert {type(schema.columns(table(name))[-1].cell) for name in SCREENED} == {cells.Code}
    assert prefix(table("incidents")) == ("IN", 4)
    assert prefix(table("arms_transfers")) is None
    assert "arms_transfers" in rules.OWN
    assert prefix(table("actors")) is None
    assert prefix(table("lines")) is None


@pytest.mark.parametrize(("name", "cell"), [(name, cell) for name, found in TAKEN.items() for cell in found])
def test_taken(name, cell):
    """What the screen for single lines takes is taken here too, JSON and days before the year 1000 apart."""
    assert taken(EACH, [line_with(name, cell)]) == [name != "fields" and (name, cell) not in LEFT_HERE]


@pytest.mark.parametrize(("name", "cell"), [(name, cell) for name, found in LEFT.items() for cell in found])
def test_left(name, cell):
    """What is not surely good is left: a line that is taken is one that the careful way reads without a problem."""
    line = line_with(name, cell)

    assert taken(EACH, [line]) == [False] or careful(EACH, line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "AA-0001",
        line_with("name", "a") + ",",
        line_with("name", "a").removesuffix("yes"),
        line_with("name", "a").removesuffix(",yes"),
        line_with("name", "x").replace("x", '"x"'),
        line_with("name", "x").replace("x", '"x,y'),
        line_with("name", "x").replace("x", '"x,y"z'),
        line_with("name", "x").replace("x", 'x"y'),
        line_with("name", "x").replace("x", '""'),
        line_with("name", "x").replace("x", '"""'),
        line_with("name", "x").replace("x", '"x""'),
        line_with("name", "x") + "\r",
        '"AA-0001"' + line_with("name", "x")[7:],
        line_with("name", "x").replace(",yes", ',"yes"'),
        '"AA-0001",' + "," * (len(schema.header(EACH)) - 4) + "yes",
        line_with("name", "x\0"),
        line_with("name", "a\ud800"),
        line_with("words", "javascript:a"),
        line_with("name", "Javascript:a"),
    ],
)
def test_left_lines(line):
    """Lines that are ragged, quoted otherwise than needed, cut off, or no UTF-8 are left."""
    assert taken(EACH, [line]) == [False]


def test_one_bad_line_costs_only_itself():
    """Good lines around a bad one are taken, if every line is a record."""
    good = line_with("name", "a")

    assert taken(EACH, [good, line_with("few", "x"), good, "", good]) == [True, False, True, False, True]


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_nothing_is_taken_of_nothing(data):
    """A piece without a record has no line that is taken."""
    found = Screen(EACH, None).taken(data)

    assert found is None or len(found.left) == len(found.ids)


@pytest.mark.parametrize("bad", ['AA-0001,"x', line_with("name", "\ud800")])
def test_what_is_no_plain_text_is_left_as_a_whole(bad):
    """Where a quote stays open or bytes are no UTF-8, lines and records may part: nothing is taken."""
    assert taken(EACH, [line_with("name", "a"), bad, line_with("name", "a")]) == [False] * 3


NEEDLESS = line_with("name", "x").replace("x", '"x"')  # two bytes more than its canonical spelling
RAGGED = line_with("name", "x") + ","  # one byte more
UNQUOTED = line_with("name", "x").replace("x", 'x"y')  # three bytes fewer


@pytest.mark.parametrize(
    "lines",
    [
        [line_with("name", "x"), line_with("name", "x, y"), line_with("name", 'x "y"')],
        [NEEDLESS],
        [NEEDLESS, line_with("name", "x")],
        [NEEDLESS, UNQUOTED, RAGGED],
        [UNQUOTED, line_with("name", 'x "y"'), RAGGED, NEEDLESS],
        [line_with("name", "x").replace("x", 'x"y"z') + ",,,,", line_with("name", "x")],
        ['"AA-0001"' + line_with("name", "x").replace("x", 'x"y"z')[7:] + ",,"],
        [line_with("name", "x").replace("x", 'x"y').replace(",yes", ',"yes"') + ","],
    ],
)
def test_no_line_makes_up_for_another(lines):
    """A line that is too long by its quotes is left, also beside one that is too short by as much."""
    good = [line in (line_with("name", "x"), line_with("name", "x, y"), line_with("name", 'x "y"')) for line in lines]

    found = taken(EACH, lines)

    lone = any('x"y' in line for line in lines)  # which may end the reading of a piece
    assert found == good or (lone and not any(found))


def _exists(day):
    try:
        return bool(date.fromisoformat(day))
    except ValueError:
        return False


def test_days():
    """Days that exist are taken, the last of February in leap years only; others are left."""
    days = [f"{year}-{month:02}-{day:02}" for year in (1996, 2023) for month in range(14) for day in range(33)]
    days += [f"{year}-02-29" for year in range(1500, 2500)]

    assert taken(EACH, [line_with("day", day) for day in days]) == list(map(_exists, days))


KEYED = {
    "id": "IN-0001",
    "summary": "A.",
    "kind": "war",
    "actors": "AZE",
    "outcome": "occurred",
    "certainty": "certain",
}
KEYS = {"actors": ["AZE", "ISR"], "places": ["baku"], "weapon_systems": ["heron", "none"]}


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"actors": "AZE;ISR", "place": "baku", "systems": "heron"}, True),
        ({"actors": "ARM"}, False),
        ({"actors": "AZE;ARM"}, False),
        ({"actors": "AZE;AZE"}, False),
        ({"actors": "AZE;"}, False),
        ({"place": "shusha"}, False),
        ({"systems": "none"}, False),  # a key that no cell may hold
        ({"part_of": "IN-0009"}, True),  # a row of this file: judged once all are read
        ({"part_of": "IN-0001"}, False),
        ({"summary": 'They said "no".'}, True),
        ({"summary": 'They said "no, never".', "note": 'A "b".'}, True),
        ({"date": "2012"}, False),
        ({"date": "2012", "date_basis": "stated"}, True),
        ({"date_basis": "stated"}, False),
        ({"deaths_low": "2", "deaths_high": "10"}, True),
        ({"deaths_low": "10", "deaths_high": "2"}, False),
        ({"deaths_low": "10"}, True),
    ],
)
def test_keys_and_rules(changes, good):
    """Keys to other tables and the rules between cells are part of the screen."""
    target = table("incidents")
    row = {**KEYED, **changes}
    line = records.join([row.get(name, "") for name in schema.header(target)])[:-1]

    assert taken(target, [line], KEYS) == [good]


def _torn(line, place, text):
    at = place % (len(line) + 1)
    return line[:at] + text + line[at + 1 :]


def _swapped(line, place, cell):
    found = records._split(line)[0]
    found[place % len(found)] = cell
    return records.join(found)[:-1]


@pytest.mark.parametrize("target", [EACH, *map(table, SCREENED)], ids=lambda each: each.name)
def test_never_takes_what_the_careful_way_refuses(target):
    """Of good rows, spoilt rows and noise, none is taken that the careful way finds a fault in."""
    good = strategies.rows(target).map(lambda row: csv_line(target, row)[:-1])
    cell = strategies.NEAR_MISSES | st.sampled_from(NASTY)
    width = len(schema.header(target))
    spoilt = st.builds(_swapped, good, st.integers(0, width), cell)
    torn = st.builds(
        _torn, good, st.integers(0, 300), st.sampled_from(['"', ",", ";", '""', " ", ":", "\n", "t:", "="])
    )

    @settings(deadline=None, max_examples=40, derandomize=True)
    @given(st.lists(good | spoilt | torn, min_size=1, max_size=12))
    def holds(lines):
        lines = [line for whole in lines for line in whole.split("\n")]
        for line, is_taken in zip(lines, taken(target, lines), strict=True):
            assert not is_taken or careful(target, line) is not None

    holds()


@pytest.mark.parametrize("name", SCREENED)
def test_is_of_use(name):
    """At least nine of ten rows of the package are taken."""
    lines = (azisrael_data.path() / table(name).path).read_text(encoding="utf-8").splitlines()[1:]
    found = taken(table(name), lines)

    assert sum(found) >= 0.9 * len(lines)
