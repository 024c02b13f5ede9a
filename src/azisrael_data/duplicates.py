"""Likely duplicates: rows of the same parties, kind or system at the same time, and the waivers of those that are two.

Two rows are likely one fact if the columns below agree and their dates overlap (or neither has one). A pair that is two
facts all the same has a row in `seeds/waivers.csv` that says why; a waiver that no pair needs is a fault too.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from azisrael_data import edtf
from azisrael_data.package import Package
from azisrael_data.problems import Problem
from azisrael_data.read import Numbered

RULE = "likely-duplicate"
SAME = {
    "agreements": ("parties", "kind"),
    "arms_transfers": ("supplier", "recipient", "system"),
    "visits": ("visitors", "hosts", "destination"),
    "trade_figures": ("indicator", "product", "from_actor", "to_actor", "unit", "of", "reporter"),
    "incidents": ("kind", "actors", "targets", "place"),
}


def check(package: Package) -> Iterator[Problem]:
    """Pairs of rows that look like one fact are told, unless waived; waivers that waive nothing are told."""
    waivers = {
        (row.values["row_id"], row.values["other_id"]): row
        for row in package["waivers"].rows
        if row.values.get("rule") == RULE and row.values.get("row_id") and row.values.get("other_id")
    }
    needed = set()
    for name, same in SAME.items():
        for first, second in pairs(package, name):
            pair = (first.values["id"], second.values["id"])
            needed.add(pair)
            if pair not in waivers and package.complete("waivers"):
                columns = ", ".join(map(repr, same))
                message = f"{pair[1]} looks like {pair[0]} on line {first.line}: same {columns} at the same time"
                hint = f"merge them, or say in {package['waivers'].path} why they are two"
                yield Problem(package[name].path, second.line, "id", RULE, message, hint)
    if all(package.complete(name) and all(row.clean for row in package[name].rows) for name in SAME):
        for pair, row in waivers.items():
            if pair not in needed:
                message = f"{pair[0]} and {pair[1]} do not look alike"
                yield Problem(package["waivers"].path, row.line, "row_id", "stale-waiver", message, "delete the row")


def pairs(package: Package, name: str) -> Iterator[tuple[Numbered, Numbered]]:
    """Yield the pairs of a table's rows that look like one fact, in id order."""
    groups: dict[Any, list[Numbered]] = {}
    for _, row in sorted(package.keys[name].items()):
        if row.clean:
            told = tuple(_unordered(row.values[column]) for column in SAME[name])
            groups.setdefault(told, []).append(row)
    for rows in groups.values():
        for first, second in combinations(rows, 2):
            if _meet(first.values["date"], second.values["date"]):
                yield first, second


def _unordered(value: Any) -> Any:
    return frozenset(value) if isinstance(value, tuple) else value


def _meet(first: str | None, second: str | None) -> bool:
    """Tell whether two dates can mean the same day, or both are missing."""
    if first is None or second is None:
        return first is second
    a, b = edtf.bounds(first), edtf.bounds(second)
    return (a.start is None or b.end is None or a.start <= b.end) and (
        b.start is None or a.end is None or b.start <= a.end
    )
