"""The row model of `evidence`."""

from __future__ import annotations

from typing import Annotated, Any

from azisrael_data import cells, codelists
from azisrael_data.models.base import OptActor, References, Row, optional, required


class Evidence(Row):
    """One span of one source that bears on one row, with the words that license its cells."""

    id: Annotated[str, cells.Id("EV", 5)] = required("Identifier, `EV-` and five digits. Never reused.")
    table: Annotated[str, cells.Code(codes=codelists.FACT_TABLES)] = required("The table of the row it bears on.")
    row_id: Annotated[str, cells.FACT_ID, References(*codelists.FACT_TABLES)] = required("The row it bears on.")
    source_id: Annotated[str, cells.SLUG, References("sources")] = required("The source document.")
    line: Annotated[int, cells.Integer(low=1)] = required("Non-empty line of the source on which the span starts.")
    start: Annotated[int, cells.COUNT] = required(
        "First code point of the span in the reference text, counted from 0, Unicode NFC."
    )
    end: Annotated[int, cells.Integer(low=1)] = required("Code point after the last one of the span.")
    letters: Annotated[int | None, cells.Integer(low=16)] = optional("Length of the span's letter stream.")
    head: Annotated[str | None, cells.HEAD] = optional("First 16 hex digits of SHA-256 of its first 16 letters.")
    sha256: Annotated[str | None, cells.SHA256] = optional("SHA-256 of its letter stream, in UTF-8.")
    fields: Annotated[dict[str, Any], cells.FieldsCell()] = required(
        "Columns that the span bears on: the literal words in the span, a list of them, or null if judged as a whole."
    )
    stance: Annotated[str, cells.Code(codes=codelists.STANCE)] = required("How the span bears on the row.")
    certainty: Annotated[str, cells.Code(codes=codelists.CERTAINTY)] = required("How sure the voice is.")
    voice: OptActor = optional("Who says it, where it is not the source's author.")
    works: Annotated[tuple[str, ...] | None, cells.ListOf(member=cells.SLUG), References("works")] = optional(
        "Works cited at the span."
    )
    zone: Annotated[str, cells.Code(codes=codelists.ZONE)] = required("Part of the document.")
    coder: Annotated[str, cells.SLUG] = required("Which reading the span comes from.")
