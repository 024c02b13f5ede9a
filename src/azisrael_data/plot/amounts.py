"""Figures as records for a chart: the value and its hedge in words, and what contradicting spans say instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from azisrael_data import literals
from azisrael_data.codelists import BOUND, INDICATOR, UNIT
from azisrael_data.plot import given, look
from azisrael_data.plot.given import Rows

HEDGES = {"eq": "", "approx": "about ", "min": "at least ", "max": "at most "}
FIELDS = {
    "of": "base",
    "bound": "hedge",
    "from_actor": "supplier or exporter",
}  # columns by the word that a reader knows
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def amount(value: Decimal | float, unit: str) -> str:
    """Return a number as a person would write it: `1.6 billion`, `17,000`, `60%`.

    >>> amount(Decimal(1600000000), "USD")
    '1.6 billion'
    """
    for size, name in _SCALES:
        if value >= size:
            return f"{float(value) / size:.10g} {name}"
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{int(value):,}"
    return f"{text}%" if unit == "percent" else text


def unit_words(unit: str) -> str:
    """Return a unit as the title of an axis."""
    return unit if unit in ("percent", "items") else "rank, 1 is first" if unit == "rank" else UNIT[unit]


def against(spans: Rows) -> dict[str, Rows]:
    """Return the contradicting spans of each figure, from the rows of the evidence table."""
    found: dict[str, Rows] = {}
    for span in spans:
        if span["table"] == "trade_figures" and span["stance"] == "contradicts":
            fields = span["fields"]
            parsed = json.loads(fields) if isinstance(fields, str) else fields
            found.setdefault(span["row_id"], []).append({**span, "fields": parsed})
    return found


def other_value(literal: Any, unit: str) -> Decimal | None:
    """Return the number that a literal of a contradicting span states in a unit, or None."""
    if not isinstance(literal, str):
        return None
    if unit == "rank":
        place = literals.rank(literal)
        return None if place is None else Decimal(place)
    found = literals.quantity(literal)
    return found.value if found else None


def record(row: dict[str, Any], spans: Rows, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a figure as a record for the chart; `others` are the values of contradicting spans, with their source."""
    unit = row["unit"]
    low, high = row["value_low"], row["value_high"]
    others, disputes = [], []
    for span in spans:
        said = []
        for field, literal in span["fields"].items():
            value = other_value(literal, unit) if field == "value" else None
            if value is not None:
                others.append({"value": float(value), "source": span["source_id"], "literal": literal})
            name = FIELDS.get(field, look.words(field))
            words = amount(value, unit) if value is not None else literal if isinstance(literal, str) else ""
            said.append(f"{name} {words}" if words else f"another {name}")
        disputes.append(f"{span['source_id']} has {look.listed(said)}")
    is_range = low is not None and high is not None
    of, parties = what(row, names)
    number = f"{amount(low, unit)} to {amount(high, unit)}" if is_range else amount(row["value"], unit)
    return given.told(row) | {
        "panel": ", ".join(dict.fromkeys((look.words(row["indicator"]), *unit_words(unit).split(", ")))),
        "unit": unit,
        "value": float(row["value"]),
        "low": float(low if low is not None else row["value"]),
        "high": float(high if high is not None else row["value"]),
        "bound": row["bound"],
        "hedge": BOUND[row["bound"]],
        "number": HEDGES[row["bound"]] + number,
        "printed": HEDGES[row["bound"]] + number + (" ?" if given.is_unsure(row) else ""),
        "what": of,
        "when": ", ".join(part for part in (row["id"], row.get("date") or "no date", parties) if part),
        "dispute": "; ".join(disputes),
        "others": others,
        "from": row["date_start"] or row["date_end"],
        "to": row["date_end"] or row["date_start"],
        **look.form(look.PALETTE[0], contested=given.is_contested(row)),
        "unsure": given.is_unsure(row),
    }  # fmt: skip


def what(row: dict[str, Any], names: Mapping[str, str]) -> tuple[str, str]:
    """Return in words what a figure is of, and between whom."""
    giver = [names.get(row["from_actor"], row["from_actor"])] if row["from_actor"] else []
    takers = look.listed([names.get(actor, actor) for actor in row["to_actor"] or ()])
    of = row["of"] or ("all goods" if row["product"] == "all" else look.words(row["product"]))
    if not takers and giver and giver[0].casefold() in of.casefold():
        return of, ""
    return of, " → ".join([*giver, takers] if takers else giver)


def order(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return where a figure stands: by indicator and unit, then of what, then when."""
    units = list(UNIT)
    start = row["date_start"] or row["date_end"]
    return (
        list(INDICATOR).index(row["indicator"]),
        units.index(row["unit"]),
        row["product"],
        row["of"] or "",
        start is None,
        start or 0,
        row["id"],
    )
