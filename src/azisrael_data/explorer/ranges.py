"""The figures with their ranges: a panel for each unit, a line for each figure, and what is told against it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from azisrael_data import schema, tellings
from azisrael_data.explorer.draw import drawing, element, hint, link, route, text
from azisrael_data.explorer.words import amount, counted, figure, spoken
from azisrael_data.models import table
from azisrael_data.package import Package

_LOGARITHMIC = 40  # times as much as the least: then powers of ten are evenly apart


class Layout(NamedTuple):
    """Where things stand: widths of names, bars and values, height of a line, characters of a name."""

    left: int
    wide: int
    right: int
    line: int
    most: int
    above: bool = False  # the name stands above the bar, not beside it


ROOMY = Layout(400, 470, 210, 24, 62)
NARROW = Layout(14, 190, 146, 44, 50, above=True)  # fits a phone

_Row = Mapping[str, Any]
_Scale = Callable[[Decimal], float]


def figures(package: Package, layout: Layout = ROOMY) -> str:
    """Return the chart of `trade_figures`. A line leads to its row, the title of a panel to all rows with its unit."""
    rows = [row.values for row in package["trade_figures"].rows]
    units = sorted({row["unit"] for row in rows}, key=lambda unit: (-sum(r["unit"] == unit for r in rows), unit))
    names = {row.values["id"]: row.values["name"] for row in package["actors"].rows}
    parts, y = [], 8.0
    for unit in units:
        panel = sorted((r for r in rows if r["unit"] == unit), key=lambda r: (r["indicator"], -r["value"], r["id"]))
        others = {row["id"]: against(package, row) for row in panel}
        part, y = _panel(unit, panel, others, names, layout, y)
        parts.append(part)
    label = f"{counted(len(rows), 'figure')} with their ranges, and what sources tell against them"
    return drawing("ranges", layout.left + layout.wide + layout.right, y, label, parts)


def against(package: Package, row: _Row) -> list[Decimal]:
    """Return the values that spans tell against the value of a figure, in order."""
    column = schema.column(table("trade_figures"), "value")
    assert column
    found: set[Decimal] = set()
    for span in package.spans.get(row["id"], ()):
        if span.values["stance"] == "contradicts" and "value" in span.values["fields"]:
            read = tellings.read(column, row, span.values["fields"]["value"])
            found.update(() if read is None else {each for each in (read.value, read.high) if each is not None})
    return sorted(found)


def _panel(
    unit: str, rows: Sequence[_Row], others: Mapping[str, Sequence[Decimal]], names: Mapping[str, str],
    layout: Layout, y: float,
) -> tuple[str, float]:  # fmt: skip
    values = [each for row in rows for each in (*_ends(row), row["value"], *others[row["id"]])]
    scale, ticks = _scaled(unit, values, layout)
    title = text(f"In {spoken(unit)}", 0, y + 14, "lane")
    count = counted(len(rows), "figure")
    parts = [link(route("trade_figures", unit=unit), title, f"All figures in {spoken(unit)}: {count}")]
    top, y = y + 22, y + 28
    bottom = y + layout.line * len(rows)
    for tick in ticks:
        x = scale(tick)
        parts.append(element("line", x1=x, x2=x, y1=top, y2=bottom, class_="hair"))
        parts.append(text(amount(tick), x, bottom + 13, "tick", text_anchor="middle"))
    for row in rows:
        parts.append(_line(row, others[row["id"]], names, scale, layout, y))
        y += layout.line
    return element("g", "".join(parts)), bottom + 34


def _ends(row: _Row) -> list[Decimal]:
    return [row[name] for name in ("value_low", "value_high") if row[name] is not None]


def _scaled(unit: str, values: Sequence[Decimal], layout: Layout) -> tuple[_Scale, list[Decimal]]:
    """Return the scale of a panel and its ticks."""
    low, high = min(values), max(values)
    if unit == "percent" and high <= 100:
        return _linear(Decimal(100), layout), [Decimal(each) for each in (0, 25, 50, 75, 100)]
    if low > 0 and high / low > _LOGARITHMIC:
        first, last = math.floor(low.log10()), math.ceil(high.log10())
        step = max(1, (last - first + 4) // (3 if layout.above else 5))
        powers = [Decimal(10) ** each for each in range(first, last + 1, step)]
        return lambda value: layout.left + layout.wide * float((value.log10() - first) / (last - first)), powers
    top = _round(high)
    return _linear(top, layout), [Decimal(0), top / 2, top]


def _linear(top: Decimal, layout: Layout) -> _Scale:
    return lambda value: layout.left + layout.wide * float(value / top)


def _round(high: Decimal) -> Decimal:
    """Return the next round number that is not below a number."""
    size = Decimal(10) ** math.floor(high.log10()) if high > 0 else Decimal(1)
    return next(size * each for each in (1, 2, 4, 6, 8, 10) if size * each >= high)


def _line(
    row: _Row, others: Sequence[Decimal], names: Mapping[str, str], scale: _Scale, layout: Layout, top: float
) -> str:
    y = top + (31 if layout.above else layout.line / 2)
    contested = row["evidence_status"] == "contested"
    x, ends = scale(row["value"]), [scale(each) for each in _ends(row)]
    parts = [
        element("rect", x=0, y=top, width=layout.left + layout.wide + layout.right, height=layout.line, class_="band"),
        text(_label(row, names, layout.most), 0, top + 17, "name") if layout.above
        else text(_label(row, names, layout.most), layout.left - 12, y + 4, "name", text_anchor="end"),
    ]  # fmt: skip
    if ends:
        parts.append(element("line", x1=min(ends), x2=max([*ends, x]), y1=y, y2=y, class_="range"))
    for side, bound in ((1, "min"), (-1, "max")):
        if row["bound"] == bound:
            parts.append(element("path", d=f"M{x:.1f} {y}h{side * 22}m{-side * 6} -4l{side * 6} 4l{-side * 6} 4",
                                 class_="range open"))  # fmt: skip
    for other in others:
        at = scale(other)
        parts.append(element("line", x1=x, x2=at, y1=y, y2=y, class_="against"))
        parts.append(element("path", d=f"M{at:.1f} {y - 5}l5 5l-5 5l-5 -5z", class_="against"))
    parts.append(element("circle", cx=x, cy=y, r=5, class_=f"of-trade_figures {'open' if contested else 'full'}"))
    told_against = f"; against it {', '.join(amount(each) for each in others)}" if others else ""
    parts.append(text(figure(row), layout.left + layout.wide + 16, y + 4, "value"))
    words = f"{row['id']}: {_label(row, names, 200)}: {figure(row)}{told_against}"
    return link(route("trade_figures", row["id"]), hint(words) + "".join(parts), words, class_="line")


def _label(row: _Row, names: Mapping[str, str], most: int) -> str:
    named = [spoken(each) for each in (row["product"], row["indicator"]) if each != "all"]
    what = row["of"] or " ".join(named[-1:] if named[-1].startswith(named[0]) else named)
    who = [names.get(key, key) for key in (row["from_actor"], *(row["to_actor"] or ())) if key]
    date = f", {row['date']}" if row["date"] else ""
    told = what if row["of"] else f"{what}, {' → '.join(who)}" if who else what
    kind = f"{spoken(row['indicator'])}: " if row["of"] and row["indicator"] != "count" else ""
    words = kind + told
    room = most - len(date)
    return (words if len(words) <= room else f"{words[: room - 1].rstrip()}…") + date
