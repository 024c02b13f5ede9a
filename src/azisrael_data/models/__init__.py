"""The registry: every table of the package, in foreign-key order.

Adding a table is one row model and one entry here.
"""

from __future__ import annotations

from dataclasses import dataclass

from azisrael_data.models.agreements import Agreement
from azisrael_data.models.arms_transfers import ArmsTransfer
from azisrael_data.models.base import Fact, References, Row
from azisrael_data.models.evidence import Evidence
from azisrael_data.models.incidents import Incident
from azisrael_data.models.reference import ActorRow, Place, WeaponSystem, Withdrawn, Work
from azisrael_data.models.seeds import Line, Published, Source, SpanException, Waiver
from azisrael_data.models.trade_figures import TradeFigure
from azisrael_data.models.visits import Visit
from azisrael_data.problems import UnknownName

__all__ = ["FACTS", "TABLES", "Fact", "References", "Row", "Table", "table"]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, row model, CSV path in the package, primary key and title."""

    name: str
    model: type[Row]
    path: str
    key: tuple[str, ...]
    title: str

    @property
    def parquet(self) -> str:
        """Path of the typed twin in the package."""
        return f"datasets/{self.name}.parquet"

    @property
    def is_fact(self) -> bool:
        """Tell whether rows are facts with evidence of their own."""
        return issubclass(self.model, Fact)


def _data(name: str, model: type[Row], title: str) -> Table:
    return Table(name, model, f"datasets/{name}.csv", ("id",), title)


TABLES: tuple[Table, ...] = (
    Table("sources", Source, "seeds/sources.csv", ("id",), "Source documents"),
    Table("lines", Line, "seeds/lines.csv", ("source_id", "line"), "Reading ledger"),
    _data("works", Work, "Works that the sources cite"),
    _data("actors", ActorRow, "Actors"),
    _data("weapon_systems", WeaponSystem, "Weapon systems"),
    _data("places", Place, "Places"),
    _data("agreements", Agreement, "Agreements"),
    _data("arms_transfers", ArmsTransfer, "Arms transfers"),
    _data("visits", Visit, "Visits"),
    _data("trade_figures", TradeFigure, "Trade figures"),
    _data("incidents", Incident, "Incidents"),
    _data("evidence", Evidence, "Evidence"),
    Table(
        "exceptions", SpanException, "seeds/exceptions.csv", ("evidence_id", "rule"), "Exceptions to the wording rules"
    ),
    Table("waivers", Waiver, "seeds/waivers.csv", ("rule", "row_id", "other_id"), "Waivers of rules over two rows"),
    _data("withdrawn", Withdrawn, "Withdrawn ids"),
    Table("published", Published, "seeds/published.csv", ("table", "id"), "Every id ever published"),
)

FACTS: tuple[Table, ...] = tuple(table for table in TABLES if table.is_fact)

_BY_NAME = {table.name: table for table in TABLES}


def table(name: str) -> Table:
    """Return a table by name. Raises UnknownName, which lists the known ones."""
    if name not in _BY_NAME:
        raise UnknownName("table", name, sorted(_BY_NAME))
    return _BY_NAME[name]
