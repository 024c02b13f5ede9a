"""The registry: every table of the package, in foreign-key order.

Adding a table is one row model and one entry here. The row models load pydantic, which takes longer than reading the
whole package: they arrive on first use. What most need of them, `azisrael_data.plan` remembers.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from azisrael_data.problems import UnknownName

if TYPE_CHECKING:
    from azisrael_data.models.base import Fact, References, Row

__all__ = ["FACTS", "TABLES", "Fact", "References", "Row", "Table", "table"]


@dataclass(frozen=True, slots=True, eq=False)  # each is itself and no other; its hash is asked for at every cell
class Table:
    """One table: its name, row model, CSV path in the package, primary key and title.

    `row` is the row model, or where it is: a module and a class in it. `is_fact` tells whether rows are facts with
    evidence of their own.
    """

    name: str
    row: str | type[Row]
    path: str
    key: tuple[str, ...]
    title: str
    is_fact: bool = False

    @property
    def model(self) -> type[Row]:
        """The row model."""
        if not isinstance(self.row, str):
            return self.row
        module, _, name = self.row.rpartition(".")
        found: type[Row] = getattr(import_module(module), name)
        return found

    @property
    def parquet(self) -> str:
        """Path of the typed twin in the package."""
        return f"datasets/{self.name}.parquet"


def _data(name: str, row: str, title: str, *, is_fact: bool = False) -> Table:
    return Table(name, f"{__name__}.{row}", f"datasets/{name}.csv", ("id",), title, is_fact)


def _seed(name: str, row: str, key: tuple[str, ...], title: str) -> Table:
    return Table(name, f"{__name__}.{row}", f"seeds/{name}.csv", key, title)


TABLES: tuple[Table, ...] = (
    _seed("sources", "seeds.Source", ("id",), "Source documents"),
    _seed("lines", "seeds.Line", ("source_id", "line"), "Reading ledger"),
    _data("works", "reference.Work", "Works that the sources cite"),
    _data("actors", "reference.ActorRow", "Actors"),
    _data("weapon_systems", "reference.WeaponSystem", "Weapon systems"),
    _data("places", "reference.Place", "Places"),
    _data("agreements", "agreements.Agreement", "Agreements", is_fact=True),
    _data("arms_transfers", "arms_transfers.ArmsTransfer", "Arms transfers", is_fact=True),
    _data("visits", "visits.Visit", "Visits", is_fact=True),
    _data("trade_figures", "trade_figures.TradeFigure", "Trade figures", is_fact=True),
    _data("incidents", "incidents.Incident", "Incidents", is_fact=True),
    _data("evidence", "evidence.Evidence", "Evidence"),
    _seed("exceptions", "seeds.SpanException", ("evidence_id", "rule"), "Exceptions to the wording rules"),
    _seed("waivers", "seeds.Waiver", ("rule", "row_id", "other_id"), "Waivers of rules over two rows"),
    _data("withdrawn", "reference.Withdrawn", "Withdrawn ids"),
    _seed("published", "seeds.Published", ("table", "id"), "Every id ever published"),
)

FACTS: tuple[Table, ...] = tuple(table for table in TABLES if table.is_fact)

_BY_NAME = {table.name: table for table in TABLES}


def table(name: str) -> Table:
    """Return a table by name. Raises UnknownName, which lists the known ones."""
    if name not in _BY_NAME:
        raise UnknownName("table", name, sorted(_BY_NAME))
    return _BY_NAME[name]


def __getattr__(name: str) -> Any:
    if name in ("Fact", "References", "Row"):
        return getattr(import_module(f"{__name__}.base"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
