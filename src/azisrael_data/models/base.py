"""What the row models share: declaring a column, and the columns that every fact has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from azisrael_data import cells, codelists


@dataclass(frozen=True, slots=True)
class References:
    """Marks a column whose values are keys of another table (`tables`: one of several, as another column says)."""

    tables: tuple[str, ...]

    def __init__(self, *tables: str) -> None:
        object.__setattr__(self, "tables", tables)


GENERATED = "generated"


def required(description: str) -> Any:
    """Declare a column that every row fills."""
    return Field(description=description)


def optional(description: str) -> Any:
    """Declare a column that may be empty: the sources do not say."""
    return Field(default=None, description=description)


def generated(description: str) -> Any:
    """Declare a column that the build fills; contributors leave it alone."""
    return Field(default=None, description=description, json_schema_extra={GENERATED: True})


class Row(BaseModel):
    """A row of any table. Frozen; unknown columns are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def _repr_html_(self) -> str:
        from azisrael_data.notebook import row_html

        fields = type(self).model_fields
        coded_first = sorted(fields, key=lambda name: fields[name].json_schema_extra is not None)
        return row_html(dict(self), coded_first, {name: field.description or "" for name, field in fields.items()})


OptText = Annotated[str | None, cells.NAME]
Actor = Annotated[str, cells.ACTOR, References("actors")]
OptActor = Annotated[str | None, cells.ACTOR, References("actors")]
Actors = Annotated[tuple[str, ...], cells.ListOf(member=cells.ACTOR), References("actors")]
OptActors = Annotated[tuple[str, ...] | None, cells.ListOf(member=cells.ACTOR), References("actors")]
OptPlace = Annotated[str | None, cells.SLUG, References("places")]
OptAgreement = Annotated[str | None, cells.Id("AG"), References("agreements")]
Kind = Annotated[str, cells.Code(codes=codelists.ACTOR_KIND)]


class Fact(Row):
    """A row of one of the five data tables: one fact, however many sources tell it."""

    id: Annotated[str, cells.FACT_ID] = required("Identifier. Never reused; a withdrawn id stays in `withdrawn`.")
    summary: Annotated[str, cells.SUMMARY] = required("The fact in the coder's own words, one sentence.")
    date: Annotated[str | None, cells.EDTF] = optional("When it happened, as EDTF; the table says what the date means.")
    date_basis: Annotated[str | None, cells.Code(codes=codelists.DATE_BASIS)] = optional(
        "How `date` follows from the sources. Filled exactly when `date` is."
    )
    note: Annotated[str | None, cells.NOTE] = optional(
        "The coder's ruling: a suspected error in a source, why one value was preferred."
    )
    date_start: Annotated[dt.date | None, cells.DAY] = generated("First day that `date` can mean; empty if open.")
    date_end: Annotated[dt.date | None, cells.DAY] = generated("Last day that `date` can mean; empty if open.")
    date_precision: Annotated[str | None, cells.Code(codes=codelists.DATE_PRECISION)] = generated(
        "Precision of `date`."
    )
    sources: Annotated[tuple[str, ...] | None, cells.ListOf(limit=4000)] = generated(
        "Where the row is supported, as `source_id:line`, in the order of the evidence."
    )
    source_count: Annotated[int | None, cells.COUNT] = generated("Number of documents that support the row.")
    root_count: Annotated[int | None, cells.COUNT] = generated(
        "Number of independent witnesses: documents that cite the same work or quote the same voice count once."
    )
    evidence_status: Annotated[str | None, cells.Code(codes=codelists.EVIDENCE_STATUS)] = generated(
        "Whether the sources agree on the row."
    )
    certainty: Annotated[str | None, cells.Code(codes=codelists.CERTAINTY)] = generated(
        "Certainty of the strongest supporting span that shows what kind of fact it is."
    )
