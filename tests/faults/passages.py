"""Faults of evidence that only the texts show: spans and literals that are not in the passage."""

from __future__ import annotations

from faults.evidence import AROUND, draw, fields_of, put_fields
from faults.kit import ANYWHERE, Injection, Sheet, fault, follows, named, variants
from faults.rows import changed

VERIFIED = ("lost", "drifted", "relocated", "absent", "ledger")  # what `verify` calls what does not fit the text


@variants(
    "X09",
    "evidence",
    {
        "": ("fingerprint of a span wrong (well formed)", "evidence", "sha256"),
        "b": ("head of a span's fingerprint wrong (well formed)", "evidence", "head"),
        "c": ("fingerprint of a line wrong (well formed)", "lines", "sha256"),
        "d": ("fingerprint of a source's letters wrong (well formed)", "sources", "letters_sha256"),
    },
    whole=True,
    texts=True,
)
def wrong_print(rng, view, table, column):
    spot = view.spot(rng, named(column), tables=(table,))
    at = rng.randrange(len(spot.text))
    other = "0" if spot.text[at] != "0" else "f"
    put = spot.put(spot.text[:at] + other + spot.text[at + 1 :], *VERIFIED)
    known_again = ("reused-id",) if column == "letters_sha256" else ()
    return Injection(put.files, (spot.sheet.due(spot.row, ANYWHERE, *VERIFIED, *known_again),))


@fault("X09e", "evidence", texts=True)
def wrong_print_of_a_file(rng, view):
    """Fingerprint of a source's file wrong (well formed): its text is then another rendition, short spans float."""
    spot = view.spot(rng, named("file_sha256"), tables=("sources",))
    put = spot.put(spot.text[1:] + ("0" if spot.text[0] != "0" else "f"), *VERIFIED)
    return Injection(put.files, (spot.sheet.due(spot.row, ANYWHERE, "other"),), follows(("drifted",)))


@variants(
    "X08",
    "evidence",
    {
        "": ("offsets moved by a few characters", 2),
        "b": ("offsets moved by one character", 1),
    },
    whole=True,
    texts=True,
)
def span_moved(rng, view, by):
    sheet, lines = view["evidence"], view["lines"]
    reach = {(r[0], r[1]): (int(r[2]), int(r[3])) for r in lines.rows}
    rows = [
        n
        for n in range(len(sheet.rows))
        if int(sheet.at(n, "end")) + by <= reach[sheet.at(n, "source_id"), sheet.at(n, "line")][1]
    ]
    row = rng.choice(rows)
    new = changed(sheet, row, start=str(int(sheet.at(row, "start")) + by), end=str(int(sheet.at(row, "end")) + by))
    return Injection(new.files(), (new.due(row, ANYWHERE, *VERIFIED),))


@fault("X12", "evidence", whole=True, texts=True)
def letters_wrong(rng, view):
    """Number of letters of a span wrong."""
    spot = view.spot(rng, named("letters"), lambda text: text and int(text) > 17, ("evidence",))
    put = spot.put(str(int(spot.text) - 1), *VERIFIED)
    codes = (*VERIFIED, "out-of-range")  # a span that is a whole line is held against the ledger without the texts
    return Injection(put.files, (spot.sheet.due(spot.row, ANYWHERE, *codes),))


@fault("X13", "evidence", texts=True)
def literal_not_in_passage(rng, view):
    """A literal that reads well and is not in the passage."""
    each = draw(rng, view, lambda t: t.column == "date" and isinstance(t.words, str) and t.words == t.cell)
    fields = fields_of(view, each.span) | {"date": f"in the year of {each.cell}"}
    new = put_fields(view["evidence"], each.span, fields)
    return Injection(new.files(), (new.due(each.span, ANYWHERE, "absent", "literal-mismatch"),), follows(AROUND))


@fault("X13b", "evidence", whole=True, texts=True)
def exception_lost(rng, view):
    """An exception to the wording rules lost."""
    sheet = view["exceptions"]
    row = rng.randrange(len(sheet.rows))
    new = Sheet(sheet.table, sheet.header, [*sheet.rows[:row], *sheet.rows[row + 1 :]])
    spans = view["evidence"]
    return Injection(new.files(), (spans.due(spans.find(sheet.at(row, "evidence_id")), ANYWHERE, "wording"),))


@fault("X13c", "evidence", whole=True, texts=True)
def exception_idle(rng, view):
    """An exception to the wording rules that no span needs."""
    sheet, spans = view["exceptions"], view["evidence"]
    held = {(row[0], row[1]) for row in sheet.rows}
    row = rng.choice([n for n in range(len(spans.rows)) if (spans.at(n, "id"), "negation") not in held])
    new = Sheet(sheet.table, sheet.header, sorted([*sheet.rows, [spans.at(row, "id"), "negation", "No reason."]]))
    return Injection(new.files(), (spans.due(row, ANYWHERE, "wording"),))
