"""Mutation testing with mutmut: which small changes to the reader, the cells, the checks and the evidence go unnoticed.

Usage: pip install mutmut coverage  (3.8; beside the extra `test`)
       python benchmarks/mutate.py [MODULE ...] [--work FOLDER] [--children N] [--fresh] [--wider]
                                    [--sample N] [--survivors]

Each module is mutated by itself in a scratch copy of the repository, every function of it, module constants left out.
All mutants are held against the tests of the module; with `--wider` those that survive against the tests beside it.
What is known of an unchanged module is kept in the folder: the next run tries only what survived, with the tests of
then. `--survivors` prints the difference that every survivor makes. Runs for about two hours in all, one process.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import chdir
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = "src/azisrael_data"
LEDGER = tuple(
    f"checks::test_ledger_{name}"
    for name in ("cut_off", "line_lost", "lines_swapped", "short_of_the_text", "beyond_the_text")
)
# Group -> module -> its own tests, then those that are asked about what survives.
GROUPS = {
    "reader": {
        "records": (("records",), ("read", "cases", "screen", "corpora", "write")),
        "read": (("read",), ("records", "headers", "cases", "checks", "mutations")),
        "headers": (("headers",), ("read", "cases")),
    },
    "cells": {
        "cells/base": (("cells",), ("cases", "read", "models")),
        "cells/days": (("cells",), ("edtf", "cases", "models")),
        "cells/forms": (("cells",), ("cases", "read", "models", "schema")),
        "cells/lists": (("cells",), ("cases", "read", "models")),
        "cells/numbers": (("cells",), ("cases", "read", "models", "schema")),
    },
    "checks": {
        "checks": (("checks",), ("cases", "identity", "read")),
        "rules": (("checks::test_cells_of_a_row", "checks::test_bad_rows"), ("cases", "checks", "vector", "screen")),
        "identity": (("identity", "checks::test_bad_rows"), ("cases", "checks", "build")),
        "ledger": (("checks::test_bad_rows", *LEDGER), ("cases", "checks", "identity", "manifest")),
        "duplicates": (("duplicates",), ("cases", "checks")),
    },
    "evidence": {
        "proof": (("proof",), ("cases", "checks", "models")),
        "hedges": (("hedges",), ("cases", "checks", "manifest")),
        "literals/dates": (("literals",), ("proof", "checks")),
        "literals/names": (("literals",), ("proof", "checks")),
        "literals/quantities": (("literals",), ("proof", "checks")),
        "literals/words": (("literals",), ("proof", "checks", "hedges")),
    },
}
MODULES = {module: tests for group in GROUPS.values() for module, tests in group.items()}
COPIED = ("tests", "schemas", "datasets", "seeds", "docs", "datapackage.json", "CITATION.cff", "LICENSE-DATA")
KILLED = {"killed", "timeout"}
SEED = 1
# A property test that fails is not asked for its smallest example, and every run draws the same ones.
PROFILE = """

from hypothesis import Phase, settings  # noqa: E402

settings.register_profile("mutate", phases=[Phase.explicit, Phase.generate], database=None, derandomize=True)
settings.load_profile("mutate")
"""
# Beside processor seconds mutmut limits wall time, which on a busy machine calls a mutant killed that is only slow.
MUTMUT = (
    "from mutmut.workers import isolation; isolation.register_timeout = lambda **_: None; "
    "from mutmut.__main__ import cli; cli()"
)
CONFIG = """
[tool.mutmut]
source_paths = ["src/"]
only_mutate = ["{package}/{module}.py"]
also_copy = {copied}
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = [
  "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "no:unraisableexception", "--assert=plain", "-m", "not slow",
]
timeout_multiplier = 2.0
timeout_constant = 2.0
use_git_change_detection = false
track_dependencies = false
"""


def scratch(root: Path, module: str, tests: tuple[str, ...]) -> None:
    """Lay out a copy of the repository in which mutmut mutates one module and runs some test files."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(REPOSITORY / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in COPIED:
        place = REPOSITORY / name
        if place.is_dir():
            shutil.copytree(place, root / name, ignore=shutil.ignore_patterns("__pycache__", "texts"))
        else:
            shutil.copy2(place, root / name)
    with (root / "tests" / "conftest.py").open("a", encoding="utf-8") as file:
        file.write(PROFILE)
    parts = (each.partition("::") for each in tests)
    config = CONFIG.format(
        package=PACKAGE,
        module=module,
        copied=json.dumps(COPIED),
        tests=json.dumps([f"tests/test_{file}.py{colons}{name}" for file, colons, name in parts]),
    )
    project = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    (root / "pyproject.toml").write_text(project + config, encoding="utf-8")


def run(root: Path, module: str, names: list[str], children: int) -> dict[str, str]:
    """Run mutmut on some mutants of a scratch copy, all if none is named, and return what became of each."""
    from mutmut.stats import status_by_exit_code

    command = [sys.executable, "-c", MUTMUT, "run", "--max-children", str(children), *names]
    log = root / "mutmut.log"
    with log.open("wb") as file:
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
        code = subprocess.run(command, cwd=root, stdout=file, stderr=subprocess.STDOUT, env=env, check=False).returncode
    if code:
        print(log.read_text(encoding="utf-8", errors="replace")[-4000:])
        raise SystemExit(f"mutmut stopped with {code}: {log}")
    meta = json.loads((root / "mutants" / PACKAGE / f"{module}.py.meta").read_text(encoding="utf-8"))
    found = {name: status_by_exit_code[code] for name, code in meta["exit_code_by_key"].items()}
    return {name: status for name, status in found.items() if not names or name in names}


def mutants(root: Path, module: str) -> list[str]:
    """Return the names of all mutants of a module in a scratch copy."""
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    path = Path(PACKAGE) / f"{module}.py"
    with chdir(root):
        made = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
        return [get_mutant_name(path, name) for name in made.mutant_names]


def mutate(
    work: Path, module: str, children: int, *, fresh: bool, wider: bool, sample: int = 0
) -> tuple[int, dict[str, str]]:
    """Return how many mutants a module has, and what became of those that were tried.

    That is: killed, timeout, survived, no tests, suspicious or segfault. A sample of a size is the same every time.
    """
    source = (REPOSITORY / PACKAGE / f"{module}.py").read_bytes()
    mark = hashlib.sha256(source).hexdigest()
    slug = module.replace("/", "-")
    memory = work / f"{slug}.json"
    known: dict[str, str] = {}
    if memory.exists() and not fresh:
        told = json.loads(memory.read_text(encoding="utf-8"))
        known = told["found"] if told["mark"] == mark else {}
    own, beside = MODULES[module]
    root = work / slug
    for tests in (own, own + beside) if wider else (own,):
        scratch(root, module, tests)
        every = mutants(root, module)
        drawn = random.Random(SEED).sample(every, len(every))[: sample or None]  # a smaller sample is part of a larger
        left = [name for name in drawn if known.get(name) not in KILLED]
        if left:
            known |= run(root, module, left if len(left) < len(every) else [], children)
            memory.write_text(json.dumps({"mark": mark, "found": known}, indent=0), encoding="utf-8")
    return len(every), {name: known[name] for name in every if name in drawn}


def difference(work: Path, module: str, name: str) -> str:
    """Return the lines that a mutant changes."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    with chdir(work / module.replace("/", "-")):
        lines = get_diff_for_mutant(name, path=Path(PACKAGE) / f"{module}.py").splitlines()
    return "\n".join(line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---"))


def main() -> int:
    """Mutate the modules that are named, all if none is, and print the shares that the tests notice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help=f"of {', '.join(MODULES)}; or a group such as cells:"
    )
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "azisrael-mutants")
    parser.add_argument("--children", type=int, default=1, help="processes at once")
    parser.add_argument("--fresh", action="store_true", help="forget what is known")
    parser.add_argument("--sample", type=int, default=0, help="try so many mutants of each module, drawn by a seed")
    parser.add_argument("--wider", action="store_true", help="ask the tests beside about what survives")
    parser.add_argument("--survivors", action="store_true", help="print what every survivor changes")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    names = chosen.modules or [f"{group}:" for group in GROUPS]
    wanted = [each for name in names for each in GROUPS.get(name.removesuffix(":") if ":" in name else "", (name,))]
    if unknown := set(wanted) - set(MODULES):
        parser.error(f"no such module: {', '.join(sorted(unknown))}")
    print("| group | module | mutants | tried | killed | of these by time | left | score |\n" + "|---" * 8 + "|")
    for group, modules in GROUPS.items():
        parts: list[tuple[int, Counter[str]]] = []
        for module in [each for each in modules if each in wanted]:
            many, found = mutate(
                chosen.work, module, chosen.children, fresh=chosen.fresh, wider=chosen.wider, sample=chosen.sample
            )
            parts.append((many, Counter(found.values())))
            print(_row(group, module, parts[-1:]), flush=True)
            for name, status in found.items() if chosen.survivors else ():
                if status not in KILLED:
                    print(f"{name}: {status}\n{difference(chosen.work, module, name)}", flush=True)
        if parts:
            print(_row(group, "all", parts), flush=True)
    return 0


def _row(group: str, module: str, parts: list[tuple[int, Counter[str]]]) -> str:
    """Return a row of the table for some modules, each with the number of its mutants and what became of those tried.

    A score of samples is weighted by the sizes of the modules and has its 95 % interval.
    """
    whole, counts = sum(many for many, _ in parts), sum((counts for _, counts in parts), Counter[str]())
    score = variance = 0.0
    for many, found in parts:
        tried, killed = found.total(), sum(found[status] for status in KILLED)
        score += many / whole * killed / tried
        likely = (killed + 2) / (tried + 4)
        variance += (many / whole) ** 2 * likely * (1 - likely) / tried * (1 - tried / many)
    tried, killed = counts.total(), sum(counts[status] for status in KILLED)
    told = f"{score:.1%}"
    if tried < whole:
        spread = 1.96 * math.sqrt(variance)
        told += f" ({score - spread:.1%} to {min(1.0, score + spread):.1%})"
    return f"| {group} | {module} | {whole} | {tried} | {killed} | {counts['timeout']} | {tried - killed} | {told} |"


if __name__ == "__main__":
    sys.exit(main())
