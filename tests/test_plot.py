"""plot: every row is drawn or counted, charts say in words what they show, and files ask nothing of the network."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import socket
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import azisrael_data as az
from azisrael_data import edtf, frames, models, plot
from azisrael_data.arrow import arrow_table
from azisrael_data.models import FACTS
from azisrael_data.plot import amounts, look, ties
from conftest import REPOSITORY, invented_rows

pytest.importorskip("altair", reason="charts are tested where the extra `plot` is installed")
pytest.importorskip("vl_convert", reason="charts are saved where the extra `plot` is installed")

NAMES = [table.name for table in FACTS]
SOURCE = f"Source: azisrael-data {az.__version__}, "
# ruff: noqa: ISC004 -- long texts in tables
# Chart of the invented package -> its description, whole.
DESCRIPTIONS = {
    "timeline": (
        lambda load: plot.timeline(load("incidents")),
        f"2 incidents, 2016. The year in which most begin is 2016 (2). {SOURCE}incidents. Dated: 2 of 2 rows."
        " Bars span what the date can mean. None is contested. None is less than certain.",
    ),
    "timeline of several tables": (
        lambda load: plot.timeline(*map(load, NAMES)),
        f"7 rows, 2012–2019. No year has more beginnings than all others. {SOURCE}"
        "arms transfers, agreements, visits, trade figures and incidents. Dated: 6 of 7 rows. Bars span what the date"
        " can mean, diamonds are spans too short for a bar, dots are days. Hollow: contested (2). None is less than"
        " certain.",
    ),
    "network": (
        lambda load: plot.network(*map(load, NAMES)),
        "Who with whom: Arcadia and Norland above all (4 rows). The first pair by kind: agreements 1, arms transfers 1,"
        f" trade figures 1, visits 1. {SOURCE}arms transfers, agreements, visits, trade figures and incidents. 4 rows"
        " tie 2 actors in 4 ties. 3 rows more without two sides. Numbers are rows; a framed cell holds contested ones.",
    ),
    "figures": (
        lambda _: plot.figures("share"),
        f"1 figure of the kind share: 1 contested. TF-0001: 60%, by beta2021 45%. {SOURCE}trade figures. Circle: as"
        " stated, cross: what another source says (1), hollow: contested (1). 0 of 1 have no date.",
    ),
    "coverage": (
        lambda _: plot.coverage(),
        "What the sources cover when: 2016 above all (3 rows). Rows by source: alpha2020 7, beta2021 3; 3 rows have"
        f" more than one. {SOURCE}arms transfers, agreements, visits, trade figures and incidents. 7 rows, 1 without a"
        " date. A row counts for each source that supports it and in each year that its date can mean. At the right:"
        " all rows of the source.",
    ),
}
AMOUNTS = [
    (Decimal(1600000000), "USD", "1.6 billion"),
    (Decimal(2550000000000), "m3", "2.55 trillion"),
    (Decimal(17000), "persons", "17,000"),
    (Decimal("33.33"), "percent", "33.33%"),
    (Decimal("2.50"), "percent", "2.5%"),
    (Decimal(60), "percent", "60%"),
    (Decimal(0), "items", "0"),
]
# Unit, literal of a contradicting span -> the number in it.
OTHERS = [
    ("percent", "69%", Decimal(69)),
    ("percent", "one-fifth", Decimal(20)),
    ("persons", "17,000 people", Decimal(17000)),
    ("rank", "second largest", Decimal(2)),
    ("rank", "the bridge", None),
    ("percent", None, None),
]
PAIRS = [
    ({"table": "arms_transfers", "supplier": "NOR", "recipient": "ARC"}, [("ARC", "NOR")]),
    ({"table": "agreements", "parties": ["C", "A", "B"]}, [("A", "B"), ("A", "C"), ("B", "C")]),
    ({"table": "incidents", "actors": ["A", "B"], "targets": ["C"]}, [("A", "C"), ("B", "C")]),
    ({"table": "incidents", "actors": ["A", "B"], "targets": None}, [("A", "B")]),
    ({"table": "incidents", "actors": ["A"], "targets": ["A"]}, []),
    ({"table": "trade_figures", "from_actor": None, "to_actor": ["A"]}, []),
]
NOT_OURS = [
    (3, "a int is no table; pass frames that az.load gave"),
    ("visits", "a str is no table; pass frames that az.load gave"),
    ([{"id": 1}], "the frame has no column date_start, date_end, evidence_status and certainty; "
     "charts need whole rows as az.load gives them"),
]  # fmt: skip


@pytest.fixture
def invented(monkeypatch):
    """Let the charts read the invented package, and return a function that gives its tables."""
    rows = invented_rows()

    def load(name, **_):
        return arrow_table(models.table(name), rows[name])

    monkeypatch.setattr(frames, "load", load)
    return load


def records(spec):
    """Yield the inline records of a chart's specification, wherever they stand."""
    if isinstance(spec, dict):
        if isinstance(spec.get("data"), dict) and "values" in spec["data"]:
            yield spec["data"]["values"]
        for value in spec.values():
            yield from records(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from records(value)


def having(chart, *names):
    """Return the records of a chart that have all these fields, each once, in order."""
    found = {}
    spec = chart.to_dict()
    for values in [*records(spec), *spec.get("datasets", {}).values()]:
        for value in values:
            if all(name in value for name in names):
                found[json.dumps(value, sort_keys=True)] = value
    return list(found.values())


def counts(chart):
    return chart.to_dict()["usermeta"]["azisrael"]


def svg(chart, folder):
    return plot.save(chart, folder / "chart.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_descriptions(invented, name):
    """A chart says in words what it shows, how much, from when to when, and the main fact."""
    make, told = DESCRIPTIONS[name]

    assert make(invented).description == told


@pytest.mark.parametrize("name", NAMES)
def test_timeline_draws_every_dated_row(name):
    """Each row with a date has one mark; the others are counted, by strip and as a whole."""
    rows = az.load(name)
    dated = rows[rows["date_start"].notna() | rows["date_end"].notna()]
    chart = plot.timeline(rows)

    marks = having(chart, "mark")
    missing = sum(int(band["missing"] or 0) for band in having(chart, "missing", "middle"))

    assert sorted(dated["id"]) == sorted(mark["id"] for mark in marks)
    assert {"rows": len(rows), "drawn": len(dated), "undated": missing} == counts(chart)
    assert len(rows) - len(dated) == missing


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.dates(dt.date(1900, 1, 1)), st.integers(0, 9000), st.sampled_from("so-e")), max_size=25))
def test_marks_are_rows(dates):
    """Whatever the dates, marks and rows without a date make up all rows, and no two marks lie in one place."""
    rows = [timeline_row(number, *each) for number, each in enumerate(dates, 1)]
    chart = plot.timeline(rows)
    marks = having(chart, "mark")
    missing = sum(row["date_start"] is None and row["date_end"] is None for row in rows)

    assert len(rows) == len(marks) + missing == counts(chart)["drawn"] + counts(chart)["undated"]
    assert len({(mark["y"], mark["from"], mark["to"]) for mark in marks}) == len(marks)


def timeline_row(number, start, days, kind):
    end = min(start.toordinal() + days, dt.date.max.toordinal())
    return {
        "id": f"IN-{number:04d}",
        "kind": "war",
        "date_start": None if kind in "-e" else start,
        "date_end": None if kind in "-o" else dt.date.fromordinal(end),
        "evidence_status": "single",
        "certainty": "certain",
    }


@pytest.mark.parametrize("name", NAMES)
def test_rendered_marks_are_rows(tmp_path, name):
    """The SVG holds a mark per row with a date, and each says to a screen reader which row it is."""
    chart = plot.timeline(az.load(name))

    told = re.findall(r'aria-label="([A-Z]{2}-\d{4}), ', svg(chart, tmp_path))

    assert counts(chart)["drawn"] == len(told) == len(set(told))


def test_timeline_of_several_tables():
    """Several tables have a strip each, and a row that comes twice is drawn once."""
    chart = plot.timeline(*map(az.load, NAMES), az.load("visits"))

    assert [band["strip"] for band in having(chart, "missing", "middle")] == [
        "arms transfers",
        "agreements",
        "visits",
        "trade figures",
        "incidents",
    ]
    assert sum(len(az.load(name)) for name in NAMES) == counts(chart)["rows"]


def test_forms_of_marks():
    """A day is a dot, a long span a bar, a short one a diamond, an open end an arrow, far earlier a triangle."""
    days = {
        "IN-0001": ("2012-05-03", "dot"), "IN-0002": ("2013", "bar"), "IN-0003": ("2014-02-03/2014-02-09", "short"),
        "IN-0004": ("2010/..", "since"), "IN-0005": ("../2015", "until"), "IN-0006": ("1901", "early"),
    }  # fmt: skip
    rows = [
        {"id": key, "kind": "war", "evidence_status": "single", "certainty": "certain"}
        | dict(zip(("date_start", "date_end"), edtf.bounds(text)[:2], strict=True))
        for key, (text, _) in days.items()
    ]
    rows += [{**rows[1], "id": f"IN-1{number:03d}"} for number in range(30)]

    marks = {mark["id"]: mark["mark"] for mark in having(plot.timeline(rows), "mark")}

    assert {key: kind for key, (_, kind) in days.items()} == {key: marks[key] for key in days}


def test_doubt_is_shown():
    """Contested rows are marked as such, less than certain ones have a question mark."""
    arms = az.load("arms_transfers")
    marks = having(plot.timeline(arms), "mark")

    contested = arms[(arms["evidence_status"] == "contested") & arms["date_start"].notna()]
    unsure = arms[(arms["certainty"] != "certain") & arms["date_start"].notna()]
    assert set(contested["id"]) == {mark["id"] for mark in marks if mark["contested"]}
    assert set(unsure["id"]) == {mark["id"] for mark in marks if mark["text"].endswith("?")}


@pytest.mark.parametrize(("row", "wanted"), PAIRS)
def test_pairs(row, wanted):
    """A row ties the two sides that it names, else the members of the one side; nobody to himself."""
    assert ties.pairs(row) == wanted


def test_network_counts_every_tie():
    """The table of pairs sums to all ties, and the matrix holds those among the actors shown."""
    chart = plot.network(*map(az.load, NAMES))
    cells = having(chart, "rows", "kind", "pair")

    assert counts(chart)["drawn"] == sum(cell["rows"] for cell in cells if cell["kind"] == "all")
    assert counts(chart)["ties"] == sum(cell["rows"] for cell in cells if cell["kind"] != "all")


def test_network_by_kind_of_row():
    """Within one table the kinds of row have the columns, the most frequent first, the rest together."""
    chart = plot.network(az.load("incidents"))
    heads = {}
    for head in having(chart, "head"):
        heads[head["across"]] = f"{heads.get(head['across'], '')} {head['head']}".strip()

    assert len(heads) == ties.KINDS + 1
    assert heads[ties.KINDS] == ties.REST


@pytest.mark.parametrize(("value", "unit", "told"), AMOUNTS)
def test_amounts(value, unit, told):
    """Numbers are written as people write them."""
    assert amounts.amount(value, unit) == told


@pytest.mark.parametrize(("unit", "literal", "value"), OTHERS)
def test_other_values(unit, literal, value):
    """The number in a contradicting literal is read in the unit of the figure; where there is none, none is drawn."""
    assert amounts.other_value(literal, unit) == value


@pytest.fixture(scope="module")
def all_figures():
    return plot.figures()


def test_figures_draw_every_row(all_figures):
    """Each figure has one mark, in the panel of its indicator and unit, and undated ones are there too."""
    rows = az.load("trade_figures")
    marks = having(all_figures, "panel")

    assert sorted(rows["id"]) == sorted(mark["id"] for mark in marks)
    assert {mark["panel"] for mark in marks} == set(map(panel_of, rows["indicator"], rows["unit"]))
    for spec in all_figures.to_dict()["vconcat"]:
        assert len({mark["unit"] for values in records(spec) for mark in values if "unit" in mark}) <= 1


def panel_of(indicator, unit):
    words = [indicator.replace("_", " "), *amounts.unit_words(unit).split(", ")]
    return ", ".join(dict.fromkeys(words))


@pytest.mark.usefixtures("invented")
def test_disputed_values_are_drawn():
    """What a contradicting span says stands beside the value, with its source and its literal."""
    others = having(plot.figures("share"), "literal")

    assert [{name: other[name] for name in ("id", "value", "own", "source", "literal")} for other in others] == [
        {"id": "TF-0001", "value": 45.0, "own": 60.0, "source": "beta2021", "literal": "45 percent"}
    ]


def test_ranges_are_drawn(all_figures):
    """A range runs from its lower to its upper end."""
    marks = {mark["id"]: mark for mark in having(all_figures, "panel")}
    rows = az.load("trade_figures").dropna(subset=["value_low", "value_high"])

    assert len(rows)
    for row in rows.itertuples():
        assert (marks[row.id]["low"], marks[row.id]["high"]) == (float(row.value_low), float(row.value_high))


def test_coverage_counts_rows():
    """A cell holds the rows of a table that a source supports and whose date can mean the year."""
    wanted = 0
    for row in az.load("incidents", as_="arrow").to_pylist():
        start, end = row["date_start"] or row["date_end"], row["date_end"] or row["date_start"]
        documents = {place.split(":")[0] for place in row["sources"]}
        wanted += "shaffer2022" in documents and start is not None and start.year <= 2020 <= end.year
    cells = having(plot.coverage(), "source", "year", "rows")

    assert [wanted] == [
        cell["rows"]
        for cell in cells
        if (cell["table"], cell["source"], cell["year"]) == ("incidents", "shaffer2022", "2020")
    ]


MAKERS = {
    "timeline": lambda: plot.timeline(az.load("visits")),
    "network": lambda: plot.network(az.load("visits")),
    "figures": lambda: plot.figures("count"),
    "coverage": lambda: plot.coverage(az.load("visits")),
}


@pytest.mark.parametrize("name", MAKERS)
def test_same_chart_twice(name):
    """The same rows give the same chart, in this process and in another with other hash seeds."""
    code = f"import test_plot; print(test_plot.MAKERS[{name!r}]().to_json())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, cwd=REPOSITORY / "tests", env=os.environ | {"PYTHONHASHSEED": "7"},
    )  # fmt: skip

    assert MAKERS[name]().to_json() == MAKERS[name]().to_json() == done.stdout.removesuffix("\n")


@pytest.mark.parametrize("name", MAKERS)
def test_files_need_no_network(tmp_path, monkeypatch, name):
    """SVG, PNG and HTML are written without a socket and name no other place; the SVG carries the description."""
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a socket was opened"))
    chart = MAKERS[name]()

    text = svg(chart, tmp_path)
    page = plot.save(chart, tmp_path / "chart.html").read_text(encoding="utf-8")
    picture = plot.save(chart, tmp_path / "chart.png").read_bytes()

    assert set(re.findall(r"https?://[^\"' )]+", text)) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert re.findall(r"<(?:script|link)[^>]+(?:src|href)=", page) == []
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert re.search(r'^<svg role="graphics-document" aria-label="([^"]+)"', text)[1] == chart.description


@pytest.mark.parametrize("name", MAKERS)
def test_letters_are_large_enough(tmp_path, name):
    """No text of a chart is smaller than 11 pixels."""
    sizes = re.findall(r'font-size="(\d+)px"', svg(MAKERS[name](), tmp_path))

    assert min(map(int, sizes)) >= 11


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("colour", "least"), [(look.INK, 7), (look.SOFT, 4.5), (look.DISPUTE, 3), (look.PALETTE[0], 3)]
)
def test_contrast(colour, least):
    """Text, edges and marks stand out from white as WCAG 2 asks."""
    assert 1.05 / (luminance(colour) + 0.05) >= least


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "duckdb", "records"])
def test_frames_of_every_kind(kind):
    """A chart is the same from every kind of frame that the package gives."""
    if kind in ("polars", "duckdb"):
        pytest.importorskip(kind)

    assert plot.timeline(az.load("visits")).to_json() == plot.timeline(az.load("visits", as_=kind)).to_json()


@pytest.mark.parametrize("name", ["timeline", "network", "coverage"])
def test_no_rows(name, tmp_path):
    """A frame without rows gives a chart that says so."""
    chart = getattr(plot, name)(az.load("visits").iloc[:0])

    assert chart.description.endswith("No row was given.")
    assert "No row was given." in svg(chart, tmp_path)


def test_no_figures(tmp_path):
    """An indicator without rows gives a chart that says so."""
    chart = plot.figures("volume")

    assert chart.description == "0 figures of the kind volume. No row has the indicator volume."
    assert "No row has the indicator volume." in svg(chart, tmp_path)


def test_no_pair():
    """Rows that tie nobody are told, not drawn as an empty matrix."""
    rows = az.load("incidents")

    assert (
        plot.network(rows[rows["targets"].isna()].head(1)).description
        == "Who with whom. No row names two actors together."
    )


@pytest.mark.parametrize("name", NAMES)
def test_one_row(name, tmp_path):
    """One row is enough for every chart."""
    rows = az.load(name)
    one = rows[rows["date_start"].notna()].head(1)

    for make in (plot.timeline, plot.network, plot.coverage):
        assert one["id"].iloc[0] in svg(make(one), tmp_path) or counts(make(one))["rows"] == 1


def test_nothing_dated():
    """Rows without any date are counted in words."""
    rows = az.load("visits")
    undated = rows[rows["date"].isna()]

    chart = plot.timeline(undated)

    assert chart.description == f"{len(undated)} visits over time. None of {len(undated)} visits has a date."
    assert counts(chart) == {"rows": len(undated), "drawn": 0, "undated": len(undated)}


def test_all_open():
    """Rows that all have an open end are arrows, and the axis ends after the last known year."""
    rows = [timeline_row(number, dt.date(2012 + number, 1, 1), 0, "o") for number in range(1, 4)]

    assert {"since"} == {mark["mark"] for mark in having(plot.timeline(rows), "mark")}


def test_unknown_indicator():
    """An indicator that does not exist is refused with the nearest."""
    with pytest.raises(az.UnknownName, match=r"^no indicator 'shares'; did you mean 'share'\? known: trade_value, "):
        plot.figures("shares")


def test_unknown_file():
    """A file of another kind is refused."""
    with pytest.raises(az.UnknownName, match=r"^no format 'pdf'; known: html, png, svg$"):
        plot.save(plot.coverage(az.load("visits")), "chart.pdf")


@pytest.mark.parametrize(("frame", "message"), NOT_OURS)
def test_frames_that_are_not_ours(frame, message):
    """What is no frame of this dataset is refused with the reason."""
    with pytest.raises(az.Refused) as raised:
        plot.timeline(frame)

    assert str(raised.value) == message


def test_foreign_rows():
    """A row whose id is of no data table is refused, and so is a column that was dropped."""
    with pytest.raises(az.Refused) as raised:
        plot.timeline(az.load("visits").assign(id="002"))
    assert str(raised.value) == "row 1 has the id '002', which is of no data table; pass frames that az.load gave"

    with pytest.raises(az.Refused) as raised:
        plot.network(az.load("visits").drop(columns="origin"))
    assert str(raised.value) == "the frame has no column origin; charts need whole rows as az.load gives them"


@pytest.mark.parametrize(
    ("library", "message"),
    [
        ("altair", "charts need Altair; run `pip install 'azisrael-data[plot]'`"),
        ("vl_convert", "saving charts needs vl-convert; run `pip install 'azisrael-data[plot]'`"),
    ],
)
def test_missing_extra(monkeypatch, tmp_path, library, message):
    """Without the extra, the command that installs it is named."""
    chart = plot.coverage(az.load("visits"))
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(az.CannotRun) as raised:
        _ = plot.coverage(az.load("visits")) if library == "altair" else plot.save(chart, tmp_path / "chart.svg")

    assert str(raised.value) == message


def test_import_is_light():
    """Importing the charts loads neither Altair nor pandas."""
    heavy = ("altair", "pandas", "pyarrow", "vl_convert")
    code = f"import sys; from azisrael_data import plot; print(*(m for m in {heavy} if m in sys.modules))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_example(tmp_path):
    """The example runs, is short, writes its charts and tells every dispute about an Israeli transfer."""
    script = REPOSITORY / "examples" / "arms_over_time.py"
    done = subprocess.run([sys.executable, script, tmp_path], capture_output=True, text=True, check=True)
    arms = az.load("arms_transfers", supplier="ISR", recipient="AZE")

    assert len(script.read_text(encoding="utf-8").splitlines()) <= 30
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arms_figures.svg", "arms_over_time.svg"]
    assert re.findall(r"^(AT-\d{4}) ", done.stdout, re.MULTILINE) == list(
        arms[arms["evidence_status"] == "contested"]["id"]
    )
