"""Check a file of synthetic incidents with this package: `python check_rows.py FILE.csv [--rows] [--no-keys]`.

Every rule of file, cell and row, unique ids in order, and keys to other rows. `--rows` leaves the screen for large
files away; `--no-keys` judges no keys to other tables.
"""

from __future__ import annotations

import sys
from pathlib import Path

from make_incidents import INCIDENTS, known_keys

from azisrael_data import stream
from azisrael_data.report import Tally

if __name__ == "__main__":
    keys = None if "--no-keys" in sys.argv else known_keys()
    checked = stream.Checked(Path(sys.argv[1]), INCIDENTS, "incidents.csv", keys, quick="--rows" not in sys.argv)
    tally, problems = Tally(), 0
    for problem in checked:
        tally.add(problem)
        problems += 1
    print(f"{checked.rows} rows, {problems} problem(s)")
    sys.exit(1 if problems else 0)
