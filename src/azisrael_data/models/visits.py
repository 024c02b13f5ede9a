"""The row model of `visits`."""

from __future__ import annotations

from typing import Annotated

from azisrael_data import cells, codelists
from azisrael_data.models.base import Actor, Actors, Fact, OptActors, OptPlace, References, optional, required


class Visit(Fact):
    """One stay or meeting across borders. `date`: the stay."""

    id: Annotated[str, cells.Id("VI")] = required("Identifier, `VI-` and four digits. Never reused.")
    visitors: Actors = required("The persons who travelled, or the body if no person is named.")
    visitor_role: Annotated[str, cells.NAME] = required("Their office as the source prints it.")
    origin: Actor = required("The state that they came from.")
    hosts: OptActors = optional("Whom they met or who received them.")
    destination: Actor = required("The state that they came to.")
    place: OptPlace = optional("Where in the destination.")
    level: Annotated[str, cells.Code(codes=codelists.VISIT_LEVEL)] = required("Rank of the highest visitor.")
    form: Annotated[str, cells.Code(codes=codelists.VISIT_FORM)] = required("Form of the contact.")
    protocol: Annotated[str | None, cells.Code(codes=codelists.VISIT_PROTOCOL)] = optional("Protocol, where told.")
    status: Annotated[str, cells.Code(codes=codelists.VISIT_STATUS)] = required("Whether it took place.")
    agreements: Annotated[tuple[str, ...] | None, cells.ListOf(member=cells.Id("AG")), References("agreements")] = (
        optional("Agreements concluded at the visit.")
    )
