"""Measure what analysts wait for: `python analysts.py [rounds]`, 15 rounds by default. Prints medians in CPU ms.

What is compared runs in turns (A B A B). Beside each a bare reading by pandas or pydantic: what one would write without
this package.
"""

from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from run import PYTHON, head, row, turns

HERE = Path(__file__).resolve().parent
FACTS = ("agreements", "arms_transfers", "visits", "trade_figures", "incidents")

FIRST = f"""
import time
import azisrael_data as az

frames = [az.load(name) for name in {FACTS}]
start = time.process_time_ns()
for frame in frames:
    az.evidence(frame)
print((time.process_time_ns() - start) / 1e6)
"""


def medians(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Return the median CPU milliseconds of each, run in turns after one round to warm up."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        for work, times in zip(works, taken, strict=True):
            start = time.process_time_ns()
            work()
            if number:
                times.append((time.process_time_ns() - start) / 1e6)
    return [statistics.median(times) for times in taken]


def imports(rounds: int) -> None:
    """`import azisrael_data`, and that with a first `load`, against pandas alone and with a bare reading."""
    codes = {
        "bare Python": "pass",
        "import azisrael_data": "import azisrael_data",
        "import pandas": "import pandas",
        "import and load visits": "import azisrael_data; azisrael_data.load('visits')",
        "import pandas and read visits.csv": f"import pandas; pandas.read_csv({csv_of('visits')!r})",
    }
    costs = turns([[PYTHON, "-c", code] for code in codes.values()], rounds)
    head("start, whole process", "", "CPU ms", "above bare Python")
    for name, cost in zip(codes, costs, strict=True):
        row(name, cost.cpu * 1e3, (cost.cpu - costs[0].cpu) * 1e3)


def csv_of(table: str) -> str:
    return output_of(f"import azisrael_data; print(azisrael_data.path({table!r}, 'csv'))")


def output_of(code: str) -> str:
    return subprocess.run([PYTHON, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def loads(rounds: int) -> None:
    """`load` against bare pyarrow (`load_tables.py`) and against a bare reading of the CSV by pandas."""
    import pandas as pd

    import azisrael_data as az

    output = subprocess.run([PYTHON, str(HERE / "load_tables.py"), str(rounds + 10)], check=True, capture_output=True)
    head("load to pandas", "table", "pyarrow", "load", "ratio, target 1.2", "pandas on the CSV", "ratio")
    for table, (bare, ours) in json.loads(output.stdout).items():
        file = az.path(table, "csv")
        (theirs,) = medians(rounds, lambda file=file: pd.read_csv(file))
        row(table, bare, ours, f"{ours / bare:.2f}", theirs, f"{ours / theirs:.2f}")


def records(rounds: int) -> None:
    """Records against the csv module and plain pydantic on the same models."""
    import azisrael_data as az
    from azisrael_data.models import table

    head("records", "table", "csv and pydantic", "records", "ratio, target 1.3")
    for name in FACTS:
        file, model = az.path(name, "csv"), table(name).model

        def plain(file=file, model=model) -> list:
            with file.open(encoding="utf-8", newline="") as text:
                rows = csv.DictReader(text)
                return [model.model_validate({key: cell for key, cell in each.items() if cell}) for each in rows]

        bare, ours = medians(rounds, plain, lambda name=name: az.load(name, "records"))
        row(name, bare, ours, f"{ours / bare:.2f}")


def evidence(rounds: int) -> None:
    """Evidence and citation of everything, against a merge of the bare CSVs by pandas."""
    import pandas as pd

    import azisrael_data as az

    frames = [az.load(name) for name in FACTS]
    files = [az.path(name, "csv") for name in FACTS]

    def merged() -> None:
        spans = pd.read_csv(az.path("evidence", "csv"))
        spans["fields"] = spans["fields"].map(json.loads)
        for file in files:
            pd.read_csv(file).merge(spans, left_on="id", right_on="row_id")

    ours, bare, cited, printed = medians(
        rounds,
        lambda: [az.evidence(frame) for frame in frames],
        merged,
        lambda: az.cite(frames, works=True),
        lambda: az.fingerprint(frames),
    )
    first = statistics.median(float(output_of(FIRST)) for _ in range(rounds))
    head("everything: all rows and columns of the five data tables", "", "CPU ms", "target")
    row("evidence(df), the first time", first, "")
    row("evidence(df), later", ours, "100")
    row("pandas: read the CSVs, parse fields, merge", bare, "")
    row("cite(df, works=True)", cited, "")
    row("fingerprint(df)", printed, "")


if __name__ == "__main__":
    for part in (imports, loads, records, evidence):
        part(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
