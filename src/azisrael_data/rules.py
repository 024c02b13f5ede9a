"""Rules between the cells of one row, told as data where they can be, so that others can be derived from them.

`PAIRS`, `DIFFER` and `NOT_ABOVE` are also what the screen of large files is made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from azisrael_data import edtf
from azisrael_data.letters import SHORTEST
from azisrael_data.problems import Problem, shown

if TYPE_CHECKING:
    from azisrael_data.package import Package

Fault = tuple[str, str, str, str]

SORT = "sort the rows by id, or run `azisrael fmt`"
PAIRS = {
    "arms_transfers": [("date", "date_basis"), ("quantity_low", "quantity_high")],
    "agreements": [("date", "date_basis"), ("value", "currency"), ("value", "value_bound")],
    "visits": [("date", "date_basis")],
    "trade_figures": [("date", "date_basis"), ("value_low", "value_high")],
    "incidents": [("date", "date_basis")],
    "evidence": [("letters", "sha256"), ("letters", "head")],
    "lines": [("letters", "sha256"), ("letters", "head")],
    "places": [("latitude", "longitude"), ("latitude", "coordinate_origin"), ("latitude", "where_precision")],
}
DIFFER = {
    "arms_transfers": [("supplier", "recipient")],
    "visits": [("origin", "destination")],
}
NOT_ABOVE = {
    "arms_transfers": [("quantity_low", "quantity"), ("quantity", "quantity_high"), ("quantity_low", "quantity_high")],
    "trade_figures": [("value_low", "value"), ("value", "value_high"), ("value_low", "value_high")],
    "incidents": [("deaths_low", "deaths_high")],
}
# Columns that name another row of the same table.
UPWARD = ("part_of", "amends", "parent")


def rows(package: Package) -> Iterator[Problem]:
    """Cells of one row fit each other."""
    for found in package.reads.values():
        name = found.table.name
        for row in found.rows:
            for problem in faults(name, row.values):
                yield Problem(found.path, row.line, *problem)


def faults(name: str, values: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield (column, code, message, hint) for the cells of a row of the named table that do not fit each other."""
    lacking = set()
    for a, b in PAIRS.get(name, ()):
        if a in values and b in values and (values[a] is None) != (values[b] is None):
            empty, full = (a, b) if values[a] is None else (b, a)
            if empty in lacking:
                continue
            lacking.add(empty)
            message = f"{empty!r} is empty though {full!r} is {shown(str(values[full]))}"
            yield empty, "incomplete-pair", message, f"fill {empty!r} or empty {full!r}"
    for a, b in DIFFER.get(name, ()):
        if values.get(a) is not None and values.get(a) == values.get(b):
            yield b, "same-party", f"{b!r} equals {a!r} ({shown(values[a])})", "name two different parties"
    yield from _limits(name, values)
    if name in OWN:
        yield from OWN[name](values)
    for column in UPWARD:
        if values.get("id") is not None and values.get(column) == values["id"]:
            yield column, "cycle", f"{shown(values['id'])} names itself", "name another row or leave it empty"


def _limits(name: str, values: Any) -> Iterator[Fault]:
    for a, b in NOT_ABOVE.get(name, ()):
        low, high = values.get(a), values.get(b)
        if low is not None and high is not None and low > high:
            yield a, "low-high", f"{a!r} {low} is above {b!r} {high}", "swap or correct them"
            return  # of three numbers two faults may have one cause


def _figure(values: Any) -> Iterator[Fault]:
    indicator, unit = values.get("indicator"), values.get("unit")
    if indicator in ("share", "rank", "count") and "of" in values and values["of"] is None:
        yield "of", "incomplete-pair", f"'of' is empty though 'indicator' is {indicator!r}", "say of what"
    if indicator in ("share", "rank") and unit and unit != {"share": "percent", "rank": "rank"}[indicator]:
        wanted = {"share": "percent", "rank": "rank"}[indicator]
        yield "unit", "incomplete-pair", f"unit {unit!r} does not fit indicator {indicator!r}", f"write {wanted!r}"
    value = values.get("value")
    if unit == "rank" and value is not None and (value != int(value) or value < 1):
        yield "value", "out-of-range", f"{value} is no rank", "ranks are 1, 2, 3, ..."
    if indicator == "share" and value is not None and value > 100:
        yield "value", "out-of-range", f"a share of {value} percent", "shares are at most 100"


def _transfer(values: Any) -> Iterator[Fault]:
    a, b = "order_date", "delivery_date"
    if values.get(a) and values.get(b):
        first, second = edtf.bounds(values[a]), edtf.bounds(values[b])
        if first.start and second.end and first.start > second.end:
            yield a, "date-order", f"{a!r} {values[a]} is later than {b!r} {values[b]}", "swap or correct them"


def _evidence(values: Any) -> Iterator[Fault]:
    start, end = values.get("start"), values.get("end")
    if start is not None and end is not None and start >= end:
        yield "end", "span-order", f"the span ends at {end}, starts at {start}", "run `azisrael anchor` again"
    else:
        yield from _prints(values)


def _prints(values: Any) -> Iterator[Fault]:
    """A stretch of text has no more letters than code points, and its head is that of its letters."""
    start, end, count = (values.get(name) for name in ("start", "end", "letters"))
    if count is None:
        return
    if start is not None and end is not None and count > end - start > 0:
        yield "letters", "out-of-range", f"{count} letters in {end - start} code points", "run `azisrael anchor` again"
    head, print_ = values.get("head"), values.get("sha256")
    if count == SHORTEST and head and print_ and not print_.startswith(head):
        yield "head", "bad-hash", f"the head of {count} letters is not the start of their fingerprint", "restore it"


def _source(values: Any) -> Iterator[Fault]:
    count, length = values.get("letters"), values.get("code_points")
    if count is not None and length is not None and count > length:
        yield "letters", "out-of-range", f"{count} letters in {length} code points", "restore the number"


OWN = {
    "trade_figures": _figure,
    "arms_transfers": _transfer,
    "evidence": _evidence,
    "lines": _prints,
    "sources": _source,
}
