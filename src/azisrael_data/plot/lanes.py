"""Rows over time: one strip per kind or table, and in it as many lanes as rows overlap."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from azisrael_data.models import table as table_named
from azisrael_data.plot import given, look
from azisrael_data.plot.given import Rows
from azisrael_data.schema import column

LABELLED = 60  # up to so many rows each mark has its id beside it
# Form of a mark -> its shape, and the end of its date at which that stands.
FORMS = {
    "bar": ("", "from"),
    "since": ("triangle-right", "to"),
    "until": ("triangle-left", "from"),
    "dot": ("circle", "from"),
    "short": ("diamond", "from"),
    "early": ("triangle-left", "from"),
}
EARLY = 0.05  # at most this part of the rows may be moved to the left edge, so that the others spread
ASIDE = 58  # width of the column for what has no date
GAP = 6
SHORT = 7  # a bar of fewer pixels could not be told hollow: it is drawn as a diamond
Channel = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class _Axis:
    """A time axis: its first day and the one after its last, and its width in pixels."""

    first: dt.date
    last: dt.date
    width: int

    def at(self, day: dt.date) -> float:
        return self.width * (day - self.first).days / (self.last - self.first).days


def timeline(*frames: Any, label: str | None = None, title: str | None = None) -> Any:
    """Return a chart of rows over time, as an `altair.Chart` 700 pixels wide.

    `frames`: tables as `az.load` gives them, whole or filtered, of one or several of the five data tables; a row
    that comes twice is drawn once. One table has a strip per kind of row, several have a strip per table. A bar spans
    the days that a date can mean, a dot is one day, an arrow points to an open end. Hollow marks are contested, those
    with a question mark less than certain. Rows without a date are counted beside their strip. `label` names the
    column to print beside the marks; without it ids are printed if the rows are few. `title` replaces the title.

    Raises Refused for a frame that is not of this dataset or lacks a column, CannotRun without the extra `plot`.
    """
    alt = look.altair()
    rows = given.rows_of(frames, (*given.COMMON, *([label] if label else [])))
    tables = given.tables_in(rows)
    dated = [row for row in rows if row["date_start"] or row["date_end"]]
    counts = {"rows": len(rows), "drawn": len(dated), "undated": len(rows) - len(dated)}
    dates = f"Dated: {counts['drawn']:,} of {look.counted(counts['rows'], 'row')}."
    notes = [look.origin(tables), dates]
    if not dated:
        reason = "No row was given." if not rows else f"None of {look.noun(tables, len(rows))} has a date."
        return look.blank(reason, title or look.noun(tables, len(rows)) + " over time", notes, counts)
    if label is None and len(dated) <= LABELLED:
        label = "id"
    strips = _strips(rows, tables)
    margin = int(max(len(name) for name in strips) * look.LETTER) + 34
    axis = _axis(dated, look.WIDTH - margin - ASIDE)
    marks, bands = _laid_out(rows, strips, axis, tables, label)
    notes += _notes(rows, Counter(mark["mark"] for mark in marks), axis)
    lead, story = _story(rows, dated, tables)
    title = title or lead
    chart = _drawn(alt, marks, bands, axis, labelled=label is not None).properties(
        width=axis.width, height=bands[-1]["bottom"]
    )
    return look.finished(chart, title, notes, " ".join([title + ".", story, *notes]), counts)


def _notes(rows: Rows, forms: Counter[str], axis: _Axis) -> list[str]:
    """Return what the marks mean, those that are there."""
    told = {
        "bar": "bars span what the date can mean",
        "short": "diamonds are spans too short for a bar",
        "dot": "dots are days",
        "since": "arrows are open ends",
    }
    forms["since"] += forms["until"]
    found = ", ".join(words for form, words in told.items() if forms[form])
    notes = [f"{found[:1].upper()}{found[1:]}."] if found else []
    if forms["early"]:
        notes.append(f"Triangles at the left edge end before {axis.first.year} ({forms['early']}).")
    contested, unsure = sum(map(given.is_contested, rows)), sum(map(given.is_unsure, rows))
    notes.append(f"Hollow: contested ({contested})." if contested else "None is contested.")
    return [*notes, f"Question mark: less than certain ({unsure})." if unsure else "None is less than certain."]


def _story(rows: Rows, dated: Rows, tables: Sequence[str]) -> tuple[str, str]:
    """Return the title and a sentence with the main fact."""
    years = [day.year for row in dated for day in (row["date_start"], row["date_end"]) if day]
    span = f"{min(years)}–{max(years)}" if min(years) < max(years) else str(min(years))
    kinds = Counter(row["table"] if len(tables) > 1 else given.kind_of(row) for row in rows)
    begun = look.leader(Counter(row["date_start"].year for row in dated if row["date_start"]))
    story = (
        f"The year in which most begin is {begun[0]} ({begun[1]})."
        if begun
        else "No year has more beginnings than all others."
    )
    first = look.leader(kinds)
    lead = ""
    if first and (len(kinds) > 1 or len(tables) == 1):
        lead = (
            f": most often {look.words(first[0])} ({first[1]})" if len(kinds) > 1 else f", all {look.words(first[0])}"
        )
    return f"{look.noun(tables, len(rows))}, {span}{lead}", story


def _strip_of(row: dict[str, Any], tables: Sequence[str]) -> str:
    return look.words(row["table"] if len(tables) > 1 else given.kind_of(row))


def _strips(rows: Rows, tables: Sequence[str]) -> list[str]:
    """Return the names of the strips: tables, or kinds in the order of their code list."""
    used = {_strip_of(row, tables) for row in rows}
    if len(tables) > 1:
        return [look.words(name) for name in tables if look.words(name) in used]
    kinds = column(table_named(tables[0]), given.KIND[tables[0]])
    known = [look.words(code) for code in (kinds.codes or ())] if kinds else []
    return sorted(used, key=lambda name: (known.index(name) if name in known else len(known), name))


def _axis(dated: Rows, width: int) -> _Axis:
    """Return the axis: whole years, without the few earliest ones where the rest would shrink by a third or more."""
    first = sorted((row["date_start"] or row["date_end"]).year for row in dated)
    last = max((row["date_end"] or row["date_start"]).year for row in dated) + 1
    cut = first[int(len(first) * EARLY)]
    if (last - cut) > (last - first[0]) * 2 / 3:
        cut = first[0]
    return _Axis(dt.date(cut, 1, 1), dt.date(last, 1, 1), width)


def _mark(row: dict[str, Any], axis: _Axis) -> dict[str, Any]:
    """Return what kind of mark a row has and from where to where it runs, in days and pixels."""
    start, end = row["date_start"], row["date_end"]
    if end is not None and end < axis.first:
        return {"mark": "early", "from": axis.first, "to": axis.first, "left": -5.0, "right": 5.0}
    kind = "bar"
    if start is None or end is None:
        kind = "until" if start is None else "since"
    elif start == end:
        kind = "dot"
    begin = max(start or axis.first, axis.first)
    stop = axis.last if end is None else end + dt.timedelta(days=1)
    if kind == "dot":
        stop = begin
    left, right = axis.at(begin), axis.at(stop)
    if kind == "bar" and right - left < SHORT:
        kind, begin = "short", begin + (stop - begin) / 2
        stop, left, right = begin, axis.at(begin), axis.at(begin)
    return {"mark": kind, "from": begin, "to": stop, "left": left - 4, "right": right + 4}


def _laid_out(
    rows: Rows, strips: Sequence[str], axis: _Axis, tables: Sequence[str], label: str | None
) -> tuple[Rows, Rows]:
    """Return a record per mark and a record per strip, with their places in pixels."""
    pitch = 16 if label else 8 if len(rows) <= 150 else 6
    colours = look.COLOURS if len(tables) > 1 else {}
    if len(tables) == 1 and len(strips) <= len(look.PALETTE):
        colours = dict(zip(strips, look.PALETTE, strict=False))
    marks: Rows = []
    bands: Rows = []
    top = 0.0
    for strip in strips:
        inside = [row for row in rows if _strip_of(row, tables) == strip]
        lanes: list[float] = []
        found = [(row, _mark(row, axis)) for row in inside if row["date_start"] or row["date_end"]]
        for row, place in sorted(found, key=lambda pair: (pair[1]["left"], pair[0]["id"])):
            text = " ".join([*([str(row[label] or "")] if label else []), *(["?"] if given.is_unsure(row) else [])])
            side = _side(text, place, axis)
            lane = _lane(lanes, place, side * len(text) * look.LETTER)
            colour = colours.get(strip) or colours.get(row["table"]) or look.PALETTE[0]
            marks.append(
                given.told(row)
                | {"mark": place["mark"], "from": _utc(place["from"]), "to": _utc(place["to"])}
                | {"lane": lane, "strip": strip, "text": text, "side": side}
                | {"colour": colour}
                | look.form(colour, contested=given.is_contested(row))
            )
        height = max(17.0, len(lanes) * pitch + 6)
        slack = (height - len(lanes) * pitch) / 2
        for mark in marks:
            if mark["strip"] == strip:
                middle = top + slack + (mark["lane"] + 0.5) * pitch
                thick = 10 if label else pitch - 2
                mark |= {"y": middle, "top": middle - thick / 2, "bottom": middle + thick / 2}
        missing = len(inside) - len(found)
        bands.append({"strip": strip, "top": top, "bottom": top + height, "missing": f"+{missing}" if missing else ""})
        top += height
    return marks, bands


def _side(text: str, place: dict[str, Any], axis: _Axis) -> int:
    """Return 1 if a label goes to the right of its mark, -1 if only the left has room, 0 without a label."""
    if not text:
        return 0
    return 1 if place["right"] + len(text) * look.LETTER <= axis.width else -1


def _lane(lanes: list[float], place: dict[str, Any], label: float) -> int:
    """Return the first lane with room for a mark and its label, and take it."""
    left, right = min(place["left"], place["left"] + label), max(place["right"], place["right"] + label)
    for number, taken in enumerate(lanes):
        if taken + GAP <= left:
            lanes[number] = right
            return number
    lanes.append(right)
    return len(lanes) - 1


def _utc(day: dt.date) -> str:
    return f"{day}T00:00:00Z"


def _drawn(alt: Any, marks: Rows, bands: Rows, axis: _Axis, *, labelled: bool) -> Any:
    """Return the layers: strips, the column of what has no date, marks of each form, labels."""
    height = bands[-1]["bottom"]
    scale = alt.Scale(
        type="utc",
        nice=False,
        domain=[alt.DateTime(year=day.year, month=1, date=1, utc=True) for day in (axis.first, axis.last)],
    )
    years = "%Y" if axis.last.year - axis.first.year > 2 else "%b %Y"
    time = alt.Axis(title="time", format=years, tickCount=10, labelFlush=False)
    names = {f"{(band['top'] + band['bottom']) / 2:.1f}": band["strip"] for band in bands}
    level = alt.Scale(domain=[height, 0], nice=False, zero=False)
    kinds = alt.Axis(
        title=None,
        values=[float(middle) for middle in names],
        labelExpr=f"{names}[format(datum.value, '.1f')]",
        grid=False,
        ticks=False,
        domain=False,
        labelPadding=9,
    )

    def x(field: str) -> Any:
        return alt.X(f"{field}:T", scale=scale, axis=time)

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=level, axis=kinds)

    layers = [look.chart(bands[:-1]).mark_rule(color=look.HAIR, aria=False).encode(y=y("bottom"))]
    return alt.layer(
        *layers,
        *_aside(alt, bands, axis, y),
        *_forms(alt, marks, x, y, size=62 if labelled else 26),
        *_labels(marks, x, y),
    )


def _aside(alt: Any, bands: Rows, axis: _Axis, y: Channel) -> list[Any]:
    """Return the layers of the column that counts rows without a date, strip by strip."""
    if not any(band["missing"] for band in bands):
        return []
    place = alt.value(axis.width + 8)
    text = {"align": "left", "fontSize": 11, "color": look.SOFT}
    numbers = look.chart([band | {"middle": (band["top"] + band["bottom"]) / 2} for band in bands])
    head = look.chart([{"head": "no date"}]).mark_text(baseline="bottom", **text)
    return [
        numbers.mark_text(**text).encode(x=place, y=y("middle"), text="missing:N"),
        head.encode(x=place, y=alt.value(-4), text="head:N"),
    ]


def _forms(alt: Any, marks: Rows, x: Channel, y: Channel, size: int) -> Iterator[Any]:
    """Yield the layers of marks, one for each form that is there."""
    found = {mark["mark"] for mark in marks}
    data = look.chart(marks).transform_calculate(told="datum.id + ', ' + datum.date + ': ' + datum.summary")
    looks = {
        **look.formed(),
        "tooltip": look.tooltip(*given.TOLD),
        "description": alt.Description("told:N"),
    }
    for form, (shape, field) in FORMS.items():
        if form not in found:
            continue
        some = data.transform_filter(f"datum.mark == '{form}'")
        if form == "bar":
            yield some.mark_rect().encode(x=x("from"), x2="to:T", y=y("top"), y2="bottom:Q", **looks)
            continue
        if form in ("since", "until"):
            line = some.mark_rule(strokeWidth=2, aria=False)
            yield line.encode(x=x("from"), x2="to:T", y=y("y"), stroke=alt.Stroke("colour:N", scale=None))
        yield some.mark_point(shape=shape, size=size, opacity=1).encode(x=x(field), y=y("y"), **looks)


def _labels(marks: Rows, x: Channel, y: Channel) -> Iterator[Any]:
    """Yield the layers of labels, to the right and to the left of their marks."""
    for side, field, align in ((1, "to", "left"), (-1, "from", "right")):
        texts = [mark for mark in marks if mark["side"] == side]
        if texts:
            some = look.chart([{name: mark[name] for name in ("from", "to", "y", "text")} for mark in texts])
            text = some.mark_text(align=align, dx=6 * side, fontSize=11, color=look.INK, aria=False)
            yield text.encode(x=x(field), y=y("y"), text="text:N")
