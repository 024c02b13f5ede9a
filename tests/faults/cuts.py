"""Files that are cut off, or longer than they should be."""

from __future__ import annotations

from azisrael_data.identity import REMEMBERED
from faults.encodings import overwritten
from faults.kit import ANYWHERE, Injection, fault, is_text

KEPT = [table.name for table in REMEMBERED]  # tables whose ids are remembered


@fault("F07", "file", whole=True)
def cut_in_row(rng, view):
    """Truncated inside a row (cut at a random byte)."""
    sheet = view.sheet(rng, 3)
    data = sheet.data()
    cut = rng.randrange(data.index(b"\n") + 2, len(data) - 1)
    while data[cut - 1 : cut] == b"\n" or data[cut] & 0xC0 == 0x80:
        cut += 1
    return overwritten(sheet, data[:cut], data[:cut].count(b"\n") + 1, "no-final-newline")


@fault("F07d", "file", whole=True)
def cut_in_header(rng, view):
    """Truncated inside the header."""
    sheet = view.sheet(rng, 1)
    data = sheet.data()
    return overwritten(sheet, data[: rng.randrange(1, data.index(b"\n"))], 1, "no-final-newline")


@fault("F07e", "file", whole=True)
def cut_in_character(rng, view):
    """Truncated inside a character."""
    spot = view.spot(rng, is_text, lambda text: len(text) > 4)
    sheet = spot.sheet.put(spot.row, spot.column.name, f"{spot.text[:3]}\u201c{spot.text[3:]}")
    data = sheet.data()
    at = data.index("\u201c".encode(), len("".join(sheet.lines()[: spot.row + 1]).encode()))
    return overwritten(sheet, data[: at + 2], spot.row + 2, "no-final-newline")


@fault("F07b", "file", whole=True)
def cut_at_row(rng, view):
    """Truncated exactly at a row boundary (one to all but one rows lost)."""
    sheet = view.sheet(rng, 2, KEPT)
    kept = rng.randrange(1, len(sheet.rows))
    return overwritten(sheet, "".join(sheet.lines()[: kept + 1]).encode(), 0, "lost-id", column="id")


@fault("F07c", "file", whole=True)
def ledger_cut_at_row(rng, view):
    """The reading ledger truncated at a row boundary within its last source."""
    sheet = view["lines"]
    last = [n for n, source in enumerate(sheet.column("source_id")) if source == sheet.rows[-1][0]]
    kept = rng.choice(last[1:])
    sources = view["sources"]
    due = sources.due(sources.find(sheet.rows[-1][0]), "id", "ledger-gap")
    return Injection({sheet.path: "".join(sheet.lines()[: kept + 1]).encode()}, (due,))


@fault("F08", "file", whole=True)
def no_final_newline(rng, view):
    """Final newline missing."""
    sheet = view.sheet(rng)
    return overwritten(sheet, sheet.data()[:-1], len(sheet.rows) + 1, "no-final-newline")


@fault("F15", "file", whole=True)
def header_only(rng, view):
    """Header only, all rows lost."""
    sheet = view.sheet(rng, 1, KEPT)
    return overwritten(sheet, sheet.lines()[0].encode(), 0, "lost-id", column="id")


@fault("F15b", "file")
def ledger_header_only(_rng, view):
    """Header only of the reading ledger: told for every source."""
    sources = view["sources"]
    due = tuple(sources.due(row, "id", "ledger-gap") for row in range(len(sources.rows)))
    return Injection({view["lines"].path: view["lines"].lines()[0].encode()}, due)


@fault("F31", "file", whole=True)
def end_of_file_sign(rng, view):
    """Control-Z at the end (DOS end of file)."""
    sheet = view.sheet(rng)
    return overwritten(sheet, sheet.data() + b"\x1a", len(sheet.rows) + 2, "no-final-newline", "bad-character")


@fault("F34", "file", whole=True)
def trailing_garbage(rng, view):
    """The rest of an older, longer version left at the end (overwritten without cutting)."""
    sheet = view.sheet(rng, 4)
    lines = sheet.lines()
    last = lines[-1]
    half = last[last.index(",") + 1 :]
    return overwritten(sheet, "".join([*lines, half]).encode(), len(lines) + 1, "ragged-row", column=ANYWHERE)
