"""Files of another kind, or none at all."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import zipfile
from functools import partial

from faults.encodings import overwritten
from faults.kit import Injection, fault, is_text, variants


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
    return overwritten(sheet, compress(sheet.data()), 0, "not-csv")


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
    return overwritten(view.sheet(rng), data, line, code)


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
    return overwritten(view.sheet(rng), b"a" * 3_000_000 + b"\n", 1, "no-header")


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
    return overwritten(sheet, text.format(sheet.table.name).encode(), line, code)


@fault("F19", "file", whole=True)
def another_table(rng, view):
    """The file of another table under this name."""
    sheet, other = rng.sample([view[name] for name in sorted(view.sheets)], 2)
    return overwritten(sheet, other.data(), 1, "no-header")


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
    return overwritten(sheet, make(sheet.data()), 0, "not-csv")


@fault("F20i", "file", whole=True)
def noise(rng, view):
    """Random bytes under a .csv name."""
    return overwritten(view.sheet(rng), b"\x81" + rng.randbytes(5000), 0, "not-csv")


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
    return overwritten(sheet, "".join(lines).encode(), 1, "unknown-column")
