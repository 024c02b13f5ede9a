"""settled: putting settled cells into a copy of a frame."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

import azisrael_data as az
from azisrael_data.models import table
from azisrael_data.provenance import CellId, grid, plain
from azisrael_data.settled import DESCRIPTION, Resolution, apply

HOME = table("trade_figures")
COLUMNS = ("value", "bound", "to_actor", "date_start", "of", "reporter")
# One cell of each type, new values as a resolver gives them.
CELLS = {
    CellId("TF-0002", "value"): (Decimal("7.5"), "koc2023:1"),
    CellId("TF-0002", "bound"): ("max", "koc2023:1"),
    CellId("TF-0002", "to_actor"): (("ISR", "AZE"), "koc2023:2"),
    CellId("TF-0002", "date_start"): (dt.date(2001, 2, 3), "koc2023:2"),
    CellId("TF-0002", "of"): ("something", "koc2023:2"),
    CellId("TF-0002", "reporter"): (None, "koc2023:2"),
}
NOTE = (
    "value=7.5 (koc2023:1)",
    "bound=max (koc2023:1)",
    "to_actor=ISR;AZE (koc2023:2)",
    "date_start=2001-02-03 (koc2023:2)",
    "of=something (koc2023:2)",
    "reporter= (koc2023:2)",
    "unit left",
)


@pytest.mark.parametrize("kind", ["pandas", "arrow", "polars"])
def test_cells_of_every_type(kind):
    """Cells of every type are put in, the others stay, and the note names them in order; row TF-0001 is dropped."""
    resolution = Resolution(CELLS, left=(CellId("TF-0002", "unit"),), dropped=frozenset({"TF-0001"}))

    names, take = grid(apply(az.trade_figures(kind), HOME, [*COLUMNS, "unit"], resolution))
    values = az.trade_figures("arrow")["value"].to_pylist()

    assert take("id")[0] == "TF-0002"
    assert [plain(take(cell.column)[0]) for cell in CELLS] == [value for value, _ in CELLS.values()]
    assert [plain(cell) for cell in take("value")[1:]] == values[2:]
    assert [plain(cell) for cell in take("resolved")] == [NOTE] + [None] * (len(values) - 2)
    assert names[-1] == "resolved"


def test_only_columns_of_the_frame():
    """A cell of a column that the frame does not have is neither put in nor named."""
    frame = az.trade_figures()[["id", "bound"]]

    found = apply(frame, HOME, ["bound"], Resolution(CELLS, left=(CellId("TF-0002", "unit"),)))

    assert list(found.columns) == ["id", "bound", "resolved"]
    assert found["resolved"].dropna().tolist() == [["bound=max (koc2023:1)"]]


def test_descriptions():
    """The new column is described where the others are; the frame given keeps its own."""
    frame, data = az.trade_figures(), az.trade_figures("arrow")

    found = apply(frame, HOME, [], Resolution())

    assert found.attrs["descriptions"]["resolved"] == DESCRIPTION
    assert "resolved" not in frame.attrs["descriptions"]
    assert apply(data, HOME, [], Resolution()).schema.field("resolved").metadata == {
        b"description": DESCRIPTION.encode()
    }


def test_all_dropped():
    """An Arrow table without rows can still become a pandas frame."""
    data = az.visits("arrow", id="VI-0001")

    found = apply(data, table("visits"), [], Resolution(dropped=frozenset({"VI-0001"})))

    assert (len(found), len(found.to_pandas())) == (0, 0)
