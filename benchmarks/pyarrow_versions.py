"""Build the package with the oldest libraries that it declares and with the newest, and compare: `pyarrow_versions.py`.

Makes an environment with pip for each, from wheels alone, and runs this checkout's `azisrael` in it: build into a
folder, `validate`, `load` of every table, `build --check` of its own folder and of the other's. Then the folders are
compared, in both environments: CSV, JSON and the rest byte for byte, Parquet cell for cell with types and descriptions.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
REQUIRED = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
NAMES = [re.split("[<>=]", each)[0] for each in REQUIRED]
MAIN = "from azisrael_data.cli import main; main()"
LOADS = "import azisrael_data as az; print(len([len(az.load(name)) for name in az.tables()]), 'tables')"
# Prints how many files of each kind two folders hold, and names every one that differs.
COMPARES = """
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

one, other = map(Path, sys.argv[1:])
found = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
assert found == sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file())
count, same = Counter(), Counter()
for path in found:
    kind = path.suffix or "no suffix"
    count[kind] += 1
    same[kind + ", bytes"] += (one / path).read_bytes() == (other / path).read_bytes()
    if kind == ".parquet":
        a, b = (pq.ParquetFile(place / path).read() for place in (one, other))
        same[kind + ", schema"] += a.schema.equals(b.schema, check_metadata=True)
        same[kind + ", cells"] += a.to_pylist() == b.to_pylist()
for each, number in sorted(same.items()):
    print(f"{each}: {number} of {count[each.split(',')[0]]} the same")
"""


def environment(place: Path, *, lowest: bool) -> str:
    """Make an environment and return its Python."""
    venv.create(place, with_pip=True)
    python = str(place / "bin" / "python")
    wanted = [_oldest(python, each) for each in REQUIRED] if lowest else NAMES
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--only-binary=:all:"]
    subprocess.run([*install, *wanted], check=True)
    return python


def _oldest(python: str, requirement: str) -> str:
    """Return the lowest release of a requirement that has a wheel for this Python."""
    name, bound = requirement.split(">=")
    command = [python, "-m", "pip", "index", "versions", name, "--only-binary=:all:", "--disable-pip-version-check"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    listed = re.search(r"Available versions: (.*)", told)[1].split(", ")
    releases = [each for each in listed if re.fullmatch(r"[\d.]+", each)]
    fit = [each for each in releases if _number(each) >= _number(bound)]
    return f"{name}=={min(fit, key=_number)}"


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def run(python: str, code: str, *arguments: object) -> str:
    """Run code of this checkout in an environment; return its exit code and the last line that it says."""
    settings = os.environ | {"PYTHONPATH": str(HERE / "src"), "PYTHONWARNINGS": "default"}
    done = subprocess.run(
        [python, "-c", code, *map(str, arguments)], env=settings, capture_output=True, text=True, check=False
    )
    lines = (done.stdout.strip() if done.stdout.strip() and not done.returncode else done.stderr.strip()).splitlines()
    warned = [line for line in done.stderr.splitlines() if "Warning" in line]
    told = f"exit {done.returncode}: {lines[-1] if lines else ''}"
    return f"{told} ({len(warned)} warnings, first: {warned[0]})" if warned else told


def main() -> None:
    """Build, check and compare; print everything as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        pythons = {name: environment(place / name, lowest=name == "lowest") for name in ("lowest", "newest")}
        versions = f"from importlib.metadata import version\nprint(*(version(n) for n in {NAMES}), sep=' | ')"
        print(f"| | {' | '.join(NAMES)} |\n|{'---|' * (len(NAMES) + 1)}")
        for name, python in pythons.items():
            print(f"| {name} | {run(python, versions).partition(': ')[2]} |")
        for name, python in pythons.items():
            print(f"\n{name}: build, {run(python, MAIN, 'build', HERE, '--out', place / f'out-{name}')}")
            print(f"{name}: validate, {run(python, MAIN, 'validate', HERE, '--format', 'text')}")
            print(f"{name}: load, {run(python, LOADS)}")
        for name, python in pythons.items():
            print()
            for built in pythons:
                told = run(python, MAIN, "build", place / f"out-{built}", "--check")
                print(f"{name}: build --check of what {built} built, {told}")
            compare = [python, "-c", COMPARES, str(place / "out-lowest"), str(place / "out-newest")]
            print(subprocess.run(compare, check=True, capture_output=True, text=True).stdout, end="")


if __name__ == "__main__":
    sys.exit(main())
