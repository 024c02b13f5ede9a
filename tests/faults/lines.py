"""Line numbers: a bad code is told on its physical line, whatever stands above it; two faults are both told."""

from __future__ import annotations

from azisrael_data import schema
from faults.kit import Due, Injection, Sheet, fault, is_code, is_number, is_text, variants

BAD = "wombat"


def bad_code(rng, view, least: int = 1, tables=()) -> tuple[Sheet, int, Due]:
    """Draw a code below the first rows and spoil it: the changed table, the row, and what is due."""
    while True:
        spot = view.spot(rng, lambda c: is_code(c) and not c.is_list and c.name != "unit", tables=tables)
        if spot.row >= least:
            break
    new = spot.sheet.put(spot.row, spot.column.name, BAD)
    return new, spot.row, new.due(spot.row, spot.column.name, spot.own)


def text_column(sheet: Sheet) -> str:
    """Return a column of free text of a table."""
    return next(c.name for c in schema.columns(sheet.table) if is_text(c))


def with_text(rng, view) -> tuple[Sheet, int, Due]:
    """Draw a code to spoil in a table that has free text."""
    while True:
        found = bad_code(rng, view)
        try:
            text_column(found[0])
        except StopIteration:
            continue
        return found


def moved(due: Due, by: int) -> Due:
    """Return what is due some lines further down."""
    return Due(due.path, due.line + by, due.column, due.codes)


@fault("N01", "lines")
def after_multi_line_cell(rng, view):
    """Bad enum after an earlier multi-line (quoted) cell."""
    sheet, row, due = with_text(rng, view)
    above = rng.randrange(row)
    breaks = rng.randrange(1, 6)
    new = sheet.put(above, text_column(sheet), "one" + "\nline" * breaks)
    return Injection(new.files(), (new.due(above, text_column(sheet), "line-break"), moved(due, breaks)))


@fault("N02", "lines")
def after_blank_lines(rng, view):
    """Bad enum after blank lines."""
    sheet, row, due = bad_code(rng, view)
    at, count = rng.randrange(1, row + 1), rng.randrange(1, 4)
    lines = sheet.lines()
    lines[at:at] = ["\n"] * count
    data = "".join(lines).encode()
    return Injection({sheet.path: data}, (sheet.due_line(at + 1, "blank-line"), moved(due, count)))


@fault("N03", "lines")
def in_crlf_file(rng, view):
    """Bad enum in a CRLF file."""
    sheet, _, due = bad_code(rng, view)
    data = sheet.data().replace(b"\n", b"\r\n")
    return Injection({sheet.path: data}, (sheet.due_line(1, "crlf"), due))


@fault("N04", "lines")
def two_in_one_row(rng, view):
    """Two defects in one row: both must be named."""
    spot = view.spot(rng, is_number, tables=("agreements", "arms_transfers", "trade_figures", "incidents", "evidence"))
    names = {"evidence": "zone", "incidents": "outcome", "trade_figures": "bound"}
    other = names.get(spot.sheet.table.name, "status")
    new = spot.sheet.put(spot.row, spot.column.name, "about 50").put(spot.row, other, BAD)
    due = (new.due(spot.row, spot.column.name, spot.own), new.due(spot.row, other, "unknown-code"))
    return Injection(new.files(), due)


@fault("N05", "lines")
def in_three_files(rng, view):
    """Defects in three files: all must be named."""
    files, dues = {}, []
    for names in (("agreements", "visits", "incidents"), ("actors", "places"), ("evidence", "lines", "works")):
        sheet, _, due = bad_code(rng, view, 0, names)
        files |= sheet.files()
        dues.append(due)
    return Injection(files, tuple(dues))


@fault("N06", "lines")
def after_byte_order_mark(rng, view):
    """Bad enum in a file with a byte-order mark."""
    sheet, _, due = bad_code(rng, view)
    return Injection({sheet.path: b"\xef\xbb\xbf" + sheet.data()}, (sheet.due_line(1, "bom"), due))


@variants(
    "N07",
    "lines",
    {
        "": ("next line (NEL)", "\x85"),
        "b": ("line separator", "\u2028"),
        "c": ("vertical tab", "\x0b"),
        "d": ("form feed", "\x0c"),
        "e": ("file separator", "\x1c"),
        "f": ("paragraph separator", "\u2029"),
    },
)
def after_other_line_ends(rng, view, sign):
    sheet, row, due = with_text(rng, view)
    above = rng.randrange(row)
    new = sheet.put(above, text_column(sheet), f"one{sign}two")
    return Injection(new.files(), (new.due(above, text_column(sheet), "bad-character"), due))


@fault("N08", "lines")
def after_open_quote(rng, view):
    """Bad enum some lines after a quote that is never closed."""
    sheet, row, due = with_text(rng, view)
    above = rng.randrange(row)
    column = text_column(sheet)
    lines = sheet.lines()
    plain = sheet.copy()
    plain.rows[above] = [cell.replace('"', "").replace(",", "") for cell in plain.rows[above]]
    lines[above + 1] = plain.put(above, column, "\ue000").lines()[above + 1].replace("\ue000", '"one')
    return Injection({sheet.path: "".join(lines).encode()}, (sheet.due(above, column, "open-quote"), due))


@fault("N09", "lines")
def after_ragged_row(rng, view):
    """Bad enum after a row with too many cells."""
    sheet, row, due = bad_code(rng, view)
    above = rng.randrange(row)
    lines = sheet.lines()
    lines[above + 1] = lines[above + 1][:-1] + ",more\n"
    return Injection({sheet.path: "".join(lines).encode()}, (sheet.due_line(above + 2, "ragged-row"), due))


@fault("N10", "lines")
def after_bad_byte(rng, view):
    """Bad enum after a line that is not UTF-8."""
    sheet, row, due = with_text(rng, view)
    above = rng.randrange(row)
    column = text_column(sheet)
    data = sheet.put(above, column, "Caf\ue000").data().replace("\ue000".encode(), b"\xe9")
    return Injection({sheet.path: data}, (sheet.due(above, column, "not-utf8"), due))


@fault("N11", "lines")
def first_and_last(rng, view):
    """Bad enums in the first and in the last row."""
    sheet, row, due = bad_code(rng, view)
    last = len(sheet.rows) - 1
    new = sheet.put(0, due.column, BAD).put(last, due.column, BAD)
    return Injection(new.files(), tuple(new.due(n, due.column, *due.codes) for n in sorted({0, row, last})))


@fault("N12", "lines")
def many_alike(rng, view):
    """The same defect in every row: each told on its line."""
    sheet, _, due = bad_code(rng, view)
    new = sheet
    for n in range(len(sheet.rows)):
        new = new.put(n, due.column, BAD)
    return Injection(new.files(), tuple(new.due(n, due.column, *due.codes) for n in range(len(new.rows))))


@fault("N13", "lines")
def without_final_newline(rng, view):
    """Bad enum in a file without a newline at the end."""
    while True:
        sheet, row, due = bad_code(rng, view)
        if row < len(sheet.rows) - 1:
            break
    data = sheet.data()[:-1]
    return Injection({sheet.path: data}, (sheet.due_line(len(sheet.rows) + 1, "no-final-newline"), due))
