"""How far two independent readings of the sources agree, recomputed from both raw codings.

Unitising: a fact of one reading is matched with at most one fact of the other, in the same source and table, if a span
of the one and a span of the other overlap by at least half of the longer. Pairs are taken in order of overlap and
of agreement in the cells that literals prove (names, numbers, dates); judged cells play no part in matching.

Judging: Krippendorff's alpha (Krippendorff 2019, chapter 12) over the matched facts, for every column of codes.
Two codes differ or not (nominal); two lists of codes differ by one minus the share of their common members
(Jaccard). An empty cell is a code of its own, since to leave a cell empty is a judgement. Intervals are percentile
bootstraps over facts.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azisrael_data import derive, schema
from azisrael_data.models import FACTS, table
from azisrael_data.problems import CannotRun

READINGS = "reliability/readings.csv"
RESAMPLES = 2000
_SEED = 20221125

Span = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one reading: its cells as text, and its spans as (start, end, stance, certainty)."""

    source_id: str
    coder: str
    table: str
    cells: Mapping[str, Any]
    spans: Sequence[Span]

    @property
    def certainty(self) -> str:
        """Certainty of the strongest supporting span."""
        told = [certainty for _, _, stance, certainty in self.spans if stance == "supports"]
        return derive.strongest(told) if told else ""


@dataclass(frozen=True, slots=True)
class Units:
    """Unitising agreement of one table (or source): how many facts each reading has, and how many are matched."""

    name: str
    first: int
    second: int
    matched: int

    @property
    def recalls(self) -> tuple[float, float]:
        """Share of the second reading's facts that the first found, and the reverse."""
        return _share(self.matched, self.second), _share(self.matched, self.first)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two recalls."""
        return _share(2 * self.matched, self.first + self.second)


@dataclass(frozen=True, slots=True)
class Alpha:
    """Agreement of one column over matched facts: units, percent agreement, alpha and its 95 % interval."""

    table: str
    column: str
    units: int
    agreement: float
    alpha: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """All figures."""

    tables: list[Units]
    sources: list[Units]
    columns: list[Alpha]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def readings(root: Path) -> list[Fact]:
    """Return both raw codings. Raises CannotRun where the package has none (a wheel, a built folder)."""
    path = root / READINGS
    if not path.is_file():
        raise CannotRun(f"no {READINGS} in {root}; the raw readings are in the repository only")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Fact(row["source_id"], row["coder"], row["table"], json.loads(row["cells"]),
                 [tuple(span) for span in json.loads(row["spans"])])
            for row in csv.DictReader(file)
        ]  # fmt: skip


def match(first: Sequence[Fact], second: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    """Return the matched facts of two readings."""
    found = []
    for key in sorted({(fact.source_id, fact.table) for fact in first}):
        ours = [f for f in first if (f.source_id, f.table) == key]
        theirs = [f for f in second if (f.source_id, f.table) == key]
        scored = sorted(
            ((overlap, _proved(a, b), -i, -j) for i, a in enumerate(ours) for j, b in enumerate(theirs)
             if (overlap := _overlap(a, b)) >= 0.5),
            key=lambda each: (each[1] + each[0], each[2], each[3]),
            reverse=True,
        )  # fmt: skip
        taken: tuple[set[int], set[int]] = (set(), set())
        for *_, i, j in scored:
            if i not in taken[0] and j not in taken[1]:
                taken[0].add(i)
                taken[1].add(j)
                found.append((ours[-i], theirs[-j]))
    return found


def _overlap(a: Fact, b: Fact) -> float:
    """Return the greatest overlap of any two spans, as a share of the longer."""
    best = 0.0
    for ours in a.spans:
        for theirs in b.spans:
            common = min(ours[1], theirs[1]) - max(ours[0], theirs[0])
            best = max(best, common / max(ours[1] - ours[0], theirs[1] - theirs[0]))
    return best


def _proved(a: Fact, b: Fact) -> float:
    """Return the share of equal cells among those that literals prove."""
    names = [c.name for c in _columns(a.table) if c.codes is None]
    told = [name for name in names if name in a.cells or name in b.cells]
    return sum(_bag(a.cells.get(n)) == _bag(b.cells.get(n)) for n in told) / len(told) if told else 0.0


def _bag(value: Any) -> Any:
    return frozenset(map(str, value)) if isinstance(value, list) else str(value)


def _columns(name: str) -> Iterator[schema.Column]:
    home = table(name)
    return (c for c in schema.columns(home) if schema.is_coded(home, c) or c.name == "date_basis")


def agreement(facts: Sequence[Fact]) -> Agreement:
    """Return unitising and judging agreement of two readings."""
    coders = sorted({fact.coder for fact in facts})
    if len(coders) != 2:
        raise CannotRun(f"two readings are wanted, found {', '.join(coders) or 'none'}")
    first, second = ([fact for fact in facts if fact.coder == coder] for coder in coders)
    pairs = match(first, second)

    def units(name: str, of: str) -> Units:
        return Units(
            name,
            sum(getattr(f, of) == name for f in first),
            sum(getattr(f, of) == name for f in second),
            sum(getattr(a, of) == name for a, _ in pairs),
        )

    columns = []
    read = {(fact.table, name) for fact in facts for name in fact.cells}
    for home in FACTS:
        own = [(a, b) for a, b in pairs if a.table == home.name]
        for column in _columns(home.name):
            if column.codes and (home.name, column.name) in read:  # not what came with the adjudication or later
                values = [(a.cells.get(column.name), b.cells.get(column.name)) for a, b in own]
                columns.append(_alpha(home.name, column.name, values))
        columns.append(_alpha(home.name, "certainty", [(a.certainty, b.certainty) for a, b in own]))
    return Agreement(
        [units(home.name, "table") for home in FACTS],
        [units(name, "source_id") for name in sorted({f.source_id for f in facts})],
        columns,
    )


def _alpha(home: str, name: str, values: Sequence[tuple[Any, Any]]) -> Alpha:
    import numpy as np

    pairs = [(_bag(a) if a else "", _bag(b) if b else "") for a, b in values]
    same = _share(sum(a == b for a, b in pairs), len(pairs))
    known = sorted(
        {value for pair in pairs for value in pair}, key=lambda v: sorted(v) if isinstance(v, frozenset) else [v]
    )
    distance = np.array([[_distance(a, b) for b in known] for a in known])
    place = {value: n for n, value in enumerate(known)}
    left = np.array([place[a] for a, _ in pairs], dtype=int)
    right = np.array([place[b] for _, b in pairs], dtype=int)

    def alpha(weights: Any) -> float | None:
        total = 2 * weights.sum()
        counts = np.bincount(left, weights, len(known)) + np.bincount(right, weights, len(known))
        expected = counts @ distance @ counts / (total * (total - 1))
        observed = (weights * distance[left, right]).sum() / weights.sum()
        return None if expected == 0 else float(1 - observed / expected)

    if not pairs or len(known) < 2:
        return Alpha(home, name, len(pairs), same, None, None, None)
    random = np.random.default_rng(_SEED)
    drawn = (alpha(random.multinomial(len(pairs), [1 / len(pairs)] * len(pairs))) for _ in range(RESAMPLES))
    sample = [value for value in drawn if value is not None]
    low, high = np.percentile(sample, [2.5, 97.5])
    return Alpha(home, name, len(pairs), same, alpha(np.ones(len(pairs))), float(low), float(high))


def _distance(a: Any, b: Any) -> float:
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return 1 - len(a & b) / len(a | b)
    return float(a != b)


def markdown(found: Agreement) -> str:
    """Return the figures as two Markdown tables."""
    lines = [
        "| | facts, first reading | second | matched | recall of second | of first | F1 |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for each in (*found.tables, *found.sources):
        a, b = each.recalls
        lines.append(
            f"| {each.name} | {each.first} | {each.second} | {each.matched} | {a:.2f} | {b:.2f} | {each.f1:.2f} |"
        )
    lines += ["", "| column | facts | same | alpha | 95 % interval |", "|---|--:|--:|--:|--:|"]
    for column in found.columns:
        name = f"{column.table}.{column.column}"
        if column.alpha is None:
            lines.append(f"| {name} | {column.units} | {column.agreement:.2f} | | |")
        else:
            interval = f"{column.low:.2f} to {column.high:.2f}"
            lines.append(f"| {name} | {column.units} | {column.agreement:.2f} | {column.alpha:.2f} | {interval} |")
    return "\n".join(lines) + "\n"
