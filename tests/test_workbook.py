"""workbook: every cell is a text, the codebook comes first, headers stay and filter, and nothing is lost in silence."""

from __future__ import annotations

import io
import sys
from datetime import date, datetime
from unittest import mock
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import readback, schema, workbook
from azisrael_data.cells import MAX_CELL
from azisrael_data.codelists import DATE_BASIS
from azisrael_data.models import FACTS, TABLES, table
from azisrael_data.problems import CannotRun
from strategies import ANY_TEXT, HARMFUL

WITHDRAWN = schema.header(table("withdrawn"))
# What a spreadsheet would make something else of.
TEMPTING = (
    "1", "007", "1e5", "2012", "2012-02", "2012-02-26", "3/4", "1:30", "TRUE", "=1+1", "+1", "-1", "@SUM(A1)", "#N/A",
    "https://example.org/?a=1&b=2", "mailto:a@example.org", "internal:Sheet1!A1", " edge ", "a\tb", "_x0041_",
    "_x005F_", "_x", "#REF!", "<b>&amp;</b>", "\u202eabc", "\U0001f600", "İı", "{=1}", "'1",
)  # fmt: skip


def book(*cells, **rest):
    """Return a workbook whose table of withdrawn ids has a row for each cell, with an empty codebook."""
    table = [[cell, *[""] * (len(WITHDRAWN) - 1)] for cell in cells]
    with mock.patch.object(workbook, "codebook_rows", list):
        return workbook.xlsx({"withdrawn": table}, "1.2.3", **rest)


def opened(data):
    openpyxl = pytest.importorskip("openpyxl")
    return openpyxl.load_workbook(io.BytesIO(data))


def test_nothing_is_converted():
    """Numbers, dates, formulas, addresses and escapes come back as the very text, and as texts only."""
    data = book(*TEMPTING)

    assert list(TEMPTING) == [row[0] for row in readback.from_xlsx(data)["withdrawn"][1:]]
    with ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name]
    assert not [sheet for sheet in sheets if "<f>" in sheet or "hyperlink" in sheet]
    cells = [each for sheet in sheets for each in ET.fromstring(sheet).iter() if each.tag.endswith("}c")]
    assert {"s"} == {cell.get("t") for cell in cells}


def test_another_reader_agrees():
    """A library that is not ours reads the same, but for what it does not unescape."""
    plain = [cell for cell in TEMPTING if "_x" not in cell]

    found = [row[0].value for row in opened(book(*plain))["withdrawn"].iter_rows(min_row=2)]

    assert plain == found


@settings(deadline=None, max_examples=12)
@given(st.lists(ANY_TEXT | st.text("_x05Fa") | st.text(HARMFUL), min_size=5, max_size=30))
def test_round_trip(cells):
    """Whatever text a cell holds, control characters too, comes back."""
    found = [row[0] for row in readback.from_xlsx(book(*cells, "end"))["withdrawn"][1:]]

    assert [*cells, "end"] == found


def test_sheets():
    """The codebook is the first sheet, then the facts, then the others; each has its header in sight, and filters."""
    tables = {each.name: [] for each in TABLES}
    facts = [each.name for each in FACTS]

    found = opened(workbook.xlsx(tables, "1.2.3"))

    assert ["codebook", *facts, *(each.name for each in TABLES if each.name not in facts)] == found.sheetnames
    for sheet in found:
        header = [cell.value for cell in sheet[1]]
        if sheet.title != "codebook":
            assert list(schema.header(table(sheet.title))) == header
        assert (sheet.freeze_panes, sheet.auto_filter.ref.partition(":")[0]) == ("B2", "A1")
        assert sheet["A1"].font.bold


def test_codebook():
    """Every table, column and code has a row, with what it means."""
    rows = list(workbook.codebook_rows())

    assert {each.name for each in TABLES} == {row[0] for row in rows}
    assert ("visits", "visitors", "", "list of key: actors", "required") in {row[:5] for row in rows}
    assert {("visits", "date_basis", code, "", "", meaning) for code, meaning in DATE_BASIS.items()} <= set(rows)
    assert all(row[-1] and len(row) == len(workbook.CODEBOOK_HEADER) for row in rows)


def test_widths():
    """A column is as wide as its name with the filter's button, as most of its cells, and never wider than a screen."""
    cells = ["ab"] * 9 + ["x" * 500]
    sheet = opened(book(*cells))["withdrawn"]
    wide = opened(book("y" * 500))["withdrawn"]

    assert (sheet.column_dimensions["A"].width // 1, wide.column_dimensions["A"].width // 1) == (8, 60)


def test_same_rows_same_bytes():
    """Nothing of the clock gets in: the date is that of the version, or the first day of the format."""
    assert book("a") == book("a")
    properties = opened(book("a", released=date(2026, 3, 4))).properties
    assert (properties.created, opened(book("a")).properties.created) == (datetime(2026, 3, 4), datetime(1980, 1, 1))  # noqa: DTZ001


def test_what_no_cell_holds():
    """A text that is too long for a cell is refused, with its place; no cell of the dataset is."""
    with pytest.raises(CannotRun) as raised:
        book("a", "b" * 32_768)

    assert str(raised.value) == (
        f"withdrawn, row 2, column 'id': '{'b' * 77}'... has 32768 characters, a cell holds 32767"
    )
    assert MAX_CELL <= workbook.LONGEST_CELL


def test_what_no_sheet_holds(monkeypatch):
    """A table with more rows than a sheet is refused."""
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)

    with pytest.raises(CannotRun, match=r"^withdrawn has 3 rows, a sheet holds 2$"):
        book(*["a"] * 3)


def test_without_the_library(monkeypatch):
    """Where the extra is missing it is named."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    with pytest.raises(CannotRun) as raised:
        book("a")

    assert str(raised.value) == "a workbook needs XlsxWriter: pip install 'azisrael-data[release]'"
