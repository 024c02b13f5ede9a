"""The failing example of a problem code: what its case in `tests/cases` spoils, and what is then told.

A case is a folder of files that are laid over the valid package in `_package`; see `tests/cases/README.md`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from azisrael_data.problems import plain

MAX_LINE = 200
MOST_LINES = 3  # of one file
MOST_BYTES = 40  # of a file that is not text
_BESIDE = {"expected.txt", "removed.txt"}
_PLACE = re.compile(r"([^:]+):([0-9]+):[^:]*: ([a-z0-9-]+): ")


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to look at in an example: what and where it is, and a physical line, if it is one."""

    where: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """What a case shows: the spoilt lines, and the whole output of `azisrael validate` on them."""

    shown: tuple[Shown, ...]
    told: str


def example(cases: Path, code: str) -> Example | None:
    """Return the example of a code from a folder of cases, or None if it has none."""
    case = cases / code
    if not (case / "expected.txt").is_file():
        return None
    told = (case / "expected.txt").read_text(encoding="utf-8")
    return Example(tuple(_shown(case, cases / "_package", code, told)), told)


def _shown(case: Path, valid: Path, code: str, told: str) -> Iterator[Shown]:
    places = [_PLACE.match(line) for line in told.splitlines()]
    reported = {(place[1], int(place[2])): None for place in places if place and place[3] == code}
    brought = sorted(p.relative_to(case).as_posix() for p in case.rglob("*") if p.is_file() and p.name not in _BESIDE)
    removed = case / "removed.txt"
    for path in removed.read_text(encoding="utf-8").splitlines() if removed.exists() else []:
        yield Shown(f"`{path}` is not there")
    for path in dict.fromkeys([path for path, _ in reported] + brought):
        home = path.rpartition("/")[0]
        if (valid / home).is_file():
            yield Shown(f"`{home}` is a folder")
            continue
        lines = _lines(case / path) if path in brought else _lines(valid / path)
        before = _lines(valid / path)
        numbers = [number for file, number in reported if file == path and 0 < number <= len(lines)]
        numbers = numbers or list(_others(lines, before))
        if path in brought and not lines:
            yield Shown(f"`{path}` holds nothing")
        elif any(b"\0" in line for line in lines):
            yield Shown(f"`{path}`, its first bytes", escaped(_text(b"".join(lines)[:MOST_BYTES], binary=True)))
            continue
        elif not numbers:
            gone = islice(_others(before, lines), MOST_LINES)
            yield from (Shown(f"`{path}`, where this line is gone", _cut(before, n, lines, told)) for n in gone)
        for number in numbers[:MOST_LINES]:
            end = "" if lines[number - 1].endswith(b"\n") else ", which ends without a newline"
            yield Shown(f"`{path}`, line {number}{end}", _cut(lines, number, before, told))


def _lines(path: Path) -> list[bytes]:
    """Return the physical lines of a file with their LF, none of a file that is not there."""
    if not path.is_file():
        return []
    with path.open("rb") as file:
        return list(file)


def _others(lines: list[bytes], known: list[bytes]) -> Iterator[int]:
    """Yield the numbers of the lines that are not among those that are known."""
    yield from (number for number, line in enumerate(lines, 1) if line not in known)


def _cut(lines: list[bytes], number: int, before: list[bytes], told: str) -> str:
    """Return one of the lines, cut around what differs from the line before, or else around what a message quotes."""
    text = _text(lines[number - 1].removesuffix(b"\n"))
    old = _text(before[number - 1]) if number <= len(before) else ""
    spoilt = next((at for at, (a, b) in enumerate(zip(text, old, strict=False)) if a != b), 0)
    focus = spoilt or max(map(text.find, re.findall(r"'([^']*)'", told)), default=0)
    start = max(0, min(focus - MAX_LINE // 2, len(text) - MAX_LINE))
    shown = escaped(text[start : start + MAX_LINE])
    return f"{'...' if start else ''}{shown}{'...' if start + MAX_LINE < len(text) else ''}"


def _text(raw: bytes, *, binary: bool = False) -> str:
    try:
        return raw.decode("ascii" if binary else "utf-8")
    except UnicodeDecodeError:
        return raw.decode("ascii", errors="surrogateescape")


def escaped(text: str) -> str:
    """Return a line as it stands in a file, with everything escaped that a page would not show as it is.

    A byte that is not UTF-8 is given as a surrogate, as `surrogateescape` makes it.
    """
    if text == plain(text) and not any(map(unicodedata.combining, text)):
        return text
    return "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character == "\\":
        return r"\\"
    return ascii(character)[1:-1] if unicodedata.combining(character) else plain(character)
