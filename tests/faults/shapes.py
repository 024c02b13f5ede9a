"""Faults of a row's shape: quotes, commas and line ends in the wrong places."""

from __future__ import annotations

from azisrael_data import cells, schema
from azisrael_data.catalogue import CODES
from faults.kit import ANYWHERE, Due, Injection, Sheet, fault, is_number, is_text, own_code, variants

CELL_CODES = frozenset(code for code, entry in CODES.items() if entry.level in ("cell", "row", "relation", "evidence"))


def replaced(sheet: Sheet, row: int, line: str, *codes: str, column: str = "") -> Injection:
    """Return the injection that writes another text in the place of one row's line; a message is due there."""
    lines = sheet.lines()
    lines[row + 1] = line
    return Injection({sheet.path: "".join(lines).encode()}, (sheet.due_line(row + 2, *codes, column=column),))


def drawn(rng, view, least: int = 1) -> tuple[Sheet, int]:
    """Draw a table and one of its rows."""
    sheet = view.sheet(rng, least)
    return sheet, rng.randrange(len(sheet.rows))


def raw_cell(rng, view, text: str, *codes: str) -> Injection:
    """Return the injection that writes a text, as it is, in the place of a cell of free text."""
    spot = view.spot(rng, is_text)
    line = spot.sheet.put(spot.row, spot.column.name, "\ue000").lines()[spot.row + 1]
    return replaced(spot.sheet, spot.row, line.replace("\ue000", text), *codes, column=spot.column.name)


@fault("R01", "shape", whole=True)
def short_row(rng, view):
    """Row one or more cells short at the end."""
    sheet, row = drawn(rng, view)
    width = len(sheet.header)
    kept = rng.randrange(max(1, width - 4), width)
    cut = Sheet(sheet.table, sheet.header, [sheet.rows[row][:kept]]).lines()[1]
    return replaced(sheet, row, cut, "ragged-row", column=sheet.header[kept])


@fault("R01b", "shape", whole=True)
def lost_cell(rng, view):
    """One cell lost with its comma, anywhere in the row."""
    sheet, row = drawn(rng, view)
    at = rng.randrange(len(sheet.header))
    cells = [*sheet.rows[row][:at], *sheet.rows[row][at + 1 :]]
    return replaced(sheet, row, Sheet(sheet.table, sheet.header, [cells]).lines()[1], "ragged-row", column=ANYWHERE)


@variants(
    "R02",
    "shape",
    {
        "": ("row one or more cells long", ",more,and more"),
        "b": ("one comma too many at the end of a row", ","),
        "c": ("commas too many at the end of a row", ",,,"),
    },
    whole=True,
)
def long_row(rng, view, tail):
    sheet, row = drawn(rng, view)
    return replaced(sheet, row, sheet.lines()[row + 1][:-1] + f"{tail}\n", "ragged-row")


@variants(
    "R03",
    "shape",
    {
        "": ("unquoted comma in a text cell shifts the row", "one thing, and another"),
        "b": ("two unquoted commas in a text cell", "one thing, another, and a third"),
        "c": ("text in single quotes", "'one thing, and another'"),
        "d": ("text in curly quotes", "“one thing, and another”"),
    },
    whole=True,
)
def unquoted_comma(rng, view, text):
    return raw_cell(rng, view, text, "ragged-row")


@fault("R03e", "shape", whole=True)
def unquoted_separator(rng, view):
    """Unquoted thousands separator shifts the row."""
    spot = view.spot(rng, is_number)
    line = spot.sheet.put(spot.row, spot.column.name, "\ue000").lines()[spot.row + 1]
    text = line.replace("\ue000", "1,200")
    return replaced(spot.sheet, spot.row, text, "ragged-row", column=ANYWHERE)


@fault("R04", "shape", whole=True)
def joined_rows(rng, view):
    """Line end lost between two rows."""
    sheet = view.sheet(rng, 2)
    row = rng.randrange(len(sheet.rows) - 1)
    lines = sheet.lines()
    lines[row + 1 : row + 3] = [lines[row + 1][:-1] + lines[row + 2]]
    data = "".join(lines).encode()
    return Injection({sheet.path: data}, (sheet.due_line(row + 2, "ragged-row", "stray-quote", column=ANYWHERE),))


@fault("R04b", "shape", whole=True)
def joined_header(rng, view):
    """Line end lost between header and first row."""
    sheet = view.sheet(rng, 2)
    lines = sheet.lines()
    data = "".join([lines[0][:-1] + lines[1], *lines[2:]]).encode()
    return Injection({sheet.path: data}, (sheet.due_line(1, "no-header"),))


@fault("R05", "shape")
def split_row(rng, view):
    """Row broken in two by a line end outside quotes."""
    sheet = view.sheet(rng)
    rows = [n for n, line in enumerate(sheet.lines()[1:]) if '"' not in line]
    while not rows:
        sheet = view.sheet(rng)
        rows = [n for n, line in enumerate(sheet.lines()[1:]) if '"' not in line]
    row = rng.choice(rows)
    line = sheet.lines()[row + 1]
    at = rng.randrange(line.index(",") + 1, line.rindex(",") + 1)
    first = replaced(sheet, row, f"{line[:at]}\n{line[at:]}", "ragged-row", column=ANYWHERE)
    second = "ragged-row" if line[at:].strip(",\n") else "blank-line"  # nothing may be left but empty cells
    return Injection(first.files, (*first.due, sheet.due_line(row + 3, second, column=ANYWHERE)))


@variants(
    "F10",
    "shape",
    {
        "": ("stray quote inside an unquoted cell", 'the so-called "Accord" of them'),
        "b": ("text after a closing quote", '"one thing, and" another'),
        "c": ("quote opened after a blank", ' "one thing, and another"'),
        "d": ("blank after a closing quote", '"one thing, and another" '),
        "e": ("quotes inside a quoted cell not doubled", '"the so-called "Accord", as told"'),
        "f": ("quotes inside a quoted cell escaped by a backslash", '"the so-called \\"Accord\\", as told"'),
        "g": ("inch sign in an unquoted cell", 'a gun of 5" and more'),
        "h": ("cell quoted twice", '""one thing, and another""'),
    },
    whole=True,
)
def stray_quote(rng, view, text):
    return raw_cell(rng, view, text, "stray-quote")


@fault("R08", "shape", whole=True)
def needless_quote(rng, view):
    """One cell in quotes that needs none."""
    spot = view.spot(rng, text=lambda text: text and not {",", '"'} & {*text})
    line = spot.sheet.put(spot.row, spot.column.name, "\ue000").lines()[spot.row + 1]
    return replaced(spot.sheet, spot.row, line.replace("\ue000", f'"{spot.text}"'), "needless-quote")


@fault("R08b", "shape", whole=True)
def quoted_nothing(rng, view):
    """An empty cell in quotes."""
    spot = view.spot(rng, text=lambda text: text == "")
    line = spot.sheet.put(spot.row, spot.column.name, "\ue000").lines()[spot.row + 1]
    return replaced(spot.sheet, spot.row, line.replace("\ue000", '""'), "needless-quote")


@variants(
    "F09",
    "shape",
    {
        "": ("quote opened and never closed", '"one thing'),
        "b": ("quote opened and never closed, comma inside", '"one thing, and another'),
        "c": ("a lone quote as a cell", '"'),
    },
    whole=True,
)
def open_quote(rng, view, text):
    return raw_cell(rng, view, text, "open-quote", "stray-quote")


@fault("F09d", "shape", whole=True)
def lost_closing_quote(rng, view):
    """The closing quote of a cell that needs it lost."""
    spot = view.spot(rng, is_text, lambda text: "," in text and '"' not in text)
    line = spot.sheet.lines()[spot.row + 1]
    text = line.replace(f'"{spot.text}"', f'"{spot.text}', 1)
    first = spot.sheet.header[spot.sheet.rows[spot.row].index(spot.text)]  # the first cell that says so
    return replaced(spot.sheet, spot.row, text, "open-quote", "stray-quote", column=first)


@fault("F09e", "shape", whole=True)
def lost_opening_quote(rng, view):
    """The opening quote of a cell that needs it lost."""
    spot = view.spot(rng, is_text, lambda text: "," in text and '"' not in text)
    line = spot.sheet.lines()[spot.row + 1]
    text = line.replace(f'"{spot.text}"', f'{spot.text}"', 1)  # the quote now stands after the last of its commas
    at = spot.sheet.rows[spot.row].index(spot.text) + spot.text.count(",")  # the first cell that says so
    column = spot.sheet.header[at] if at < len(spot.sheet.header) else ""
    return replaced(spot.sheet, spot.row, text, "stray-quote", column=column)


@fault("F09f", "shape", whole=True)
def open_quote_in_last_row(rng, view):
    """Quote opened in the last row and never closed."""
    spot = view.spot(rng, is_text)
    sheet = Sheet(spot.sheet.table, spot.sheet.header, list(spot.sheet.rows))
    row = len(sheet.rows) - 1
    line = sheet.put(row, spot.column.name, "\ue000").lines()[row + 1]
    return replaced(
        sheet, row, line.replace("\ue000", '"one thing'), "open-quote", "stray-quote", column=spot.column.name
    )


@variants(
    "R11",
    "shape",
    {
        "": ("a line of prose among the rows", "and this is to be looked at again\n"),
        "b": ("a comment line among the rows", "# to be looked at again\n"),
        "c": ("a total at the end of the rows", "Total,12\n"),
        "d": ("a shell prompt pasted into the file", "$ git add .\n"),
    },
    whole=True,
)
def prose_row(rng, view, line):
    sheet = view.sheet(rng)
    at = rng.randrange(1, len(sheet.rows) + 2)
    lines = sheet.lines()
    lines.insert(at, line)
    data = "".join(lines).encode()
    return Injection({sheet.path: data}, (sheet.due_line(at + 1, "ragged-row", column=ANYWHERE),))


@variants("R12", "shape", {"": ("one row separated by semicolons", ";"), "b": ("one row separated by tabs", "\t")},
          whole=True)  # fmt: skip
def row_with_delimiter(rng, view, delimiter):
    sheet, row = drawn(rng, view)
    cells = [cell.replace('"', "'").replace(",", " ") for cell in sheet.rows[row]]
    return replaced(sheet, row, delimiter.join(cells) + "\n", "ragged-row", column=ANYWHERE)


@fault("R12c", "shape", whole=True)
def row_of_another_table(rng, view):
    """A row of another table pasted in."""
    sheet, row = drawn(rng, view)
    other = view.sheet(rng)
    while len(other.header) == len(sheet.header):
        other = view.sheet(rng)
    return replaced(sheet, row, rng.choice(other.lines()[1:]), "ragged-row", column=ANYWHERE)


def in_row(sheet: Sheet, row: int, cells: list[str]) -> Injection:
    """Return the injection that writes other cells; at least one message is due in the row, any may be there."""
    new = Sheet(sheet.table, sheet.header, list(sheet.rows))
    new.rows[row] = cells
    due = Due(sheet.path, row + 2, ANYWHERE, CELL_CODES)
    return Injection(new.files(), (due,), lambda problem: problem.code in CELL_CODES)


@fault("R13", "shape")
def shifted_left(rng, view):
    """Cells shifted to the left by one (cell deleted in a spreadsheet)."""
    sheet, row = drawn(rng, view)
    cells = sheet.rows[row]
    return in_row(sheet, row, [cells[0], *cells[2:], ""])


@fault("R14", "shape")
def shifted_right(rng, view):
    """Cells shifted to the right by one (cell inserted in a spreadsheet)."""
    sheet, row = drawn(rng, view)
    cells = sheet.rows[row]
    return in_row(sheet, row, [cells[0], "", *cells[1:-1]])


@fault("R15", "shape")
def one_row_in_another_order(rng, view):
    """The cells of one row in reverse order."""
    sheet, row = drawn(rng, view)
    return in_row(sheet, row, sheet.rows[row][::-1])


@variants(
    "R17", "shape", {"": ("blank at the end of a line", " "), "b": ("tab at the end of a line", "\t")}, whole=True
)
def at_line_end(rng, view, tail):
    sheet, row = drawn(rng, view)
    line = sheet.lines()[row + 1]
    while line.endswith('"\n'):
        sheet, row = drawn(rng, view)
        line = sheet.lines()[row + 1]
    last = schema.columns(sheet.table)[-1]
    free = type(last.member) is cells.Cell
    code = "bad-character" if tail == "\t" else "edge-space" if free else own_code(last)
    return replaced(sheet, row, f"{line[:-1]}{tail}\n", code, column=sheet.header[-1])
