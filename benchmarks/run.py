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
    """Run a process that must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
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
        ("repository, target 0.5", "its rows", "300 incidents, target 0.4", "the same by frictionless"),
        costs,
        strict=True,
    ):
        row(what, *cost[:2], f"{cost.memory:.0f}")


def rows() -> None:
    """Row by row against frictionless, and memory by size."""
    with tempfile.TemporaryDirectory() as folder:
        files = {n: f"{folder}/{n}.csv" for n in (10_000, 100_000, 1_000_000)}
        for count, file in files.items():
            run([PYTHON, str(HERE / "make_incidents.py"), str(count), file])
        ours, theirs = [PYTHON, str(HERE / "check_rows.py")], [PYTHON, str(HERE / "check_frictionless.py")]
        a, b = turns([[*ours, files[100_000]], [*theirs, files[100_000]]], 2, warm=False)
        head("rows, 100,000 incidents, whole process", "", "CPU s", "peak MB")
        row("azisrael_data", a.cpu, f"{a.memory:.0f}")
        row("frictionless", b.cpu, f"{b.memory:.0f}")
        row("ratio, target 8", f"{b.cpu / a.cpu:.1f}", "")
        head("rows by size, azisrael_data", "rows", "CPU s", "peak MB", "peak MB without sets of keys")
        for count, file in files.items():
            times = 1 if count == 1_000_000 else 3
            whole, reading = turns([[*ours, file], [*ours, file, "--no-keys"]], times, warm=False)
            row(f"{count:,}", whole.cpu, f"{whole.memory:.0f}", f"{reading.memory:.0f}")


PARTS = {"import": imports, "load": loads, "validate": validates, "rows": rows}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
