"""Faults of the header line."""

from __future__ import annotations

from azisrael_data.catalogue import CODES
from faults.kit import Due, Injection, Sheet, fault, follows, variants


def with_header(sheet: Sheet, header: list[str]) -> Sheet:
    """Return a copy with another header over the same rows."""
    return Sheet(sheet.table, header, sheet.rows)


def renamed(sheet: Sheet, at: int, name: str) -> Injection:
    """Return the injection that gives one column another name; one message is due."""
    header = [*sheet.header[:at], name, *sheet.header[at + 1 :]]
    return Injection(with_header(sheet, header).files(), (sheet.due_line(1, "unknown-column"),))


def is_missing(sheet: Sheet, at: int):
    """Return the test for the message that a column is missing."""
    wanted = (sheet.path, 1, sheet.header[at], "missing-column")
    return lambda problem: (problem.path, problem.line, problem.column, problem.code) == wanted


def drawn(rng, view, least: int = 1) -> tuple[Sheet, int]:
    """Draw a table and the place of one of its columns."""
    sheet = view.sheet(rng, least)
    return sheet, rng.randrange(len(sheet.header))


@fault("H01", "header", whole=True)
def missing_column(rng, view):
    """Column missing, header and cells."""
    sheet, at = drawn(rng, view)
    rows = [[*row[:at], *row[at + 1 :]] for row in sheet.rows]
    new = Sheet(sheet.table, [*sheet.header[:at], *sheet.header[at + 1 :]], rows)
    return Injection(new.files(), (sheet.due_line(1, "missing-column", column=sheet.header[at]),))


@fault("H01b", "header", whole=True)
def missing_name(rng, view):
    """Column missing in the header, its cells left in the rows."""
    sheet, at = drawn(rng, view)
    new = with_header(sheet, [*sheet.header[:at], *sheet.header[at + 1 :]])
    return Injection(new.files(), (sheet.due_line(1, "missing-column", column=sheet.header[at]),))


@variants(
    "H02",
    "header",
    {
        "": ("unknown extra column", "colour"),
        "b": ("column without a name in front (row numbers of a data frame)", ""),
        "c": ("column 'Unnamed: 0' in front", "Unnamed: 0"),
        "d": ("extra column named as a formula", "=1+1"),
        "e": ("extra column named with an escape sequence", "a\x1b[31mb"),
    },
    whole=True,
)
def extra_column(rng, view, name):
    sheet, at = drawn(rng, view)
    at = 0 if name in ("", "Unnamed: 0") else at
    rows = [[*row[:at], str(n), *row[at:]] for n, row in enumerate(sheet.rows)]
    new = Sheet(sheet.table, [*sheet.header[:at], name, *sheet.header[at:]], rows)
    return Injection(new.files(), (sheet.due_line(1, "unknown-column"),))


@fault("H03", "header", whole=True)
def column_twice(rng, view):
    """Column name twice, cells too."""
    sheet, at = drawn(rng, view)
    to = rng.randrange(at + 1, len(sheet.header) + 1)
    rows = [[*row[:to], row[at], *row[to:]] for row in sheet.rows]
    new = Sheet(sheet.table, [*sheet.header[:to], sheet.header[at], *sheet.header[to:]], rows)
    return Injection(new.files(), (sheet.due_line(1, "duplicate-column", column=sheet.header[at]),))


@fault("H03b", "header")
def name_twice(rng, view):
    """A column named as another one of the table, cells untouched; its own name may be told missing."""
    sheet = view.sheet(rng)
    at, other = rng.sample(range(len(sheet.header)), 2)
    header = list(sheet.header)
    header[at] = header[other]
    due = sheet.due_line(1, "duplicate-column", column=sheet.header[other])
    return Injection(with_header(sheet, header).files(), (due,), is_missing(sheet, at))


@fault("H04", "header", whole=True)
def columns_reordered(rng, view):
    """Columns reordered (header and cells together)."""
    sheet = view.sheet(rng)
    order = list(range(len(sheet.header)))
    while order == sorted(order):
        rng.shuffle(order)
    new = Sheet(sheet.table, [sheet.header[n] for n in order], [[row[n] for n in order] for row in sheet.rows])
    return Injection(new.files(), (out_of_order(sheet, new.header),))


@fault("H05", "header", whole=True)
def names_swapped(rng, view):
    """Header names of two columns swapped, cells not."""
    sheet = view.sheet(rng)
    a, b = rng.sample(range(len(sheet.header)), 2)
    header = list(sheet.header)
    header[a], header[b] = header[b], header[a]
    return Injection(with_header(sheet, header).files(), (out_of_order(sheet, header),))


@fault("H05b", "header", whole=True)
def names_shifted(rng, view):
    """Header names shifted by one column against the cells."""
    sheet = view.sheet(rng)
    header = [*sheet.header[1:], sheet.header[0]]
    return Injection(with_header(sheet, header).files(), (out_of_order(sheet, header),))


def out_of_order(sheet: Sheet, header: list[str]) -> Due:
    """Return the message due for a header in another order."""
    first = next(a for a, b in zip(header, sheet.header, strict=True) if a != b)
    return sheet.due_line(1, "column-order", column=first)


@variants(
    "H06",
    "header",
    {
        "": ("header name in other case", lambda name: name.title()),
        "c": ("header name in capitals", lambda name: name.upper()),
    },
    whole=True,
)
def other_case(rng, view, change):
    sheet, at = drawn(rng, view)
    return renamed(sheet, at, change(sheet.header[at]))


@fault("H06b", "header", whole=True)
def all_capitals(rng, view):
    """All header names in capitals."""
    sheet = view.sheet(rng)
    new = with_header(sheet, [name.upper() for name in sheet.header])
    return Injection(new.files(), (sheet.due_line(1, "unknown-column", "no-header"),))


@variants(
    "H07",
    "header",
    {
        "": ("space around a header name", lambda name: f" {name}"),
        "b": ("space after a header name", lambda name: f"{name} "),
        "c": ("NBSP before a header name", lambda name: f"\u00a0{name}"),
        "d": ("tab after a header name", lambda name: f"{name}\t"),
        "e": ("zero-width space in a header name", lambda name: f"{name[0]}\u200b{name[1:]}"),
        "f": ("hyphen in a header name", lambda name: name.replace("_", "-") if "_" in name else f"{name}-"),
        "g": ("colon after a header name", lambda name: f"{name}:"),
        "h": ("number sign before a header name", lambda name: f"#{name}"),
        "i": ("line break in a header name", lambda name: f"{name[0]}\n{name[1:]}"),
    },
    whole=True,
)  # fmt: skip
def around_name(rng, view, change):
    sheet, at = drawn(rng, view)
    while len(sheet.header[at]) < 4:
        sheet, at = drawn(rng, view)
    return renamed(sheet, at, change(sheet.header[at]))


LIKE = str.maketrans("aeocpxi", "\u0430\u0435\u043e\u0441\u0440\u0445\u0456")


@fault("H08", "header", whole=True)
def homoglyph(rng, view):
    """Cyrillic letter in a header name."""
    sheet = view.sheet(rng)
    at = rng.choice([n for n, name in enumerate(sheet.header) if len(name) > 3 and name.translate(LIKE) != name])
    name = sheet.header[at]
    place = rng.choice([n for n, letter in enumerate(name) if letter.translate(LIKE) != letter])
    return renamed(sheet, at, name[:place] + name[place].translate(LIKE) + name[place + 1 :])


@fault("H09", "header", whole=True)
def misspelt(rng, view):
    """Header name misspelt (a letter left out, doubled or exchanged)."""
    sheet, at = drawn(rng, view)
    while len(sheet.header[at]) < 6:
        sheet, at = drawn(rng, view)
    name = sheet.header[at]
    place = rng.randrange(1, len(name) - 1)
    slips = (
        name[:place] + name[place + 1 :],
        name[:place] + name[place] + name[place:],
        name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :],
    )
    return renamed(sheet, at, next(slip for slip in rng.sample(slips, 3) if slip not in sheet.header))


@fault("H10", "header")
def another_name(rng, view):
    """A column under another name altogether: it is unknown, and the right one may be told missing."""
    sheet, at = drawn(rng, view)
    return Injection(
        renamed(sheet, at, "farbe").files,
        (sheet.due_line(1, "unknown-column"),),
        is_missing(sheet, at),
    )


@fault("H10b", "header")
def no_name(rng, view):
    """A column whose name was deleted: it is unknown, and the right one may be told missing."""
    sheet, at = drawn(rng, view)
    return Injection(
        renamed(sheet, at, "").files,
        (sheet.due_line(1, "unknown-column"),),
        is_missing(sheet, at),
    )


@variants(
    "H11",
    "header",
    {
        "": ("no header row at all", lambda _header: None),
        "b": ("header in another language", lambda header: [f"Spalte {n}" for n, _ in enumerate(header)]),
        "c": ("columns named by letters", lambda header: [chr(65 + n % 26) for n, _ in enumerate(header)]),
        "d": ("columns named by numbers", lambda header: [str(n) for n, _ in enumerate(header)]),
        "e": ("column names with the table's name before them", lambda header: [f"t.{name}" for name in header]),
    },
    whole=True,
)  # fmt: skip
def no_header(rng, view, change):
    sheet = view.sheet(rng, 2)
    header = change(sheet.header)
    data = with_header(sheet, header).data() if header else "".join(sheet.lines()[1:]).encode()
    return Injection({sheet.path: data}, (sheet.due_line(1, "no-header"),))


@fault("H12", "header", whole=True)
def quoted_header(rng, view):
    """Header names in quotes."""
    sheet = view.sheet(rng)
    lines = sheet.lines()
    lines[0] = ",".join(f'"{name}"' for name in sheet.header) + "\n"
    return Injection({sheet.path: "".join(lines).encode()}, (sheet.due_line(1, "needless-quote"),))


@fault("H13", "header", whole=True)
def comma_after_header(rng, view):
    """One comma too many after the header only."""
    sheet = view.sheet(rng)
    return Injection(with_header(sheet, [*sheet.header, ""]).files(), (sheet.due_line(1, "unknown-column"),))


@fault("H14", "header", whole=True)
def header_with_semicolons(rng, view):
    """Header separated by semicolons over rows separated by commas."""
    sheet = view.sheet(rng)
    lines = [";".join(sheet.header) + "\n", *sheet.lines()[1:]]
    return Injection({sheet.path: "".join(lines).encode()}, (sheet.due_line(1, "delimiter"),))


@fault("H15", "header")
def second_header(rng, view):
    """A second line under the header that says what the columns hold."""
    sheet = view.sheet(rng)
    words = [f"what the {name.replace('_', ' ')} is" for name in sheet.header]
    new = Sheet(sheet.table, sheet.header, [words, *sheet.rows])
    cell = {code for code, entry in CODES.items() if entry.level in ("cell", "shape")}
    due = Due(sheet.path, 2, "*", frozenset(cell))
    return Injection(new.files(), (due,), follows(()))
