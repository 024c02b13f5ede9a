"""What is shown of one id, as values: a sheet with its cells, spans and the rows that refer to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from azisrael_data.excerpts import Excerpt
from azisrael_data.problems import Problem


@dataclass(frozen=True, slots=True)
class Telling:
    """What one span says for a cell: its words, and what they give by rule where a rule reads them."""

    span: int
    stance: str
    words: tuple[str, ...]
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A row that is named by its id, and what it is called."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CellView:
    """One filled cell: its text as in the CSV, and what is told for and against it.

    `names` are the rows behind its ids, `meaning` is that of its codes; of other cells both are empty.
    """

    column: str
    label: str
    value: str
    meaning: str
    names: tuple[Named, ...]
    is_list: bool
    generated: bool
    tellings: tuple[Telling, ...] = ()


@dataclass(frozen=True, slots=True)
class SpanView:
    """One span: its number on the sheet, where it stands, what it bears on, and its passage in the copy at hand."""

    number: int
    id: str
    row_id: str
    source: str
    line: int
    stance: str
    certainty: str
    title: str
    voice: Named | None
    zone: str
    works: tuple[Named, ...] = ()
    passage: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A row that refers to the one that is shown, through one of its columns."""

    table: str
    id: str
    column: str
    title: str


@dataclass(slots=True)
class Sheet:
    """All that is shown of one id. `place` is the file and line of the row; `counts` is told of sources only."""

    id: str
    table: str
    place: str
    title: str
    cells: list[CellView] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    spans: list[SpanView] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    text: Excerpt | None = None
    problems: list[Problem] = field(default_factory=list)
