"""The row model of `trade_figures`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from azisrael_data import cells, codelists
from azisrael_data.models.base import Fact, OptActor, OptActors, OptAgreement, optional, required


class TradeFigure(Fact):
    """One number for one period, one direction and one measure. `date`: the period described, not the report."""

    id: Annotated[str, cells.Id("TF")] = required("Identifier, `TF-` and four digits. Never reused.")
    indicator: Annotated[str, cells.Code(codes=codelists.INDICATOR)] = required("What is measured.")
    product: Annotated[str, cells.Code(codes=codelists.PRODUCT)] = required("What flows or is counted.")
    from_actor: OptActor = optional("Exporter or supplier; for a figure about one actor, that actor.")
    to_actor: OptActors = optional("Importer or recipient.")
    value: Annotated[Decimal, cells.AMOUNT] = required("The number in full units, no multiplier; a range's lower end.")
    value_low: Annotated[Decimal | None, cells.AMOUNT] = optional("Lower end, where a range is told.")
    value_high: Annotated[Decimal | None, cells.AMOUNT] = optional("Upper end, where a range is told.")
    bound: Annotated[str, cells.Code(codes=codelists.BOUND)] = required("How the number is hedged.")
    unit: Annotated[str, cells.Code(codes=codelists.UNIT)] = required("Unit of `value`; ISO 4217 for money.")
    of: Annotated[str | None, cells.NAME] = optional("For a share, rank or count: of what, in plain words.")
    reporter: OptActor = optional("Who computed it, where the text names them.")
    agreement: OptAgreement = optional("The deal whose value it is.")
