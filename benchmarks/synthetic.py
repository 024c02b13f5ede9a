"""The table of synthetic incidents, planned as the package plans its own."""

from __future__ import annotations

from dataclasses import replace

import azisrael_data as az
from azisrael_data import cells, plan, schema
from azisrael_data.models import Table, table
from azisrael_data.read import read

INCIDENTS = Table("incidents", "wide.WideIncident", "incidents.csv", ("id",), "Synthetic incidents", is_fact=True)


def _planned() -> plan.Plan:
    """Return the plan of incidents with the ids of `wide.WideIncident`."""
    told, columns = plan.plan(table("incidents"))
    wide = cells.Id("IN", 7)
    return plan.Plan(told, tuple(replace(c, cell=wide) if c.name in ("id", "part_of") else c for c in columns))


plan.remembered()[str(INCIDENTS.row)] = _planned()


def known_keys() -> dict[str, list[str]]:
    """Return the ids of the reference tables that incidents refer to."""
    names = {n for c in schema.columns(INCIDENTS) for n in c.references} - {"incidents"}
    return {name: [row.values["id"] for row in read(az.path(), table(name)).rows] for name in sorted(names)}
