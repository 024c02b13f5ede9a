"""What the sources cover when: rows per source and year, table by table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from azisrael_data.plot import given, look
from azisrael_data.plot.given import Rows

YEARS = 36  # columns of single years; all earlier ones share one
CELL, HIGH, TOTALS = 14, 17, 60
NONE = "no date"


def coverage(*frames: Any, title: str | None = None) -> Any:
    """Return a heat map of how many rows each source supports in each year, a panel per table, as an Altair chart.

    `frames`: tables as `az.load` gives them; without any, all five data tables. A row counts in every year that its
    date can mean (an open date only in the year of its known end) for every source that supports it; rows without a
    date have a column of their own.

    Raises Refused for a frame that is not of this dataset or lacks a column, CannotRun without the extra `plot`.
    """
    look.altair()
    rows = given.rows_of(frames or [given.reference(name) for name in look.TABLES.values()], (*given.COMMON, "sources"))
    tables = given.tables_in(rows)
    documents = [source["id"] for source in given.reference("sources")]
    undated = sum(not _years(row) for row in rows)
    counts = {"rows": len(rows), "undated": undated, "sources": len(documents)}
    notes = [
        look.origin(tables),
        f"{look.counted(len(rows), 'row')}, {undated} without a date.",
        "A row counts for each source that supports it and in each year that its date can mean.",
        "At the right: all rows of the source.",
    ]
    if not rows:
        return look.blank("No row was given.", title or "What the sources cover when", notes, counts)
    columns = _columns(rows)
    cells = _cells(rows, columns)
    most = max(cell["rows"] for cell in cells)
    panels = [_panel(name, rows, cells, (documents, columns), most, last=name == tables[-1]) for name in tables]
    lead, story = _story(cells, rows)
    title = title or lead
    chart = look.altair().vconcat(*panels, spacing=14).resolve_scale(x="shared", color="shared")
    return look.finished(chart, title, notes, " ".join([title + ".", story, *notes]), counts)


def sources_of(row: dict[str, Any]) -> list[str]:
    """Return the source documents that support a row, each once."""
    return list(dict.fromkeys(place.partition(":")[0] for place in row["sources"] or ()))


def _years(row: dict[str, Any]) -> range:
    """Return the years that a row's date can mean; of an open date the year of its known end."""
    start: dt.date | None = row["date_start"] or row["date_end"]
    end: dt.date | None = row["date_end"] or row["date_start"]
    return range(start.year, end.year + 1) if start and end else range(0)


def _columns(rows: Rows) -> list[str]:
    """Return the columns of the chart: early years in one, then year by year, then what has no date."""
    years = sorted({year for row in rows for year in _years(row)})
    if not years:
        return [NONE]
    first = max(years[0], years[-1] - YEARS + 1)
    early = [f"before {first}"] if years[0] < first else []
    return [*early, *map(str, range(first, years[-1] + 1)), NONE]


def _cells(rows: Rows, columns: list[str]) -> Rows:
    """Return a record per table, source and column that holds a row; a row counts once in it."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        names = {str(year) if str(year) in columns else columns[0] for year in _years(row)} or {NONE}
        found.update((row["table"], source, name) for source in sources_of(row) for name in names)
    return [
        {"table": look.words(table), "source": source, "year": year, "rows": number}
        for (table, source, year), number in sorted(found.items())
    ]


def _story(cells: Rows, rows: Rows) -> tuple[str, str]:
    """Return the title and a sentence with the main facts."""
    per_source = Counter(source for row in rows for source in sources_of(row))
    per_year = Counter({year: 0 for year in {cell["year"] for cell in cells} if year.isdigit()})
    for row in rows:
        per_year.update({str(year) for year in _years(row)} & set(per_year))
    told = ", ".join(f"{name} {count}" for name, count in sorted(per_source.items(), key=lambda i: (-i[1], i[0])))
    shared = sum(len(sources_of(row)) > 1 for row in rows)
    story = f"Rows by source: {told}; {shared} rows have more than one."
    first = look.leader(per_year)
    lead = f": {first[0]} above all ({look.counted(first[1], 'row')})" if first else ""
    return f"What the sources cover when{lead}", story


def _steps(most: int) -> list[int]:
    """Return the numbers to print at the legend: 1, some round ones, the largest."""
    return [1, *(step for step in (5, 10, 25, 50, 100, 250, 500, 1000) if step * 1.4 < most), most][
        : 1 if most == 1 else 12
    ]


def _panel(name: str, rows: Rows, cells: Rows, axes: tuple[list[str], list[str]], most: int, *, last: bool) -> Any:
    """Return the panel of one table; `axes` are the sources and the columns of the chart."""
    alt = look.altair()
    documents, columns = axes
    per_source = Counter(source for row in rows if row["table"] == name for source in sources_of(row))
    totals = [{"source": source, "total": f"{per_source[source]:,}"} for source in documents]
    table = look.words(name)
    inside = [cell for cell in cells if cell["table"] == table]
    marked = [year for year in columns if not year.isdigit() or int(year) % 5 == 0]
    axis = alt.Axis(title=None, labels=False, ticks=False, domain=False)
    if last:
        axis = alt.Axis(
            title="year that the date can mean",
            labelAngle=-45,
            domain=False,
            ticks=False,
            labelExpr=f"indexof({marked}, datum.label) < 0 ? '' : datum.label",
        )
    x = alt.X("year:O", scale=alt.Scale(domain=columns), axis=axis)
    y = alt.Y(
        "source:N", scale=alt.Scale(domain=documents), axis=alt.Axis(title=None, domain=False, ticks=False, grid=False)
    )
    legend = alt.Legend(
        title="rows in a cell (square-root scale)",
        orient="top",
        gradientLength=180,
        gradientThickness=10,
        values=_steps(most),
    )
    scale = alt.Scale(type="sqrt", domain=[1, most] if most > 1 else [0, 1], range=["#cfe1f2", "#08306b"])
    shade = alt.Color("rows:Q", scale=scale, legend=legend)
    grid = [{"source": source, "year": year} for source in documents for year in columns]
    width = CELL * len(columns)
    empty = look.chart(grid).mark_rect(fill="#f5f5f5", stroke="white", aria=False)
    full = look.chart(inside).mark_rect(stroke="white")
    layers = [
        empty.encode(x=x, y=y),
        full.encode(
            x=x,
            y=y,
            color=shade,
            tooltip=[*look.tooltip("table", "source", "year"), alt.Tooltip("rows:Q")],
            description=alt.Description("told:N"),
        ).transform_calculate(told="datum.source + ', ' + datum.year + ': ' + datum.rows + ' rows of ' + datum.table"),
        look.chart(totals)
        .mark_text(align="right", fontSize=11, color=look.INK)
        .encode(x=alt.value(width + 34), y=y, text="total:N"),
    ]
    return alt.layer(*layers).properties(
        width=width, height=HIGH * len(documents), title=alt.Title(table, fontSize=12, anchor="start", offset=4)
    )
