"""The row models of the seeds: the source documents and the ledger of their reading."""

from __future__ import annotations

from typing import Annotated

from azisrael_data import cells, codelists
from azisrael_data.models.base import References, Row, optional, required


class Source(Row):
    """One source document: what it is, and fingerprints by which a copy of it is known."""

    id: Annotated[str, cells.SLUG] = required("First author and year, or container and year.")
    file: Annotated[str, cells.NAME] = required("File name of the reference text.")
    title: Annotated[str, cells.TITLE] = required("Title.")
    authors: Annotated[str | None, cells.TITLE] = optional("Authors, as printed.")
    container: Annotated[str | None, cells.TITLE] = optional("Journal, series or site.")
    published: Annotated[str, cells.EDTF] = required("Date of publication, as EDTF.")
    language: Annotated[str, cells.LANGUAGE] = required("ISO 639 code.")
    url: Annotated[str | None, cells.URL] = optional("Address, where the document states one.")
    file_sha256: Annotated[str, cells.SHA256] = required("SHA-256 of the reference file's bytes.")
    code_points: Annotated[int, cells.COUNT] = required("Length of the reference text in code points.")
    letters: Annotated[int, cells.COUNT] = required("Length of its letter stream.")
    letters_sha256: Annotated[str, cells.SHA256] = required("SHA-256 of its letter stream, in UTF-8.")
    version_of: Annotated[str | None, cells.SLUG, References("works")] = optional(
        "The cited work of which this document is another version: the two are one witness."
    )
    note: Annotated[str | None, cells.NOTE] = optional("Remarks on the reference text.")


class Line(Row):
    """One non-empty line of a source, and what reading it came to."""

    source_id: Annotated[str, cells.SLUG, References("sources")] = required("The source document.")
    line: Annotated[int, cells.Integer(low=1)] = required("Number among the non-empty lines, from 1.")
    start: Annotated[int, cells.COUNT] = required("First code point of the line in the reference text, from 0.")
    end: Annotated[int, cells.COUNT] = required("Code point after the last one of the line.")
    letters: Annotated[int | None, cells.Integer(low=16)] = optional("Length of the line's letter stream.")
    head: Annotated[str | None, cells.HEAD] = optional("First 16 hex digits of SHA-256 of its first 16 letters.")
    sha256: Annotated[str | None, cells.SHA256] = optional("SHA-256 of its letter stream, in UTF-8.")
    disposition: Annotated[str, cells.Code(codes=codelists.DISPOSITION)] = required("What reading the line came to.")
    note: Annotated[str | None, cells.NOTE] = optional(
        "Why nothing was coded, where the line holds a date, a number, a named system or an acting person."
    )


class SpanException(Row):
    """One span whose wording seems not to fit its certainty or stance, and why it does fit."""

    evidence_id: Annotated[str, cells.Id("EV", 5), References("evidence")] = required("The span.")
    rule: Annotated[str, cells.Code(codes=codelists.WORDING_RULE)] = required("The rule that it seems to break.")
    reason: Annotated[str, cells.SUMMARY] = required("What the word bears on, in the coder's own words.")


class Published(Row):
    """One id that a build has written, and a mark by which its row is known again. Rows are added, never taken away."""

    table: Annotated[str, cells.Code(codes=codelists.REMEMBERED_TABLES)] = required("The table it stood in first.")
    id: Annotated[str, cells.ANY_ID] = required("The id.")
    since: Annotated[str, cells.VERSION] = required("Version of the data under which a build first wrote it.")
    mark: Annotated[str, cells.Text(limit=2000)] = required(
        "Of a fact the ids of its spans, of a span its row and line, of a work its source and a "
        "fingerprint of its label, of a source the fingerprint of its letters, of another row its name; "
        "as first written."
    )


class Waiver(Row):
    """Two rows that a rule objects to, and why both stand all the same."""

    rule: Annotated[str, cells.Code(codes=codelists.WAIVED_RULE)] = required("The rule.")
    row_id: Annotated[str, cells.FACT_ID] = required("The row with the lower id.")
    other_id: Annotated[str, cells.FACT_ID] = required("The other row.")
    reason: Annotated[str, cells.SUMMARY] = required("Why they stand, in the coder's own words.")
