"""What stands in a package's folders, and the whole validation: rows, folders, descriptors, Parquet.

A path is allowed or it is a stray; what is allowed is a plain file. Links, pipes and devices are named, never opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from azisrael_data import parquet
from azisrael_data.files import FILE, FOLDER, MISSING, UNFINISHED, kind, printable
from azisrael_data.problems import Problem, nearest

if TYPE_CHECKING:
    from azisrael_data.package import Package

FOLDERS = ("datasets", "schemas", "seeds")
MOST = 20  # strays told of one folder
BUILD = "run `azisrael build`"
_PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip", ".7z", ".tar", ".lz4", ".br")


def validate(root: Path, *, built: bool = True) -> list[Problem]:
    """Return every problem of a package that can be found without the texts, in file order, each once.

    `built`: everything, also what a build writes and what else stands in the package's folders; otherwise the rows
    alone. Raises CannotRun if no Parquet file can be read on this machine.
    """
    return validated(root, built=built)[1]


def validated(root: Path, *, built: bool = True) -> tuple[Package | None, list[Problem]]:
    """Return the package as read, for those who count its rows, with the problems that `validate` returns.

    The package is None if one of its folders is not a folder: nothing in it is read then.
    """
    found = list(folders(root))
    if found:
        return None, found
    if not built:
        return _rows(root)
    with parquet.Comparison(root) as comparison:  # first, for it works beside us
        package, told = _rows(root)
        told = _merged([*told, *entries(root)])
        if not any(p.code == "unfinished-build" for p in told):  # else nothing belongs together
            told += [*_descriptors(root, package), *_parquet(comparison.findings(), told)]
    return package, _in_order(told)


def folders(root: Path) -> Iterator[Problem]:
    """Yield a problem for everything that stands where a folder of the package should."""
    for name in (*FOLDERS, "docs", "docs/problems"):
        what = kind(root / name)
        if what not in (FOLDER, MISSING):
            hint = "put the folder itself here; nothing outside the package is read"
            yield Problem(name, 0, "", "special-file", f"this is {what}, wanted a folder", hint)


@cache
def known() -> dict[str, str]:
    """Return every path that a package has below its folders, with the code of a problem if it is missing."""
    from azisrael_data.manifest import schema_path
    from azisrael_data.models import TABLES

    paths = {table.path: "file-missing" for table in TABLES}
    paths |= {schema_path(table.name): "descriptor-missing" for table in TABLES}
    return paths | {table.parquet: "parquet-missing" for table in TABLES}


def entries(root: Path) -> Iterator[Problem]:
    """Yield a problem for every stray in the package's folders, every special file, and what a build wrote once.

    `seeds` is the contributor's own: there, only what looks like a CSV file is judged.
    """
    for path in (*known(), "datapackage.json"):
        what = kind(root / path)
        if what not in (FILE, MISSING):
            yield Problem(path, 0, "", "special-file", f"this is {what}, wanted a plain file", "put a plain file here")
    for folder in FOLDERS:
        strays = [name for name in _names(root / folder) if is_stray(folder, name)]
        for name in strays[:MOST]:
            what = kind(root / folder / name)
            yield Problem(f"{folder}/{printable(name)}", 0, "", "stray-file", *_stray(folder, name, what))
        if len(strays) > MOST:
            yield Problem(folder, 0, "", "stray-file", f"{len(strays) - MOST} more strays", "delete them")
    yield from _missing(root)


def is_stray(folder: str, name: str) -> bool:
    """Tell whether a name in one of the package's folders belongs to nothing there."""
    path = f"{folder}/{name}"
    return path not in known() and path != UNFINISHED and (folder != "seeds" or ".csv" in name.casefold())


def meant(folder: str, name: str) -> str:
    """Return the path of the package that a stray looks like: another case, packed, or hidden; empty if none."""
    bare = f"{folder}/{name.lstrip('.')}".casefold()
    for suffix in _PACKED:
        bare = bare.removesuffix(suffix)
    return bare if bare in known() else ""


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if kind(folder) == FOLDER else []


def _stray(folder: str, name: str, what: str) -> tuple[str, str]:
    """Return message and hint of a stray."""
    path, shape = meant(folder, name), "" if what == FILE else f", and is {what}"
    if name.casefold().endswith(_PACKED):
        return f"a compressed file: no compressed input is read{shape}", "unpack it, or delete it"
    if name.startswith("."):
        return f"a hidden file belongs to no package{shape}", "delete it"
    if path:
        return f"differs from {path} by upper and lower case only{shape}", f"rename it to {path}, or delete it"
    near = nearest(f"{folder}/{name}", [other for other in known() if other.startswith(folder)])
    return f"belongs to no table{shape}", near or "delete it"


def _missing(root: Path) -> Iterator[Problem]:
    """Yield what a build writes and is not there; where all of a kind is missing, once for all of it."""
    for folder, code, noun in (
        ("datasets", "parquet-missing", "Parquet files"),
        ("schemas", "descriptor-missing", "schemas"),
    ):
        paths = [path for path, other in known().items() if other == code]
        missing = [path for path in paths if kind(root / path) == MISSING]
        if missing == paths:
            yield Problem(folder, 0, "", code, f"none of the {len(paths)} {noun} is there", BUILD)
        else:
            for path in missing:
                yield Problem(path, 0, "", code, "no such file", BUILD)
    if kind(root / "datapackage.json") == MISSING:
        yield Problem("datapackage.json", 0, "", "descriptor-missing", "no such file", BUILD)


def _rows(root: Path) -> tuple[Package, list[Problem]]:
    from azisrael_data import checks
    from azisrael_data.package import Package

    package = Package(root)
    return package, checks.validate(package)


def _in_order(problems: list[Problem]) -> list[Problem]:
    from azisrael_data import checks

    return checks.in_order(problems)


def _merged(problems: list[Problem]) -> list[Problem]:
    """Return the problems without those that tell one fault a second time.

    A missing file beside which a stray lies that looks like it is one fault, as is a special file that cannot be read.
    """
    missing = {p.path for p in problems if p.code.endswith("-missing")}
    special = {p.path for p in problems if p.code == "special-file"}
    instead = {
        path: p
        for p in problems
        if p.code == "stray-file" and "/" in p.path and (path := meant(*p.path.split("/", 1))) in missing
    }
    kept = []
    for p in problems:
        if p in instead.values() or (p.code == "file-unreadable" and p.path in special):
            continue
        stray = instead.get(p.path) if p.code.endswith("-missing") else None
        kept.append(replace(p, hint=f"{stray.path} lies here: {stray.message}; {stray.hint}") if stray else p)
    return kept


def _descriptors(root: Path, package: Package) -> Iterator[Problem]:
    """Yield how the descriptor and the schemas differ from the models; the sources in it, if all rows are known."""
    from azisrael_data import manifest

    @cache
    def measure(path: str) -> tuple[int, str] | None:
        if kind(root / path) != FILE:
            return None
        with (root / path).open("rb") as file:
            return (root / path).lstat().st_size, hashlib.file_digest(file, "sha256").hexdigest()

    sources = package["sources"]
    rows = None if sources.problems else [row.values for row in sources.rows]
    for path, wanted in manifest.wanted(rows).items():
        if kind(root / path) == FILE:
            yield from manifest.problems(path, _start(root / path), wanted, measure)


def _start(path: Path) -> bytes:
    """Return the bytes of a file, no more of them than are ever wanted."""
    from azisrael_data.strictjson import MAX_BYTES

    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _parquet(findings: dict[str, parquet.Finding], told: list[Problem]) -> Iterator[Problem]:
    """Yield the problems of the Parquet files. Cells count only where the CSV has no problem of its own."""
    from azisrael_data.models import table

    broken = {p.path for p in told}
    for name, (code, column, message) in findings.items():
        if code == "parquet-damaged" or table(name).path not in broken:
            yield Problem(table(name).parquet, 0, column, code, message, BUILD)
