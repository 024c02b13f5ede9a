"""Cells that hold a day, or a date that may be vague."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from azisrael_data import edtf
from azisrael_data.cells.base import BadCell, Cell
from azisrael_data.problems import shown


@dataclass(frozen=True)
class Day(Cell):
    """One exact day, `YYYY-MM-DD`."""

    table_type = "date"
    arrow_type = "date32"

    def parse(self, text: str) -> date:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
            raise BadCell("bad-date", f"{shown(text)} is not a day", "write YYYY-MM-DD")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise BadCell("bad-date", f"{shown(text)} does not exist", "write an existing day as YYYY-MM-DD") from None

    def accept(self, value: Any) -> date:
        if type(value) is not date:
            raise BadCell("bad-type", f"{shown(value)} is not a date")
        return value

    def format(self, value: date) -> str:
        return value.isoformat()

    def constraints(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Edtf(Cell):
    """A date that may be vague; the value is its text, `edtf.bounds` gives the days."""

    limit: int = 80

    def parse(self, text: str) -> str:
        self._within_limit(text)
        try:
            edtf.bounds(text)
        except edtf.BadEdtf as error:
            raise BadCell("bad-edtf", str(error)) from None
        return text
