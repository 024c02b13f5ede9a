"""Lines of a file in the wrong places or of the wrong kind: blank, repeated, in disorder, with other delimiters."""

from __future__ import annotations

from faults.encodings import overwritten
from faults.kit import Injection, Sheet, fault, variants


def delimited(sheet: Sheet, delimiter: str) -> bytes:
    """Return a table with another delimiter; cells are quoted that hold it."""
    quoted = [[f'"{c.replace(chr(34), chr(34) * 2)}"' if {delimiter, '"'} & {*c} else c for c in r] for r in sheet.rows]
    return "".join(f"{delimiter.join(row)}\n" for row in (sheet.header, *quoted)).encode()


@variants(
    "F1",
    "file",
    {
        "1": ("semicolon delimiter (Excel in az/he/ru/tr locale)", ";"),
        "2": ("tab delimiter", "\t"),
        "2b": ("pipe delimiter", "|"),
        "2c": ("colon delimiter", ":"),
    },
    whole=True,
)
def another_delimiter(rng, view, delimiter):
    sheet = view.sheet(rng)
    return overwritten(sheet, delimited(sheet, delimiter), 1, *(("delimiter",) if delimiter != ":" else ("no-header",)))


@variants(
    "F18",
    "file",
    {
        "": ("merge conflict left in the file", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> branch\n", ""),
        "b": (
            "merge conflict left, with the base",
            "<<<<<<< HEAD\n",
            "=======\n",
            ">>>>>>> 3e8b32e\n",
            "||||||| base\n",
        ),
    },
    whole=True,
)
def merge_conflict(rng, view, ours, middle, theirs, base):
    sheet = view.sheet(rng, 3)
    row = rng.randrange(len(sheet.rows))
    line = sheet.lines()[row + 1]
    lines = sheet.lines()
    lines[row + 1 : row + 2] = [ours, line, *((base, line) if base else ()), middle, line, theirs]
    return overwritten(sheet, "".join(lines).encode(), row + 2, "merge-conflict")


@variants(
    "F21",
    "file",
    {
        "": ("'sep=,' line before the header", "sep=,\n"),
        "b": ("title line before the header", "A table of things\n"),
        "c": ("comment line before the header", "# made by hand\n"),
        "d": ("title and blank line before the header", "A table\n\n"),
        "e": ("title line, filled up with commas, before the header", ""),
    },
    whole=True,
)
def preamble(rng, view, text):
    sheet = view.sheet(rng)
    text = text or "A table of things" + "," * (len(sheet.header) - 1) + "\n"
    return overwritten(sheet, text.encode() + sheet.data(), 1, "no-header")


@variants(
    "F23",
    "file",
    {
        "": ("blank line in the middle", 1),
        "b": ("several blank lines in one place", 3),
    },
    whole=True,
)
def blank_line(rng, view, count):
    sheet = view.sheet(rng, 2)
    at = rng.randrange(1, len(sheet.rows) + 1)
    lines = sheet.lines()
    lines[at:at] = ["\n"] * count
    return overwritten(sheet, "".join(lines).encode(), at + 1, "blank-line")


@variants(
    "F23",
    "file",
    {
        "c": ("blank lines at the end", 0, "\n\n"),
        "d": ("blank line before the header", 1, "\n"),
    },
    whole=True,
)
def blank_line_at_edge(rng, view, first, blank):
    sheet = view.sheet(rng)
    if first:
        return overwritten(sheet, blank.encode() + sheet.data(), 1, "blank-line")
    return overwritten(sheet, sheet.data() + blank.encode(), len(sheet.rows) + 2, "blank-line")


@variants(
    "F23",
    "file",
    {
        "e": ("line of blanks in the middle", lambda _: "   \n"),
        "f": ("row of commas only (cells cleared, row kept)", lambda width: "," * (width - 1) + "\n"),
        "g": ("row of empty quotes only", lambda width: ",".join(['""'] * width) + "\n"),
    },
    whole=True,
)
def empty_row(rng, view, make):
    sheet = view.sheet(rng, 2)
    at = rng.randrange(1, len(sheet.rows) + 1)
    lines = sheet.lines()
    lines.insert(at, make(len(sheet.header)))
    return overwritten(sheet, "".join(lines).encode(), at + 1, "blank-line")


@fault("F23h", "file", whole=True)
def double_spaced(rng, view):
    """Every second line blank (double-spaced)."""
    sheet = view.sheet(rng, 2)
    return overwritten(sheet, sheet.data().replace(b"\n", b"\n\n"), 2, "blank-line")


@fault("F25", "file", whole=True)
def repeated_header(rng, view):
    """Header repeated in the middle (files concatenated)."""
    sheet = view.sheet(rng, 2)
    at = rng.randrange(1, len(sheet.rows) + 1)
    lines = sheet.lines()
    lines.insert(at, lines[0])
    return overwritten(sheet, "".join(lines).encode(), at + 1, "repeated-header")


@fault("F25b", "file")
def file_twice(rng, view):
    """The file appended to itself: the header once more, and every row twice."""
    sheet = view.sheet(rng, 2)
    head = sheet.due_line(len(sheet.rows) + 2, "repeated-header")
    rows = (sheet.due(len(sheet.rows) + 1 + n, sheet.table.key[-1], "duplicate-row") for n in range(len(sheet.rows)))
    return Injection({sheet.path: sheet.data() * 2}, (head, *rows))


@fault("F30", "file", whole=True)
def all_quoted(rng, view):
    """Every cell in quotes, needed or not."""
    sheet = view.sheet(rng)
    rows = ([f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in (sheet.header, *sheet.rows))
    return overwritten(sheet, "".join(",".join(row) + "\n" for row in rows).encode(), 1, "needless-quote")


@fault("F32", "file", whole=True)
def reversed_lines(rng, view):
    """Lines in reverse order, the header last."""
    sheet = view.sheet(rng, 3)
    return overwritten(sheet, "".join(sheet.lines()[::-1]).encode(), 1, "no-header")


@fault("F33", "file", whole=True)
def sorted_lines(rng, view):
    """Lines sorted, the header among them."""
    names = [n for n, s in view.sheets.items() if s.rows and min(s.lines()) != s.lines()[0]]
    sheet = view.sheet(rng, 3, names)
    return overwritten(sheet, "".join(sorted(sheet.lines())).encode(), 1, "no-header")
