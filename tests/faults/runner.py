"""Spoil a package with one fault and compare what the validator says with what is due.

A fault is done to a copy in memory: only the files that it writes are put on disk and read, all other tables are those
of the valid package.
"""

from __future__ import annotations

import copy
import random
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self
from unittest import mock

from azisrael_data import checks, container, manifest, read, twins, verify
from azisrael_data.models import TABLES, table
from azisrael_data.package import Package
from azisrael_data.problems import Problem
from faults import (  # noqa: F401  each registers its classes
    actions,
    arrangement,
    codes,
    cuts,
    dates,
    descriptor,
    encodings,
    evidence,
    files,
    folders,
    forms,
    headers,
    identity,
    ledger,
    lines,
    numbers,
    passages,
    relations,
    rows,
    schemas,
    shapes,
    texts,
)
from faults.bases import Base
from faults.kit import FAULTS, LEVELS, Due, Fault, Injection

MOST_SECONDS = 2.0  # of processor time, for one spoilt package


@dataclass(slots=True)
class Outcome:
    """What the validator said of one spoilt package."""

    fault: Fault
    base: str
    seed: int
    injection: Injection
    problems: list[Problem | Found] = field(default_factory=list)
    seconds: float = 0.0
    error: str = ""

    @property
    def detected(self) -> bool:
        """Tell whether anything was said at all."""
        return bool(self.problems)

    @property
    def missed(self) -> list[Due]:
        """Return the messages that were due and are not there."""
        return [due for due in self.injection.due if not any(map(due.is_met_by, self.problems))]

    @property
    def extra(self) -> list[Problem | Found]:
        """Return the messages for which there is no reason."""
        return [
            problem
            for problem in self.problems
            if not any(due.is_met_by(problem) for due in self.injection.due)
            and (self.fault.whole or not self.injection.also(problem))
        ]

    @property
    def twice(self) -> bool:
        """Tell whether one due message is met by two problems."""
        if not self.fault.whole and self.fault.level != "row":  # several literals of one cell may each be told
            return False
        return any(sum(map(due.is_met_by, self.problems)) > 1 for due in self.injection.due)

    def complaints(self) -> Iterator[str]:
        """Yield in words what is wrong with the outcome."""
        where = f"{self.fault.id} ({self.fault.title}), {self.base} package, seed {self.seed}"
        if self.error:
            yield f"{where}: raised {self.error}"
            return
        for due in self.missed:
            yield f"{where}: expected {_told(due)}, got {_first(self.problems)}"
        if self.extra:
            yield f"{where}: {len(self.extra)} message(s) too many: {_first(self.extra)}"
        if self.twice:
            yield f"{where}: told twice: {_first(self.problems)}"
        if self.seconds > MOST_SECONDS:
            yield f"{where}: took {self.seconds:.1f} s"


def _told(due: Due) -> str:
    return f"{due.path}:{due.line}:{due.column}: {' or '.join(sorted(due.codes))}"


def _first(problems: list[Problem | Found]) -> str:
    told = "".join(f"\n    {str(problem)[:300]}" for problem in problems[:4])
    return (told or "nothing") + (f"\n    ... and {len(problems) - 4} more" if len(problems) > 4 else "")


def inject(fault: Fault, base: Base, seed: int) -> Injection:
    """Return what the injector does with a seed."""
    return fault.inject(random.Random(f"{fault.id} {base.name} {seed}"), base.view)


def run(fault: Fault, base: Base, seed: int, root: Path) -> Outcome:
    """Spoil a base below an empty root, validate it, and leave the root empty again."""
    outcome = Outcome(fault, base.name, seed, inject(fault, base, seed))
    if fault.level == "package":
        _run_package(outcome, base)
        return outcome
    put(outcome.injection, root)
    before = time.process_time()
    try:
        whole = spoilt(base, root, outcome.injection)
        outcome.problems = checks.validate(whole)
        if fault.texts and not outcome.problems:
            outcome.problems = verified(whole, base)
        list(map(str, outcome.problems))
    except Exception as error:  # noqa: BLE001
        outcome.error = f"{type(error).__name__}: {error}"
    outcome.seconds = time.process_time() - before
    clear(root)
    return outcome


class _Twins:
    """Compares the Parquet files that an injection writes, in this process; all others agree."""

    def __init__(self, root: Path, names: set[str]) -> None:
        self.root, self.names = root, names

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def findings(self) -> dict[str, object]:
        found = {name: twins.finding(self.root, table(name)) for name in sorted(self.names)}
        return {name: finding for name, finding in found.items() if finding}


def _run_package(outcome: Outcome, base: Base) -> None:
    """Spoil the built copy of a base, validate all of it, and put it right again.

    What the fault leaves alone is not worked out again: rows, Parquet files, what the models say. Only bytes on which
    a reader may fall over are read in a process of their own, as always.
    """
    injected = outcome.injection.files
    root, before = base.built, base.texts_of
    changed = {each.name for each in TABLES if each.parquet in injected and injected[each.parquet] is not None}
    with ExitStack() as patches:
        if not any(path.endswith(".csv") for path in injected):
            rows, wanted = (base.package, []), base.wanted
            patches.enter_context(mock.patch.object(container, "_rows", return_value=rows))
            patches.enter_context(mock.patch.object(manifest, "wanted", return_value=wanted))
        special = any(callable(injected.get(table(name).parquet)) for name in changed)
        if outcome.fault.family != "P34" and not special:
            quiet = partial(_Twins, names=changed)
            patches.enter_context(mock.patch.object(container.parquet, "Comparison", quiet))
        remove(root, injected)
        put(outcome.injection, root)
        started = time.process_time()
        try:
            outcome.problems = container.validate(root)
            list(map(str, outcome.problems))
        except Exception as error:  # noqa: BLE001
            outcome.error = f"{type(error).__name__}: {error}"
        outcome.seconds = time.process_time() - started
    remove(root, injected)
    put(Injection({path: before[path] for path in injected if path in before}, ()), root)


def remove(root: Path, paths: Iterable[str]) -> None:
    """Take away whatever stands at some paths below a root."""
    for path in paths:
        place = root / path
        if place.is_dir() and not place.is_symlink():
            place.rmdir()
        else:
            place.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of `verify` in the place of a problem: the row of the table that it is about."""

    path: str
    line: int
    code: str
    message: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code}: {self.message}"


def verified(whole: Package, base: Base) -> list[Found]:
    """Return what `verify --reference` finds with the texts of the base, each at its row."""
    report = verify.verify(whole, base.texts)
    spans, sources = whole.keys["evidence"], whole.keys["sources"]
    places = {(row.values["source_id"], row.values["line"]): row.line for row in whole["lines"].rows}
    found = []
    for each in report.findings:
        if each.evidence_id in spans:
            found.append(Found(whole["evidence"].path, spans[each.evidence_id].line, each.state, each.what))
        elif each.line:
            found.append(Found(whole["lines"].path, places[each.source_id, each.line], each.state, each.what))
        else:
            found.append(Found(whole["sources"].path, sources[each.source_id].line, each.state, each.what))
    found.extend(Found(whole["sources"].path, sources[key].line, "lost", "no copy found") for key in report.missing)
    others = [each.source_id for each in report.sources if each.path and not each.identical]
    found.extend(Found(whole["sources"].path, sources[key].line, "other", "not the reference") for key in others)
    return found


def spoilt(base: Base, root: Path, injection: Injection) -> Package:
    """Return the base's package with the tables that an injection writes read from a root, all others shared."""
    whole = Package.__new__(Package)
    vars(whole).update({name: copy.copy(value) for name, value in base.pristine.items()})
    whole.root = root
    whole.reads = {
        each.name: read.read(root, each) if each.path in injection.files else base.reads[each.name] for each in TABLES
    }
    return whole


def put(injection: Injection, root: Path) -> None:
    """Write the files of an injection below a root."""
    for path, content in injection.files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(place)
        elif content is not None:
            place.write_bytes(content)


def clear(root: Path) -> None:
    """Take away everything below a root."""
    for place in root.iterdir():
        shutil.rmtree(place)


def all_faults() -> list[Fault]:
    """Return every variant of every class, by level."""
    return sorted(FAULTS.values(), key=lambda fault: LEVELS.index(fault.level))


def families() -> dict[str, list[Fault]]:
    """Return the classes with their variants."""
    found: dict[str, list[Fault]] = {}
    for fault in all_faults():
        found.setdefault(fault.family, []).append(fault)
    return found


def applies(fault: Fault, base: Base) -> bool:
    """Tell whether a fault can be done to a base."""
    return fault.only in ("", base.name) and not (fault.texts and base.texts is None)
