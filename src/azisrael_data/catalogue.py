"""The catalogue of problem codes: what each means, and at which level of a package it is found.

Codes are stable: they may be added, never renamed. `docs/problems.md` and a page per code are made from this.
"""

from __future__ import annotations

from typing import NamedTuple

LEVELS = ("file", "header", "shape", "cell", "row", "relation", "evidence", "package")


class Entry(NamedTuple):
    """One code: the level at which it is found, and what it means, in one sentence."""

    level: str
    meaning: str


CODES: dict[str, Entry] = {
    "file-missing": Entry("file", "A table's CSV file is not there."),
    "file-unreadable": Entry("file", "The file exists but cannot be read as a plain file."),
    "file-empty": Entry("file", "The file holds no bytes."),
    "not-csv": Entry("file", "The bytes are another kind of file: gzip, Excel, HTML, UTF-16, Parquet, CR line ends."),
    "not-utf8": Entry("file", "A byte is not UTF-8."),
    "bom": Entry("file", "The file starts with a byte-order mark."),
    "crlf": Entry("file", "Lines end in CRLF, not in LF."),
    "no-final-newline": Entry("file", "The last line has no newline, as after a cut-off copy."),
    "delimiter": Entry("file", "Cells are separated by semicolon, tab or pipe."),
    "no-header": Entry("header", "The first line is not the header of the table."),
    "missing-column": Entry("header", "A column of the table is not in the header."),
    "unknown-column": Entry("header", "The header names a column that the table does not have."),
    "duplicate-column": Entry("header", "The header names a column twice."),
    "column-order": Entry("header", "The columns stand in another order than the table's."),
    "blank-line": Entry("shape", "A line is empty."),
    "repeated-header": Entry("shape", "The header line stands again among the rows."),
    "open-quote": Entry("shape", "A quoted cell is never closed."),
    "stray-quote": Entry("shape", "A quote stands inside an unquoted cell, or text follows a closing quote."),
    "needless-quote": Entry("shape", "A cell is quoted that needs no quotes."),
    "ragged-row": Entry("shape", "A row has more or fewer cells than the header."),
    "line-break": Entry("cell", "A one-line cell holds a line break."),
    "bad-character": Entry("cell", "An invisible, control, private-use or unassigned character."),
    "not-nfc": Entry("cell", "The text is not in Unicode NFC."),
    "mojibake": Entry("cell", "The text was decoded with the wrong encoding."),
    "mixed-script": Entry("cell", "One word mixes letters of two scripts."),
    "edge-space": Entry("cell", "A space stands at the edge of a cell."),
    "formula": Entry("cell", "The cell would run as a formula in a spreadsheet."),
    "spreadsheet-error": Entry("cell", "The cell holds a spreadsheet's error value."),
    "markup": Entry("cell", "The cell holds HTML markup."),
    "missing-marker": Entry("cell", "A word that means 'no value'; an empty cell is wanted."),
    "required": Entry("cell", "A required cell is empty."),
    "unknown-code": Entry("cell", "The value is not in the column's code list."),
    "bad-id": Entry("cell", "The id does not have the table's form."),
    "bad-key": Entry("cell", "A key to another table does not have that table's form."),
    "bad-integer": Entry("cell", "Not a canonical whole number."),
    "bad-number": Entry("cell", "Not a canonical decimal number."),
    "bad-boolean": Entry("cell", "Neither true nor false."),
    "bad-date": Entry("cell", "Not a day written YYYY-MM-DD."),
    "bad-edtf": Entry("cell", "Not a date in this dataset's EDTF grammar, or a date that does not exist."),
    "bad-list": Entry("cell", "A list cell with an empty or repeated member."),
    "bad-json": Entry("cell", "Not the JSON object that is wanted."),
    "bad-hash": Entry("cell", "Not a lower-case hexadecimal fingerprint of the right length."),
    "bad-url": Entry("cell", "Not a plain http(s) address."),
    "bad-currency": Entry("cell", "Not an ISO 4217 code that this dataset uses."),
    "bad-language": Entry("cell", "Not a language tag of two or three lower-case letters."),
    "bad-type": Entry("cell", "A value of the wrong type, where no text was given."),
    "out-of-range": Entry("cell", "A number outside the column's limits."),
    "too-long": Entry("cell", "A text or cell longer than its limit."),
    "duplicate-id": Entry("row", "The id stands twice."),
    "duplicate-row": Entry("row", "The whole row stands twice."),
    "row-order": Entry("row", "Rows are not in id order."),
    "same-party": Entry("row", "Two cells that must differ are the same."),
    "low-high": Entry("row", "A lower bound above the value or the upper bound."),
    "incomplete-pair": Entry("row", "Of two cells that go together one is empty."),
    "date-order": Entry("row", "A date that must not be later than another is later."),
    "stale": Entry("row", "A generated column does not hold what the build would write."),
    "withdrawn-id": Entry("relation", "A withdrawn id is used again."),
    "lost-id": Entry("relation", "A published id is neither in its table nor withdrawn."),
    "renumbered-id": Entry("relation", "A row was published under another id, which is gone."),
    "reused-id": Entry("relation", "A published id stands on another row than it was published for."),
    "likely-duplicate": Entry("relation", "Two rows of the same parties and kind at the same time."),
    "stale-waiver": Entry("relation", "A waiver for rows to which its rule does not object."),
    "dangling-key": Entry("relation", "A key names a row that does not exist."),
    "after-publication": Entry("relation", "The event is dated after every source that tells it was published."),
    "ambiguous-alias": Entry("relation", "One alias names two rows of a reference table."),
    "cycle": Entry("relation", "Rows that are part of each other."),
    "ledger-gap": Entry("relation", "The reading ledger skips, repeats or overruns a line."),
    "no-evidence": Entry("evidence", "A row has no supporting span."),
    "unlicensed-cell": Entry("evidence", "A filled cell that no supporting span names."),
    "idle-field": Entry("evidence", "Evidence names a column that the row leaves empty, or that is never evidenced."),
    "literal-mismatch": Entry(
        "evidence", "A literal gives another value than the cell (or the same, where it contradicts)."
    ),
    "literal-unread": Entry("evidence", "A literal from which no value can be worked out."),
    "literal-long": Entry("evidence", "A literal of more than eight words."),
    "span-order": Entry("evidence", "The span ends before it starts or does not lie on its line."),
    "unfinished-build": Entry("package", "A build was interrupted while it put its files in place."),
    "ledger-mismatch": Entry("evidence", "The ledger and the evidence disagree on whether a line is coded."),
}
