"""fingerprints: the same cells have the same fingerprint, other cells another, and anyone can compute it again."""

from __future__ import annotations

import csv
import hashlib
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import azisrael_data as az
from azisrael_data import fingerprints, frames, schema
from azisrael_data.models import FACTS, TABLES
from built import invented, invented_root  # noqa: F401 -- fixtures

FILLED = [each for each in TABLES if each.key == ("id",) and each.name != "withdrawn"]
NAMES = [each.name for each in FACTS]
# What an analyst does to a frame of arms transfers that leaves its cells, rows and columns as they are.
HARMLESS = {
    "another order of rows": lambda frame: frame.sort_values("system"),
    "another order of columns": lambda frame: frame[frame.columns[::-1]],
    "id as index": lambda frame: frame.set_index("id"),
    "as objects": lambda frame: frame.astype(object),
    "numbers as floats": lambda frame: frame.astype({"source_count": float, "root_count": float}),
    "days as text": lambda frame: frame.assign(date_start=frame["date_start"].dt.strftime("%Y-%m-%d")),
    "lists as lists": lambda frame: frame.assign(sources=frame["sources"].map(list)),
    "rows twice": lambda frame: pd.concat([frame, frame]),
    "a column of one's own": lambda frame: frame.assign(mine=1),
    "dictionaries": lambda frame: frame.to_dict("records"),
    "one after another": lambda frame: iter(frame.to_dict("records")),
    "in a list": lambda frame: [frame],
    "ids": lambda frame: list(frame["id"]),
    "a column of ids": lambda frame: frame["id"],
}
# What makes it another selection, or other cells.
HARMFUL = {
    "a row less": lambda frame: frame.iloc[1:],
    "a column less": lambda frame: frame.drop(columns="mode"),
    "another number": lambda frame: frame.assign(root_count=frame["root_count"] + 1),
    "an empty cell": lambda frame: frame.assign(system=None),
    "a column from beyond a key": lambda _: az.arms_transfers(expand="system"),
}


def recomputed(table, ids, columns):
    """Return the fingerprint by the rule written in the module, from the CSV alone: the ten lines of the recipe."""
    names = ["id", *sorted(set(columns) - {"id"})]
    with az.path(table, "csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["id"] in ids]
    lines = [table, "\t".join(names), *sorted("\t".join(row[name] for name in names) for row in rows)]
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


@pytest.mark.parametrize("kind", frames.KINDS)
@pytest.mark.parametrize("each", FILLED, ids=lambda each: each.name)
def test_anyone_can_recompute_it(each, kind):
    """The fingerprint of a whole table is that of its CSV, whatever the kind of frame."""
    frame = az.load(each.name, kind)
    ids = set(az.load(each.name, "arrow")["id"].to_pylist())

    assert az.fingerprint(frame) == recomputed(each.name, ids, schema.header(each))


@given(st.data())
@settings(deadline=None, max_examples=25)
def test_any_selection_can_be_recomputed(data):
    """Of any rows and columns the fingerprint follows from the CSV."""
    name = data.draw(st.sampled_from(NAMES))
    frame = az.load(name)
    columns = data.draw(st.lists(st.sampled_from([c for c in frame.columns if c != "id"]), unique=True))
    ids = data.draw(st.lists(st.sampled_from(list(frame["id"])), min_size=1, max_size=5, unique=True))

    chosen = frame.set_index("id").loc[ids].reset_index()[["id", *columns]]

    assert az.fingerprint(chosen) == recomputed(name, ids, columns)


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_harmless_changes(change):
    """What leaves the cells as they are leaves the fingerprint."""
    frame = az.arms_transfers()

    assert az.fingerprint(change(frame)) == az.fingerprint(frame)


@pytest.mark.parametrize("change", HARMFUL.values(), ids=HARMFUL)
def test_other_cells(change):
    """Other rows, other columns and other cells have another fingerprint."""
    frame = az.arms_transfers()

    assert az.fingerprint(change(frame.copy())) != az.fingerprint(frame)


@pytest.mark.filterwarnings("error")
def test_lazy_frames():
    """A lazy frame of Polars has the fingerprint of what it gives, without a warning."""
    pytest.importorskip("polars")

    assert az.fingerprint(az.visits("polars").lazy()) == az.fingerprint(az.visits())


@pytest.mark.parametrize("number", [7, 7.0, "7", Decimal(7), Decimal("7.00")])
def test_edited_cells_of_any_type(number):
    """An edited number is the same edit whatever its type."""
    edited, same = (az.arms_transfers(as_="records")[:2] for _ in range(2))
    edited = [{**dict(row), "quantity": number} for row in edited]
    same = [{**dict(row), "quantity": 7} for row in same]

    assert az.fingerprint(edited) == az.fingerprint(same)


def test_edited_and_taken_back():
    """A cell edited changes what the frame holds, not what the dataset holds; the edit taken back, all is as before."""
    frame = az.trade_figures()
    before = frame.loc[0, "value"]
    frame.loc[0, "value"] = before * 2

    (part,) = fingerprints.parts(frame)
    frame.loc[0, "value"] = before

    assert part.used != part.fingerprint == az.fingerprint(frame)


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize("key", ["system", "agreement"])
def test_expanded_columns(key):
    """Columns beyond a key are taken from the CSV of the table that it points to."""
    frame = az.arms_transfers(expand=key)[["id", key, f"{key}_summary" if key == "agreement" else f"{key}_name"]]
    name = frame.columns[2]
    text = f"arms_transfers\nid\t{key}\t{name}\nAT-0001\t{frame.loc[0, key]}\t{frame.loc[0, name]}\n"

    assert az.fingerprint(frame) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.usefixtures("invented")
def test_columns_beyond_a_list_of_keys():
    """Beyond a list of keys a cell is the JSON array of the cells there; an edit in it is seen."""
    frame = az.agreements(expand="parties")[["id", "parties_name"]]
    text = 'agreements\nid\tparties_name\nAG-0001\t["Arcadia", "Norland"]\n'
    edited = frame.assign(parties_name=[["Arcadia", "Sorland"]])

    assert az.fingerprint(frame) == hashlib.sha256(text.encode()).hexdigest()
    assert az.fingerprint(edited) == hashlib.sha256(text.replace("Norl", "Sorl").encode()).hexdigest()


@pytest.mark.usefixtures("invented")
def test_cells_that_would_break_the_text():
    """An edited cell with a tab or line break cannot pass for other cells."""
    frame = az.visits()[["id", "visitor_role"]].astype(object)
    frame.loc[0, "visitor_role"] = "a\nVI-0002\tb"

    text = "visits\nid\tvisitor_role\nVI-0001\ta\\nVI-0002\\tb\n"
    assert az.fingerprint(frame) == hashlib.sha256(text.encode()).hexdigest()


def test_several_frames():
    """The fingerprint of several frames follows from theirs, in any order; a list of ids may cross tables."""
    one, other = az.visits(), az.agreements()
    both = sorted([az.fingerprint(one), az.fingerprint(other)])
    wanted = hashlib.sha256("".join(f"{each}\n" for each in both).encode()).hexdigest()

    assert az.fingerprint([one, other]) == az.fingerprint((other, one)) == wanted
    assert az.fingerprint([*one["id"], *other["id"]]) == wanted


def test_has_fingerprint():
    """A frame has its fingerprint, in whole, in part, in capitals or marked; another frame has not."""
    frame = az.visits()
    whole = az.fingerprint(frame)

    assert all(az.has_fingerprint(frame, each) for each in (whole, whole[:16], whole.upper(), f"sha256:{whole}\n"))
    assert not az.has_fingerprint(frame.head(3), whole)


@pytest.mark.parametrize("wanted", ["", "abc", "sha256:", "g" * 64, "a" * 65])
def test_no_fingerprint(wanted):
    """What is no fingerprint is refused, so that a slip is not taken for an edit."""
    with pytest.raises(az.Refused) as raised:
        az.has_fingerprint(az.visits(), wanted)

    assert str(raised.value) == f"{wanted!r} is no fingerprint; pass 64 hex digits, or at least the first 16"


@pytest.mark.parametrize(
    ("of", "kind", "message"),
    [
        ("VI-9999", az.UnknownName, "no row of visits 'VI-9999'"),
        ("visit 7", az.UnknownName, "no data table with the row 'visit 7'"),
        (7, az.Refused, "int is no table; pass what `load` gave"),
        ([], az.Refused, "an empty list is no table; pass what `load` gave"),
        ([7, 8], az.Refused, "int is no table; pass what `load` gave"),
        (pd.DataFrame({"x": [1]}), az.Refused, "the frame has no column 'id'"),
    ],
)
def test_not_ours(of, kind, message):
    """What is not of the dataset is refused with the reason."""
    with pytest.raises(kind) as raised:
        az.fingerprint(of)

    assert str(raised.value).startswith(message)


def test_csv_and_parquet_apart(monkeypatch, tmp_path):
    """Where the CSV is gone or holds other rows than the Parquet file, the build is asked for."""
    frame = az.visits()
    (tmp_path / "visits.csv").write_text("id\nVI-0000\n", encoding="utf-8")
    real = fingerprints.store.path
    place = tmp_path / "visits.csv"
    monkeypatch.setattr(fingerprints.store, "path", lambda name, kind="parquet": place if kind == "csv" else real(name))

    with pytest.raises(az.CannotRun, match=r"hold other rows; run `azisrael build`\Z"):
        az.fingerprint(frame)
    place.unlink()
    with pytest.raises(az.CannotRun, match=r"cannot be read .*; run `azisrael build`\Z"):
        az.fingerprint(frame)
