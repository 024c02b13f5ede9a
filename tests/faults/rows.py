"""Faults between the cells of one row and between rows of one table."""

from __future__ import annotations

from faults.kit import ANYWHERE, Injection, Sheet, View, fault, follows, is_text, named, variants

# What a changed fact brings with it besides: its evidence no longer fits, what is worked out from it is stale.
EVIDENCE = ("literal-mismatch", "literal-unread", "unlicensed-cell", "idle-field", "no-evidence", "stale")
PAIRS = {
    "arms_transfers": [("date", "date_basis"), ("quantity_low", "quantity_high")],
    "agreements": [("date", "date_basis"), ("value", "currency"), ("value", "value_bound")],
    "visits": [("date", "date_basis")],
    "trade_figures": [("date", "date_basis"), ("value_low", "value_high")],
    "incidents": [("date", "date_basis")],
    "evidence": [("letters", "sha256"), ("letters", "head")],
    "lines": [("letters", "sha256"), ("letters", "head")],
    "places": [("latitude", "longitude"), ("latitude", "coordinate_origin"), ("latitude", "where_precision")],
}


def with_row(sheet: Sheet, at: int, row: list[str]) -> Sheet:
    """Return a copy with one more row before the one counted `at`."""
    return Sheet(sheet.table, sheet.header, [*sheet.rows[:at], row, *sheet.rows[at:]])


def changed(sheet: Sheet, row: int, **cells: str) -> Sheet:
    """Return a copy with other texts in cells of one row."""
    for column, text in cells.items():
        sheet = sheet.put(row, column, text)
    return sheet


@fault("W01", "row", whole=True)
def duplicate_id(rng, view):
    """Duplicate id, different content."""
    spot = view.spot(rng, lambda c: is_text(c) and c.name in ("note", "summary", "title", "reason", "name"))
    sheet, row = spot.sheet, spot.row
    other = sheet.put(row, spot.column.name, f"{spot.text[:60]}, in other words").rows[row]
    at = rng.choice((row + 1, len(sheet.rows)))
    new = with_row(sheet, at, other)
    return Injection(new.files(), (new.due(at, sheet.table.key[-1], "duplicate-id"),))


@fault("W01b", "row")
def duplicate_span_id(rng, view):
    """Duplicate id in the evidence, another row's span."""
    sheet = view["evidence"]
    row, other = rng.sample(range(len(sheet.rows)), 2)
    cells = [sheet.rows[row][0], *sheet.rows[other][1:]]
    new = with_row(sheet, row + 1, cells)
    return Injection(new.files(), (new.due(row + 1, "id", "duplicate-id"),), follows(EVIDENCE))


@fault("W02", "row", whole=True)
def row_twice(rng, view):
    """Whole row twice."""
    sheet = view.sheet(rng)
    row = rng.randrange(len(sheet.rows))
    new = with_row(sheet, row + 1, sheet.rows[row])
    return Injection(new.files(), (new.due(row + 1, sheet.table.key[-1], "duplicate-row"),))


@fault("W02b", "row", whole=True)
def row_twice_apart(rng, view):
    """Whole row again at the end of the file."""
    sheet = view.sheet(rng, 2)
    new = with_row(sheet, len(sheet.rows), sheet.rows[rng.randrange(len(sheet.rows) - 1)])
    return Injection(new.files(), (new.due(len(sheet.rows), sheet.table.key[-1], "duplicate-row"),))


@fault("W03", "row", only="generated")
def withdrawn_id(rng, view):
    """Retired id used again (the real package has withdrawn none so far)."""
    gone = view["withdrawn"]
    row = rng.randrange(len(gone.rows))
    sheet = view[gone.at(row, "table")]
    cells = list(rng.choice(sheet.rows))
    cells[0] = gone.at(row, "id")
    at = sum(each[0] < cells[0] for each in sheet.rows)
    new = with_row(sheet, at, cells)
    return Injection(
        new.files(), (new.due(at, "id", "withdrawn-id"),), follows((*EVIDENCE, "likely-duplicate", "reused-id"))
    )


@fault("W03b", "row")
def living_row_withdrawn(rng, view):
    """Row declared withdrawn, but left in its table."""
    sheet = view.sheet(rng, 2, ("agreements", "arms_transfers", "visits", "incidents", "actors", "places", "works"))
    row = rng.randrange(len(sheet.rows))
    gone = view["withdrawn"]
    new = Sheet(
        gone.table, gone.header, [*gone.rows, [sheet.rows[row][0], sheet.table.name, "2024", "Told twice.", ""]]
    )
    new.rows.sort()
    return Injection(new.files(), (sheet.due(row, "id", "withdrawn-id"),))


@variants(
    "W04",
    "row",
    {
        "": ("supplier equals recipient", "arms_transfers", "supplier", "recipient"),
        "b": ("origin equals destination", "visits", "origin", "destination"),
    },
)
def same_party(rng, view, table, first, second):
    sheet = view[table]
    row = rng.randrange(len(sheet.rows))
    new = sheet.put(row, second, sheet.at(row, first))
    return Injection(
        new.files(), (new.due(row, second, "same-party"),), follows((*EVIDENCE, "likely-duplicate", "stale-waiver"))
    )


@variants(
    "W05",
    "row",
    {
        "": ("lower bound above the upper", "trade_figures", "value_low", "value_high", "90", "80"),
        "b": ("least number above the greatest", "arms_transfers", "quantity_low", "quantity_high", "90", "80"),
        "c": ("fewest dead above the most", "incidents", "deaths_low", "deaths_high", "7", "3"),
        "d": ("lower bound above the value", "trade_figures", "value_low", "value", "90", "80"),
        "e": ("value above the upper bound", "trade_figures", "value", "value_high", "90", "80"),
        "f": ("number above the greatest", "arms_transfers", "quantity", "quantity_high", "90", "80"),
    },
)
def bounds_reversed(rng, view, table, first, second, low, high):
    sheet = view[table]
    row = rng.randrange(len(sheet.rows))
    cells = {first: low, second: high}
    for name in ("value", "quantity"):
        if any(column.startswith(name) for column in cells):
            cells = {f"{name}_low": "70", name: "85", f"{name}_high": "99"} | cells
    new = changed(sheet, row, **cells)
    return Injection(new.files(), (new.due(row, first, "low-high"),), follows(EVIDENCE))


@fault("W06", "row")
def half_a_pair(rng, view):
    """The second of two cells that go together empty (value without currency, date without basis)."""
    table = rng.choice(sorted(PAIRS))
    _, second = rng.choice(PAIRS[table])
    spot = view.spot(rng, named(second), tables=(table,)) if any(view[table].column(second)) else None
    if spot is None:
        return half_a_pair(rng, view)
    return spot.put("", "incomplete-pair", also=(*EVIDENCE, "stale-waiver"))


@fault("W07", "row")
def other_half_of_a_pair(rng, view):
    """The first of two cells that go together empty (currency without value, place without latitude)."""
    table = rng.choice(sorted(PAIRS))
    first = rng.choice(PAIRS[table])[0]
    spot = view.spot(rng, named(first), tables=(table,)) if any(view[table].column(first)) else None
    if spot is None:
        return other_half_of_a_pair(rng, view)
    return spot.put("", "incomplete-pair", also=(*EVIDENCE, "stale-waiver"))


@fault("W08", "row")
def order_after_delivery(rng, view):
    """Order dated after the delivery."""
    sheet = view["arms_transfers"]
    row = rng.randrange(len(sheet.rows))
    new = changed(sheet, row, order_date="2015-06", delivery_date=rng.choice(("2014", "2015-05-31", "2012/2013")))
    return Injection(new.files(), (new.due(row, "order_date", "date-order"),), follows(EVIDENCE))


@variants(
    "W10",
    "row",
    {
        "": ("a share above 100", "share", {"value": "101"}, "value", "out-of-range"),
        "b": ("a share that is not in percent", "share", {"unit": "tonnes"}, "unit", "incomplete-pair"),
        "c": ("a share of nothing", "share", {"of": ""}, "of", "incomplete-pair"),
    },
)
def odd_share(rng, view, indicator, cells, column, code):
    sheet = view["trade_figures"]
    row = rng.choice([n for n, kind in enumerate(sheet.column("indicator")) if kind == indicator])
    new = changed(sheet, row, **cells)
    return Injection(new.files(), (new.due(row, column, code),), follows((*EVIDENCE, "low-high")))


@variants(
    "W10",
    "row",
    {
        "d": ("a rank that is no whole number", "1.5", "out-of-range"),
        "e": ("rank nought", "0", "out-of-range"),
    },
)
def odd_rank(rng, view, value, code):
    sheet = view["trade_figures"]
    row = rng.randrange(len(sheet.rows))
    new = changed(sheet, row, indicator="rank", unit="rank", value=value, value_low="", value_high="", of="suppliers")
    return Injection(
        new.files(), (new.due(row, "value", code),), follows((*EVIDENCE, "likely-duplicate", "stale-waiver"))
    )


def first_disorder(rows: list[list[str]]) -> int:
    """Return the first row whose id is less than that of the row before."""
    return next(n for n in range(1, len(rows)) if rows[n][0] < rows[n - 1][0])


SORTED_BY_ID = ("works", "actors", "weapon_systems", "places", "agreements", "arms_transfers", "visits",
                "trade_figures", "incidents", "evidence", "sources", "withdrawn")  # fmt: skip


@fault("W11", "row", whole=True)
def two_rows_swapped(rng, view):
    """Rows not in id order: two have changed places."""
    sheet = view.sheet(rng, 2, SORTED_BY_ID).copy()
    one, other = sorted(rng.sample(range(len(sheet.rows)), 2))
    sheet.rows[one], sheet.rows[other] = sheet.rows[other], sheet.rows[one]
    return Injection(sheet.files(), (sheet.due(first_disorder(sheet.rows), "id", "row-order"),))


@fault("W11b", "row", whole=True)
def rows_reversed(rng, view):
    """Rows in reverse order."""
    sheet = view.sheet(rng, 2, SORTED_BY_ID).copy()
    sheet.rows.reverse()
    return Injection(sheet.files(), (sheet.due(1, "id", "row-order"),))


@fault("W11c", "row", whole=True)
def rows_sorted_by_another_column(rng, view):
    """Rows sorted by another column (spreadsheet)."""
    while True:
        sheet = view.sheet(rng, 3, SORTED_BY_ID).copy()
        at = rng.randrange(1, len(sheet.header))
        rows = sorted(sheet.rows, key=lambda row: row[at])
        if rows != sheet.rows:
            sheet.rows = rows
            return Injection(sheet.files(), (sheet.due(first_disorder(rows), "id", "row-order"),))


@fault("W11d", "row")
def ledger_lines_swapped(rng, view):
    """Two lines of the reading ledger have changed places."""
    sheet = view["lines"].copy()
    row = rng.choice([n for n in range(len(sheet.rows) - 1) if sheet.rows[n][0] == sheet.rows[n + 1][0]])
    sheet.rows[row], sheet.rows[row + 1] = sheet.rows[row + 1], sheet.rows[row]
    return Injection(sheet.files(), (sheet.due(row + 1, "line", "row-order"),))


@fault("W11e", "row")
def one_column_sorted(_rng, view):
    """One column sorted by itself, the others left (spreadsheet): the row it breaks first is told, and others."""
    sheet = view["evidence"].copy()
    at = sheet.header.index("start")
    values = sorted((row[at] for row in sheet.rows), key=int)
    first = next(n for n, row in enumerate(sheet.rows) if row[at] != values[n])
    return _sorted_column(sheet, at, values, first)


def _sorted_column(sheet: Sheet, at: int, values: list[str], first: int) -> Injection:
    for row, value in zip(sheet.rows, values, strict=True):
        row[at] = value
    return Injection(
        sheet.files(), (sheet.due(first, ANYWHERE, "span-order"),), follows(("span-order", "out-of-range"))
    )


GENERATED = {
    "date_start": lambda text: text[:-2] + ("17" if text[-2:] != "17" else "18"),
    "date_end": lambda text: text[:-2] + ("17" if text[-2:] != "17" else "18"),
    "date_precision": lambda text: "decade" if text != "decade" else "year",
    "sources": lambda text: f"{text};beta2021:1",
    "source_count": lambda text: str(int(text) + 1),
    "root_count": lambda text: str(int(text) + 1),
    "evidence_status": lambda text: "contested" if text != "contested" else "agreed",
    "certainty": lambda text: "possible" if text != "possible" else "certain",
}


@fault("W12", "row", whole=True)
def stale(rng, view):
    """A generated column changed by hand."""
    name = rng.choice(sorted(GENERATED))
    spot = view.spot(rng, lambda c: c.generated and c.name == name)
    return spot.put(GENERATED[name](spot.text), "stale")


@fault("W12b", "row", whole=True)
def generated_cleared(rng, view):
    """A generated column cleared by hand."""
    spot = view.spot(rng, lambda c: c.generated)
    return spot.put("", "stale")


@variants(
    "W13",
    "row",
    {
        "": ("a row that is its own parent", "actors", "parent"),
        "b": ("a system that is its own class", "weapon_systems", "parent"),
        "c": ("an incident that is part of itself", "incidents", "part_of"),
        "d": ("an agreement that amends itself", "agreements", "amends"),
    },
)
def own_parent(rng, view, table, column):
    sheet = view[table]
    row = rng.randrange(len(sheet.rows))
    new = sheet.put(row, column, sheet.at(row, "id"))
    return Injection(new.files(), (new.due(row, column, "cycle"),), follows(EVIDENCE))


@variants(
    "W14",
    "row",
    {
        "": ("more letters in a span than characters", "evidence", "letters"),
        "b": ("more letters on a line than characters", "lines", "letters"),
        "c": ("more letters in a source than characters", "sources", "letters"),
    },
    whole=True,
)
def too_many_letters(rng, view, table, column):
    spot = view.spot(rng, named(column), tables=(table,))
    while table == "evidence" and is_whole_line(view, spot.row):  # X23b
        spot = view.spot(rng, named(column), tables=(table,))
    most = spot.sheet.at(spot.row, "code_points") if table == "sources" else None
    length = int(most) if most else int(spot.sheet.at(spot.row, "end")) - int(spot.sheet.at(spot.row, "start"))
    return spot.put(str(length + rng.randrange(1, 9)), "out-of-range", "low-high")


def is_whole_line(view: View, row: int) -> bool:
    """Tell whether a span is the whole of its line."""
    spans = view["evidence"]
    place = [spans.at(row, name) for name in ("source_id", "line", "start", "end")]
    return any(line[:4] == place for line in view["lines"].rows)
