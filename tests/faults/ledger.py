"""Faults of the reading ledger and of the spans on its lines."""

from __future__ import annotations

from faults.kit import Injection, Sheet, fault, named, variants
from faults.relations import CONSEQUENCES
from faults.rows import changed


@variants(
    "X05",
    "relation",
    {
        "": ("span past the end of its line", lambda start, end: (start, end + 20_000)),
        "b": ("span before the start of its line", lambda _start, end: (0, end)),
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
        "b": ("start at end", lambda start, _end: (start, start)),
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
    """The last line of the ledger ends past the end of its source: told of the source."""
    sheet, sources = view["lines"], view["sources"]
    source = rng.randrange(len(sources.rows))
    row = max(n for n, cells in enumerate(sheet.rows) if cells[0] == sources.rows[source][0])
    new = sheet.put(row, "end", str(int(sources.at(source, "code_points")) + rng.randrange(1, 900)))
    return Injection(new.files(), (sources.due(source, "id", "ledger-gap"),))


@fault("X22", "relation", whole=True)
def disposition(rng, view):
    """A line with evidence that is not 'coded', or one without that is."""
    spot = view.spot(rng, named("disposition"))
    return spot.put("context" if spot.text == "coded" else "coded", "ledger-mismatch")


def whole_line(rng, view) -> tuple[Sheet, int]:
    """Draw a span and make it the whole of its line, fingerprints included: the evidence, and the row."""
    lines = {(row[0], row[1]): row for row in view["lines"].rows}
    spans, line = view["evidence"], view["lines"].header.index
    row = rng.randrange(len(spans.rows))
    held = lines[spans.at(row, "source_id"), spans.at(row, "line")]
    names = ("start", "end", "letters", "head", "sha256")
    return changed(spans, row, **{name: held[line(name)] for name in names}), row


@fault("X23", "relation", whole=True)
def print_of_whole_line(rng, view):
    """The fingerprint of a span that is a whole line differs from the line's."""
    spans, row = whole_line(rng, view)
    new = spans.put(row, "sha256", spans.at(row, "sha256")[::-1])
    return Injection(new.files(), (new.due(row, "sha256", "bad-hash"),))


@fault("X23b", "relation", whole=True)
def letters_of_whole_line(rng, view):
    """More letters than characters in a span that is a whole line."""
    spans, row = whole_line(rng, view)
    length = int(spans.at(row, "end")) - int(spans.at(row, "start"))
    new = spans.put(row, "letters", str(length + rng.randrange(1, 9)))
    return Injection(new.files(), (new.due(row, "letters", "out-of-range"),))


@fault("X24", "relation", whole=True)
def head_of_short_span(rng, view):
    """The head of a span of 16 letters differs from its fingerprint."""
    sheet = view["evidence"]
    spans = zip(*(sheet.column(name) for name in ("source_id", "line", "start", "end", "letters")), strict=True)
    lines = {*zip(*(view["lines"].column(name) for name in ("source_id", "line", "start", "end")), strict=True)}
    row = rng.choice([n for n, (*place, letters) in enumerate(spans) if letters and tuple(place) not in lines])
    new = changed(sheet, row, letters="16", head=sheet.at(row, "head")[::-1])
    return Injection(new.files(), (new.due(row, "head", "bad-hash"),))
