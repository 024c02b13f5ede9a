"""Check a file of synthetic incidents with this package: `python check_rows.py FILE.csv [--no-keys]`.

Row by row: every rule of the row model, then unique ids and keys to other rows, by sets. `--no-keys` leaves the sets
away, to show what memory the reading alone takes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from make_incidents import INCIDENTS, WideIncident, known_keys

from azisrael_data import schema
from azisrael_data.problems import Problem
from azisrael_data.read import rows


def main() -> int:
    columns = [c for c in schema.columns(WideIncident) if c.references and c.name != "part_of"]
    wanted = ("id", "part_of", *(c.name for c in columns))
    stream = rows(Path(sys.argv[1]), INCIDENTS, "incidents.csv", wanted)
    if "--no-keys" in sys.argv:
        return sum(isinstance(item, Problem) for item in stream)
    keys = {name: set(ids) for name, ids in known_keys().items()}
    lists = [(c.name, keys[c.references[0]]) for c in columns if c.is_list]
    singles = [(c.name, keys[c.references[0]]) for c in columns if not c.is_list]
    seen: set[str] = set()
    later: set[str] = set()  # keys to rows of this table that have not come yet
    problems = 0
    for item in stream:
        if isinstance(item, Problem):
            problems += 1
            continue
        values = item.values
        own, whole = values["id"], values["part_of"]
        problems += own in seen
        seen.add(own)
        for name, known in lists:
            problems += not known.issuperset(values[name] or ())
        for name, known in singles:
            problems += values[name] is not None and values[name] not in known
        if whole is not None and whole not in seen:
            later.add(whole)
    return problems + len(later - seen)


if __name__ == "__main__":
    found = main()
    print(f"{found} problem(s)")
    sys.exit(1 if found else 0)
