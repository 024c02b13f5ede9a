"""Copy a package with everything but its reference tables tenfold, all ids fresh: `python ten_times.py FOLDER`."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

import azisrael_data as az
from azisrael_data.models import TABLES
from azisrael_data.records import join

TIMES = 10
ONCE = {"actors", "weapon_systems", "places", "withdrawn"}


def renumber(cell: str, copy: int, sources: re.Pattern[str]) -> str:
    """Return a cell with the ids of facts, spans and sources in it changed for one copy."""
    cell = re.sub(r"\b(AT|AG|VI|TF|IN)-(\d{4})\b", lambda m: f"{m[1]}-{int(m[2]) + 1000 * copy:04}", cell)
    cell = re.sub(r"\bEV-(\d{5})\b", lambda m: f"EV-{int(m[1]) + 10_000 * copy:05}", cell)
    return sources.sub(lambda m: f"{m[0]}x{copy}", cell) if copy else cell


def main() -> None:
    root = az.path()
    with (root / "seeds/sources.csv").open(encoding="utf-8", newline="") as file:
        sources = re.compile(rf"\b({'|'.join(row['id'] for row in csv.DictReader(file))})\b")
    for table in TABLES:
        with (root / table.path).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        copies = 1 if table.name in ONCE else TIMES
        found = [[renumber(cell, copy, sources) for cell in row] for copy in range(copies) for row in rows]
        found.sort(key=lambda row: (row[0], int(row[1])) if table.name == "lines" else row[0])
        target = Path(sys.argv[1]) / table.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("".join(map(join, [header, *found])), encoding="utf-8", newline="")
    (Path(sys.argv[1]) / "datapackage.json").write_text("{}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
