"""Check synthetic incidents with this package: `python check_rows.py FILE.csv [--rows] [--careful] [--no-keys]`.

Every rule of file, cell and row, unique ids in order, and keys to other rows. `--rows` leaves the screen for large
files away, `--careful` the other one too; `--no-keys` judges no keys to other tables.
"""

from __future__ import annotations

import sys
from pathlib import Path

from synthetic import INCIDENTS, known_keys

from azisrael_data import read, stream
from azisrael_data.report import Tally

if __name__ == "__main__":
    keys = None if "--no-keys" in sys.argv else known_keys()
    if "--careful" in sys.argv:
        read.SMALL = sys.maxsize
    quick = False if {"--rows", "--careful"} & {*sys.argv} else None
    checked = stream.Checked(Path(sys.argv[1]), INCIDENTS, "incidents.csv", keys, quick=quick)
    tally, problems = Tally(), 0
    for problem in checked:
        tally.add(problem)
        problems += 1
    print(f"{checked.rows} rows, {problems} problem(s)")
    sys.exit(1 if problems else 0)
