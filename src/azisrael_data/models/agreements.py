"""The row model of `agreements`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from azisrael_data import cells, codelists
from azisrael_data.models.base import Actors, Fact, OptAgreement, OptPlace, optional, required


class Agreement(Fact):
    """One agreement between parties. `date`: concluded, announced or expected, as `status` says."""

    id: Annotated[str, cells.Id("AG")] = required("Identifier, `AG-` and four digits. Never reused.")
    title: Annotated[str, cells.NAME] = required("The name in the source, else a plain description in lower case.")
    parties: Actors = required("All that bind themselves. Brokers are not parties.")
    kind: Annotated[str, cells.Code(codes=codelists.AGREEMENT_KIND)] = required("Kind of agreement.")
    status: Annotated[str, cells.Code(codes=codelists.AGREEMENT_STATUS)] = required("How far it had come at `date`.")
    domains: Annotated[tuple[str, ...], cells.ListOf(member=cells.Code(codes=codelists.DOMAIN))] = required(
        "What it is about; one or more codes."
    )
    value: Annotated[Decimal | None, cells.AMOUNT] = optional("Its amount of money, in full units of `currency`.")
    currency: Annotated[str | None, cells.Code(codes=codelists.CURRENCY, code="bad-currency")] = optional(
        "ISO 4217 code of `value`."
    )
    value_bound: Annotated[str | None, cells.Code(codes=codelists.BOUND)] = optional("How `value` is hedged.")
    place: OptPlace = optional("Where it was concluded.")
    amends: OptAgreement = optional("The earlier agreement that it changes or renews.")
