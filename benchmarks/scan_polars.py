"""Read all cells of a CSV file with Polars and nothing else: `python scan_polars.py FILE.csv`."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        names = file.readline().strip().split(",")
    lines = pl.scan_csv(sys.argv[1], schema=dict.fromkeys(names, pl.String))
    print(lines.select(pl.all().count()).collect(engine="streaming"))
