"""Bytes to records: a strict CSV reader that knows on which physical line every record starts.

RFC 4180 with LF line ends, UTF-8 without BOM, a comma, quotes only where needed. Nothing is sniffed and nothing is
repaired: what is not so becomes a Problem, and reading goes on where it can. The file is streamed.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from azisrael_data.cells import MAX_CELL
from azisrael_data.problems import Problem, shown

MAX_RECORD_LINES = 50  # a quoted cell that runs longer is an unclosed quote
_SNIFF = 4096
_NAMED = 5  # lines named of a fault that is told once
_KEPT = _NAMED + MAX_RECORD_LINES  # lines remembered of it, because those of one record may be taken back
_MOST_CONFLICT = 10_000  # lines that one conflict of git may run over
_BOM = b"\xef\xbb\xbf"
_ENDS = b"\0\x1a"  # what a broken disk or an old program leaves at the end of a file
_CONFLICT = ("<<<<<<< ", "||||||| ", "=======", ">>>>>>> ")  # marks that git leaves in a file
_CLOSED = re.compile(r'"((?:[^"]|"")*+)"')  # possessive: a doubled quote never closes a cell
_MAGIC = (
    (b"\x1f\x8b", "gzip data"),
    (b"PK\x03\x04", "an Excel workbook or zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstandard data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"ARROW1", "an Arrow file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "an SQLite database"),
)

T = TypeVar("T")


class Taken(Protocol):
    """Records that were taken together, without being made."""

    @property
    def count(self) -> int:
        """Return how many they are."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the physical line on which it starts, its cells, and its text as it stands in the file."""

    line: int
    cells: list[str]
    text: str


class Tally:
    """Faults that tend to come a thousand at a time: told once, with a count and the first line."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.lines: dict[str, list[int]] = {}
        self.forgotten: dict[str, int] = {}
        self.bytes: tuple[str, str] = ("", "")  # cell and message of the first line that is no UTF-8

    def add(self, code: str, line: int) -> None:
        """Count a fault of a line."""
        self.counts[code] = self.counts.get(code, 0) + 1
        lines = self.lines.setdefault(code, [])
        if len(lines) < _KEPT:
            lines.append(line)

    def forget(self, code: str, lines: Collection[int]) -> None:
        """Take back what was counted of some lines, because it is part of another fault."""
        known = self.lines.get(code, [])
        kept = [line for line in known if line not in lines]
        self.forgotten[code] = self.forgotten.get(code, 0) + len(known) - len(kept)
        self.lines[code] = kept

    def problems(self, path: str, total: int) -> Iterator[Problem]:
        """Yield one problem for each kind of fault in a file of so many lines."""
        for code, lines in self.lines.items():
            if not lines:
                continue
            text, hint = _TALLIED[code]
            every = self.counts[code] == total > 1
            count = self.counts[code] - self.forgotten.get(code, 0)
            if code == "not-utf8":
                cell, text = self.bytes
                if count == 1:
                    yield Problem(path, lines[0], cell, code, text, hint)
                    continue
                text = f"not UTF-8; on line {lines[0]} {text.replace(' is not UTF-8', '')}"
            where = "all lines" if every else _some(lines[:_NAMED], count)
            yield Problem(path, lines[0], "", code, f"{where}: {text}", hint)


_TALLIED = {
    "crlf": ("line ends in CRLF, wanted LF", "save with LF (Unix) line ends, or run `azisrael fmt`"),
    "needless-quote": ("a cell is quoted that needs no quotes", "quote only cells with a comma or a quote in them"),
    "blank-line": ("blank line", "delete it"),
    "not-utf8": ("", "save the file as UTF-8"),
}


def _some(lines: list[int], count: int) -> str:
    named = ", ".join(map(str, lines))
    return f"line{'s' if count > 1 else ''} {named}" + (f" and {count - len(lines)} more" if count > len(lines) else "")


def records(
    path: Path,
    shown_path: str,
    header: str = "",
    quick: Callable[[str], T | None] | None = None,
    source: Callable[[Any, str, Tally], Lines] | None = None,
    tally: Tally | None = None,
) -> Iterator[Record | Problem | tuple[int, T] | Taken]:
    """Yield every record of a CSV file, header first, and every fault of its bytes and quoting, in file order.

    A fault in one cell has the number of the cell, from 1, as its column. Faults that make reading on pointless
    (another kind of file, nothing in it, a first line that is no text) end the stream. Below a first line that is
    `header`, what `quick` makes of a line's text, if anything, is yielded with its number for the record; and what
    another `source` of lines takes as a whole is yielded as it is. Faults that are told once are held in `tally` until
    the end, for whoever knows better to take some back.
    """
    problem = _unreadable(path, shown_path)
    if problem:
        yield problem
        return
    try:
        with path.open("rb") as file:
            first = file.peek(_SNIFF)[:_SNIFF]
            problem = _another_kind(first, shown_path)
            if problem:
                yield problem
                return
            marks = (len(first) - len(_bare(first))) // len(_BOM)
            if marks:
                message = f"the file starts with {'a byte-order mark' if marks == 1 else f'{marks} byte-order marks'}"
                yield Problem(shown_path, 1, "", "bom", message, "save as UTF-8, no BOM")
                file.read(marks * len(_BOM))
            tally = Tally() if tally is None else tally
            lines = (source or Lines)(file, shown_path, tally)
            yield from _records(lines, shown_path, tally, header, quick)
            yield from tally.problems(shown_path, lines.number)
    except OSError as error:
        yield Problem(shown_path, 0, "", "file-unreadable", f"cannot be read: {error.strerror}")


def _unreadable(path: Path, shown_path: str) -> Problem | None:
    """Return the problem of a path that is not a plain file. A link or a pipe is never opened."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return Problem(shown_path, 0, "", "file-missing", "no such file", "restore the file; every table has one")
    except OSError as error:
        return Problem(shown_path, 0, "", "file-unreadable", f"cannot be read: {error.strerror}")
    if not stat.S_ISREG(mode):
        return Problem(shown_path, 0, "", "file-unreadable", "not a plain file", "put a plain file here")
    return None


def _another_kind(first: bytes, path: str) -> Problem | None:
    """Return the problem of bytes that are no CSV text at all."""
    marked, first = first, _bare(first)
    if not first:
        found = "the file holds a byte-order mark and nothing else" if marked else "the file is empty"
        return Problem(path, 0, "", "file-empty", f"{found}, wanted at least the header", "restore the file")
    kind = next((kind for magic, kind in _MAGIC if first.startswith(magic)), None)
    if not first.rstrip(_ENDS):
        kind = "a file overwritten with NUL bytes"
    if kind is None and first.rstrip(_ENDS)[:200].count(0) > 20:
        kind = "UTF-16 or binary data"
    if kind is None and len(first.translate(None, _PRINTED)) > len(first) // 50 + 8:
        kind = "binary data"
    if kind is None and re.match(rb"\s*<(!doctype|html|\?xml)", first, re.IGNORECASE):
        kind = "a web page"
    if kind is None and b"\r" in first and b"\n" not in first:
        kind = "text with CR line ends"  # to be read as one endless line
    if kind is None:
        return None
    hint = "export as CSV in UTF-8 with LF line ends"
    return Problem(path, 0, "", "not-csv", f"this is {kind}, wanted CSV text", hint)


def _bare(first: bytes) -> bytes:
    """Return the start of a file without its byte-order marks."""
    while first.startswith(_BOM):
        first = first[len(_BOM) :]
    return first


_PRINTED = bytes(set(range(9, 14)) | set(range(32, 127)) | set(range(128, 256)) | set(_ENDS))


class Lines:
    """Physical lines of a file, decoded, with their numbers; lines can be given back."""

    def __init__(self, file: Iterator[bytes], path: str, tally: Tally) -> None:
        self.file, self.path, self.tally = file, path, tally
        self.number = 0
        self.cut = 0  # the number of a last line without its end
        self.back: list[tuple[int, str | None]] = []

    def next(self) -> tuple[int, str | None] | None:
        """Return (number, text without line end; None if it cannot be read), or None at the end."""
        if self.back:
            return self.back.pop()
        raw = self.raw()
        if raw is None:
            return None
        self.number += 1
        if raw.endswith(b"\n"):
            raw = raw[:-1]
            if raw.endswith(b"\r"):
                raw = raw.rstrip(b"\r")
                self.tally.add("crlf", self.number)
        else:
            self.cut = self.number
            raw = raw.rstrip(_ENDS)
        try:
            return self.number, raw.decode("utf-8")
        except UnicodeDecodeError as error:
            if self.cut and error.reason == "unexpected end of data":
                return self.number, raw[: error.start].decode("utf-8")  # cut off within a character
            self._not_utf8(raw, error)
            return self.number, None

    def raw(self) -> bytes | None:
        """Return the bytes of the next line with its end, None at the end of the file."""
        return next(self.file, None)

    def taken(self) -> Taken | None:
        """Return the lines from here on that are taken as they are, None if the next one is not."""
        return None

    def begin(self) -> None:
        """Mark that the header was as wanted: from here on lines may be taken."""

    def _not_utf8(self, raw: bytes, error: UnicodeDecodeError) -> None:
        byte = raw[error.start]
        try:
            looks = f", which looks like cp1252 {bytes([byte]).decode('cp1252')!r}"
        except UnicodeDecodeError:
            looks = ""
        if "not-utf8" not in self.tally.counts:
            message = f"byte 0x{byte:02x} at byte {error.start + 1} of the line is not UTF-8{looks}"
            self.tally.bytes = (_cell_at(raw[: error.start].decode("utf-8")), message)
        self.tally.add("not-utf8", self.number)

    def unended(self, text: str | None) -> Problem:
        """Return the problem of a last line without its end."""
        told = f" ({shown(text)})" if text else ""
        message = f"the last line{told} has no newline"
        return Problem(self.path, self.cut, "", "no-final-newline", message, "end it with a newline; is it cut off?")


def _records(
    lines: Lines, path: str, tally: Tally, header: str, quick: Callable[[str], T | None] | None
) -> Iterator[Record | Problem | tuple[int, T] | Taken]:
    way = None
    while True:
        if way is not None and (run := lines.taken()) is not None:
            yield run
            continue
        numbered = lines.next()
        if numbered is None:
            return
        number, text = numbered
        if number == lines.cut:
            yield lines.unended(text)
        if text is not None and way is not None and number != lines.cut and (taken := way(text)) is not None:
            yield number, taken
        elif text is not None:
            yield from _careful(lines, number, text, path, tally)
        if number == 1 and text == header:
            way = quick
            lines.begin()
        elif number == 1 and text is None:
            return  # what the cells are is not known


def _careful(lines: Lines, number: int, text: str, path: str, tally: Tally) -> Iterator[Record | Problem]:
    if text.startswith(_CONFLICT):
        yield _conflict(lines, number, text, path)
    elif '"' in text:
        yield from _quoted(lines, number, text, path, tally)
    elif text.strip(", \t"):
        yield Record(number, text.split(","), text)
    elif number != lines.cut:
        tally.add("blank-line", number)


def _conflict(lines: Lines, number: int, text: str, path: str) -> Problem:
    """Return the problem of marks that git left, read over to the last of them; one alone is told alone."""
    taken: list[tuple[int, str | None]] = []
    message = "git left a mark here"
    while text.startswith(_CONFLICT[0]) and len(taken) < _MOST_CONFLICT and (following := lines.next()) is not None:
        taken.append(following)
        if following[1] is not None and following[1].startswith(_CONFLICT[-1]):
            message = f"git left a merge conflict here, lines {number} to {following[0]}"
            break
    else:
        lines.back.extend(reversed(taken))
    return Problem(path, number, "", "merge-conflict", message, "choose the rows that hold and delete the marks")


def _quoted(lines: Lines, number: int, text: str, path: str, tally: Tally) -> Iterator[Record | Problem]:
    """Yield the record that starts with a text holding a quote, taking further lines while a quote is open."""
    whole, taken, (cells, fault_at, is_open, needless) = _closed(lines, text)
    if is_open or (fault_at is not None and taken):
        lines.back.extend(reversed(taken))
        yield _open(path, number, text, taken)
    elif fault_at is not None:
        yield _stray(path, number, len(cells) + 1, text, fault_at)
    elif not any(cell.strip(" \t") for cell in cells) and number != lines.cut:
        tally.add("blank-line", number)
    else:
        if taken:
            tally.forget("crlf", range(number, taken[-1][0]))
            if taken[-1][0] == lines.cut:
                yield lines.unended(taken[-1][1])
        if needless:
            tally.add("needless-quote", number)
        yield Record(number, cells, whole)


def _closed(lines: Lines, text: str) -> tuple[str, list[tuple[int, str | None]], _Split]:
    """Return a text with the lines that its open quote needs to be closed, those lines, and how it is split."""
    taken: list[tuple[int, str | None]] = []
    split = _split(text)
    while split[2] and len(taken) < MAX_RECORD_LINES and len(text) <= 4 * MAX_CELL:
        following = lines.next()
        if following is None:
            break
        taken.append(following)
        if following[1] is None:
            break
        text += "\n" + following[1]
        split = _split(text)
    return text, taken, split


def _open(path: str, line: int, text: str, taken: list[tuple[int, str | None]]) -> Problem:
    """Return the problem of a quote that is never closed."""
    column = str(len(_split(text)[0]) + 1)
    closes = next((n for n, t in taken if t is not None and '"' in t), None)
    seen = f"next quote: line {closes}" if closes else "no other quote is near"
    message = f"the quote that opens cell {column} is never closed ({seen})"
    return Problem(path, line, column, "open-quote", message, "close the quote, or double it if it is text")


def _stray(path: str, line: int, cell: int, text: str, at: int) -> Problem:
    """Return the problem of a quote that is neither around a cell nor doubled."""
    near = shown(text[max(0, at - 10) : at + 10])
    if text[at] == "\r":
        message = f"the line goes on after a CR alone, near {near}: are these two rows?"
        return Problem(path, line, str(cell), "ragged-row", message, "save with LF (Unix) line ends")
    message = f"a quote in cell {cell} near {near} is neither around the cell nor doubled"
    hint = "put the whole cell in quotes and double the quotes inside"
    return Problem(path, line, str(cell), "stray-quote", message, hint)


_Split = tuple[list[str], int | None, bool, bool]


def _split(text: str) -> _Split:
    """Split a record's text: (cells so far, index of a quoting fault, whether a quote is open, needless quotes)."""
    cells: list[str] = []
    position, needless = 0, False
    while True:
        if text.startswith('"', position):
            match = _CLOSED.match(text, position)
            if match is None:
                return cells, None, True, needless
            cell, after = match[1].replace('""', '"'), match.end()
            needless = needless or not needs_quotes(cell)
        else:
            after = text.find(",", position)
            after = len(text) if after < 0 else after
            cell = text[position:after]
            if '"' in cell:
                return cells, position + cell.index('"'), False, needless
        if after < len(text) and text[after] != ",":
            return cells, after, False, needless
        cells.append(cell)
        if after >= len(text):
            return cells, None, False, needless
        position = after + 1


def _cell_at(before: str) -> str:
    """Return the number of the cell that a text runs into."""
    cells, fault_at, is_open, _ = _split(before)
    return str(len(cells) + 1 if is_open or fault_at is not None else len(cells))


def needs_quotes(cell: str) -> bool:
    """Tell whether RFC 4180 wants the cell quoted."""
    return "," in cell or '"' in cell or "\n" in cell or "\r" in cell


def join(cells: list[str]) -> str:
    r"""Return one record as a line of canonical CSV, with its LF.

    >>> join(["AT-0001", "a, b", ""])
    'AT-0001,"a, b",\n'
    """
    return ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if needs_quotes(cell) else cell for cell in cells) + "\n"
