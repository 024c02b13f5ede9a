"""Faults between tables: keys, dates, aliases, circles."""

from __future__ import annotations

import re

from azisrael_data import cells, schema
from azisrael_data.duplicates import SAME
from faults.kit import ANYWHERE, Injection, Sheet, Spot, fault, follows, named, variants
from faults.rows import EVIDENCE, with_row

FACTS = ("agreements", "arms_transfers", "visits", "trade_figures", "incidents")


CONSEQUENCES = (*EVIDENCE, "ledger-mismatch", "likely-duplicate", "stale-waiver", "reused-id")


def unknown(text: str) -> str:
    """Return a key of the same form that no table has."""
    if re.fullmatch("[A-Z]{3}", text):
        return "XQX"
    if re.fullmatch("[A-Z]{2}-[0-9]+", text):
        return text[:3] + "9" * (len(text) - 3)
    return f"{text}-nowhere"


def key_spot(rng, view, where) -> Spot:
    """Draw a cell with keys of another row."""
    return view.spot(rng, lambda c: bool(c.references) and where(c))


def other_member(spot: Spot, rng, change) -> str:
    """Return the cell with one of its keys changed."""
    members = spot.text.split(";")
    at = rng.randrange(len(members))
    members[at] = change(members[at])
    return ";".join(members)


@fault("X01", "relation")
def evidence_of_no_row(rng, view):
    """Evidence points to a row that does not exist."""
    spot = view.spot(rng, named("row_id"), tables=("evidence",))
    return spot.put(unknown(spot.text), "dangling-key", also=CONSEQUENCES)


@fault("X02", "relation")
def evidence_of_no_source(rng, view):
    """Evidence points to a source that does not exist."""
    spot = view.spot(rng, named("source_id"), tables=("evidence",))
    return spot.put(f"{spot.text}x", "dangling-key", also=CONSEQUENCES)


@fault("X03", "relation")
def dangling_key(rng, view):
    """A key of any table names no row."""
    spot = key_spot(rng, view, lambda c: c.name not in ("row_id", "source_id", "evidence_id"))
    return spot.put(other_member(spot, rng, unknown), "dangling-key", also=(*EVIDENCE, "stale-waiver"))


@fault("X03b", "relation")
def dangling_source(rng, view):
    """A work or a line of the ledger names a source that does not exist."""
    spot = view.spot(rng, named("source_id"), tables=("works", "lines"))
    also = (*CONSEQUENCES, "ledger-gap", "row-order", "span-order")
    return spot.put(f"{spot.text}x", "dangling-key", also=also)


@fault("X03c", "relation", whole=True)
def exception_of_no_span(_rng, view):
    """An exception names a span that does not exist."""
    sheet = view["exceptions"]
    row = len(sheet.rows) - 1
    new = sheet.put(row, "evidence_id", "EV-99999")
    return Injection(new.files(), (new.due(row, "evidence_id", "dangling-key"),))


@fault("X03d", "relation")
def waiver_of_no_row(_rng, view):
    """A waiver names a row that does not exist."""
    sheet = view["waivers"]
    row = len(sheet.rows) - 1
    new = sheet.put(row, "other_id", sheet.at(row, "other_id")[:3] + "9999")
    return Injection(
        new.files(), (new.due(row, ANYWHERE, "dangling-key", "stale-waiver"),), follows(("likely-duplicate",))
    )


@variants(
    "X03",
    "relation",
    {
        "e": ("a withdrawn id was replaced by a row that does not exist", "VI-9999"),
        "f": ("a withdrawn id was replaced by itself", "AG-0777"),
    },
    whole=True,
)
def replaced_by_nothing(_rng, view, other):
    gone = view["withdrawn"]
    rows = [*gone.rows, ["AG-0777", "agreements", "2024", "Told twice.", other]]
    new = Sheet(gone.table, gone.header, sorted(rows))
    return Injection(new.files(), (new.due(new.find("AG-0777"), "replaced_by", "dangling-key"),))


@fault("X03g", "relation", whole=True)
def unknown_country(rng, view):
    """The code of a state that is no actor and no state."""
    spot = view.spot(rng, lambda c: c.member == cells.ISO3)
    return spot.put("XQX", "dangling-key")


@fault("X04", "relation", whole=True)
def fact_without_evidence(rng, view):
    """A new row without any evidence."""
    sheet = view[rng.choice(FACTS)]
    model = schema.columns(sheet.table)
    same = [sheet.header.index(name) for name in SAME[sheet.table.name]]
    ever = [[row[n] for n in same] for row in sheet.rows if ".." in row[sheet.header.index("date")]]
    row = list(
        rng.choice([row for row in sheet.rows if [row[n] for n in same] not in ever])
    )  # else it looks like that one
    last = sheet.rows[-1][0]
    row[0] = f"{last[:3]}{int(last[3:]) + 1:04d}"
    for n, column in enumerate(model):
        if column.generated:
            row[n] = ""
    dates = {"date": "1801-05", "date_basis": "stated", "date_start": "1801-05-01", "date_end": "1801-05-31"}
    for name, text in (dates | {"date_precision": "month"}).items():
        row[sheet.header.index(name)] = text
    new = with_row(sheet, len(sheet.rows), row)
    return Injection(new.files(), (new.due(len(sheet.rows), "id", "no-evidence"),))


@fault("X14", "relation")
def state_in_small_letters(rng, view):
    """Key differs only in case: the code of a state in small letters."""
    spot = key_spot(rng, view, lambda c: c.member == cells.ACTOR)
    while not re.search("[A-Z]{3}", spot.text):
        spot = key_spot(rng, view, lambda c: c.member == cells.ACTOR)
    return spot.put(re.sub("[A-Z]{3}", lambda m: m[0].lower(), spot.text, count=1), "dangling-key", also=EVIDENCE)


@variants(
    "X14",
    "relation",
    {
        "b": ("key differs only in case", lambda key: key.capitalize(), "own"),
        "c": ("key differs only by a blank inside", lambda key: key.replace("-", " - "), "own"),
        "d": ("key differs only by a plural", lambda key: f"{key}s", "dangling-key"),
        "e": ("key differs only by a hyphen more", lambda key: f"{key[0]}-{key[1:]}", "dangling-key"),
    },
)
def nearly_a_key(rng, view, change, code):
    def slug(text: str) -> bool:
        return re.fullmatch("[a-z0-9]+-[a-z0-9-]+", text) is not None

    spot = view.spot(rng, lambda c: bool(c.references) and not c.is_list, slug)
    return spot.put(
        change(spot.text), spot.own if code == "own" else code, also=(*CONSEQUENCES, "ledger-gap", "span-order")
    )


@fault("X16", "relation")
def evidence_of_another_table(rng, view):
    """Evidence names one table and a row of another."""
    spot = view.spot(rng, named("table"), tables=("evidence",))
    other = rng.choice([name for name in FACTS if name != spot.text])
    due = (spot.sheet.due(spot.row, "row_id", "dangling-key"),)
    return Injection(spot.put(other, "x").files, due, follows(CONSEQUENCES))


@fault("X17", "relation")
def work_of_another_source(rng, view):
    """A work under the id of another source."""
    spot = view.spot(rng, named("source_id"), tables=("works",))
    other = rng.choice([row[0] for row in view["sources"].rows if row[0] != spot.text])
    files = spot.put(other, "x").files
    due = spot.sheet.due(spot.row, "id", "reused-id", "bad-id")
    return Injection(files, (due,), follows(["after-publication"]))  # the work may be younger than that source


@fault("X18", "relation")
def root_with_a_root(rng, view):
    """A work whose root work has another root."""
    sheet = view["works"]
    own = [n for n, row in enumerate(sheet.rows) if sheet.at(n, "root_id") == row[0]]
    leaf = rng.choice([n for n, row in enumerate(sheet.rows) if n not in own])
    root = sheet.find(sheet.at(leaf, "root_id"))
    other = rng.choice([n for n in own if n != root])
    new = sheet.put(root, "root_id", sheet.at(other, "id"))
    return Injection(new.files(), (new.due(leaf, "root_id", "cycle"),), follows(("stale", "cycle")))


@variants(
    "X19",
    "relation",
    {
        "": ("two actors above each other", "actors", "parent"),
        "b": ("two systems above each other", "weapon_systems", "parent"),
        "c": ("two incidents part of each other", "incidents", "part_of"),
    },
)
def circle(rng, view, table, column):
    sheet = view[table]
    child = rng.choice([n for n in range(len(sheet.rows)) if sheet.at(n, column)])
    parent = sheet.find(sheet.at(child, column))
    new = sheet.put(parent, column, sheet.at(child, "id"))
    return Injection(new.files(), (new.due(parent, column, "cycle"),), follows((*EVIDENCE, "cycle")))


@fault("X20", "relation", whole=True)
def alias_of_two(rng, view):
    """An alias names two rows of a reference table."""
    sheet = view[rng.choice(("actors", "weapon_systems", "places"))]
    one, other = sorted(rng.sample(range(len(sheet.rows)), 2))
    own = sheet.at(other, "aliases")
    new = sheet.put(other, "aliases", f"{own};{sheet.at(one, 'name')}" if own else sheet.at(one, "name"))
    return Injection(new.files(), (new.due(other, "aliases", "ambiguous-alias"),))


@fault("X20b", "relation", whole=True)
def alias_of_two_in_other_case(rng, view):
    """A name in another case names two rows of a reference table."""
    sheet = view[rng.choice(("actors", "weapon_systems", "places"))]
    one, other = sorted(rng.sample(range(len(sheet.rows)), 2))
    own = sheet.at(other, "aliases")
    name = sheet.at(one, "name")
    name = name.upper() if name.upper() != name else name.lower()
    new = sheet.put(other, "aliases", f"{own};{name}" if own else name)
    return Injection(new.files(), (new.due(other, "aliases", "ambiguous-alias"),))


HAPPENED = {
    "arms_transfers": ("status", {"delivered", "in_service", "halted"}),
    "agreements": ("status", {"signed", "in_force"}),
    "visits": ("status", {"made"}),
    "incidents": ("outcome", {"occurred"}),
}


@fault("C23", "relation")
def future_event(rng, view):
    """Future date of what has happened."""
    name = rng.choice(sorted(HAPPENED))
    sheet = view[name]
    column, states = HAPPENED[name]
    row = rng.choice([n for n in range(len(sheet.rows)) if sheet.at(n, column) in states and sheet.at(n, "date")])
    new = sheet.put(row, "date", rng.choice(("2091", "2087-05", "2099-12-31")))
    also = follows((*CONSEQUENCES, "date-order"))
    return Injection(new.files(), (new.due(row, "date", "after-publication"),), also)


@variants(
    "C23",
    "relation",
    {
        "b": ("future date of a cited work", "works", "date"),
        "c": ("future date of a source", "sources", "published"),
    },
    whole=True,
)
def future_publication(rng, view, table, column):
    spot = view.spot(rng, named(column), tables=(table,))
    return spot.put("2091-05", "after-publication", "date-order")


@fault("C23d", "relation", whole=True)
def future_withdrawal(_rng, view):
    """Future date of a withdrawal."""
    gone = view["withdrawn"]
    rows = [*gone.rows, ["AG-0777", "agreements", "2091", "Told twice.", ""]]
    new = Sheet(gone.table, gone.header, sorted(rows))
    return Injection(new.files(), (new.due(new.find("AG-0777"), "date", "after-publication", "date-order"),))
