"""twins: a Parquet file is held against its CSV cell for cell, and no bytes of it do harm."""

from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import arrow, twins
from azisrael_data.models import TABLES, table
from azisrael_data.package import Package
from azisrael_data.twins import finding
from azisrael_data.write import csv_text
from strategies import rows

WITHDRAWN = table("withdrawn")
ROWS = [
    {"id": f"VI-{n:04d}", "table": "visits", "date": "2020", "reason": "Told twice.", "replaced_by": None}
    for n in range(1, 4)
]
CSV = "datasets/withdrawn.csv"


def package(root, each=WITHDRAWN, found=ROWS, told=ROWS):
    """Write a table as CSV, and other rows of it as Parquet."""
    for path, data in (
        (each.path, csv_text(each, told).encode()),
        (each.parquet, arrow.parquet_bytes(arrow.arrow_table(each, found))),
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def changed(row, **cells):
    """Return the rows with some cells of one changed."""
    return [{**each, **cells} if n == row else each for n, each in enumerate(ROWS)]


# Rows of the Parquet file where the CSV has the three above -> column and message, or None.
DIFFERENCES = {
    "same": (ROWS, None),
    "cell": (
        changed(1, reason="Another."),
        ("reason", f"'reason' in row 2 (VI-0002) is 'Another.', 'Told twice.' in {CSV} (1 differing cell)"),
    ),
    "cells": (
        changed(2, reason="Another.", date="2021"),
        ("date", f"'date' in row 3 (VI-0003) is '2021', '2020' in {CSV} (2 differing cells)"),
    ),
    "cell where none is due": (
        changed(0, replaced_by="VI-0009"),
        ("replaced_by", f"'replaced_by' in row 1 (VI-0001) is 'VI-0009', '' in {CSV} (1 differing cell)"),
    ),
    "empty text where none is due": (
        changed(0, replaced_by=""),
        (
            "replaced_by",
            f"'replaced_by' in row 1 (VI-0001) is '(a text without letters)', '' in {CSV} (1 differing cell)",
        ),
    ),
    "row missing": (ROWS[1:], ("", f"the file lacks VI-0001, line 2 of {CSV} (1 missing row)")),
    "no rows": ([], ("", f"the file lacks VI-0001, line 2 of {CSV} (3 missing rows)")),
    "row extra": (
        [*ROWS, {**ROWS[0], "id": "VI-0009"}],
        ("", f"row 4 (VI-0009) is not in {CSV} (1 extra row)"),
    ),
    "row twice": ([*ROWS, ROWS[0]], ("", f"row 4 (VI-0001) is not in {CSV} (1 extra row)")),
    "all of it": (
        [ROWS[0], {**ROWS[1], "date": "2021"}, {**ROWS[2], "id": "VI-0009"}],
        (
            "date",
            f"'date' in row 2 (VI-0002) is '2021', '2020' in {CSV} (1 differing cell, 1 missing row, 1 extra row)",
        ),
    ),
    "another order": (ROWS[::-1], ("", f"the rows stand in another order than in {CSV}")),
    "far too many rows": (ROWS * 400, ("", f"the file has 1200 rows, {CSV} has 3")),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_differences(tmp_path, name):
    """What differs is one finding: the first row and column, both values, and how much differs."""
    found, expected = DIFFERENCES[name]

    assert finding(package(tmp_path, found=found), WITHDRAWN) == (expected and ("parquet-differs", *expected))


def _cast(data, name, kind):
    at = data.schema.get_field_index(name)
    field = pa.field(name, kind, nullable=data.schema.field(name).nullable, metadata=data.schema.field(name).metadata)
    return data.set_column(at, field, data[name].cast(kind))


def _undescribed(data, name):
    at = data.schema.get_field_index(name)
    return data.set_column(at, data.schema.field(name).remove_metadata(), data[name])


# What happens to the Arrow table -> column and message.
SCHEMAS = {
    "column missing": (lambda data: data.drop_columns(["reason"]), ("reason", "the file has no column 'reason'")),
    "column extra": (
        lambda data: data.append_column("note\n", data["id"]),
        ("", "the file has a column 'note\\n' that the table does not have"),
    ),
    "columns in another order": (
        lambda data: data.select(data.column_names[::-1]),
        ("", "the columns stand in another order or stand twice"),
    ),
    "column twice": (
        lambda data: data.append_column("id", data["id"]),
        ("", "the columns stand in another order or stand twice"),
    ),
    "another type": (
        lambda data: _cast(data, "reason", pa.large_string()),
        ("reason", "the column 'reason' is large_string, wanted string"),
    ),
    "no description": (
        lambda data: _undescribed(data, "date"),
        ("date", "the column 'date' is described otherwise than in the models"),
    ),
    "no title": (
        lambda data: data.replace_schema_metadata(None),
        ("", "the table is described otherwise than in the models"),
    ),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas(tmp_path, name):
    """A file with another schema than its table is one finding, the gravest, whatever its cells."""
    edit, expected = SCHEMAS[name]
    root = package(tmp_path)
    pq.write_table(edit(arrow.arrow_table(WITHDRAWN, ROWS)), root / WITHDRAWN.parquet)

    assert finding(root, WITHDRAWN) == ("parquet-differs", *expected)


# Bytes from those of a good file -> message, or its start.
DAMAGE = {
    "empty": (lambda good: good[:0], "the file is empty, wanted Parquet"),
    "text": (
        lambda good: good.replace(b"PAR1", b"id,t"),
        "the file starts with b'id,t', wanted b'PAR1': another kind of file",
    ),
    "cut off": (lambda good: good[:-9], "the file ends with "),
    "tail only": (lambda good: b"PAR1" + good[-8:], "the file cannot be read: "),
    "marks only": (lambda good: good[:4] * 2, "the file cannot be read: "),
    "middle gone": (lambda good: good[:200] + good[400:], "the file cannot be read: "),
    "footer of noise": (lambda good: good[:-200] + b"\xff" * 192 + good[-8:], "the file cannot be read: "),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage(tmp_path, name):
    """A damaged file is one finding."""
    damage, expected = DAMAGE[name]
    root = package(tmp_path)
    (root / WITHDRAWN.parquet).write_bytes(damage((root / WITHDRAWN.parquet).read_bytes()))

    code, column, message = finding(root, WITHDRAWN)

    assert (code, column) == ("parquet-damaged", "")
    assert message.startswith(expected)
    assert len(message) < 120


# What stands in the CSV: another spelling of the same rows, or nothing that could be compared.
SPELLINGS = {
    "BOM": lambda text: b"\xef\xbb\xbf" + text,
    "CRLF": lambda text: text.replace(b"\n", b"\r\n"),
    "needless quotes": lambda text: text.replace(b"Told twice.", b'"Told twice."'),
    "no final newline": lambda text: text[:-1],
    "another header": lambda text: text.replace(b"reason", b"raisin"),
    "empty": lambda text: text[:0],
    "not UTF-8": lambda text: b"\xff" + text,
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_csv_that_is_spelt_otherwise(tmp_path, name):
    """How the CSV is written is the business of its reader, not a difference of the Parquet file."""
    root = package(tmp_path)
    (root / CSV).write_bytes(SPELLINGS[name]((root / CSV).read_bytes()))

    assert finding(root, WITHDRAWN) is None


def test_csv_that_is_no_file(tmp_path):
    """A CSV that is missing or a link leaves nothing to compare; the Parquet file is read all the same."""
    root = package(tmp_path, found=[])
    (root / CSV).rename(root / "elsewhere.csv")
    assert finding(root, WITHDRAWN) is None

    (root / CSV).symlink_to("../elsewhere.csv")
    assert finding(root, WITHDRAWN) is None


@settings(deadline=None, max_examples=8, derandomize=True)
@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
@given(data=st.data())
def test_any_rows_agree_with_themselves(tmp_path_factory, each, data):
    """Any rows that a table can hold give a CSV and a Parquet file that agree; without the last row they differ."""
    told = data.draw(st.lists(rows(each), max_size=3, unique_by=lambda row: tuple(row[name] for name in each.key)))
    told.sort(key=lambda row: tuple(row[name] for name in each.key))
    root = tmp_path_factory.mktemp("twins")

    assert finding(package(root, each, told, told), each) is None
    if told:
        assert finding(package(root, each, told[:-1], told), each)[0] == "parquet-differs"


# Members of a list that CSV could not hold, where the CSV has ARC;NOR.
LISTS = ([], ["ARC;NOR"], ["ARC", "NOR", ""], ["ARC", None, "NOR"], ["NOR", "ARC"])


@pytest.mark.parametrize("members", LISTS, ids=str)
def test_lists_are_lists(package_root, members):
    """A list that is not the one in the CSV differs, also where joining its members would give the same text."""
    root, each = package_root(texts=False), table("agreements")
    told = [dict(row.values) for row in Package(root)["agreements"].rows]
    (root / each.parquet).write_bytes(arrow.parquet_bytes(arrow.arrow_table(each, told)))
    assert finding(root, each) is None

    told[0]["parties"] = members
    (root / each.parquet).write_bytes(arrow.parquet_bytes(arrow.arrow_table(each, told)))

    shown = repr(str(members)) if members != ["NOR", "ARC"] else "'NOR;ARC'"
    message = f"'parties' in row 1 (AG-0001) is {shown}, 'ARC;NOR' in {each.path} (1 differing cell)"
    assert finding(root, each) == ("parquet-differs", "parties", message)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_mutations(tmp_path_factory, data):
    """A file with any byte changed is damaged, differs, or says the same; it never ends the reading."""
    root = package(tmp_path_factory.getbasetemp() / "mutated")
    good = bytearray((root / WITHDRAWN.parquet).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(4, len(good) - 5))] = data.draw(st.integers(0, 255))
    (root / WITHDRAWN.parquet).write_bytes(good)

    found = finding(root, WITHDRAWN)

    assert found is None or found[0] in ("parquet-damaged", "parquet-differs")


def test_memory_is_limited(tmp_path):
    """A small file that unfolds to more than the limit is damaged, not the end of the machine."""
    pytest.importorskip("resource", reason="this system limits no process's memory")
    if sys.platform != "linux":
        pytest.skip("only Linux is known to hold a process to its limit")
    root, count = package(tmp_path), 5000
    large = pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array(["x" * 10_000_000]))
    bomb = pa.table(dict.fromkeys(arrow.arrow_schema(WITHDRAWN).names, large))
    pq.write_table(bomb, root / WITHDRAWN.parquet, store_schema=False)
    code = (
        "import sys, pathlib\nfrom azisrael_data import twins\nfrom azisrael_data.models import table\n"
        "twins._schema_faults = lambda *_: iter(())\ntwins.limit_memory(0)\n"
        "print(*twins.finding(pathlib.Path(sys.argv[1]), table('withdrawn')))"
    )

    done = subprocess.run([sys.executable, "-c", code, root], capture_output=True, text=True, check=False)

    assert done.stdout.startswith("parquet-damaged  the file cannot be read: ")
    assert (root / WITHDRAWN.parquet).stat().st_size < 10_000_000


def test_no_limit_where_there_is_none(monkeypatch):
    """A system that cannot limit memory is left as it is."""
    monkeypatch.setitem(sys.modules, "resource", None)

    assert twins.limit_memory(0) is None
