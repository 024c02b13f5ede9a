"""Checked rows to the published package: generated columns, Parquet, schemas, descriptor, generated docs.

All or nothing: everything is computed and staged beside its place, flushed to disk and read back before the first
file is touched; `publish` puts it in place. Output depends on the inputs alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from azisrael_data import arrow, checks, container, derive, descriptor, identity, plan, publish, reference, schema
from azisrael_data.files import FILE, FOLDER, MISSING, UNFINISHED, kind
from azisrael_data.models import FACTS, TABLES
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, InvalidData
from azisrael_data.write import csv_text

# Hand-kept files that travel with a package built elsewhere.
COMPANIONS = ("LICENSE-DATA", "CITATION.cff")
_PLAN = f"src/azisrael_data/{plan.NAME}"
_BESIDE = ("docs/", "src/")  # what a build writes into the repository, and is no part of the package


@dataclass(frozen=True, slots=True)
class Stale:
    """A file that does not hold what the build would write."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


@dataclass(slots=True)
class Product:
    """Everything a build writes: files by path in the package, and the Arrow tables behind the Parquet ones."""

    files: dict[str, bytes]
    parquet: dict[str, Any]


def product(package: Package) -> Product:
    """Compute a whole package from its rows.

    Raises InvalidData with every problem found, InvalidModel if the models contradict each other.
    """
    schema.check_models()
    problems = checks.validate(package, stale=False)
    if problems:
        raise InvalidData(problems)
    files: dict[str, bytes] = {}
    tables: dict[str, Any] = {}
    for table in TABLES:
        rows = [dict(row.values) for row in package[table.name].rows]
        if table.name == "published":
            rows = identity.remember(package)
        if table in FACTS:
            for row in rows:
                spans = [span.values for span in package.spans.get(row["id"], ())]
                row.update(derive.generated(row, spans, package.roots))
        rows.sort(key=lambda values: tuple(values[name] for name in table.key))
        files[table.path] = csv_text(table, rows).encode()
        tables[table.parquet] = arrow.arrow_table(table, rows)
        files[table.parquet] = arrow.parquet_bytes(tables[table.parquet])
        files[f"schemas/{table.name}.json"] = descriptor.text(schema.table_schema(table)).encode()
    sources = [row.values for row in package["sources"].rows]
    files["datapackage.json"] = descriptor.text(descriptor.descriptor(sources)).encode()
    files["docs/columns.md"] = reference.columns_page().encode()
    files["docs/problems.md"] = reference.problems_page().encode()
    files |= {path: page.encode() for path, page in reference.problem_pages(package.root).items()}
    if _is_ours(package.root):
        files[_PLAN] = plan.text().encode()
    return Product(files, tables)


def published(made: Product) -> dict[str, bytes]:
    """Return the files of a product that belong to the package, by path."""
    return {path: data for path, data in made.files.items() if not path.startswith(_BESIDE)}


def _is_ours(root: Path) -> bool:
    """Tell whether the code that runs is that of the repository at a root."""
    return (root / _PLAN).parent.resolve() == plan.HERE


def stale(root: Path, made: Product) -> list[Stale]:
    """Return the files below a root that differ from what the build would write, Parquet compared by content."""
    found = []
    for path, data in made.files.items():
        if path.startswith("docs/") and not (root / "docs").is_dir():
            continue
        special = _special(root / path)
        if special:
            found.append(Stale(path, special))
            continue
        what = arrow.differs(root / path, made.parquet[path]) if path in made.parquet else _differs(root / path, data)
        if what:
            found.append(Stale(path, what))
    expected = set(made.files)
    strays = [
        f"{folder}/{stray.name}"
        for folder, suffix in (("datasets", ".parquet"), ("datasets", ".csv"), ("schemas", ".json"))
        for stray in sorted((root / folder).glob(f"*{suffix}"))
    ]
    if os.path.lexists(root / UNFINISHED):
        found.append(Stale(UNFINISHED, "left by an interrupted build"))
    found += [Stale(stray, "belongs to no table; delete it") for stray in strays if stray not in expected]
    pages = [f"docs/problems/{page.name}" for page in sorted((root / "docs" / "problems").glob("*.md"))]
    if not any(path.startswith("docs/problems/") for path in expected):
        return found  # without the cases no page is made
    return found + [Stale(page, "belongs to no code; delete it") for page in pages if page not in expected]


def _special(path: Path) -> str:
    """Say why a path is never opened: it, or the folder that it stands in, is a link, a pipe or the like."""
    for place, wanted in ((path.parent, FOLDER), (path, FILE)):
        what = kind(place)
        if what not in (wanted, MISSING):
            return f"{place.name} is {what}, wanted {wanted}"
    return ""


def _differs(path: Path, wanted: bytes) -> str | None:
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return "missing"
    if found == wanted:
        return None
    pairs = enumerate(zip_longest(found.split(b"\n"), wanted.split(b"\n")), 1)
    return f"differs from line {next(n for n, (a, b) in pairs if a != b)} on"


def prove(root: Path) -> None:
    """Read the staged files back: CSV and Parquet agree cell for cell, or CannotRun is raised."""
    package = Package(root)
    problems = checks.validate(package)
    if problems:
        raise InvalidData(problems)
    for table in TABLES:
        again = arrow.arrow_table(table, (row.values for row in package[table.name].rows))
        what = arrow.differs(root / table.parquet, again)
        if what:
            raise CannotRun(f"{table.parquet} does not agree with {table.path}: {what}")


def build(root: Path, out: Path | None = None) -> tuple[Package, list[Stale]]:
    """Build the package in place, or into another folder, and return it with the files that changed.

    Raises InvalidData if the rows have problems (nothing is written then), CannotRun if another build is under way
    or the target is not a package.
    """
    with publish.lock(root, *([out] if out is not None and out.is_dir() else [])):
        if out is None:
            publish.clear(root)
        misplaced = list(container.folders(root))
        if misplaced:
            raise InvalidData(misplaced)
        package = Package(root)
        made = product(package)
        if out is not None:
            extra = {name: (root / name).read_bytes() for name in COMPANIONS if kind(root / name) == FILE}
            files = published(made) | extra
            publish.whole(out, files, prove)
            return package, [Stale(path, "written") for path in files]
        return package, put(root, made)


def put(root: Path, made: Product) -> list[Stale]:
    """Put a product in the place of the package below a root, which the caller holds, and return what changed.

    Raises CannotRun if a file there belongs to no table.
    """
    changed = stale(root, made)
    files = {each.path: made.files[each.path] for each in changed if each.path in made.files}
    removed = [each.path for each in changed if each.path not in {*made.files, UNFINISHED}]
    if removed:
        raise CannotRun("; ".join(str(each) for each in changed if each.path in removed))
    publish.in_place(root, files, published(made), prove)
    return changed


def cells(package: Package) -> tuple[int, int]:
    """Return how many coded cells the data tables hold, and how many rows."""
    return sum(_filled(package)), sum(1 for _ in package.facts())


def _filled(package: Package) -> Iterator[int]:
    for table, _, row in package.facts():
        names = [c.name for c in schema.columns(table) if schema.is_coded(table, c)]
        yield sum(row.values.get(name) is not None for name in names)
