"""The row model of `arms_transfers`."""

from __future__ import annotations

from typing import Annotated

from azisrael_data import cells, codelists
from azisrael_data.models.base import Actor, Fact, OptActor, OptActors, OptAgreement, References, optional, required


class ArmsTransfer(Fact):
    """One system or class moving from a supplier to a recipient, in one deal or period. `date`: when `status` held."""

    id: Annotated[str, cells.Id("AT")] = required("Identifier, `AT-` and four digits. Never reused.")
    supplier: Actor = required("Who supplies: a state, unless the source names only a company or group.")
    recipient: Actor = required("Who receives.")
    intermediaries: OptActors = optional("Who carried, brokered or let it pass.")
    manufacturer: OptActor = optional("The company named as maker or seller.")
    system: Annotated[str, cells.SLUG, References("weapon_systems")] = required("The weapon system, or its class.")
    status: Annotated[str, cells.Code(codes=codelists.TRANSFER_STATUS)] = required("How far the transfer had come.")
    mode: Annotated[str, cells.Code(codes=codelists.TRANSFER_MODE)] = required("How it was transferred.")
    order_date: Annotated[str | None, cells.EDTF] = optional("When it was ordered, as EDTF.")
    delivery_date: Annotated[str | None, cells.EDTF] = optional("When it was delivered, as EDTF.")
    quantity: Annotated[int | None, cells.QUANTITY] = optional("Number of items.")
    quantity_low: Annotated[int | None, cells.QUANTITY] = optional("Least number of items, where a range is told.")
    quantity_high: Annotated[int | None, cells.QUANTITY] = optional("Greatest number of items, where a range is told.")
    agreement: OptAgreement = optional("The deal that it belongs to.")
