"""Faults of identity over time: ids lost, renumbered, used for something else; the same fact twice."""

from __future__ import annotations

from azisrael_data import schema
from faults.cuts import KEPT
from faults.kit import Injection, Sheet, View, fault, follows, variants
from faults.relations import FACTS
from faults.rows import EVIDENCE

AROUND = (
    *EVIDENCE,
    "likely-duplicate",
    "stale-waiver",
    "ledger-mismatch",
    "reused-id",
    "dangling-key",
    "row-order",
    "cycle",
)


@fault("I01", "identity", whole=True)
def row_lost(rng, view):
    """A row lost from the middle of a table."""
    sheet = view.sheet(rng, 3, KEPT).copy()
    del sheet.rows[rng.randrange(len(sheet.rows))]
    return Injection(sheet.files(), (sheet.due_line(0, "lost-id", column="id"),))


@fault("I01b", "identity", whole=True)
def rows_lost(rng, view):
    """Several rows lost from a table (filtered before saving)."""
    sheet = view.sheet(rng, 4, KEPT).copy()
    kept = sorted(rng.sample(range(len(sheet.rows)), len(sheet.rows) // 2))
    sheet.rows = [sheet.rows[n] for n in kept]
    return Injection(sheet.files(), (sheet.due_line(0, "lost-id", column="id"),))


@fault("I01c", "identity", whole=True)
def fact_and_evidence_lost(rng, view):
    """A fact lost with all its evidence: told of both tables."""
    sheet = view[rng.choice(FACTS)].copy()
    row = rng.randrange(len(sheet.rows))
    key = sheet.rows.pop(row)[0]
    spans = view["evidence"].copy()
    spans.rows = [cells for cells in spans.rows if cells[2] != key]
    due = (sheet.due_line(0, "lost-id", column="id"), spans.due_line(0, "lost-id", column="id"))
    return Injection(sheet.files() | spans.files(), due)


@fault("I01d", "identity", whole=True)
def tombstone_lost(rng, view):
    """A tombstone taken away of an id that was published."""
    sheet = view[rng.choice(FACTS)]
    published = view["published"]
    key = f"{sheet.rows[0][0][:3]}0666"
    rows = sorted([*published.rows, [sheet.table.name, key, published.rows[0][2], "EV-09999"]])
    new = Sheet(published.table, published.header, rows)
    return Injection(new.files(), (sheet.due_line(0, "lost-id", column="id"),))


def renamed(view: View, table: str, old: str, new: str) -> dict[str, Sheet]:
    """Return the tables of a package in which a row has another id, wherever it is named."""
    found = {}
    for name, sheet in view.sheets.items():
        if name == "published":
            continue
        copy = sheet.copy()
        for n, column in enumerate(schema.columns(sheet.table)):
            own = name == table and column.name == "id"
            if own or table in column.references or column.name in ("row_id", "other_id"):
                for row in copy.rows:
                    row[n] = ";".join(new if key == old else key for key in row[n].split(";"))
        if copy.rows != sheet.rows:
            found[name] = copy
    return found


@fault("I02", "identity")
def renumbered(rng, view):
    """A fact under a new id, its evidence with it."""
    name = rng.choice(FACTS)
    sheet = view[name]
    row = rng.randrange(len(sheet.rows))
    old = sheet.rows[row][0]
    new = f"{old[:3]}{int(sheet.rows[-1][0][3:]) + 1:04d}"
    tables = renamed(view, name, old, new)
    tables[name].rows.sort()
    files = {path: data for each in tables.values() for path, data in each.files().items()}
    due = tables[name].due(len(sheet.rows) - 1, "id", "renumbered-id")
    return Injection(files, (due,), follows(AROUND))


@fault("I02b", "identity")
def reference_renamed(rng, view):
    """A reference row under a new id, everything that names it with it."""
    name = rng.choice(("actors", "places", "weapon_systems"))
    sheet = view[name]
    row = rng.choice([n for n in range(len(sheet.rows)) if not sheet.rows[n][0].isupper()])
    old = sheet.rows[row][0]
    new = f"{old}-renamed"
    tables = renamed(view, name, old, new)
    tables[name].rows.sort()
    files = {path: data for each in tables.values() for path, data in each.files().items()}
    return Injection(files, (tables[name].due(tables[name].find(new), "id", "renumbered-id"),), follows(AROUND))


@fault("I03", "identity")
def ids_swapped(rng, view):
    """The ids of two facts exchanged, their evidence with them."""
    name = rng.choice(FACTS)
    sheet = view[name]
    one, other = sorted(rng.sample(range(len(sheet.rows)), 2))
    a, b = sheet.rows[one][0], sheet.rows[other][0]
    facts, spans = sheet.copy(), view["evidence"].copy()
    facts.rows[one], facts.rows[other] = [a, *sheet.rows[other][1:]], [b, *sheet.rows[one][1:]]
    for row in spans.rows:
        row[2] = {a: b, b: a}.get(row[2], row[2])
    due = (facts.due(one, "id", "reused-id"), facts.due(other, "id", "reused-id"))
    return Injection(facts.files() | spans.files(), due, follows(AROUND))


@fault("I04", "identity")
def actor_replaced(rng, view):
    """An id of a reference table used for something else."""
    sheet = view[rng.choice(("actors", "places", "weapon_systems"))]
    row = rng.randrange(len(sheet.rows))
    new = sheet.put(row, "name", "Someone else").put(row, "aliases", "")
    return Injection(new.files(), (new.due(row, "id", "reused-id"),), follows(AROUND))


@fault("I04b", "identity", whole=True)
def work_replaced(rng, view):
    """An id of a work used for another work of the source."""
    sheet = view["works"]
    row = rng.randrange(len(sheet.rows))
    new = sheet.put(row, "label", "Another Work")
    return Injection(new.files(), (new.due(row, "id", "reused-id"),))


@fault("I04c", "identity")
def span_replaced(rng, view):
    """An id of a span used for a span elsewhere of another row."""
    sheet = view["evidence"]
    row, other = rng.sample(range(len(sheet.rows)), 2)
    while any(sheet.at(row, name) == sheet.at(other, name) for name in ("row_id", "line")):
        row, other = rng.sample(range(len(sheet.rows)), 2)
    new = sheet.copy()
    new.rows[row] = [sheet.rows[row][0], *sheet.rows[other][1:]]
    return Injection(new.files(), (new.due(row, "id", "reused-id"),), follows(AROUND))


@variants(
    "I05",
    "identity",
    {
        "": ("a mark in the memory of published ids changed", "actors", "Someone else"),
        "b": ("a mark of a work in the memory of published ids changed", "works", "beta2021 0123456789abcdef"),
    },
    whole=True,
)
def memory_changed(rng, view, table, mark):
    published = view["published"]
    row = rng.choice([n for n, cells in enumerate(published.rows) if cells[0] == table])
    new = published.put(row, "mark", mark)
    sheet = view[table]
    return Injection(new.files(), (sheet.due(sheet.find(published.at(row, "id")), "id", "reused-id"),))


@fault("I06", "identity", whole=True)
def same_fact_twice(rng, view):
    """The same fact once more under the next id, its evidence too."""
    name = rng.choice(FACTS)
    sheet, spans = view[name].copy(), view["evidence"].copy()
    seen = {row[1] for row in view["waivers"].rows} | {row[2] for row in view["waivers"].rows}
    row = rng.choice([n for n, cells in enumerate(sheet.rows) if cells[0] not in seen and sheet.at(n, "date")])
    old = sheet.rows[row][0]
    new = f"{old[:3]}{int(sheet.rows[-1][0][3:]) + 1:04d}"
    sheet.rows.append([new, *sheet.rows[row][1:]])
    last = int(spans.rows[-1][0][3:])
    for number, cells in enumerate([c for c in spans.rows if c[2] == old], last + 1):
        spans.rows.append([f"EV-{number:05d}", cells[1], new, *cells[3:]])
    due = sheet.due(len(sheet.rows) - 1, "id", "likely-duplicate")
    return Injection(sheet.files() | spans.files(), (due,))


@fault("I07", "identity", whole=True)
def waiver_lost(rng, view):
    """A waiver lost of two facts that look alike."""
    sheet = view["waivers"].copy()
    cells = sheet.rows.pop(rng.randrange(len(sheet.rows)))
    facts = next(view[name] for name in FACTS if cells[2] in view[name].column("id"))
    return Injection(sheet.files(), (facts.due(facts.find(cells[2]), "id", "likely-duplicate"),))


@fault("I08", "identity", whole=True)
def waiver_idle(rng, view):
    """A waiver of two facts that do not look alike."""
    sheet = view["waivers"]
    held = {(row[1], row[2]) for row in sheet.rows}
    incidents = view["incidents"].column("id")
    while True:
        pair = tuple(sorted(rng.sample(incidents, 2)))
        if pair not in held:
            break
    rows = sorted([*sheet.rows, ["likely-duplicate", *pair, "No reason."]])
    new = Sheet(sheet.table, sheet.header, rows)
    row = next(n for n, cells in enumerate(rows) if (cells[1], cells[2]) == pair)
    return Injection(new.files(), (new.due(row, "row_id", "stale-waiver"),))


@fault("I08b", "identity")
def waiver_turned(rng, view):
    """A waiver whose ids stand in the wrong order."""
    sheet = view["waivers"]
    row = rng.randrange(len(sheet.rows))
    cells = list(sheet.rows[row])
    cells[1], cells[2] = cells[2], cells[1]
    rows = sorted([*sheet.rows[:row], cells, *sheet.rows[row + 1 :]])
    new = Sheet(sheet.table, sheet.header, rows)
    due = new.due(rows.index(cells), "row_id", "row-order", "stale-waiver")
    return Injection(new.files(), (due,), follows(("likely-duplicate",)))
