"""Hold both screens against the careful way on spoilt rows of every table: `python fuzz_screen.py ROWS [SEED]`.

Rows of the package are changed by up to four edits that hurt: odd pieces put in or over, letters dropped, cells swapped
within a row or between rows. A row that the screen takes must be one that the careful way reads without a problem, with
the same values. The screen for large files, which takes no values, is asked of 1,000 rows of a table at a time.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable

import azisrael_data as az
from azisrael_data import hygiene, schema
from azisrael_data.cells import MAX_CELL
from azisrael_data.models import TABLES, Table
from azisrael_data.read import Numbered, _RowReader
from azisrael_data.records import Record, _split, join
from azisrael_data.screen import screen
from azisrael_data.vector import Screen, prefix

PIECES = [
    *"\"',;:-=+@#?.<>&/\\[]{}~%X0129 aAtT\t\n\r\x00\x7f\u00a0\u200b\u0301\u0130\u0131\u017fÃÂ©€âəЖ’…",
    '""', '","', '"a, b"', ";;", "--", "pt:", "javascript:", "vbscr\u0131pt:", "none", "NaN", "n/a", "nil", "na",
    "unknown", "missing", "TBD", "2024-02-30", "2023-02-29", "0000", "9999", "99999999999999999999", "2012/2012",
    "2012/..", "201X", "true", "AZE", "AZE;AZE", "<b>", "&amp;", "#REF!", "null", "a" * 30, "a b " * 70,
]  # fmt: skip


def careful(table: Table, reader: _RowReader, line: str) -> dict | None:
    """Return the values of a line that is read without a problem; nothing quick has a part in it."""
    cells, fault, is_open, needless = _split(line)
    if not line or fault is not None or is_open or needless or len(cells) != len(schema.header(table)):
        return None
    if any(len(cell) > MAX_CELL or any(hygiene.faults(cell)) for cell in cells):
        return None
    found = list(reader.row(Record(2, cells, line)))
    return found[0].values if len(found) == 1 and isinstance(found[0], Numbered) and found[0].clean else None


def edits(dice: random.Random, lines: list[str]) -> Callable[[str], str]:
    """Return one way to spoil a line."""

    def put(line: str) -> str:
        at = dice.randint(0, len(line))
        return line[:at] + dice.choice(PIECES) + line[at + dice.choice((0, 0, 1)) :]

    def drop(line: str) -> str:
        at = dice.randint(0, len(line))
        return line[:at] + line[at + dice.randint(1, 3) :]

    def cell(line: str) -> str:
        cells, other = _split(line)[0], _split(dice.choice(lines))[0]
        if not cells or not other:
            return line
        at = dice.randrange(len(cells))
        cells[at] = dice.choice((dice.choice(PIECES), other[at % len(other)], dice.choice(other), cells[at] * 2, ""))
        return join(cells)[:-1]

    return dice.choice((put, drop, cell))


def vector(table: Table, reader: _RowReader, lines: list[str]) -> Counter[str]:
    """Ask the screen for large files of some lines."""
    data = "".join(f"{line}\n" for line in lines).encode()
    counts: Counter[str] = Counter()
    # Where lines and records part, nothing is taken: then ask of each line by itself.
    found = Screen(table, None).taken(data)
    if found is None:
        half = len(lines) // 2
        return vector(table, reader, lines[:half]) + vector(table, reader, lines[half:]) if half else counts
    left = {*found.left}
    for n, line in enumerate(lines):
        taken = n not in left
        counts["taken in pieces" if taken else "left in pieces"] += 1
        if taken and careful(table, reader, line) is None:
            counts["wrong"] += 1
            print(f"{table.name}, in pieces: {line!r}")
    return counts


def main() -> int:
    dice = random.Random(sys.argv[2] if len(sys.argv) > 2 else "1")
    counts: Counter[str] = Counter()
    held: dict[str, list[str]] = {}
    tables = []
    for table in TABLES:
        lines = (az.path() / table.path).read_text(encoding="utf-8").splitlines()[1:]
        if lines:
            tables.append((table, lines, _RowReader(table, schema.header(table), table.path)))
    for _ in range(int(sys.argv[1])):
        table, lines, reader = dice.choice(tables)
        line = dice.choice(lines)
        for _ in range(dice.randint(0, 4)):
            line = edits(dice, lines)(line)
        found = screen(table).values(line)
        counts["taken" if found is not None else "left"] += 1
        if found is not None and found != careful(table, reader, line):
            counts["wrong"] += 1
            print(f"{table.name}: {line!r}")
        if prefix(table):
            lines = held.setdefault(table.name, [])
            lines.extend(line.split("\n"))
            if len(lines) >= 1000:
                counts.update(vector(table, reader, lines))
                lines.clear()
    print(dict(counts))
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
