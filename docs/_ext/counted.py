"""What the figures of the site are counted from, and how numbers and tables are written in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import azisrael_data as az
from azisrael_data import reliability
from azisrael_data.models import FACTS
from azisrael_data.package import Package
from azisrael_data.verify import verify


@dataclass(frozen=True)
class Data:
    """What is counted: the package's rows and spans, and both raw codings."""

    root: Path

    @cached_property
    def facts(self) -> list[tuple[str, Any]]:
        """Every row of the data tables with the name of its table."""
        return [(home.name, row) for home in FACTS for row in az.load(home.name, as_="records")]

    @cached_property
    def spans(self) -> list[Any]:
        """Every row of the evidence table."""
        return az.load("evidence", as_="records")

    @cached_property
    def lines(self) -> list[Any]:
        """Every row of the reading ledger."""
        return az.load("lines", as_="records")

    @cached_property
    def sources(self) -> list[Any]:
        """The source documents, the longest first."""
        return sorted(az.load("sources", as_="records"), key=lambda source: -source.code_points)

    @cached_property
    def actors(self) -> dict[str, Any]:
        """Actors by id."""
        return {row.id: row for row in az.load("actors", as_="records")}

    @cached_property
    def proved(self) -> dict[str, tuple[int, int]]:
        """Per data table, how many cells a literal gives by rule and how many were judged."""
        columns = verify(Package(self.root), self.root / "no-texts").columns
        return {name: tuple(map(sum, zip(*each.values(), strict=True))) for name, each in columns.items()}

    @cached_property
    def agreement(self) -> reliability.Agreement:
        """How far the two readings agree."""
        return reliability.agreement(reliability.readings(self.root))

    def of(self, table: str) -> list[Any]:
        """Return the rows of one data table."""
        return [row for name, row in self.facts if name == table]


def grid(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; after the first, columns are numbers unless their heading ends in a blank."""
    marks = ["---", *("---" if name.endswith(" ") else "--:" for name in head[1:])]
    lines = [head, marks, *([_cell(each) for each in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def share(part: int, whole: int) -> str:
    """Return a share in whole per cent, never 0 % of something nor 100 % of less than all."""
    exact = 100 * part / whole
    if 0 < exact < 1:
        return "under 1 %"
    return "over 99 %" if 99 < exact < 100 else f"{exact:.0f} %"


def listed(words: Sequence[str]) -> str:
    """Return words joined as in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
