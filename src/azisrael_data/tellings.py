"""What a literal tells for a cell: the value that the rules of `literals` read in it, or None if no rule reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from azisrael_data import cells, edtf, literals, store
from azisrael_data.schema import Column

# Columns that say how a number is meant; whoever tells another number may mean it in another way.
COMPANIONS: dict[str, tuple[str, ...]] = {"value": ("bound", "unit", "value_bound", "currency")}
_RULES = {
    "bound": literals.bound,
    "value_bound": literals.bound,
    "currency": literals.currency,
    "unit": literals.unit,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A value that a literal tells for a column, and the upper end, where it tells a range of numbers."""

    value: Any
    high: Any = None


def rule(column: Column) -> str:
    """Return the name of the rule by which literals give cells of a column."""
    if column.references:
        return f"names of {column.references[0]}"
    if isinstance(column.member, cells.Edtf):
        return "dates"
    if column.name in _RULES:
        return {"unit": "units", "currency": "currencies"}.get(column.name, "hedges")
    return "numbers" if is_number(column) else "wording"


def is_number(column: Column) -> bool:
    """Tell whether the cells of a column are numbers."""
    return isinstance(column.cell, (cells.Number, cells.Integer))


def read(column: Column, fact: Mapping[str, Any], told: Any) -> Told | None:
    """Return what the literal (or list of literals) of a span tells for a cell of a fact, or None if no rule reads it.

    A number counts only in the unit of the fact; a day and month take the year of the fact's date, if that is one year.
    """
    words = [each for each in (told if isinstance(told, list) else [told]) if each is not None]
    if not words:
        return None
    if column.references:
        return _named(column, words)
    if column.is_list or len(words) > 1:
        return None
    return _single(column, fact, words[0])


def _single(column: Column, fact: Mapping[str, Any], words: str) -> Told | None:
    if isinstance(column.member, cells.Edtf):
        return _dated(fact.get(column.name), words)
    if is_number(column):
        return _counted(column, fact, words)
    if column.name in _RULES:
        value = _RULES[column.name](words)
        return None if value is None else Told(value)
    return None if column.codes else Told(words)


def _named(column: Column, words: list[str]) -> Told | None:
    home = column.references[0]
    if home not in ("actors", "weapon_systems", "places"):
        return None
    hits = [_names(store.state(home)).find(each) for each in words]
    if any(len(each) != 1 for each in hits):
        return None
    ids = tuple(dict.fromkeys(key for each in hits for key in each))
    if column.is_list:
        return Told(ids)
    return Told(ids[0]) if len(ids) == 1 else None


@lru_cache(maxsize=8)
def _names(state: store.State) -> literals.Names:
    rows = store.kept(state.file.stem)
    return literals.Names(rows.select(["id", "name", "aliases"]).to_pylist())


def _counted(column: Column, fact: Mapping[str, Any], words: str) -> Told | None:
    kind = int if isinstance(column.cell, cells.Integer) else Decimal
    if fact.get("unit") == "rank":
        place = literals.rank(words)
        return None if place is None else Told(kind(place))
    number = literals.quantity(words)
    unit = fact.get("unit") or fact.get("currency")
    if number is None or (number.unit and unit and number.unit != unit):
        return None
    return Told(kind(number.value), None if number.high is None else kind(number.high))


def _dated(cell: str | None, words: str) -> Told | None:
    found = literals.date(words)
    if found is None or found.text is not None:
        return None if found is None else Told(found.text)
    own = edtf.bounds(cell) if cell else None
    if own is None or own.start is None or own.end is None or own.start.year != own.end.year:
        return None
    day = "" if found.day is None else f"-{found.day:02d}"
    text = f"{own.start.year:04d}-{found.month:02d}{day}"
    try:
        edtf.bounds(text)
    except edtf.BadEdtf:
        return None
    return Told(text)
