"""The row model of `incidents`."""

from __future__ import annotations

from typing import Annotated

from azisrael_data import cells, codelists
from azisrael_data.models.base import Actors, Fact, OptActors, OptPlace, References, optional, required


class Incident(Fact):
    """One event that is not a transfer, an agreement, a visit or a figure. `date`: when it happened."""

    id: Annotated[str, cells.Id("IN")] = required("Identifier, `IN-` and four digits. Never reused.")
    kind: Annotated[str, cells.Code(codes=codelists.INCIDENT_KIND)] = required("Kind of event.")
    plover_type: Annotated[str | None, cells.Code(codes=codelists.PLOVER_TYPE)] = optional(
        "PLOVER event type, where one fits."
    )
    plover_mode: Annotated[str | None, cells.Code(codes=codelists.PLOVER_MODE)] = optional(
        "PLOVER mode, where one fits."
    )
    actors: Actors = required("Who did it, alleged authors included.")
    targets: OptActors = optional("At or against whom; for aid, who receives it; for statements, whom they address.")
    place: OptPlace = optional("The most precise place named.")
    systems: Annotated[tuple[str, ...] | None, cells.ListOf(member=cells.SLUG), References("weapon_systems")] = (
        optional("Weapon systems or classes used.")
    )
    outcome: Annotated[str, cells.Code(codes=codelists.OUTCOME)] = required("Whether it happened.")
    deaths_low: Annotated[int | None, cells.COUNT] = optional("Least number of dead told.")
    deaths_high: Annotated[int | None, cells.COUNT] = optional("Greatest number of dead told.")
    part_of: Annotated[str | None, cells.Id("IN"), References("incidents")] = optional(
        "The war or campaign that it belongs to."
    )
