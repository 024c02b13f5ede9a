"""The row model of the synthetic incidents: seven digits in their ids, because four number only 9,999 rows."""

from __future__ import annotations

from typing import Annotated

from azisrael_data import cells
from azisrael_data.models.base import References, optional, required
from azisrael_data.models.incidents import Incident


class WideIncident(Incident):
    """An incident whose id has seven digits."""

    id: Annotated[str, cells.Id("IN", 7)] = required(Incident.model_fields["id"].description or "")
    part_of: Annotated[str | None, cells.Id("IN", 7), References("incidents")] = optional(
        Incident.model_fields["part_of"].description or ""
    )
