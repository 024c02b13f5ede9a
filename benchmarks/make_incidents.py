"""Write valid synthetic incidents, seeded: `python make_incidents.py ROWS FILE.csv [--bad]`.

The rows are those of the package with seven digits in their ids (`wide.py`). Cells are made
by their cell types; keys come from the reference tables, dates and pairs of cells fit each other. With `--bad` one
code of every row is misspelt. Past a million rows the first million is repeated with higher ids, for time's sake.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from synthetic import INCIDENTS, known_keys

from azisrael_data import cells, edtf, plan, schema
from azisrael_data.records import join

DATES = ("{y}", "{y}~", "{y}-{m:02}", "{y}-{m:02}-{d:02}", "{y}/{z}", "{y}-{m:02}-{d:02}?", "{t}X", "{y}/..")
WORDS = ("the", "ministry", "said", "that", "forces", "near", "the", "border", "moved", "and", "a", "convoy", "was")
MOST = 1_000_000
ID = re.compile(r"\bIN-([0-9]{7})\b")
NAMES = ("Həsənov", "Çıraqqala", "Şuşa", "Ağdam")


def words(dice: random.Random, most: int) -> str:
    """Return a sentence; one in three has a comma, one in fifty a name with letters beyond ASCII."""
    chosen = dice.choices(WORDS, k=dice.randint(6, most))
    if dice.random() < 0.33:
        chosen[3] += ","
    if dice.random() < 0.02:
        chosen[1] = dice.choice(NAMES)
    return " ".join(chosen).capitalize() + "."


def cell(dice: random.Random, column: schema.Column, keys: dict[str, list[str]]) -> str:
    """Return the text of one cell, as its type wants it."""
    if column.references:
        known = keys[column.references[0]]
        return (
            cells.LIST_SEPARATOR.join(dice.sample(known, dice.randint(1, 3))) if column.is_list else dice.choice(known)
        )
    if column.codes:
        return dice.choice(list(column.codes))
    if isinstance(column.cell, cells.Edtf):
        year = dice.randint(1991, 2024)
        return dice.choice(DATES).format(y=year, z=year + 2, t=year // 10, m=dice.randint(1, 12), d=dice.randint(1, 28))
    if isinstance(column.cell, cells.Integer):
        return str(dice.randint(0, 50))
    return words(dice, 25 if column.name == "summary" else 50)


def rows(count: int) -> Iterator[dict[str, str]]:
    """Yield the cells of every row by column name."""
    dice = random.Random(20121)
    keys = known_keys()
    columns = [c for c in schema.columns(INCIDENTS) if c.name not in ("id", "part_of") and not c.generated]
    for number in range(1, count + 1):
        row = {c.name: cell(dice, c, keys) for c in columns if c.required or dice.random() < 0.5}
        row["id"] = f"IN-{number:07}"
        if number > 1 and dice.random() < 0.1:
            row["part_of"] = f"IN-{dice.randint(1, number - 1):07}"
        if "deaths_low" in row and "deaths_high" in row:
            row["deaths_high"] = str(int(row["deaths_low"]) + 5)
        if "date" in row:
            row["date_basis"] = "stated"
            found = edtf.bounds(row["date"])
            row["date_start"], row["date_end"] = (day.isoformat() if day else "" for day in found[:2])
            row["date_precision"] = found.precision
        else:
            row.pop("date_basis", None)
        row |= {"sources": f"source2020:{number}", "source_count": "1", "root_count": "1"}
        row |= {"evidence_status": "single", "certainty": "certain"}
        yield row


def misspelt(row: dict[str, str]) -> dict[str, str]:
    """Return a row with a code of which one letter stands twice."""
    name = ("kind", "outcome")[int(row["id"][-1]) % 2]
    return row | {name: f"{row[name]}{row[name][-1]}"}


def main() -> None:
    header = schema.header(INCIDENTS)
    count, spoil = int(sys.argv[1]), misspelt if "--bad" in sys.argv else dict
    with Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as file:
        file.write(join(list(header)))
        lines = []
        for row in rows(min(count, MOST)):
            lines.append(join([spoil(row).get(name, "") for name in header]))
            file.write(lines[-1])
        for number in range(MOST, count):
            more = number // MOST * MOST
            file.write(ID.sub(lambda match, more=more: f"IN-{int(match[1]) + more:07}", lines[number % MOST]))


if __name__ == "__main__":
    assert plan.plan(INCIDENTS).columns == plan.declared(INCIDENTS.model).columns
    main()
