"""Faults of a file as a whole: another kind of file, another encoding, other line ends, cut off, not there."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import zipfile
from functools import partial

from azisrael_data.identity import REMEMBERED
from faults.kit import ANYWHERE, Injection, Sheet, fault, is_text, variants

KEPT = [table.name for table in REMEMBERED]  # tables whose ids are remembered
NOT_KEPT = ["exceptions", "waivers", "withdrawn", "published"]


def written(sheet: Sheet, data: bytes, line: int, *codes: str, column: str = "") -> Injection:
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
    return written(sheet, data[:at] + b"\xe9" + data[at:], 1, "not-utf8", "no-header")


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
    return written(sheet, mark + sheet.data().decode().encode(encoding), 0, "not-csv")


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
    return written(sheet, mark + sheet.data(), 1, "bom")


@fault("F03c", "file", whole=True)
def byte_order_mark_inside(rng, view):
    """UTF-8 BOM at the start of a row (files concatenated)."""
    sheet = view.sheet(rng)
    row = rng.randrange(len(sheet.rows))
    lines = sheet.lines()
    lines[row + 1] = "\ufeff" + lines[row + 1]
    return written(sheet, "".join(lines).encode(), row + 2, "bad-character", column=sheet.header[0])


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
    return written(sheet, data[:cut] + b"\0" * (len(data) - cut), line, "no-final-newline")


@fault("F04c", "file", whole=True)
def all_nul(rng, view):
    """Every byte of the file is NUL."""
    sheet = view.sheet(rng)
    return written(sheet, b"\0" * len(sheet.data()), 0, "not-csv")


@fault("F05", "file", whole=True)
def mixed_newlines(rng, view):
    """Mixed newlines (some rows CRLF)."""
    sheet = view.sheet(rng, 3)
    chosen = sorted(rng.sample(range(len(sheet.rows) + 1), rng.randrange(1, len(sheet.rows))))
    lines = [line[:-1] + "\r\n" if n in chosen else line for n, line in enumerate(sheet.lines())]
    return written(sheet, "".join(lines).encode(), chosen[0] + 1, "crlf")


@fault("F05b", "file")
def lone_cr(rng, view):
    """One row ends in CR alone."""
    sheet = view.sheet(rng, 3)
    row = rng.randrange(len(sheet.rows) - 1)
    lines = sheet.lines()
    lines[row + 1] = lines[row + 1][:-1] + "\r"
    return written(sheet, "".join(lines).encode(), row + 2, "ragged-row", "stray-quote", "crlf", column=ANYWHERE)


@fault("F06", "file", whole=True)
def cr_newlines(rng, view):
    """CR newlines throughout (old Macintosh)."""
    sheet = view.sheet(rng)
    return written(sheet, sheet.data().replace(b"\n", b"\r"), 0, "not-csv")


@fault("F07", "file", whole=True)
def cut_in_row(rng, view):
    """Truncated inside a row (cut at a random byte)."""
    sheet = view.sheet(rng, 3)
    data = sheet.data()
    cut = rng.randrange(data.index(b"\n") + 2, len(data) - 1)
    while data[cut - 1 : cut] == b"\n" or data[cut] & 0xC0 == 0x80:
        cut += 1
    return written(sheet, data[:cut], data[:cut].count(b"\n") + 1, "no-final-newline")


@fault("F07d", "file", whole=True)
def cut_in_header(rng, view):
    """Truncated inside the header."""
    sheet = view.sheet(rng, 1)
    data = sheet.data()
    return written(sheet, data[: rng.randrange(1, data.index(b"\n"))], 1, "no-final-newline")


@fault("F07e", "file", whole=True)
def cut_in_character(rng, view):
    """Truncated inside a character."""
    spot = view.spot(rng, is_text, lambda text: len(text) > 4)
    sheet = spot.sheet.put(spot.row, spot.column.name, f"{spot.text[:3]}\u201c{spot.text[3:]}")
    data = sheet.data()
    at = data.index("\u201c".encode(), len("".join(sheet.lines()[: spot.row + 1]).encode()))
    return written(sheet, data[: at + 2], spot.row + 2, "no-final-newline")


@fault("F07b", "file", whole=True)
def cut_at_row(rng, view):
    """Truncated exactly at a row boundary (one to all but one rows lost)."""
    sheet = view.sheet(rng, 2, KEPT)
    kept = rng.randrange(1, len(sheet.rows))
    return written(sheet, "".join(sheet.lines()[: kept + 1]).encode(), 0, "lost-id", column="id")


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
    return written(sheet, sheet.data()[:-1], len(sheet.rows) + 1, "no-final-newline")


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
    return written(sheet, delimited(sheet, delimiter), 1, *(("delimiter",) if delimiter != ":" else ("no-header",)))


def _zip(data: bytes, name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


@variants(
    "F13",
    "file",
    {
        "": ("gzip bytes under a .csv name", partial(gzip.compress, mtime=0)),
        "b": ("bzip2 bytes under a .csv name", bz2.compress),
        "c": ("xz bytes under a .csv name", lzma.compress),
        "d": ("Zstandard bytes under a .csv name", lambda data: b"\x28\xb5\x2f\xfd\x04\x00" + data[::-1]),
        "e": ("7z bytes under a .csv name", lambda data: b"7z\xbc\xaf\x27\x1c\x00\x04" + data[::-1]),
    },
    whole=True,
)
def compressed(rng, view, compress):
    sheet = view.sheet(rng)
    return written(sheet, compress(sheet.data()), 0, "not-csv")


@variants(
    "F14",
    "file",
    {
        "": ("empty file (0 bytes)", b"", 0, "file-empty"),
        "b": ("file of one newline", b"\n", 1, "no-header"),
        "c": ("file of blanks", b"   \n   \n", 1, "no-header"),
        "d": ("file of a byte-order mark", b"\xef\xbb\xbf", 0, "file-empty"),
    },
    whole=True,
)
def nothing_in_it(rng, view, data, line, code):
    return written(view.sheet(rng), data, line, code)


@fault("F15", "file", whole=True)
def header_only(rng, view):
    """Header only, all rows lost."""
    sheet = view.sheet(rng, 1, KEPT)
    return written(sheet, sheet.lines()[0].encode(), 0, "lost-id", column="id")


@fault("F15b", "file")
def ledger_header_only(rng, view):
    """Header only of the reading ledger: told for every source."""
    sources = view["sources"]
    due = tuple(sources.due(row, "id", "ledger-gap") for row in range(len(sources.rows)))
    return Injection({view["lines"].path: view["lines"].lines()[0].encode()}, due)


@fault("F16", "file", whole=True)
def huge_field(rng, view):
    """Huge field (200 KB - 3 MB in one cell)."""
    spot = view.spot(rng, is_text)
    return spot.put(spot.text + " and so on" * rng.randrange(20_000, 300_000), "too-long")


@fault("F16b", "file", whole=True)
def huge_quoted_field(rng, view):
    """Huge field in quotes."""
    spot = view.spot(rng, is_text)
    return spot.put(spot.text + ", and so on" * rng.randrange(20_000, 100_000), "too-long")


@fault("F16c", "file", whole=True)
def one_endless_line(rng, view):
    """A file of one endless line."""
    return written(view.sheet(rng), b"a" * 3_000_000 + b"\n", 1, "no-header")


PAGE = "<!DOCTYPE html>\n<html>\n<head><title>Sign in</title></head>\n<body>\n<p>{}</p>\n</body>\n</html>\n"


@variants(
    "F17",
    "file",
    {
        "": ("HTML page saved as CSV (blob page, login page)", PAGE, 0, "not-csv"),
        "b": ("HTML page after blank lines", "\n\n  " + PAGE, 0, "not-csv"),
        "c": ("HTML page with a byte-order mark", "\ufeff" + PAGE, 0, "not-csv"),
        "d": ("an XML spreadsheet under a .csv name", '<?xml version="1.0"?>\n<Workbook>{}</Workbook>\n', 0, "not-csv"),
        "e": ("the server's answer saved as CSV", "404: Not Found\n", 1, "no-header"),
        "f": ("the table as JSON", '[{{"id": "{}"}},\n {{"id": "x"}}]\n', 1, "no-header"),
        "g": ("a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", 1, "no-header"),
        "h": ("a patch in place of the file", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n", 1, "no-header"),
        "i": ("a Markdown table", "| number | words |\n|---|---|\n| 1 | {} |\n", 1, "no-header"),
        "j": ("a rich-text file", "{{\\rtf1\\ansi {}}}\n", 0, "not-csv"),
    },
    whole=True,
)
def another_text(rng, view, text, line, code):
    sheet = view.sheet(rng)
    return written(sheet, text.format(sheet.table.name).encode(), line, code)


@variants(
    "F18",
    "file",
    {
        "": ("merge conflict left in the file", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> branch\n", ""),
        "b": ("merge conflict left, with the base", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> 3e8b32e\n", "||||||| base\n"),
    },
    whole=True,
)
def merge_conflict(rng, view, ours, middle, theirs, base):
    sheet = view.sheet(rng, 3)
    row = rng.randrange(len(sheet.rows))
    line = sheet.lines()[row + 1]
    lines = sheet.lines()
    lines[row + 1 : row + 2] = [ours, line, *((base, line) if base else ()), middle, line, theirs]
    return written(sheet, "".join(lines).encode(), row + 2, "merge-conflict")


@fault("F19", "file", whole=True)
def another_table(rng, view):
    """The file of another table under this name."""
    sheet, other = rng.sample([view[name] for name in sorted(view.sheets)], 2)
    return written(sheet, other.data(), 1, "no-header")


@variants(
    "F20",
    "file",
    {
        "": ("xlsx (zip) bytes under a .csv name", lambda data: _zip(data, "xl/worksheets/sheet1.xml")),
        "b": ("xls bytes under a .csv name", lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data),
        "c": ("Parquet bytes under a .csv name", lambda data: b"PAR1" + data + b"PAR1"),
        "d": ("a PDF under a .csv name", lambda data: b"%PDF-1.7\n" + data),
        "e": ("an SQLite database under a .csv name", lambda data: b"SQLite format 3\0" + data),
        "f": ("Arrow bytes under a .csv name", lambda data: b"ARROW1\0\0" + data),
        "g": ("an empty zip archive under a .csv name", lambda _: b"PK\x05\x06" + b"\0" * 18),
        "h": ("a picture under a .csv name", lambda _: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4),
    },
    whole=True,
)
def another_kind(rng, view, make):
    sheet = view.sheet(rng)
    return written(sheet, make(sheet.data()), 0, "not-csv")


@fault("F20i", "file", whole=True)
def noise(rng, view):
    """Random bytes under a .csv name."""
    return written(view.sheet(rng), b"\x81" + rng.randbytes(5000), 0, "not-csv")


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
    return written(sheet, text.encode() + sheet.data(), 1, "no-header")


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
    return written(sheet, "".join(lines).encode(), at + 1, "blank-line")


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
        return written(sheet, blank.encode() + sheet.data(), 1, "blank-line")
    return written(sheet, sheet.data() + blank.encode(), len(sheet.rows) + 2, "blank-line")


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
    return written(sheet, "".join(lines).encode(), at + 1, "blank-line")


@fault("F23h", "file", whole=True)
def double_spaced(rng, view):
    """Every second line blank (double-spaced)."""
    sheet = view.sheet(rng, 2)
    return written(sheet, sheet.data().replace(b"\n", b"\n\n"), 2, "blank-line")


@fault("F25", "file", whole=True)
def repeated_header(rng, view):
    """Header repeated in the middle (files concatenated)."""
    sheet = view.sheet(rng, 2)
    at = rng.randrange(1, len(sheet.rows) + 1)
    lines = sheet.lines()
    lines.insert(at, lines[0])
    return written(sheet, "".join(lines).encode(), at + 1, "repeated-header")


@fault("F25b", "file")
def file_twice(rng, view):
    """The file appended to itself: the header once more, and every row twice."""
    sheet = view.sheet(rng, 2)
    head = sheet.due_line(len(sheet.rows) + 2, "repeated-header")
    rows = (sheet.due(len(sheet.rows) + 1 + n, sheet.table.key[-1], "duplicate-row") for n in range(len(sheet.rows)))
    return Injection({sheet.path: sheet.data() * 2}, (head, *rows))


@fault("F26", "file", whole=True)
def missing(rng, view):
    """File missing."""
    sheet = view.sheet(rng, 0)
    return Injection({sheet.path: None}, (sheet.due_line(0, "file-missing"),))


@variants(
    "F26",
    "file",
    {
        "b": ("a folder in place of the file", lambda place: place.mkdir(), "file-unreadable"),
        "c": ("a FIFO in place of the file", os.mkfifo, "file-unreadable"),
        "d": ("a symbolic link to itself in place of the file", lambda p: p.symlink_to(p.name), "file-unreadable"),
        "e": ("a symbolic link to another file", lambda p: p.symlink_to("/etc/hostname"), "file-unreadable"),
        "f": ("a symbolic link to nowhere", lambda p: p.symlink_to("gone.csv"), "file-unreadable"),
        "g": ("a symbolic link to a device", lambda p: p.symlink_to("/dev/zero"), "file-unreadable"),
        "h": ("the name in another case", lambda p: p.with_name(p.name.title()).write_text("id\n"), "file-missing"),
        "i": ("compressed, under the name with .gz", lambda p: p.with_suffix(".csv.gz").write_bytes(b"\x1f\x8b"),
              "file-missing"),
    },
    whole=True,
)  # fmt: skip
def special(rng, view, make, code):
    sheet = view.sheet(rng, 0)
    return Injection({sheet.path: make}, (sheet.due_line(0, code),))


@variants("F27", "file", {"": ("one column of trailing commas", 1), "b": ("several such columns", 4)}, whole=True)
def trailing_commas(rng, view, count):
    sheet = view.sheet(rng)
    lines = (line[:-1] + "," * count + "\n" for line in sheet.lines())
    return written(sheet, "".join(lines).encode(), 1, "unknown-column")


@fault("F28", "file", whole=True)
def crlf(rng, view):
    """CRLF newlines throughout."""
    sheet = view.sheet(rng)
    return written(sheet, sheet.data().replace(b"\n", b"\r\n"), 1, "crlf")


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
    return written(sheet, sheet.data().replace(b"\n", b"\r\r\n"), 1, "crlf")


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
    return written(sheet, "".join(texts).encode(encoding), first + 1, "not-utf8")


@fault("F30", "file", whole=True)
def all_quoted(rng, view):
    """Every cell in quotes, needed or not."""
    sheet = view.sheet(rng)
    rows = ([f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in (sheet.header, *sheet.rows))
    return written(sheet, "".join(",".join(row) + "\n" for row in rows).encode(), 1, "needless-quote")


@fault("F31", "file", whole=True)
def end_of_file_sign(rng, view):
    """Control-Z at the end (DOS end of file)."""
    sheet = view.sheet(rng)
    return written(sheet, sheet.data() + b"\x1a", len(sheet.rows) + 2, "no-final-newline", "bad-character")


@fault("F32", "file", whole=True)
def reversed_lines(rng, view):
    """Lines in reverse order, the header last."""
    sheet = view.sheet(rng, 3)
    return written(sheet, "".join(sheet.lines()[::-1]).encode(), 1, "no-header")


@fault("F33", "file", whole=True)
def sorted_lines(rng, view):
    """Lines sorted, the header among them."""
    names = [n for n, s in view.sheets.items() if s.rows and sorted(s.lines())[0] != s.lines()[0]]
    sheet = view.sheet(rng, 3, names)
    return written(sheet, "".join(sorted(sheet.lines())).encode(), 1, "no-header")


@fault("F34", "file", whole=True)
def trailing_garbage(rng, view):
    """The rest of an older, longer version left at the end (overwritten without cutting)."""
    sheet = view.sheet(rng, 4)
    lines = sheet.lines()
    last = lines[-1]
    half = last[last.index(",") + 1 :]
    return written(sheet, "".join([*lines, half]).encode(), len(lines) + 1, "ragged-row", column=ANYWHERE)
