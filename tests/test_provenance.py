"""provenance: whose frame it is, and whether its cells are still the dataset's."""

from __future__ import annotations

import pandas as pd
import pytest

import azisrael_data as az
from azisrael_data import frames, schema
from azisrael_data.models import TABLES
from azisrael_data.provenance import CellId, identify
from built import invented, invented_root  # noqa: F401 -- fixtures

FILLED = [each for each in TABLES if each.key == ("id",) and each.name != "withdrawn"]
# What an analyst does to a frame of arms transfers that leaves the cells as they are.
HARMLESS = {
    "some rows": lambda frame: frame[frame["status"] == "delivered"],
    "another order": lambda frame: frame.sort_values("quantity"),
    "some columns": lambda frame: frame[["id", "status", "date"]],
    "id as index": lambda frame: frame.set_index("id"),
    "as objects": lambda frame: frame.astype(object),
    "numbers as floats": lambda frame: frame.astype({"quantity": float, "root_count": float}),
    "days as text": lambda frame: frame.assign(date_start=frame["date_start"].dt.strftime("%Y-%m-%d")),
    "lists as lists": lambda frame: frame.assign(sources=frame["sources"].map(list)),
    "no attributes": lambda frame: pd.DataFrame({name: frame[name] for name in frame}),
    "merged": lambda frame: frame.merge(frame[["id", "system"]], on="id", suffixes=("", "_again")),
    "rows twice": lambda frame: pd.concat([frame, frame]),
    "dictionaries": lambda frame: frame.to_dict("records"),
}


@pytest.mark.parametrize("kind", frames.KINDS)
@pytest.mark.parametrize("each", FILLED, ids=lambda each: each.name)
def test_every_table_and_kind(each, kind):
    """A loaded table is known by what it holds, whatever the kind of frame: all rows, all columns, nothing edited."""
    found = identify(az.load(each.name, kind))

    assert (each.name, schema.header(each), ()) == (found.table, found.columns, found.added)
    assert found.ids == tuple(az.load(each.name, "arrow")["id"].to_pylist())
    assert found.intact


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_harmless_changes(change):
    """What leaves the cells as they are leaves the frame intact."""
    frame = change(az.arms_transfers())
    found = identify(frame)

    assert found.table == "arms_transfers"
    assert found.intact, found.edited
    assert len(found.ids) == len(set(found.ids))


def test_edited_cells():
    """Cells that hold something else are named; columns of the user's own are told apart."""
    frame = az.trade_figures()
    frame.loc[0, "value"] *= 2
    frame.loc[1, "unit"] = None
    frame["per_head"] = 1

    found = identify(frame)

    assert found.edited == (CellId("TF-0001", "value"), CellId("TF-0002", "unit"))
    assert (found.added, found.intact) == (("per_head",), False)


def test_edited_lists_and_days():
    """A member more or less, and another day, are edits too."""
    frame = az.agreements().head(3)
    frame["parties"] = [list(parties)[:-1] for parties in frame["parties"]]
    frame["date_start"] += pd.Timedelta(days=1)

    assert {cell.column for cell in identify(frame).edited} == {"parties", "date_start"}


def test_expanded_columns():
    """Columns that `expand` added are known as such, and edits in them are found."""
    frame = az.agreements(expand=["parties", "place"])
    frame.loc[0, "place_name"] = "elsewhere"

    found = identify(frame)

    assert {"parties_name", "place_latitude"} <= set(found.expanded)
    assert (found.added, found.edited) == ((), (CellId("AG-0001", "place_name"),))


def test_empty_frame():
    """A frame without rows is known by its columns."""
    frame = az.visits(level="head_of_state", status="refused")

    assert (len(frame), identify(frame).table, identify(frame).ids) == (0, "visits", ())


def test_one_row():
    """A row of a pandas frame is a frame of one row."""
    found = identify(az.visits().iloc[1])

    assert (found.table, found.ids, found.intact) == ("visits", ("VI-0002",), True)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (
            lambda: az.visits().drop(columns="id"),
            "the frame has no column 'id', by which its rows are known; keep that column",
        ),
        (
            lambda: az.visits().assign(id="VI-9999"),
            "'VI-9999' is not the id of a row of this dataset; pass what `load` gave",
        ),
        (
            lambda: pd.concat([az.visits(), az.agreements()]),
            "the frame holds rows of several tables (agreements, visits); pass one by one",
        ),
        (lambda: 7, "int is no table; pass what `load` gave"),
        (lambda: "VI-0001", "str is no table; pass what `load` gave"),
        (list, "an empty list is no table; pass what `load` gave"),
        (lambda: [1, 2], "int is no table; pass what `load` gave"),
        (
            lambda: pd.concat([az.visits(), az.visits()["date"]], axis=1),
            "the frame has two columns 'date'; rename one",
        ),
    ],
)
def test_not_ours(frame, message):
    """What is not a frame of the dataset is refused with the reason."""
    with pytest.raises(az.Refused) as raised:
        identify(frame())

    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        (["id", "value"], {"value"}),
        (["id", "value", "date_start"], {"value", "date"}),
        (["id", "date_basis"], {"date"}),
        (["id"], None),
        (["id", "summary", "value"], None),
        (["id", "certainty"], None),
    ],
)
def test_bearing(columns, wanted):
    """A frame rests on the coded columns behind its own, or on whole rows."""
    assert identify(az.trade_figures()[columns]).bearing == wanted


def test_bearing_of_expanded_columns():
    """An expanded column rests on its key."""
    frame = az.arms_transfers(expand="system")[["id", "system_name"]]

    assert identify(frame).bearing == {"system"}


@pytest.mark.usefixtures("invented")
def test_resolved_cells():
    """Cells that `resolve` settled are told apart from edited ones, unless they were edited afterwards."""
    frame = az.trade_figures(resolve="low")

    first = identify(frame)
    frame.loc[0, "value"] = 1
    second = identify(frame)

    assert (first.edited, first.resolved, first.intact) == ((), (CellId("TF-0001", "value"),), False)
    assert (second.edited, second.resolved) == ((CellId("TF-0001", "value"),), ())
