"""Measure the speed targets: `python run.py [import] [load] [validate] [rows]`, all four without arguments.

What is compared runs in turns, as processes of their own; figures are medians. This file imports nothing heavy, because
a process is charged with the memory of the one that started it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
COMMAND = str(Path(PYTHON).with_name("azisrael"))


class Cost(NamedTuple):
    """What one process took: CPU seconds, wall seconds, peak memory in MB."""

    cpu: float
    wall: float
    memory: float


def run(command: Sequence[str]) -> Cost:
    """Run a process to its end; what it finds at fault is no failure."""
    start = time.perf_counter()
    # compiled modules are kept, as where a package is installed: otherwise an editable one is compiled at every start
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=kept)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def turns(commands: Sequence[Sequence[str]], times: int, *, warm: bool = True) -> list[Cost]:
    """Run commands A B A B ... and return the medians of each."""
    if warm:
        for command in commands:
            run(command)
    rounds = [[run(command) for command in commands] for _ in range(times)]
    return [Cost(*map(statistics.median, zip(*costs, strict=True))) for costs in zip(*rounds, strict=True)]


def row(*cells: object) -> None:
    print("| " + " | ".join(f"{c:.3f}" if isinstance(c, float) else str(c) for c in cells) + " |", flush=True)


def head(title: str, *cells: str) -> None:
    print(f"\n{title}\n")
    row(*cells)
    row(*["---"] * len(cells))


def imports() -> None:
    """`import azisrael_data` against bare Python."""
    bare, ours = turns([[PYTHON, "-c", "pass"], [PYTHON, "-c", "import azisrael_data"]], 31)
    head("import, CPU ms", "bare Python", "with the import", "added", "target")
    row(bare.cpu * 1e3, ours.cpu * 1e3, (ours.cpu - bare.cpu) * 1e3, "60")


def loads() -> None:
    """`load` against bare pyarrow."""
    output = subprocess.run([PYTHON, str(HERE / "load_tables.py"), "310"], check=True, capture_output=True).stdout
    head("load, CPU ms", "table", "pyarrow", "load", "ratio, target 1.2")
    for table, (bare, ours) in json.loads(output).items():
        row(table, bare, ours, f"{ours / bare:.2f}")


def validates() -> None:
    """`azisrael validate` of the repository, with and without what a build writes, and 300 rows by themselves."""
    root = str(HERE.parent)
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/incidents.csv"
        run([PYTHON, str(HERE / "make_incidents.py"), "300", file])
        ours, theirs = [PYTHON, str(HERE / "check_rows.py"), file], [PYTHON, str(HERE / "check_frictionless.py"), file]
        commands = [[COMMAND, "validate", root], [COMMAND, "validate", "--rows", root], ours, theirs]
        costs = turns(commands, 11)
    head("validate, whole process", "what", "CPU s", "wall s", "peak MB")
    for what, cost in zip(
        ("repository, target 0.5 wall", "its rows", "300 incidents, target 0.4 wall", "the same by frictionless"),
        costs,
        strict=True,
    ):
        row(what, *cost[:2], f"{cost.memory:.0f}")


def rows() -> None:
    """Files of 10,000 to 1,000,000 rows against frictionless and against Polars alone; rows that are all bad."""
    ours, careful = [PYTHON, str(HERE / "check_rows.py")], "--careful"
    with tempfile.TemporaryDirectory() as folder:
        files = {n: f"{folder}/{n}.csv" for n in (10_000, 100_000, 1_000_000)}
        bad = f"{folder}/bad.csv"
        for count, file in files.items():
            run([PYTHON, str(HERE / "make_incidents.py"), str(count), file])
        run([PYTHON, str(HERE / "make_incidents.py"), "100000", bad, "--bad"])
        theirs = [PYTHON, str(HERE / "check_frictionless.py"), files[100_000]]
        scan = [PYTHON, str(HERE / "scan_polars.py"), files[1_000_000]]
        commands = [[*ours, files[100_000]], theirs, [*ours, files[1_000_000]], scan]
        a, b, c, d = turns(commands, 3, warm=False)
        head("whole process", "what", "CPU s", "wall s", "peak MB")
        for what, cost in (
            ("100,000 incidents", a),
            ("frictionless", b),
            ("1,000,000 incidents", c),
            ("Polars' scan", d),
        ):
            row(what, *cost[:2], f"{cost.memory:.0f}")
        head("ratios", "what", "CPU", "wall", "target")
        row("frictionless to 100,000", b.cpu / a.cpu, b.wall / a.wall, "30 or more")
        row("frictionless, ten times, to 1,000,000", 10 * b.cpu / c.cpu, 10 * b.wall / c.wall, "60 or more")
        row("1,000,000 to Polars' scan", c.cpu / d.cpu, c.wall / d.wall, "2 or less")
        good, spoilt = turns([[*ours, files[100_000], careful], [*ours, bad]], 3, warm=False)
        head("every row bad", "what", "CPU s", "peak MB")
        row("100,000 good rows, row by row", good.cpu, f"{good.memory:.0f}")
        row("100,000 bad rows", spoilt.cpu, f"{spoilt.memory:.0f}")
        row("ratio, target 2 or less", spoilt.cpu / good.cpu, "")
        head("rows by size", "rows", "CPU s", "peak MB", "peak MB without sets of keys")
        for count, file in files.items():
            whole, reading = turns([[*ours, file], [*ours, file, "--no-keys"]], 1, warm=False)
            row(f"{count:,}", whole.cpu, f"{whole.memory:.0f}", f"{reading.memory:.0f}")


PARTS = {"import": imports, "load": loads, "validate": validates, "rows": rows}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
