"""filters: rows chosen in analysts' words, on the invented package and on the repository's own."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import azisrael_data as az
from azisrael_data import arrow, edtf, filters, schema, store
from azisrael_data.models import FACTS, TABLES, table
from built import install, invented, invented_root  # noqa: F401 -- fixtures
from strategies import EDTF

# Table, keywords, the ids chosen. The rows are those of tests/conftest.py.
CHOSEN = [
    ("arms_transfers", {"actor": "NOR"}, ["AT-0001"]),
    ("arms_transfers", {"actor": "Norland"}, ["AT-0001"]),
    ("arms_transfers", {"actor": "norland's"}, ["AT-0001"]),
    ("arms_transfers", {"actor": "Arcadian"}, ["AT-0001"]),
    ("arms_transfers", {"actor": "otto-vane"}, []),
    ("visits", {"actor": "Vane"}, ["VI-0001"]),
    ("visits", {"actor": ["lake-institute", "Mira Lund"]}, ["VI-0001"]),
    ("incidents", {"actor": "arcadian-navy"}, ["IN-0001", "IN-0002"]),
    ("trade_figures", {"actor": "lake-institute"}, []),
    ("trade_figures", {"reporter": "Lake Institute"}, ["TF-0001"]),
    ("trade_figures", {"to_actor": "Arcadia"}, ["TF-0001"]),
    ("trade_figures", {"value": 60}, ["TF-0001"]),
    ("trade_figures", {"value": (60, 1600000000)}, ["TF-0001", "TF-0002"]),
    ("trade_figures", {"agreement": None}, ["TF-0001"]),
    ("trade_figures", {"agreement": (None, "AG-0001")}, ["TF-0001", "TF-0002"]),
    ("trade_figures", {"to_actor": None}, ["TF-0002"]),
    ("agreements", {"domains": "economic"}, ["AG-0001"]),
    ("agreements", {"domains": "health"}, []),
    ("agreements", {"status": ("signed", "ended")}, ["AG-0001"]),
    ("agreements", {"source": "alpha2020"}, ["AG-0001"]),
    ("trade_figures", {"source": "beta2021"}, []),
    ("trade_figures", {"source": ("alpha2020", "beta2021"), "product": "arms"}, ["TF-0001", "TF-0002"]),
    ("incidents", {"min_roots": 1}, ["IN-0001", "IN-0002"]),
    ("incidents", {"min_roots": 2}, []),
    ("agreements", {"min_roots": 2}, ["AG-0001"]),
    ("works", {"source": "beta2021"}, ["beta2021-1"]),
    ("weapon_systems", {"is_class": False}, ["heron"]),
    ("visits", {"date_start": "2015-05-03"}, ["VI-0001"]),
    ("visits", {"date_start": dt.date(2015, 5, 3)}, ["VI-0001"]),
    ("visits", {"date_start": dt.datetime(2015, 5, 3, 12)}, ["VI-0001"]),  # noqa: DTZ001 -- a day has no zone
    ("visits", {"date": "2015-05-03", "place": "Port Alder"}, ["VI-0001"]),
    ("arms_transfers", {"system": "Heron drones", "quantity": 12}, ["AT-0001"]),
    ("evidence", {"table": "visits"}, ["EV-00007"]),
]
# A row's date, a period, whether the row is possibly and whether it is certainly within.
PERIODS = [
    ("2014", ("2012", "2016"), True, True),
    ("2014", "2014", True, True),
    ("2014", 2014, True, True),
    ("2014", "201X", True, True),
    ("2014", ("2014-06", "2016"), True, False),
    ("2014", "2014-06-15", True, False),
    ("2014", ("2015", None), False, False),
    ("2014", (None, "2013"), False, False),
    ("2014", ("2014-01-01", dt.date(2014, 12, 31)), True, True),
    ("2014", ("2014-01-02", None), True, False),
    ("2014", (None, None), True, True),
    ("2014", ("..", ".."), True, True),
    ("2014", "2013/2014", True, True),
    ("2014-02/..", ("2012", "2016"), True, False),
    ("2014-02/..", ("2012", None), True, True),
    ("2014-02/..", ("2012", "2013"), False, False),
    ("../2014", ("2012", "2016"), True, False),
    ("../2014", (None, "2016"), True, True),
    ("../2014", ("2015", None), False, False),
    ("[2012,2014]", ("2013", "2016"), True, False),
    ("2014~", ("2014", "2014"), True, True),
]
# Table, keywords, error, its message or, where that lists all columns or codes, the beginning of it.
REFUSED = [
    ("visits", {"levels": "minister"}, az.UnknownName, "no column of visits 'levels'; did you mean 'level'? known: id"),
    ("visits", {"level": "ministre"}, az.UnknownName, "no code of visits.level 'ministre'; did you mean 'minister'? "),
    ("visits", {"actor": "Norlnd"}, az.UnknownName, "no id, name or alias in actors 'Norlnd'; did you mean 'Norland'?"),
    ("visits", {"place": "Port Adler"}, az.UnknownName, "no id, name or alias in places 'Port Adler'; did you mean "),
    ("visits", {"agreements": "AG-0002"}, az.UnknownName, "no id of agreements 'AG-0002'; did you mean 'AG-0001'? "),
    (
        "visits",
        {"source": "alpha2021"},
        az.UnknownName,
        "no id of sources 'alpha2021'; did you mean 'alpha2020'? known: alpha2020, beta2021",
    ),
    (
        "visits",
        {"within": "certain", "between": "2014"},
        az.UnknownName,
        "no way to be within 'certain'; did you mean 'certainly'? known: possibly, certainly",
    ),
    ("visits", {"between": "2014-13"}, az.Refused, "not a date: month 13 does not exist"),
    ("visits", {"between": ("2014", "2013")}, az.Refused, "`between` runs backwards: 2014-01-01 is after 2013-12-31"),
    ("visits", {"between": ("1", "2", "3")}, az.Refused, "`between` takes one EDTF date or two, found ('1', '2', '3')"),
    (
        "places",
        {"between": "2014"},
        az.Refused,
        (
            "places has no column 'date_start', so `between` means nothing there; agreements, arms_transfers, visits, "
            "trade_figures and incidents have it"
        ),
    ),
    (
        "places",
        {"actor": "NOR"},
        az.Refused,
        (
            "places names nobody who takes part; actors, weapon_systems, agreements, arms_transfers, visits, "
            "trade_figures and incidents do"
        ),
    ),
    (
        "places",
        {"source": "alpha2020"},
        az.Refused,
        (
            "places has no column 'sources', so `source` means nothing there; agreements, arms_transfers, visits, "
            "trade_figures and incidents have it"
        ),
    ),
    ("trade_figures", {"value": "sixty"}, az.Refused, "trade_figures.value holds numbers, found 'sixty'"),
    ("trade_figures", {"value": True}, az.Refused, "trade_figures.value holds numbers, found True"),
    ("arms_transfers", {"quantity": "12"}, az.Refused, "arms_transfers.quantity holds whole numbers, found '12'"),
    ("weapon_systems", {"is_class": 1}, az.Refused, "weapon_systems.is_class holds truth values, found 1"),
    ("visits", {"summary": 1}, az.Refused, "visits.summary holds text, found 1"),
]  # fmt: skip


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(("name", "keywords", "wanted"), CHOSEN)
def test_chosen(name, keywords, wanted):
    """A filter chooses the rows that it describes, and keeps their order."""
    assert az.load(name, "arrow", **keywords)["id"].to_pylist() == wanted


@pytest.mark.parametrize(("date", "period", "possibly", "certainly"), PERIODS)
def test_between(package_root, monkeypatch, date, period, possibly, certainly):
    """A row is possibly in a period that its date overlaps, certainly in one that holds the whole of it."""
    bounds = edtf.bounds(date)
    dates = {"date": date, "date_start": bounds.start, "date_end": bounds.end}
    install(monkeypatch, package_root(texts=False, visits=lambda rows: rows[0].update(dates)))

    found = [len(az.load("visits", between=period, within=within)) for within in filters.WITHIN]

    assert found == [possibly, certainly]


@pytest.mark.usefixtures("invented")
def test_undated():
    """A row without a date is in no period, unless it is asked for."""
    assert list(az.trade_figures(between=(None, None))["id"]) == ["TF-0001"]
    assert list(az.trade_figures(between=("2018", None), undated=True)["id"]) == ["TF-0001", "TF-0002"]
    assert list(az.trade_figures(between=("2020", None), undated=True)["id"]) == ["TF-0002"]


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(("name", "keywords", "error", "message"), REFUSED)
def test_refused(name, keywords, error, message):
    """What does not exist is told with the nearest that does, what means nothing with the reason."""
    with pytest.raises(error) as raised:
        az.load(name, **keywords)

    assert str(raised.value).startswith(message)


def test_ambiguous_alias(package_root, monkeypatch):
    """An alias of several rows is refused with their ids; a name counts before an alias."""

    def share(rows):
        rows[3]["aliases"] = rows[4]["aliases"] = ("the two", "Norland")

    install(monkeypatch, package_root(texts=False, actors=share))

    with pytest.raises(az.Refused) as raised:
        az.visits(actor="the two")

    assert str(raised.value) == "'the two' names several rows of actors: lake-institute, mira-lund; give one of these"
    assert filters.keys("actors", "Norland") == ["NOR"]


@settings(deadline=None, max_examples=150)
@given(date=EDTF, period=EDTF)
def test_certainly_is_possibly(date, period):
    """Whatever is certainly within a period is possibly within it, and every date is certainly within itself."""
    row = edtf.bounds(date)
    home = table("visits")
    data = arrow.arrow_table(home, [{"id": "VI-0001", "date": date, "date_start": row.start, "date_end": row.end}])

    def holds(between, within):
        return len(filters.select(data, home, between=between, within=within, columns={}))

    assert holds(period, "certainly") <= holds(period, "possibly")
    assert holds((row.start, row.end), "certainly") == 1


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_equal_on_every_column(data):
    """On the repository's tables a filter by a cell finds the row of the cell, and all other rows with that cell."""
    home = data.draw(st.sampled_from(FACTS))
    rows = store.kept(home.name).to_pylist()
    row = data.draw(st.sampled_from(rows))
    name = data.draw(st.sampled_from([c.name for c in schema.columns(home)]))
    cell = row[name]

    found = az.load(home.name, "arrow", **{name: cell})["id"].to_pylist()

    if isinstance(cell, list):
        assert found == [other["id"] for other in rows if set(cell) & set(other[name] or ())]
    else:
        assert found == [other["id"] for other in rows if other[name] == cell]


def test_actor_columns():
    """Actors who take part are looked for in every column that refers to actors, but not in those of who tells."""
    for each in TABLES:
        wanted = {c.name for c in schema.columns(each) if "actors" in c.references} - set(filters.TELLERS)
        assert set(filters.actor_columns(each)) == wanted
    assert all(any(schema.column(each, name) for each in TABLES) for name in filters.TELLERS)
