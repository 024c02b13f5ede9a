"""joins: the columns of referenced tables beside keys."""

from __future__ import annotations

import pytest

import azisrael_data as az
from azisrael_data import joins, schema, store
from azisrael_data.models import TABLES, table
from built import invented, invented_root  # noqa: F401 -- fixtures


@pytest.mark.usefixtures("invented")
def test_scalar_key():
    """The columns of the table that a key points to stand beside it, typed as there."""
    frame = az.arms_transfers(expand=["system", "supplier"])

    added = ["system_name", "system_is_class", "system_parent", "supplier_name", "supplier_kind"]
    assert frame.loc[0, added].to_list() == ["Heron", False, "drone", "Norland", "state"]
    assert "system_id" not in frame.columns
    assert list(az.load("actors")["kind"].cat.categories) == list(frame["supplier_kind"].cat.categories)
    assert frame.attrs["descriptions"]["supplier_name"] == "Name in English."


@pytest.mark.usefixtures("invented")
def test_list_key():
    """Beside a list of keys stand lists in step with it; beside an empty cell nothing."""
    agreements = az.agreements("arrow", expand="parties").to_pylist()
    figures = az.trade_figures("arrow", expand="to_actor").to_pylist()

    assert [(row["parties"], row["parties_name"], row["parties_aliases"]) for row in agreements] == [
        (["ARC", "NOR"], ["Arcadia", "Norland"], [["Arcadian"], None])
    ]
    assert [row["to_actor_name"] for row in figures] == [["Arcadia"], None]


@pytest.mark.usefixtures("invented")
def test_empty_key():
    """An empty key gives empty cells."""
    frame = az.arms_transfers(expand="manufacturer")

    assert frame["manufacturer_name"].isna().all()


@pytest.mark.usefixtures("invented")
def test_unknown_key():
    """A column that holds no keys of one table is refused with those that do."""
    with pytest.raises(az.UnknownName) as raised:
        az.visits(expand=["places"])
    assert (
        str(raised.value) == "no column of visits to expand 'places'; did you mean 'place'? "
        "known: visitors, origin, hosts, destination, place, agreements"
    )

    with pytest.raises(az.UnknownName, match=r"^no column of evidence to expand 'row_id'; known: source_id, voice"):
        az.load("evidence", expand="row_id")


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_star(each):
    """On the repository's tables `*` expands every key; each added cell is that of the row that the key points to."""
    data = az.load(each.name, "arrow", expand="*")
    own = set(schema.header(each))

    assert len(data.column_names) == len(set(data.column_names))
    for key, home in joins.key_columns(each).items():
        rows = {row["id"]: row for row in store.kept(home).to_pylist()}
        for name in store.kept(home).column_names[1:]:
            if f"{key}_{name}" in own:
                assert data[f"{key}_{name}"].equals(store.kept(each.name)[f"{key}_{name}"])
                continue
            assert joins.origin(each, f"{key}_{name}") == (key, name)
            told = [
                None if cell is None else [rows[k][name] for k in cell] if isinstance(cell, list) else rows[cell][name]
                for cell in data[key].to_pylist()
            ]
            assert told == data[f"{key}_{name}"].to_pylist()


def test_origin_of_other_columns():
    """Names that no expansion gives have no origin."""
    for name in ("supplier", "supplier_id", "supplier_", "supplier_nam", "other_name", "id"):
        assert joins.origin(table("arms_transfers"), name) is None
