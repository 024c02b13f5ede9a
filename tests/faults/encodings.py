"""Faults of a file's bytes: encodings, byte-order marks, line ends."""

from __future__ import annotations

from faults.kit import ANYWHERE, Injection, Sheet, fault, is_text, variants


def overwritten(sheet: Sheet, data: bytes, line: int, *codes: str, column: str = "") -> Injection:
    """Return the injection that puts bytes in the place of a table; one message is due at a line."""
    return Injection({sheet.path: data}, (sheet.due_line(line, *codes, column=column),))


def in_cell(rng, view, raw: bytes, *codes: str) -> Injection:
    """Return the injection that puts raw bytes into the middle of a cell of free text."""
    spot = view.spot(rng, is_text, lambda text: len(text) > 4)
    at = rng.randrange(1, len(spot.text))
    marked = spot.sheet.put(spot.row, spot.column.name, f"{spot.text[:at]}\ue000{spot.text[at:]}")
    data = marked.data().replace("\ue000".encode(), raw)
    return Injection({spot.sheet.path: data}, (spot.sheet.due(spot.row, spot.column.name, *codes),))


@variants(
    "F01",
    "file",
    {
        "": ("one byte not UTF-8 (cp1252 é) in a cell", b"\xe9"),
        "c": ("a character cut in two: a lead byte alone", b"\xc3"),
        "d": ("an overlong form of UTF-8", b"\xc0\xaf"),
        "e": ("half of a surrogate pair in UTF-8 (CESU-8)", b"\xed\xa0\x80"),
        "f": ("a continuation byte alone (cp1252 curly quote)", b"\x93"),
        "g": ("a byte that UTF-8 never has", b"\xff"),
        "h": ("a code point beyond the last", b"\xf4\x90\x80\x80"),
    },
    whole=True,
)
def one_bad_byte(rng, view, raw):
    return in_cell(rng, view, raw, "not-utf8")


@fault("F01b", "file", whole=True)
def bad_byte_in_header(rng, view):
    """One byte not UTF-8 in the header."""
    sheet = view.sheet(rng)
    data = sheet.data()
    at = rng.randrange(1, data.index(b"\n"))
    return overwritten(sheet, data[:at] + b"\xe9" + data[at:], 1, "not-utf8", "no-header")


@variants(
    "F02",
    "file",
    {
        "": ("whole file saved as UTF-16 (Excel 'Unicode text')", "utf-16"),
        "b": ("whole file saved as UTF-16, big end first", "utf-16-be", b"\xfe\xff"),
        "c": ("whole file saved as UTF-16 without a mark", "utf-16-le"),
        "d": ("whole file saved as UTF-32", "utf-32"),
        "e": ("whole file saved as UTF-16, big end first, without a mark", "utf-16-be"),
    },
    whole=True,
)
def wide_encoding(rng, view, encoding, mark=b""):
    sheet = view.sheet(rng)
    return overwritten(sheet, mark + sheet.data().decode().encode(encoding), 0, "not-csv")


@variants(
    "F03",
    "file",
    {
        "": ("UTF-8 BOM at start", b"\xef\xbb\xbf"),
        "b": ("two UTF-8 BOMs at start", b"\xef\xbb\xbf" * 2),
    },
    whole=True,
)
def byte_order_mark(rng, view, mark):
    sheet = view.sheet(rng)
    return overwritten(sheet, mark + sheet.data(), 1, "bom")


@fault("F03c", "file", whole=True)
def byte_order_mark_inside(rng, view):
    """UTF-8 BOM at the start of a row (files concatenated)."""
    sheet = view.sheet(rng)
    row = rng.randrange(len(sheet.rows))
    lines = sheet.lines()
    lines[row + 1] = "\ufeff" + lines[row + 1]
    return overwritten(sheet, "".join(lines).encode(), row + 2, "bad-character", column=sheet.header[0])


@fault("F04", "file", whole=True)
def nul_in_cell(rng, view):
    """NUL byte in a cell."""
    return in_cell(rng, view, b"\0", "bad-character")


@fault("F04b", "file", whole=True)
def nul_tail(rng, view):
    """The end of the file overwritten with NUL bytes (crash while writing)."""
    sheet = view.sheet(rng, 3)
    data = sheet.data()
    cut = rng.randrange(data.index(b"\n") + 2, len(data) - 1)
    while data[cut - 1 : cut] == b"\n":
        cut += 1
    line = data[:cut].count(b"\n") + 1
    return overwritten(sheet, data[:cut] + b"\0" * (len(data) - cut), line, "no-final-newline")


@fault("F04c", "file", whole=True)
def all_nul(rng, view):
    """Every byte of the file is NUL."""
    sheet = view.sheet(rng)
    return overwritten(sheet, b"\0" * len(sheet.data()), 0, "not-csv")


@fault("F05", "file", whole=True)
def mixed_newlines(rng, view):
    """Mixed newlines (some rows CRLF)."""
    sheet = view.sheet(rng, 3)
    chosen = sorted(rng.sample(range(len(sheet.rows) + 1), rng.randrange(1, len(sheet.rows))))
    lines = [line[:-1] + "\r\n" if n in chosen else line for n, line in enumerate(sheet.lines())]
    return overwritten(sheet, "".join(lines).encode(), chosen[0] + 1, "crlf")


@fault("F05b", "file")
def lone_cr(rng, view):
    """One row ends in CR alone."""
    sheet = view.sheet(rng, 3)
    row = rng.randrange(len(sheet.rows) - 1)
    lines = sheet.lines()
    lines[row + 1] = lines[row + 1][:-1] + "\r"
    return overwritten(sheet, "".join(lines).encode(), row + 2, "ragged-row", "stray-quote", "crlf", column=ANYWHERE)


@fault("F06", "file", whole=True)
def cr_newlines(rng, view):
    """CR newlines throughout (old Macintosh)."""
    sheet = view.sheet(rng)
    return overwritten(sheet, sheet.data().replace(b"\n", b"\r"), 0, "not-csv")


@fault("F28", "file", whole=True)
def crlf(rng, view):
    """CRLF newlines throughout."""
    sheet = view.sheet(rng)
    return overwritten(sheet, sheet.data().replace(b"\n", b"\r\n"), 1, "crlf")


@fault("F28b", "file")
def excel_utf8(rng, view):
    """As Excel saves 'CSV UTF-8': byte-order mark and CRLF."""
    sheet = view.sheet(rng)
    data = b"\xef\xbb\xbf" + sheet.data().replace(b"\n", b"\r\n")
    return Injection({sheet.path: data}, (sheet.due_line(1, "bom"), sheet.due_line(1, "crlf")))


@fault("F28c", "file", whole=True)
def crcrlf(rng, view):
    """CR CR LF newlines throughout (text mode twice)."""
    sheet = view.sheet(rng)
    return overwritten(sheet, sheet.data().replace(b"\n", b"\r\r\n"), 1, "crlf")


LEGACY = {
    "": ("cp1254 (Turkish)", "cp1254", "Gözgöz ağı"),
    "b": ("cp1251 (Cyrillic)", "cp1251", "Баку и Гянджа"),
    "c": ("cp1255 (Hebrew)", "cp1255", "ירושלים"),
    "d": ("cp1252 (Western)", "cp1252", "naïve “Café”"),
    "e": ("Mac Roman", "mac-roman", "naïve “Café”"),
    "f": ("KOI8-R", "koi8-r", "Баку и Гянджа"),
    "g": ("cp866 (DOS)", "cp866", "Баку и Гянджа"),
}


@variants(
    "F29",
    "file",
    {tail: (f"whole file in a legacy code page: {name}", *rest) for tail, (name, *rest) in LEGACY.items()},
    whole=True,
)
def code_page(rng, view, encoding, words):
    spot = view.spot(rng, is_text, lambda text: text.isascii())
    sheet = spot.sheet.copy()
    at = sheet.header.index(spot.column.name)
    rows = sorted({spot.row, *rng.sample(range(len(sheet.rows)), min(3, len(sheet.rows)))})
    for row in rows:
        sheet.rows[row][at] = words
    texts = ["".join(c if c.isascii() or c in words else "x" for c in line) for line in sheet.lines()]
    first = next(n for n, text in enumerate(texts) if not text.isascii())
    return overwritten(sheet, "".join(texts).encode(encoding), first + 1, "not-utf8")
