"""The timeline: every fact a square in the year in which its date begins, one lane for each table."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from azisrael_data.explorer.draw import drawing, element, hint, link, route, text
from azisrael_data.explorer.words import counted
from azisrael_data.models import FACTS
from azisrael_data.package import Package

SPAN = 35  # years with a column of their own; earlier ones share the first
MOST = 150  # squares in a stack; a higher one is a bar
LEFT, COLUMN, PITCH, SIDE, ABREAST = 128, 25, 8, 6.5, 3
NONE = "none"


def began(row: Mapping[str, Any]) -> str:
    """Return the year in which the date of a fact begins (or, if only its end is known, ends); `none` without one."""
    day = row["date_start"] or row["date_end"]
    return NONE if day is None else f"{day.year:04d}"


def timeline(package: Package) -> str:
    """Return the chart. A count leads to the rows of its year and table, a square to its row."""
    facts = {home.name: [row.values for row in package[home.name].rows] for home in FACTS}
    years = sorted(int(year) for rows in facts.values() for row in rows if (year := began(row)) != NONE)
    last = years[-1] if years else 2000
    first = max(last - SPAN + 1, years[0] if years else last)
    columns = [*([f"..{first - 1}"] if years and years[0] < first else []), *map(str, range(first, last + 1)), NONE]
    lanes = {name: _stacked(rows, columns) for name, rows in facts.items()}
    parts, heads, y = [], [], 26.0
    for home in FACTS:
        base = y + 16 + max(map(_high, lanes[home.name].values()), default=PITCH)
        heads.append(_head(home.name, home.title, len(facts[home.name]), base))
        parts.append(_lane(home.name, home.title, lanes[home.name], columns, base))
        y = base + 16
    width = LEFT + COLUMN * len(columns) + 44
    told = {column for stacks in lanes.values() for column, rows in stacks.items() if rows}
    parts.append(_axis(columns, told, y + 2))
    label = f"Timeline of {counted(sum(map(len, facts.values())), 'fact')} by the year in which their date begins"
    return drawing("years", width, y + 30, label, parts, heads, LEFT)


def _stacked(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {column: [] for column in columns}
    for row in rows:
        year = began(row)
        found[year if year in found else columns[0]].append(row)
    return found


def _high(rows: Sequence[Any]) -> float:
    """Return the height of a stack; beyond `MOST` squares it grows with the square root of their number."""
    squares = len(rows) if len(rows) <= MOST else MOST * math.sqrt(len(rows) / MOST)
    return math.ceil(squares / ABREAST) * PITCH


def _x(place: int, columns: Sequence[str]) -> float:
    return LEFT + COLUMN * place + (24 if columns[place] == NONE else 0)


def _head(name: str, title: str, total: int, base: float) -> str:
    return link(
        route(name),
        text(title, 0, base - 14, "lane") + text(counted(total, "row"), 0, base, "soft"),
        f"{title}: {counted(total, 'row')}",
    )


def _lane(
    name: str, title: str, stacks: Mapping[str, Sequence[Mapping[str, Any]]], columns: Sequence[str], base: float
) -> str:
    parts = [element("line", x1=LEFT, x2=_x(len(columns) - 1, columns) + COLUMN, y1=base, y2=base, class_="hair")]
    for place, column in enumerate(columns):
        rows = stacks[column]
        if rows:
            parts.append(_stack(name, title, column, rows, _x(place, columns), base))
    return element("g", "".join(parts), class_=f"lane-{name}")


def _stack(name: str, title: str, column: str, rows: Sequence[Mapping[str, Any]], x: float, base: float) -> str:
    high = _high(rows)
    marks = []
    if len(rows) > MOST:
        bar = element("rect", x=x, y=base - high, width=ABREAST * PITCH - 1.5, height=high, class_=f"of-{name} full")
        marks.append(bar)
    for number, row in enumerate(rows if len(rows) <= MOST else ()):
        down, across = divmod(number, ABREAST)
        box = element(
            "rect",
            hint(f"{row['id']} · {row['date'] or 'no date'}\n{row['summary']}".replace("\n", " · ")),
            x=x + across * PITCH,
            y=base - (down + 1) * PITCH,
            width=SIDE,
            height=SIDE,
            class_=f"of-{name} {'open' if row['evidence_status'] == 'contested' else 'full'}",
        )
        marks.append(link(route(name, row["id"]), box, f"{row['id']}: {row['summary']}", stop=False))
    top = base - high - 4
    when = {NONE: "without a date"}.get(column, f"to {column[2:]}" if column.startswith("..") else column)
    room = element("rect", x=x, y=top - 14, width=ABREAST * PITCH, height=18, class_="band")  # to hit a small number
    count = text(str(len(rows)), x + min(len(rows), ABREAST) * PITCH / 2 - 1, top, "count", text_anchor="middle")
    told = f"{title} {when}: {counted(len(rows), 'row')}"
    return "".join(marks) + link(route(name, began=column), room + count, told)


def _axis(columns: Sequence[str], filled: Collection[str], y: float) -> str:
    labels = []
    for place, column in enumerate(columns):
        x = _x(place, columns) + COLUMN / 2 - 1
        if column == NONE or column.startswith(".."):
            words = "no date" if column == NONE else f"–’{column[4:]}"
        elif int(column) % 5 and place != len(columns) - 2:
            words = f"’{column[2:]}"
        else:
            words = column
        class_ = "tick strong" if words == column else "tick"
        label = text(words, x, y + 10, class_, text_anchor="middle")
        if column in filled:
            when = "without a date" if column == NONE else column.replace("..", "to ")
            label = link(route("facts", began=column), label, f"All facts {when}")
        labels.append(label)
    return element("g", "".join(labels))
