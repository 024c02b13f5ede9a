"""arrow: rows to typed Parquet and back, with what the columns mean on board."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import arrow, schema
from azisrael_data.models import TABLES, table
from strategies import rows

# Cell type, by its name -> Arrow type.
TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
    "decimal128(28,8)": pa.decimal128(28, 8),
    "list<string>": pa.list_(pa.field("element", pa.string())),
}


def tombstones(count, **last):
    """Return a table of withdrawn ids; `last` changes cells of the last one."""
    found = [{"id": f"VI-{n:04d}", "table": "visits", "date": "2020", "reason": "Told twice."} for n in range(count)]
    found[-1].update(last)
    return arrow.arrow_table(table("withdrawn"), found)


@pytest.mark.parametrize("name", TYPES)
def test_types(name):
    """Each name that a cell type gives stands for one Arrow type."""
    assert TYPES[name] == arrow.arrow_type(name)


def test_unknown_type_is_refused():
    """A cell type with a type name that is not known fails loudly."""
    with pytest.raises(KeyError, match=r"^'float'$"):
        arrow.arrow_type("float")


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_schema_says_what_columns_mean(each):
    """A Parquet schema has the columns in file order, with type, description, codes, and None only where allowed."""
    columns = schema.columns(each)

    found = arrow.arrow_schema(each)

    assert [column.name for column in columns] == found.names
    for column, field in zip(columns, found, strict=True):
        assert TYPES[column.cell.arrow_type] == field.type
        assert (not column.required) == field.nullable
        assert column.description == field.metadata[b"description"].decode()
        codes = list(column.codes) if column.codes else None
        assert codes == json.loads(field.metadata.get(b"codes", b"null"))
    assert (each.name, each.title) == (found.metadata[b"name"].decode(), found.metadata[b"title"].decode())


@settings(deadline=None, max_examples=10, derandomize=True)
@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
@given(data=st.data())
def test_parquet_round_trip(tmp_path_factory, each, data):
    """Any rows that a table can hold come back from Parquet as they went in."""
    wanted = data.draw(st.lists(rows(each), max_size=4))
    path = tmp_path_factory.mktemp("round") / "x.parquet"
    path.write_bytes(arrow.parquet_bytes(arrow.arrow_table(each, wanted)))

    found = arrow.read_parquet(path).to_pylist()

    assert [{name: _plain(value) for name, value in row.items()} for row in wanted] == found
    assert arrow.differs(path, arrow.arrow_table(each, wanted)) is None


def _plain(value):
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return list(value) if isinstance(value, tuple) else value


def test_absent_columns_are_missing():
    """A row may leave columns away: they are null, and an empty table still has its columns."""
    some = arrow.arrow_table(
        table("visits"), [{"id": "VI-0001", "visitors": ("a", "b"), "date_start": date(2020, 2, 29)}]
    )
    none = arrow.arrow_table(table("visits"), [])

    found = [some[name][0].as_py() for name in ("id", "note", "visitors", "hosts", "date_start")]
    assert ["VI-0001", None, ["a", "b"], None, date(2020, 2, 29)] == found
    assert (some.schema, 0) == (none.schema, none.num_rows)


def test_decimals_are_exact():
    """Money and positions keep every digit that a cell can hold."""
    values = [Decimal("0.1"), Decimal(999999999999999999), Decimal("-0.00000001"), Decimal(0)]

    found = arrow.arrow_table(table("trade_figures"), [{"value": value} for value in values])["value"].to_pylist()

    assert values == found


def test_required_cells_are_never_null():
    """A row that lacks a required cell cannot be written."""
    with pytest.raises(pa.ArrowInvalid, match="Column 'table' is declared non-nullable but contains nulls"):
        arrow.parquet_bytes(arrow.arrow_table(table("withdrawn"), [{"id": "VI-0001"}]))


def test_same_rows_same_bytes(tmp_path):
    """Rows written twice give the same bytes, in one row group."""
    first, second = (arrow.parquet_bytes(tombstones(5)) for _ in range(2))
    (tmp_path / "x.parquet").write_bytes(first)

    assert first == second
    assert pq.ParquetFile(tmp_path / "x.parquet").num_row_groups == 1


def test_differs_ignores_how_a_file_is_packed(tmp_path):
    """Another compression or other row groups are no difference: content, types and descriptions count."""
    pq.write_table(tombstones(10), tmp_path / "x.parquet", compression="none", row_group_size=3)

    assert arrow.differs(tmp_path / "x.parquet", tombstones(10)) is None


# What stands in the file -> how it differs from three tombstones.
DIFFERENCES = [
    (lambda: tombstones(3), None),
    (lambda: tombstones(2), "2 rows, wanted 3"),
    (lambda: tombstones(3, reason="Another."), "row 3, column 'reason'"),
    (lambda: tombstones(3, replaced_by="VI-0009"), "row 3, column 'replaced_by'"),
    (lambda: tombstones(3, table="places", replaced_by="VI-0009"), "row 3, column 'table'"),
    (lambda: tombstones(3).drop_columns(["reason"]), "another schema"),
    (lambda: tombstones(3).replace_schema_metadata(None), "another schema"),
    (lambda: tombstones(3).rename_columns(["id", "table", "date", "why", "replaced_by"]), "another schema"),
]


@pytest.mark.parametrize(("content", "expected"), DIFFERENCES, ids=[str(expected) for _, expected in DIFFERENCES])
def test_differs_names_the_first_cell(tmp_path, content, expected):
    """What differs is named: schema, number of rows, or the first column that differs with its first such row."""
    pq.write_table(content(), tmp_path / "x.parquet")

    assert expected == arrow.differs(tmp_path / "x.parquet", tombstones(3))


def test_differs_tells_missing_files(tmp_path):
    """A file that is not there is missing."""
    assert arrow.differs(tmp_path / "x.parquet", tombstones(3)) == "missing"
