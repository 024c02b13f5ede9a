"""What can be wrong: a `Problem` is a value; an exception is raised once, at the edge.

AzisraelDataError
|-- InvalidData      the contributor's fault: carries every problem found
|-- InvalidModel     our fault: a row model that cannot be described
|-- UnknownName      the user asked for a table or source that does not exist
`-- CannotRun        the place, a file or an extra that the work needs is not there
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAX_SHOWN = 80

# Stable codes and what each means: the catalogue behind `docs/problems.md`.
CODES: dict[str, str] = {
    "file-missing": "A table's CSV file is not there.",
    "file-unreadable": "The file exists but cannot be read as a plain file.",
    "file-empty": "The file holds no bytes.",
    "not-csv": "The bytes are another kind of file (gzip, Excel, HTML, UTF-16, Parquet, text with CR line ends).",
    "not-utf8": "A byte is not UTF-8.",
    "bom": "The file starts with a byte-order mark.",
    "crlf": "Lines end in CRLF, not in LF.",
    "no-final-newline": "The last line has no newline, as after a cut-off copy.",
    "delimiter": "Cells are separated by semicolon, tab or pipe.",
    "no-header": "The first line is not the header of the table.",
    "missing-column": "A column of the table is not in the header.",
    "unknown-column": "The header names a column that the table does not have.",
    "duplicate-column": "The header names a column twice.",
    "column-order": "The columns stand in another order than the table's.",
    "blank-line": "A line is empty.",
    "repeated-header": "The header line stands again among the rows.",
    "open-quote": "A quoted cell is never closed.",
    "stray-quote": "A quote stands inside an unquoted cell, or text follows a closing quote.",
    "needless-quote": "A cell is quoted that needs no quotes.",
    "ragged-row": "A row has more or fewer cells than the header.",
    "line-break": "A one-line cell holds a line break.",
    "bad-character": "An invisible, control, private-use or unassigned character.",
    "not-nfc": "The text is not in Unicode NFC.",
    "mojibake": "The text was decoded with the wrong encoding.",
    "mixed-script": "One word mixes letters of two scripts.",
    "edge-space": "A space stands at the edge of a cell.",
    "formula": "The cell would run as a formula in a spreadsheet.",
    "spreadsheet-error": "The cell holds a spreadsheet's error value.",
    "markup": "The cell holds HTML markup.",
    "missing-marker": "A word that means 'no value'; an empty cell is wanted.",
    "required": "A required cell is empty.",
    "unknown-code": "The value is not in the column's code list.",
    "bad-id": "The id does not have the table's form.",
    "bad-key": "A key to another table does not have that table's form.",
    "bad-integer": "Not a canonical whole number.",
    "bad-number": "Not a canonical decimal number.",
    "bad-boolean": "Neither true nor false.",
    "bad-date": "Not a day written YYYY-MM-DD.",
    "bad-edtf": "Not a date in this dataset's EDTF grammar, or a date that does not exist.",
    "bad-list": "A list cell with an empty or repeated member.",
    "bad-json": "Not the JSON object that is wanted.",
    "bad-hash": "Not a lower-case hexadecimal fingerprint of the right length.",
    "bad-url": "Not a plain http(s) address.",
    "bad-currency": "Not an ISO 4217 code that this dataset uses.",
    "bad-language": "Not a language tag of two or three lower-case letters.",
    "bad-type": "A value of the wrong type, where no text was given.",
    "out-of-range": "A number outside the column's limits.",
    "too-long": "A text or cell longer than its limit.",
    "duplicate-id": "The id stands twice.",
    "duplicate-row": "The whole row stands twice.",
    "row-order": "Rows are not in id order.",
    "withdrawn-id": "A withdrawn id is used again.",
    "dangling-key": "A key names a row that does not exist.",
    "same-party": "Two cells that must differ are the same.",
    "low-high": "A lower bound above the value or the upper bound.",
    "incomplete-pair": "Of two cells that go together one is empty.",
    "date-order": "A date that must not be later than another is later.",
    "after-publication": "The event is dated after every source that tells it was published.",
    "ambiguous-alias": "One alias names two rows of a reference table.",
    "cycle": "Rows that are part of each other.",
    "no-evidence": "A row has no supporting span.",
    "unlicensed-cell": "A filled cell that no supporting span names.",
    "idle-field": "Evidence names a column that the row leaves empty, or that is never evidenced.",
    "literal-mismatch": "A literal gives another value than the cell (or the same, where it contradicts).",
    "literal-unread": "A literal from which no value can be worked out.",
    "literal-long": "A literal of more than eight words.",
    "span-order": "The span ends before it starts or does not lie on its line.",
    "ledger-gap": "The reading ledger skips, repeats or overruns a line.",
    "ledger-mismatch": "The ledger and the evidence disagree on whether a line is coded.",
    "stale": "A generated column does not hold what the build would write.",
}


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One fault in one place.

    `line` is the physical line, counted from 1, on which the row starts (0: the file as a whole); `column` is a
    column name or empty; `message` says what was found and what is wanted, `hint` what to do.
    """

    path: str
    line: int
    column: str
    code: str
    message: str
    hint: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise InvalidModel(f"problem code {self.code!r} is not in the catalogue")

    def __str__(self) -> str:
        tail = f"; {self.hint}" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {self.code}: {self.message}{tail}"


def shown(value: object) -> str:
    """Return the value as it may stand in a message: escaped and in quotes, at most 80 characters of it."""
    if isinstance(value, str) and len(value) > MAX_SHOWN:
        return f"{shown(value[: MAX_SHOWN - 3]).removesuffix('...')}..."
    text = repr(value)
    return text if len(text) <= MAX_SHOWN + 2 else f"{text[:MAX_SHOWN]}..."


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` for the nearest candidate, else an empty string."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in known}
    if word.casefold() in folded:
        return f"did you mean {folded[word.casefold()]!r}?"
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.75)
    return f"did you mean {folded[close[0]]!r}?" if close else ""


class AzisraelDataError(Exception):
    """Anything this package raises on purpose."""


class InvalidData(AzisraelDataError):
    """A user passed data with problems to a function that needs clean data."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = "\n".join(map(str, self.problems[:10]))
        more = f"\n... and {len(self.problems) - 10} more" if len(self.problems) > 10 else ""
        super().__init__(f"{len(self.problems)} problem(s)\n{first}{more}")


class InvalidModel(AzisraelDataError):
    """A row model of this package is declared in a way that it cannot be described."""


class UnknownName(AzisraelDataError, KeyError):
    """A user asked for a table, source or column that does not exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        hint = nearest(str(name), self.known)
        self.text = f"no {kind} {name!r}; {hint + ' ' if hint else ''}known: {', '.join(self.known)}"
        super().__init__(self.text)

    def __str__(self) -> str:
        return self.text


class CannotRun(AzisraelDataError):
    """A user asked for work whose place, file or optional library is not there."""
