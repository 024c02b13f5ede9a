"""One workbook (XLSX) of all tables, every cell a text: nothing is turned into a date, a number or a formula.

A sheet per table, before them a codebook that says what each column and code means. The bytes follow from the rows,
the date and the version of XlsxWriter alone; the parts of the file are stored, see `archive`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from azisrael_data import archive, reference, schema
from azisrael_data.descriptor import TITLE
from azisrael_data.models import FACTS, TABLES, Table
from azisrael_data.problems import CannotRun, shown

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CODEBOOK = "codebook"
CODEBOOK_HEADER = ("table", "column", "code", "type", "filled", "meaning")
LONGEST_CELL, MOST_ROWS = 32_767, 1_048_576  # what Excel can hold
_NARROWEST, _WIDEST = 8, 60  # characters
_SAMPLE = 0.9  # the share of its cells that a column shows whole, unless it would be too wide
_NEVER = date(1980, 1, 1)  # where the version has no date: the first day of the zip format
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}

Rows = Sequence[Sequence[str]]


def xlsx(tables: Mapping[str, Rows], version: str, released: date | None = None) -> bytes:
    """Return the workbook of tables, given as rows of cell texts without headers, in the order of `TABLES`' columns.

    Raises CannotRun without XlsxWriter, and for a cell or a table that no workbook can hold.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise CannotRun("a workbook needs XlsxWriter: pip install 'azisrael-data[release]'") from error
    buffer = io.BytesIO()
    book = Workbook(buffer, _OPTIONS)
    created = datetime.combine(released or _NEVER, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": TITLE, "comments": f"Version {version}. CC BY 4.0.", "created": created})
    looks = {"head": book.add_format({"bold": True, "bg_color": "#E4E9F0", "num_format": "@"})}
    looks["cell"] = book.add_format({"num_format": "@", "valign": "top"})
    looks["wrapped"] = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    _sheet(book.add_worksheet(CODEBOOK), CODEBOOK_HEADER, list(codebook_rows()), looks, wrapped=CODEBOOK_HEADER[-1])
    for table in _in_order():
        if table.name in tables:
            _sheet(book.add_worksheet(table.name), schema.header(table), tables[table.name], looks)
    book.close()
    with zipfile.ZipFile(buffer) as parts:
        return archive.packed({name: parts.read(name) for name in parts.namelist()})


def codebook_rows() -> Iterator[tuple[str, ...]]:
    """Yield a row per table, column and code, under `CODEBOOK_HEADER`."""
    for table in _in_order():
        yield table.name, "", "", "", "", schema.description(table)
        for column in schema.columns(table):
            filled = "required" if column.required else "by the build" if column.generated else ""
            yield table.name, column.name, "", reference.type_words(column), filled, column.description
            for code, meaning in (column.codes or {}).items():
                yield table.name, column.name, code, "", "", meaning


def _in_order() -> list[Table]:
    """Return all tables, the facts first: what most people open the workbook for."""
    return [*FACTS, *(table for table in TABLES if table not in FACTS)]


def _sheet(sheet: Worksheet, header: Sequence[str], rows: Rows, looks: Mapping[str, Any], wrapped: str = "") -> None:
    """Fill a sheet: the header stays in sight and filters, cells are texts, empty ones are not written."""
    if len(rows) >= MOST_ROWS:
        raise CannotRun(f"{sheet.name} has {len(rows)} rows, a sheet holds {MOST_ROWS - 1}")
    for at, name in enumerate(header):
        sheet.write_string(0, at, name, looks["head"])
        look = looks["wrapped" if name == wrapped else "cell"]
        sheet.set_column(at, at, _width(name, [row[at] for row in rows]), look)
        for number, row in enumerate(rows, 1):
            if len(row[at]) > LONGEST_CELL:
                where = f"{sheet.name}, row {number}, column {name!r}"
                raise CannotRun(f"{where}: {shown(row[at])} has {len(row[at])} characters, a cell holds {LONGEST_CELL}")
            if row[at]:
                sheet.write_string(number, at, row[at], look)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _width(name: str, cells: Sequence[str]) -> int:
    """Return the width of a column in characters: room for its name with the button of the filter, and most cells."""
    lengths = sorted(map(len, filter(None, cells)))
    usual = lengths[int(_SAMPLE * (len(lengths) - 1))] if lengths else 0
    return min(max(len(name) + 4, usual + 1, _NARROWEST), _WIDEST)
