"""disputes: what is told against cells, and ways to settle it."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import azisrael_data as az
from azisrael_data import disputes, provenance
from azisrael_data.models import FACTS
from built import install, invented, invented_root  # noqa: F401 -- fixtures

# What a resolver makes of the number of drones and the share of arms imports: cells and `resolved`.
SETTLED = [
    ("preferred", 12, None, 60, None),
    ("low", 12, None, 45, ["value=45 (beta2021:4)"]),
    ("high", 15, ["quantity=15 (beta2021:3)"], 60, None),
    (("source", "beta2021"), 15, ["quantity=15 (beta2021:3)"], 45, ["value=45 (beta2021:4)"]),
    (("source", "alpha2020"), 12, None, 60, None),
]


def contest(**changes):
    """Return an edit of evidence rows that gives the contradicting span of TF-0001 other fields."""

    def edit(rows):
        (span,) = (row for row in rows if row["row_id"] == "TF-0001" and row["stance"] == "contradicts")
        span["fields"] = changes

    return edit


@pytest.mark.usefixtures("invented")
def test_contested_cells_side_by_side():
    """Every contested cell stands with what is told for and against it."""
    found = az.contested()
    columns = ["table", "row_id", "column", "value", "told", "literal", "stance", "source_id", "line", "voice"]

    assert found[columns].astype(object).where(found[columns].notna(), None).to_numpy().tolist() == [
        ["arms_transfers", "AT-0001", "quantity", "12", "12", "12", "supports", "alpha2020", 3, None],
        ["arms_transfers", "AT-0001", "quantity", "12", "15", "15", "contradicts", "beta2021", 3, None],
        ["trade_figures", "TF-0001", "value", "60", "60", "60 percent", "supports", "alpha2020", 5, "lake-institute"],
        ["trade_figures", "TF-0001", "value", "60", "45", "45 percent", "contradicts", "beta2021", 4, "lake-institute"],
    ]
    assert list(found["roots"])[2:] == [["alpha2020-2"], ["alpha2020-2"]]
    assert list(az.contested("arms_transfers")["row_id"].unique()) == ["AT-0001"]
    assert (len(az.contested("visits")), list(az.contested("visits").columns)) == (0, list(found.columns))


def test_every_contested_row_is_there():
    """On the repository's own data every contested row has a cell, and every such cell a span against it."""
    found = az.contested()
    rows = {key for each in FACTS for key in az.load(each.name, evidence_status="contested")["id"]}

    assert set(found["row_id"]) == rows
    assert all("contradicts" in set(cell["stance"]) for _, cell in found.groupby(["row_id", "column"]))


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize("kind", ["pandas", "arrow", "polars"])
@pytest.mark.parametrize(("how", "quantity", "first", "value", "second"), SETTLED)
def test_settled(kind, how, quantity, first, value, second):
    """A resolver takes the number that it names, and the frame says which cells it changed and after whom."""
    transfers = az.resolve(az.arms_transfers(kind), how)
    figures = az.resolve(az.trade_figures(kind), how)
    found = [
        tuple(provenance.plain(provenance.grid(frame)[1](name)[0]) for name in (column, "resolved"))
        for frame, column in ((transfers, "quantity"), (figures, "value"))
    ]

    assert found == [(quantity, first and tuple(first)), (value, second and tuple(second))]


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize("kind", ["pandas", "arrow", "polars"])
def test_exclude_contested(kind):
    """Contested rows can be left out; a frame may become empty."""
    names, take = provenance.grid(az.resolve(az.trade_figures(kind), "exclude_contested"))

    assert (take("id"), "resolved" in names) == (["TF-0002"], True)
    assert provenance.grid(az.resolve(az.arms_transfers(kind), "exclude_contested"))[1]("id") == []


@pytest.mark.parametrize("kind", ["pandas", "arrow", "polars", "duckdb"])
@pytest.mark.parametrize("how", ["low", "high", "exclude_contested", ("source", "souleimanov2014")])
@pytest.mark.parametrize("each", FACTS, ids=lambda each: each.name)
def test_in_load(each, how, kind):
    """`load` settles as `resolve` does; nothing but contested cells changes, and types stay."""
    plain, settled = az.load(each.name), az.load(each.name, kind, resolve=how)
    found = provenance.identify(settled)

    assert found.edited == ()
    contested = az.contested(each.name)
    cells = set(zip(contested["row_id"], contested["column"], strict=True))
    assert {cell for cell in found.resolved if cell.column not in ("bound", "date_start")} <= cells
    if kind == "pandas":
        assert settled.drop(columns="resolved").dtypes.equals(plain.dtypes)
        other = az.resolve(plain, how)
        pd.testing.assert_frame_equal(settled, other.reset_index(drop=True), check_dtype=False)


def test_the_frame_given_stays():
    """The frame that was passed is as it was before, whatever its kind."""
    for kind, same in (("pandas", pd.DataFrame.equals), ("arrow", pa.Table.equals), ("polars", pl.DataFrame.equals)):
        frame = az.trade_figures(kind)
        az.resolve(frame, "low")
        assert same(frame, az.trade_figures(kind))


@pytest.mark.usefixtures("invented")
def test_part_of_a_frame():
    """Only the columns and rows of the frame are settled; the index stays."""
    frame = az.trade_figures()[["id", "unit"]]
    one = az.trade_figures().loc[[1]]

    assert az.resolve(frame, "low")["resolved"].isna().all()
    assert list(az.resolve(one, "low").index) == [1]


@pytest.mark.parametrize("how", ["low", "high", ("source", "beta2021")])
def test_left(package_root, monkeypatch, how):
    """What no rule reads is left as it is, and said to be left."""
    install(monkeypatch, package_root(texts=False, evidence=contest(value=None, of="imports of arms")))

    frame = az.trade_figures(resolve=how)

    left = ["value left", "of left"] if isinstance(how, str) else ["of=imports of arms (beta2021:4)", "value left"]
    assert frame.loc[0, "resolved"].tolist() == left
    assert frame.loc[0, "value"] == 60


def test_companions(package_root, monkeypatch):
    """A new number brings its own hedge, and empties the ends of another's range."""
    ends = {"value_low": Decimal(60), "value_high": Decimal(65)}
    root = package_root(
        texts=False,
        evidence=contest(value="45-50 percent", bound="about"),
        trade_figures=lambda rows: rows[0].update(ends),
    )
    install(monkeypatch, root)

    low, high = (az.trade_figures(resolve=how).loc[0] for how in ("low", "high"))

    assert (low["value"], low["bound"], low["value_low"], low["value_high"]) == (45, "approx", None, None)
    assert low["resolved"].tolist() == [
        "value=45 (beta2021:4)", "value_low= (beta2021:4)", "value_high= (beta2021:4)", "bound=approx (beta2021:4)",
    ]  # fmt: skip
    assert (high["value"], high["value_high"]) == (60, 65)


@pytest.mark.parametrize(
    ("date", "told", "wanted"),
    [
        ("2015", "2016", "2016"),
        ("2015/2019", "2016", None),
        ("2015/2019", "2016-2018", "2016/2018"),
        ("2015", "once", None),
    ],
)
def test_dates_of_a_source(package_root, monkeypatch, date, told, wanted):
    """A date brings its days and precision; against a period one date is left, for it may be meant for an end."""
    dates = {"date": date, "date_start": None, "date_end": None, "date_precision": "year"}
    root = package_root(texts=False, evidence=contest(date=told), trade_figures=lambda rows: rows[0].update(dates))
    install(monkeypatch, root)

    row = az.trade_figures("arrow", resolve=("source", "beta2021")).to_pylist()[0]

    assert row["date"] == (wanted or date)
    if wanted:
        assert row["date_start"].year == int(wanted[:4])
        assert row["date_end"].year == int(wanted[-4:])
        assert row["date_precision"] == ("interval" if "/" in wanted else "year")
    else:
        assert row["resolved"] == ["date left"]


def test_expanded_after_settling(package_root, monkeypatch):
    """With `expand` the columns beside a settled key are those of the new key."""
    install(monkeypatch, package_root(texts=False, evidence=contest(from_actor="Arcadia")))

    frame = az.trade_figures(resolve=("source", "beta2021"), expand="from_actor")

    assert frame.loc[0, ["from_actor", "from_actor_name"]].to_list() == ["ARC", "Arcadia"]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: az.resolve(az.visits(), "prefered"),
            az.UnknownName,
            "no resolver 'prefered'; did you mean 'preferred'? known: preferred, low, high, exclude_contested, ('so",
        ),
        (
            lambda: az.load("visits", resolve=3),
            az.UnknownName,
            "no resolver '3'; known: preferred, low, high, exclude_contested, ('source', ID)",
        ),
        (
            lambda: az.resolve(az.visits(), ("source", "koc2024")),
            az.UnknownName,
            (
                "no source 'koc2024'; did you mean 'koc2023'? known: cutler2023, globalvoices2020, koc2023, "
                "shaffer2022, souleimanov2014"
            ),
        ),
        (
            lambda: az.resolve(az.actors(), "low"),
            az.Refused,
            (
                "actors holds no facts that sources could dispute; agreements, arms_transfers, visits, trade_figures, "
                "incidents do"
            ),
        ),
        (
            lambda: az.resolve(az.visits().head(3).assign(place="x", visitor_role="x"), "low"),
            az.Refused,
            "6 cell(s) were edited, first VI-0001.visitor_role; load them afresh",
        ),
        (
            lambda: az.resolve(az.visits(expand="place"), "low"),
            az.Refused,
            "columns from other tables would no longer fit; use `load` with both `resolve` and `expand`",
        ),
        (
            lambda: az.resolve(az.visits("records"), "low"),
            az.Refused,
            "cells of a list are not settled; pass a pandas frame, Arrow table or Polars frame",
        ),
        (lambda: az.contested("actors"), az.UnknownName, "no data table 'actors'; known: agreements, "),
    ],
)
def test_refused(call, error, message):
    """What cannot be settled is refused with the reason, or with what is near."""
    with pytest.raises(error) as raised:
        call()

    assert str(raised.value).startswith(message)


def test_resolvers_are_listed():
    """The docstring of `resolve` speaks of every resolver."""
    assert all(f"`{name}`" in az.resolve.__doc__ for name in disputes.RESOLVERS)
