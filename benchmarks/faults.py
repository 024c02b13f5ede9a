"""Spoil two packages with every class of faults, and print by level what the validator finds and places.

Usage: python benchmarks/faults.py [--seeds N] [--spread] [--only ID ...]

Every variant of every class is done N times (default 25) to a generated package and to the one of this repository.
Detected: anything was said. Placed: every message that is due stands at its file, line and column under its code, and
none is beside it without reason (of a whole fault: exactly one message). Slowest: processor seconds of one package.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from faults import bases, runner
from faults.bases import Base
from faults.kit import LEVELS, Fault


@dataclass(slots=True)
class Row:
    """What came of one level."""

    families: set[str]
    variants: set[str]
    injections: int = 0
    detected: int = 0
    placed: int = 0
    extra: int = 0
    errors: int = 0
    slowest: float = 0.0

    def add(self, outcome: runner.Outcome) -> None:
        self.families.add(outcome.fault.family)
        self.variants.add(outcome.fault.id)
        self.injections += 1
        self.detected += outcome.detected
        self.placed += not outcome.missed and not outcome.error
        self.extra += bool(outcome.extra or outcome.twice)
        self.errors += bool(outcome.error)
        self.slowest = max(self.slowest, outcome.seconds)

    def cells(self, name: str) -> str:
        counts = (len(self.families), len(self.variants), self.injections)
        shares = (f"{part / max(1, self.injections):.2%}" for part in (self.detected, self.placed))
        told = (name, *map(str, counts), *shares, str(self.extra), str(self.errors), f"{self.slowest:.2f}")
        return "| " + " | ".join(told) + " |"


def runs(seeds: int, only: set[str], *, spread: bool) -> Iterator[tuple[Fault, Base, int]]:
    """Yield what is run: every variant with every seed, or every class, its seeds spread over its variants."""
    for variants in runner.families().values():
        wanted = [fault for fault in variants if not only or {fault.id, fault.family, fault.level} & only]
        for base in (bases.generated(), bases.real()):
            able = [fault for fault in wanted if runner.applies(fault, base)]
            for seed in range(seeds if able else 0):
                for fault in [able[seed % len(able)]] if spread else able:
                    yield fault, base, seed


def main() -> int:
    """Run, print the table and every complaint, and return 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=25)
    parser.add_argument("--spread", action="store_true", help="Spread the seeds of a class over its variants.")
    parser.add_argument("--only", nargs="*", default=[], help="ids of classes or variants, or levels")
    options = parser.parse_args()
    rows: dict[str, Row] = defaultdict(lambda: Row(set(), set()))
    failing: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for fault, base, seed in runs(options.seeds, {*options.only}, spread=options.spread):
            outcome = runner.run(fault, base, seed, Path(folder))
            rows[fault.level].add(outcome)
            rows["all"].add(outcome)
            failing.setdefault(fault.id, []).extend(outcome.complaints())
    print("| level | classes | variants | injections | detected | placed | with extra messages | errors | slowest |")
    print("|---|---|---|---|---|---|---|---|---|")
    for level in (*LEVELS, "all"):
        if level in rows:
            print(rows[level].cells(level))
    failing = {id: told for id, told in failing.items() if told}
    for id, told in failing.items():
        print(f"\n{id}: {len(told)} complaint(s)\n{told[0]}")
    return int(bool(failing))


if __name__ == "__main__":
    sys.exit(main())
