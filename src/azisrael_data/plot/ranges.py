"""Figures as the sources tell them: value, range, hedge, period, and what another source says; a panel per unit."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import Any

from azisrael_data.codelists import INDICATOR
from azisrael_data.plot import amounts, given, look
from azisrael_data.plot.given import Rows
from azisrael_data.problems import UnknownName

LEFT, MIDDLE, RIGHT, LINE = 268, 246, 110, 14
LETTERS = 44  # of a line of words
SHAPES = {"eq": "circle", "approx": "diamond", "min": "triangle-right", "max": "triangle-left"}
LOG_FROM = 50  # a panel whose largest value is so many times its least gets a logarithmic axis
NEEDS = {
    "trade_figures": ("product", "of", "from_actor", "to_actor", "value", "value_low", "value_high", "bound", "unit")
}


def figures(indicator: str | None = None, *frames: Any, title: str | None = None) -> Any:
    """Return a chart of trade figures as an Altair chart: one row per figure, one panel per indicator and unit.

    `indicator`: a code such as `share`; without it all are drawn. `frames`: figures as `az.load` gives them; without
    any, the whole table. Each row has its value, or a bar from the lower to the upper end of a range; shapes say how
    the number is hedged; crosses are values of contradicting spans; the narrow panel shows the period described. Axes
    start at 0, or are logarithmic and say so.

    Raises UnknownName for an unknown indicator, Refused for a frame that is not of this dataset, CannotRun without
    the extra `plot`.
    """
    alt = look.altair()
    if indicator is not None and indicator not in INDICATOR:
        raise UnknownName("indicator", indicator, INDICATOR)
    rows = given.rows_of(frames or [given.reference("trade_figures")], given.COMMON, NEEDS)
    rows = [row for row in rows if row["table"] == "trade_figures" and indicator in (None, row["indicator"])]
    names = {actor["id"]: actor["name"] for actor in given.reference("actors")}
    spans = amounts.against(given.reference("evidence"))
    marks = [amounts.record(row, spans.get(row["id"], []), names) for row in sorted(rows, key=amounts.order)]
    counts = {
        "rows": len(rows),
        "drawn": len(marks),
        "undated": sum(mark["from"] is None for mark in marks),
        "others": sum(len(mark["others"]) for mark in marks),
    }
    lead = look.counted(len(rows), "figure") + (f" of the kind {look.words(indicator)}" if indicator else "")
    notes = [look.origin(["trade_figures"])]
    if not marks:
        reason = f"No row has the indicator {indicator}." if indicator else "No row was given."
        return look.blank(reason, title or lead, notes, counts)
    contested = sum(mark["contested"] for mark in marks)
    title = title or f"{lead}: {contested or 'none'} contested"
    notes += _notes(marks, counts)
    periods = _periods(marks)
    panels = [
        _panel([mark for mark in marks if mark["panel"] == panel], periods)
        for panel in dict.fromkeys(mark["panel"] for mark in marks)
    ]
    chart = alt.vconcat(*panels, spacing=24)
    return look.finished(chart, title, notes, " ".join([title + ".", *_story(marks), *notes]), counts)


def _notes(marks: Rows, counts: dict[str, int]) -> list[str]:
    told = {
        "eq": "circle: as stated",
        "approx": "diamond: about",
        "min": "triangle to the right: at least",
        "max": "triangle to the left: at most",
    }
    shapes = [words for bound, words in told.items() if any(mark["bound"] == bound for mark in marks)]
    if any(mark["low"] < mark["high"] for mark in marks):
        shapes.append("bar: a range")
    if counts["others"]:
        shapes.append(f"cross: what another source says ({counts['others']})")
    shapes.append(f"hollow: contested ({sum(mark['contested'] for mark in marks)})")
    unsure = sum(mark["unsure"] for mark in marks)
    if unsure:
        shapes.append(f"question mark: less than certain ({unsure})")
    sentence = ", ".join(shapes)
    return [f"{sentence[0].upper()}{sentence[1:]}.", f"{counts['undated']} of {counts['rows']} have no date."]


def _story(marks: Rows) -> list[str]:
    """Return a sentence on each disputed value, or the first figure where none is disputed."""
    found = [
        f"{mark['id']}: {mark['number']}, by {other['source']} {amounts.amount(other['value'], mark['unit'])}."
        for mark in marks
        for other in mark["others"]
    ]
    return found or [f"{marks[0]['id']}: {marks[0]['number']}."]


def _periods(marks: Rows) -> tuple[int, int] | None:
    """Return the first year and the one after the last of all periods."""
    dated = [mark for mark in marks if mark["from"]]
    if not dated:
        return None
    return min(mark["from"].year for mark in dated), max(mark["to"].year for mark in dated) + 1


def _panel(marks: Rows, periods: tuple[int, int] | None) -> Any:
    """Return the panel of one indicator and unit: words, values, periods side by side."""
    alt = look.altair()
    top = 0.0
    placed, others, lines = [], [], []
    for mark in marks:
        found = _lines(mark)
        height = len(found) * LINE + 10
        y = top + height / 2
        first = y - (len(found) - 1) * LINE / 2
        lines += [line | {"y": first + number * LINE} for number, line in enumerate(found)]
        own = {name: value for name, value in mark.items() if name not in ("from", "to", "others")}
        placed.append(own | {"y": y, "top": y - 4, "bottom": y + 4, "floor": top + height} | _period(mark))
        others += [other | {"y": y, "id": mark["id"], "own": mark["value"]} for other in mark["others"]]
        top += height
    level = alt.Scale(domain=[top, 0], nice=False, zero=False)
    panels = [_values(placed, others, lines, level)]
    if periods:
        panels.append(_time(placed, level, periods))
    row = alt.hconcat(*(panel.properties(height=top) for panel in panels), spacing=24, bounds="flush")
    return row.properties(title=alt.Title(marks[0]["panel"], fontSize=12, anchor="start", offset=6, frame="bounds"))


def _period(mark: dict[str, Any]) -> dict[str, Any]:
    if mark["from"] is None:
        return {"from": None, "to": None}
    return {"from": f"{mark['from']}T00:00:00Z", "to": f"{mark['to'] + dt.timedelta(days=1)}T00:00:00Z"}


def _scale(placed: Rows, others: Rows, unit: str) -> tuple[Any, str, float]:
    """Return the value scale of a panel, what its title adds, and the largest value."""
    alt = look.altair()
    values = [mark[end] for mark in placed for end in ("low", "high")] + [other["value"] for other in others]
    least, most = min(values), max(values)
    if unit == "percent":
        return alt.Scale(domain=[0, 100], nice=False), "", 100.0
    if least > 0 and most / least >= LOG_FROM:
        return alt.Scale(type="log", domain=[least / 2, most * 2], nice=False), " (logarithmic)", most * 2
    return alt.Scale(domain=[0, most * 1.08 or 1], nice=unit != "rank"), "", most * 1.08


def _values(placed: Rows, others: Rows, lines: Rows, level: Any) -> Any:
    """Return the panel of values, with the words on its left."""
    alt = look.altair()
    unit = placed[0]["unit"]
    scale, kind, most = _scale(placed, others, unit)
    log = kind != ""
    for mark in placed:
        far = max([mark["high"], *(other["value"] for other in others if other["id"] == mark["id"])])
        mark |= {"far": far, "side": -1 if far > most * (0.02 if log else 0.55) else 1}
        if mark["side"] < 0:
            mark["far"] = min([mark["low"], *(o["value"] for o in others if o["id"] == mark["id"])])
    whole = {"tickMinStep": 1} if unit in ("rank", "items") else {}
    ticks = alt.Axis(
        title=amounts.unit_words(unit) + kind, tickCount=5, format="~s" if most >= 10**4 else "~f", **whole
    )
    if most >= 10**4:
        ticks["labelExpr"] = (
            "!datum.value || !datum.label ? datum.label && '0' : "
            "replace(replace(replace(datum.label, 'T', ' tn'), 'G', ' bn'), 'M', ' m')"
        )
    x = alt.X("value:Q", scale=scale, axis=ticks)

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=level, axis=None)

    base = look.chart(placed).transform_calculate(
        told="datum.id + ', ' + datum.what + ': ' + datum.number + (datum.dispute ? ', ' + datum.dispute : '')"
    )
    tip = {"tooltip": look.tooltip(*given.TOLD, "number", "hedge", "dispute"), "description": alt.Description("told:N")}
    looks = look.formed()
    shape = alt.Shape("bound:N", scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())), legend=None)
    layers = [
        base.mark_rule(color=look.HAIR, aria=False).encode(y=y("floor"), x=alt.value(-LEFT), x2=alt.value(MIDDLE)),
        *_words(lines, y),
    ]
    if others:
        odd = look.chart(others)
        odd = odd.transform_calculate(told="datum.id + ', ' + datum.source + ' says ' + datum.literal")
        layers += [
            odd.mark_rule(strokeDash=[2, 2], color=look.SOFT, aria=False).encode(x=x, x2="own:Q", y=y("y")),
            odd.mark_point(shape="cross", angle=45, size=110, opacity=1, filled=True, stroke=look.INK, strokeWidth=0.8)
            .encode(
                x=x, y=y("y"), fill=alt.value(look.DISPUTE), description=alt.Description("told:N"),
                tooltip=look.tooltip("id", "source", "literal"),
            ),
        ]  # fmt: skip
    layers += [
        base.transform_filter("datum.low < datum.high")
        .mark_rect()
        .encode(x=alt.X("low:Q", scale=scale, axis=ticks), x2="high:Q", y=y("top"), y2="bottom:Q", **looks, **tip),
        base.transform_filter("datum.low >= datum.high")
        .mark_point(size=75, opacity=1)
        .encode(x=x, y=y("y"), shape=shape, **looks, **tip),
    ]
    for side, align in ((1, "left"), (-1, "right")):
        texts = base.transform_filter(f"datum.side == {side}")
        layers.append(
            texts.mark_text(align=align, dx=9 * side, fontSize=11, color=look.INK, aria=False).encode(
                x=alt.X("far:Q", scale=scale, axis=ticks), y=y("y"), text="printed:N"
            )
        )
    return alt.layer(*layers).properties(width=MIDDLE)


def _lines(mark: dict[str, Any]) -> Rows:
    """Return the lines of words beside a figure: what, which row and when, what is disputed."""
    parts = (("what", look.INK), ("when", look.SOFT), ("dispute", look.INK))
    return [
        {"line": line, "part": part, "colour": colour}
        for part, colour in parts
        for line in textwrap.wrap(mark[part], LETTERS)
    ]


def _words(lines: Rows, y: Any) -> list[Any]:
    """Return the layers of words: upright, and slanted for what is disputed."""
    alt = look.altair()
    base = look.chart(lines)
    return [
        base.transform_filter(f"(datum.part == 'dispute') == {str(disputed).lower()}")
        .mark_text(align="left", fontSize=11, fontStyle=style, aria=False)
        .encode(x=alt.value(-LEFT), y=y("y"), text="line:N", color=alt.Color("colour:N", scale=None))
        for disputed, style in ((False, "normal"), (True, "italic"))
    ]


def _time(placed: Rows, level: Any, periods: tuple[int, int]) -> Any:
    """Return the panel of periods."""
    alt = look.altair()
    domain = [alt.DateTime(year=year, month=1, date=1, utc=True) for year in periods]
    axis = alt.Axis(title="period", format="%Y", tickCount=4, labelFlush=True)
    x = alt.X("from:T", scale=alt.Scale(type="utc", domain=domain, nice=False), axis=axis)
    base = look.chart(placed)

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=level, axis=None)

    layers = [
        base.mark_rule(color=look.HAIR, aria=False).encode(y=y("floor"), x=alt.value(0), x2=alt.value(RIGHT)),
        base.transform_filter("datum.from != null")
        .mark_rect(fill=look.SOFT, stroke=look.SOFT, strokeWidth=1.5)
        .encode(x=x, x2="to:T", y=y("top"), y2="bottom:Q", tooltip=look.tooltip("id", "date")),
        base.transform_filter("datum.from == null")
        .mark_text(align="left", fontSize=11, color=look.SOFT, fontStyle="italic")
        .encode(x=alt.value(4), y=y("y"), text=alt.value("no date")),
    ]
    return alt.layer(*layers).properties(width=RIGHT)
