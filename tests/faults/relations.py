"""Faults between tables: keys, dates, aliases, circles, the reading ledger."""

from __future__ import annotations

import re

from azisrael_data import cells, schema
from faults.kit import ANYWHERE, Injection, Sheet, Spot, fault, follows, named, variants
from faults.rows import EVIDENCE, changed, with_row

FACTS = ("agreements", "arms_transfers", "visits", "trade_figures", "incidents")
CONSEQUENCES = (*EVIDENCE, "ledger-mismatch", "likely-duplicate", "stale-waiver", "reused-id")


def unknown(text: str, member) -> str:
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
    return spot.put(unknown(spot.text, None), "dangling-key", also=CONSEQUENCES)


@fault("X02", "relation")
def evidence_of_no_source(rng, view):
    """Evidence points to a source that does not exist."""
    spot = view.spot(rng, named("source_id"), tables=("evidence",))
    return spot.put(f"{spot.text}x", "dangling-key", also=CONSEQUENCES)


@fault("X03", "relation")
def dangling_key(rng, view):
    """A key of any table names no row."""
    spot = key_spot(rng, view, lambda c: c.name not in ("row_id", "source_id"))
    return spot.put(other_member(spot, rng, lambda key: unknown(key, None)), "dangling-key", also=(*EVIDENCE, "stale-waiver"))


@fault("X03b", "relation")
def dangling_source(rng, view):
    """A work or a line of the ledger names a source that does not exist."""
    spot = view.spot(rng, named("source_id"), tables=("works", "lines"))
    also = (*CONSEQUENCES, "ledger-gap", "row-order", "span-order")
    return spot.put(f"{spot.text}x", "dangling-key", also=also)


@fault("X03c", "relation", whole=True)
def exception_of_no_span(rng, view):
    """An exception names a span that does not exist."""
    sheet = view["exceptions"]
    row = len(sheet.rows) - 1
    new = sheet.put(row, "evidence_id", "EV-99999")
    return Injection(new.files(), (new.due(row, "evidence_id", "dangling-key"),))


@fault("X03d", "relation")
def waiver_of_no_row(rng, view):
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
def replaced_by_nothing(rng, view, other):
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
    model = schema.columns(sheet.table.model)
    row = list(rng.choice(sheet.rows))
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


@variants(
    "X05",
    "relation",
    {
        "": ("span past the end of its line", lambda start, end: (start, end + 20_000)),
        "b": ("span before the start of its line", lambda start, end: (0, end)),
        "c": ("span on another line", lambda start, end: (start + 20_000, end + 20_000)),
    },
    whole=True,
)
def span_off_line(rng, view, change):
    sheet = view["evidence"]
    row = rng.choice([n for n, line in enumerate(sheet.column("line")) if line != "1"])
    start, end = change(int(sheet.at(row, "start")), int(sheet.at(row, "end")))
    new = changed(sheet, row, start=str(start), end=str(end))
    return Injection(new.files(), (new.due(row, "start", "span-order"),))


@variants(
    "X06",
    "relation",
    {
        "": ("start after end", lambda start, end: (end, start)),
        "b": ("start at end", lambda start, end: (start, start)),
    },
    whole=True,
)
def start_after_end(rng, view, change):
    sheet = view["evidence"]
    row = rng.choice([n for n, start in enumerate(sheet.column("start")) if start != "0"])
    start, end = change(int(sheet.at(row, "start")), int(sheet.at(row, "end")))
    new = changed(sheet, row, start=str(start), end=str(end))
    return Injection(new.files(), (new.due(row, "end", "span-order"),))


@fault("X06c", "relation")
def evidence_on_another_line(rng, view):
    """Evidence with the number of another line of its source."""
    spot = view.spot(rng, named("line"), tables=("evidence",))
    lines = view["lines"]
    source = spot.sheet.at(spot.row, "source_id")
    others = [row[1] for row in lines.rows if row[0] == source and row[1] != spot.text]
    injection = spot.put(rng.choice(others), "span-order", also=CONSEQUENCES)
    return Injection(injection.files, (spot.sheet.due(spot.row, "start", "span-order"),), injection.also)


@fault("X06d", "relation")
def evidence_on_no_line(rng, view):
    """Evidence with the number of a line that its source does not have."""
    spot = view.spot(rng, named("line"), tables=("evidence",))
    return spot.put("4321", "span-order", also=CONSEQUENCES)


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
    return spot.put(change(spot.text), spot.own if code == "own" else code, also=(*CONSEQUENCES, "ledger-gap", "span-order"))


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
    return Injection(files, (due,))


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
def future_withdrawal(rng, view):
    """Future date of a withdrawal."""
    gone = view["withdrawn"]
    rows = [*gone.rows, ["AG-0777", "agreements", "2091", "Told twice.", ""]]
    new = Sheet(gone.table, gone.header, sorted(rows))
    return Injection(new.files(), (new.due(new.find("AG-0777"), "date", "after-publication", "date-order"),))


def quiet_line(rng, view, least: int = 0) -> int:
    """Draw a line of the ledger on which nothing is coded, not the last of its source."""
    sheet = view["lines"]
    ends = {n for n in range(len(sheet.rows)) if n + 1 == len(sheet.rows) or sheet.rows[n + 1][0] != sheet.rows[n][0]}
    return rng.choice(
        [n for n in range(len(sheet.rows)) if sheet.at(n, "disposition") != "coded" and n not in ends and n >= least]
    )


@fault("X21", "relation", whole=True)
def line_lost(rng, view):
    """A line of the ledger lost."""
    sheet = view["lines"].copy()
    row = quiet_line(rng, view)
    del sheet.rows[row]
    return Injection(sheet.files(), (sheet.due(row, "line", "ledger-gap"),))


@fault("X21b", "relation", whole=True)
def coded_line_lost(rng, view):
    """A line of the ledger lost on which something is coded."""
    sheet = view["lines"].copy()
    ends = [n for n in range(len(sheet.rows) - 1) if sheet.rows[n][0] == sheet.rows[n + 1][0]]
    row = rng.choice([n for n in ends if sheet.at(n, "disposition") == "coded"])
    del sheet.rows[row]
    return Injection(sheet.files(), (sheet.due(row, "line", "ledger-gap"),))


@fault("X21c", "relation", whole=True)
def line_overlaps(rng, view):
    """A line of the ledger starts before the one above ends."""
    sheet = view["lines"]
    row = quiet_line(rng, view, 1)
    while sheet.rows[row][0] != sheet.rows[row - 1][0]:
        row = quiet_line(rng, view, 1)
    new = sheet.put(row, "start", str(int(sheet.at(row - 1, "end")) - 1))
    return Injection(new.files(), (new.due(row, "start", "ledger-gap"),))


@fault("X21d", "relation", whole=True)
def line_past_end(rng, view):
    """The last line of the ledger ends past the end of its source."""
    sheet, sources = view["lines"], view["sources"]
    source = rng.randrange(len(sources.rows))
    row = max(n for n, cells in enumerate(sheet.rows) if cells[0] == sources.rows[source][0])
    new = sheet.put(row, "end", str(int(sources.at(source, "code_points")) + rng.randrange(1, 900)))
    return Injection(new.files(), (new.due(row, "end", "ledger-gap"),))


@fault("X22", "relation", whole=True)
def disposition(rng, view):
    """A line with evidence that is not 'coded', or one without that is."""
    spot = view.spot(rng, named("disposition"))
    return spot.put("context" if spot.text == "coded" else "coded", "ledger-mismatch")


@fault("X23", "relation", whole=True)
def print_of_whole_line(rng, view):
    """The fingerprint of a span that is a whole line differs from the line's."""
    lines = {(r[0], r[1]): r for r in view["lines"].rows}
    spans = view["evidence"]
    line = view["lines"].header.index
    whole = [
        n
        for n, row in enumerate(spans.rows)
        if (held := lines.get((spans.at(n, "source_id"), spans.at(n, "line"))))
        and (held[line("start")], held[line("end")]) == (spans.at(n, "start"), spans.at(n, "end"))
    ]
    row = rng.choice(whole) if whole else None
    if row is None:  # make one: the first span that lies on a line with a fingerprint becomes the line
        row = rng.choice([n for n in range(len(spans.rows))])
        held = lines[spans.at(row, "source_id"), spans.at(row, "line")]
        names = ("start", "end", "letters", "head", "sha256")
        spans = changed(spans, row, **{name: held[line(name)] for name in names})
    new = spans.put(row, "sha256", spans.at(row, "sha256")[::-1])
    return Injection(new.files(), (new.due(row, "sha256", "bad-hash"),))


@fault("X24", "relation", whole=True)
def head_of_short_span(rng, view):
    """The head of a span of 16 letters differs from its fingerprint."""
    sheet = view["evidence"]
    row = rng.randrange(len(sheet.rows))
    start = int(sheet.at(row, "start"))
    new = changed(sheet, row, letters="16", end=str(max(start + 16, int(sheet.at(row, "end")))))
    return Injection(new.files(), (new.due(row, "head", "bad-hash"),))

