"""The tables of a package as one moment had them: of a git revision, a folder, a wheel, or a release, zipped or not.

Read as raw texts of CSV cells, strictly, with nothing that the data says obeyed: nothing is extracted, checked out or
followed, sizes have limits, and what a table's key is comes from this package's models wherever they know the table.
Two files of other versions can so be held against each other, whatever columns each of them has.
"""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azisrael_data import revisions, strictjson
from azisrael_data.files import FILE, FOLDER, MISSING, kind, printable
from azisrael_data.models import TABLES
from azisrael_data.problems import CannotRun, shown

MOST_FILE = 32 << 20  # bytes of one table
MOST_BYTES = 128 << 20  # bytes of all tables, and of an archive
MOST_MEMBERS = 10_000
MOST_CELL = 100_000  # characters, below the limit of the csv module
_TOO_LONG = f"a cell has more than {MOST_CELL} characters"
FOLDERS = ("datasets", "seeds", "schemas")
DESCRIPTOR = "datapackage.json"
IN_WHEEL = "azisrael_data/package/"
HERE = "."
_NAME = "[a-z][a-z0-9_]{0,63}"
_OURS = re.compile(rf"(?:(datasets|seeds)/({_NAME})\.csv|schemas/({_NAME})\.json|datapackage\.json)")
_KEYS = {table.name: table.key for table in TABLES}
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)

Key = tuple[str, ...]
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as texts: the columns of its key, all columns in file order, and its rows by key."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Mapping[Key, Cells]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tables of one moment by name, their schemas where there are any, and in words where they come from.

    `version` is what the descriptor says, empty if it does not.
    """

    label: str
    sheets: Mapping[str, Sheet]
    schemas: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""

    @property
    def count(self) -> int:
        """How many rows all tables have."""
        return sum(len(sheet.rows) for sheet in self.sheets.values())


def snapshot(reference: str, root: Path) -> Snapshot:
    """Return the tables that a reference means.

    `reference`: a git revision of the repository around `root`, a folder that holds `datasets/`, a wheel, or a zip
    archive of a release. `git:` or `path:` before it says which, where a name is both.

    Raises CannotRun if it means nothing, or two things, or if a table of it cannot be read.
    """
    prefix, _, rest = reference.partition(":")
    if prefix == "path":
        return _at(rest)
    if prefix == "git":
        return _revision(rest, root, revisions.commit(root, rest))
    is_path = kind(Path(reference)) != MISSING
    try:
        commit = revisions.commit(root, reference)
    except CannotRun as error:
        if not is_path:
            raise CannotRun(f"there is no folder or file {shown(reference)}, and {error}") from error
        return _at(reference)
    if is_path:
        told = printable(reference)
        raise CannotRun(f"{told} is a path and a git revision; write path:{told} or git:{told}")
    return _revision(reference, root, commit)


def folder(place: Path, label: str) -> Snapshot:
    """Return the tables in a folder that holds `datasets/`, under a label. Raises CannotRun as `snapshot` does."""
    return parsed(label, _in_folder(label, place))


def parsed(label: str, files: Mapping[str, bytes]) -> Snapshot:
    """Return the tables that files hold, by path such as `datasets/visits.csv` and `schemas/visits.json`.

    Raises CannotRun, which names file and line, for what is no CSV table with a key or no JSON.
    """
    sheets: dict[str, Sheet] = {}
    schemas: dict[str, Any] = {}
    for path in sorted(files, key=lambda path: (not path.startswith("schemas/"), path)):
        match = _OURS.fullmatch(path)
        if match is None or path == DESCRIPTOR:
            continue
        where = f"{label}: {path}"
        if match[3]:
            schemas[match[3]] = _json(where, files[path])
        elif match[2] in sheets:
            raise CannotRun(f"{where}: a table of this name is in {'/'.join(FOLDERS[:2])} twice")
        else:
            sheets[match[2]] = _sheet(where, match[2], files[path], schemas.get(match[2]))
    if not sheets:
        raise CannotRun(f"{label} holds no tables; name a revision, folder, wheel or release with a datasets folder")
    return Snapshot(label, dict(sorted(sheets.items())), dict(sorted(schemas.items())), _version(files))


def _version(files: Mapping[str, bytes]) -> str:
    found = strictjson.read(files.get(DESCRIPTOR, b""))
    if isinstance(found, strictjson.Fault) or not isinstance(found.value, dict):
        return ""
    told = found.value.get("version")
    return told if isinstance(told, str) else ""


def _revision(name: str, root: Path, commit: str) -> Snapshot:
    label = f"{printable(name)} ({commit[:12]})" if not commit.startswith(name) else commit[:12]
    files = [file for file in revisions.listed(root, commit, (*FOLDERS, DESCRIPTOR)) if _OURS.fullmatch(file.path)]
    _fits(label, {file.path: file.size for file in files})
    return parsed(label, revisions.contents(root, files))


def _at(told: str) -> Snapshot:
    place, label = Path(os.path.realpath(told)), printable(told)  # a link that the user names is followed
    what = kind(place)
    if what == FOLDER:
        return folder(place, label)
    if what == FILE:
        return parsed(label, _in_zip(label, place))
    raise CannotRun(f"{label} is {what}; wanted a folder, a wheel or a zip archive")


def _in_folder(label: str, place: Path) -> dict[str, bytes]:
    paths = {
        f"{name}/{path.name}": path
        for name in FOLDERS
        if kind(place / name) == FOLDER
        for path in (place / name).iterdir()
        if _OURS.fullmatch(f"{name}/{path.name}") and kind(path) == FILE
    }
    if kind(place / DESCRIPTOR) == FILE:
        paths[DESCRIPTOR] = place / DESCRIPTOR
    _fits(label, {name: path.stat().st_size for name, path in paths.items()})
    return {name: path.read_bytes() for name, path in paths.items()}


def _in_zip(label: str, place: Path) -> dict[str, bytes]:
    _fits(label, {"the archive": place.stat().st_size}, most=MOST_BYTES)
    try:
        with zipfile.ZipFile(place) as archive:
            members = _members(label, archive.infolist())
            _fits(label, {name: member.file_size for name, member in members.items()})
            return {name: _unpacked(archive, member) for name, member in members.items()}
    except _DAMAGED as error:
        raise CannotRun(f"{label} cannot be read as a zip archive: {printable(str(error))}") from error


def _members(label: str, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the members that are tables or schemas, by their path in the package."""
    if len(infos) > MOST_MEMBERS:
        raise CannotRun(f"{label} has {len(infos)} members; at most {MOST_MEMBERS} are looked at")
    base = _base(label, [info.filename for info in infos])
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        path = info.filename.removeprefix(base)
        if not info.filename.startswith(base) or not _OURS.fullmatch(path):
            continue
        if path in found:
            raise CannotRun(f"{label}: {path} stands twice in the archive")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise CannotRun(f"{label}: {path} is compressed in a way that is not read; wanted deflate")
        found[path] = info
    return found


def _base(label: str, names: Iterable[str]) -> str:
    """Return the folder of an archive in which the package lies, with its slash: a wheel's, the top, or the one there.

    Raises CannotRun if there are several.
    """
    split = (re.fullmatch(r"((?:[^/]+/)*)datasets/[^/]+\.csv", name) for name in names)
    bases = sorted({match[1] for match in split if match})
    if IN_WHEEL in bases:
        return IN_WHEEL
    bases = [base for base in bases if base.count("/") <= 1]
    if len(bases) > 1:
        raise CannotRun(f"{label} holds several packages: {', '.join(printable(base) or HERE for base in bases)}")
    return bases[0] if bases else ""


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member, at most as many as it said, whatever its compressed data would give."""
    with archive.open(member) as file:
        return file.read(member.file_size)


def _fits(label: str, sizes: Mapping[str, int], most: int | None = None) -> None:
    """Raise CannotRun if one of some sizes, or all together, are more than is compared."""
    most = MOST_FILE if most is None else most
    for name, size in sizes.items():
        if size > most:
            raise CannotRun(f"{label}: {name} has {size} bytes; at most {most} are compared")
    if sum(sizes.values()) > MOST_BYTES:
        raise CannotRun(f"{label} has {sum(sizes.values())} bytes of tables; at most {MOST_BYTES} are compared")


def _json(where: str, data: bytes) -> Any:
    found = strictjson.read(data)
    if isinstance(found, strictjson.Fault):
        raise CannotRun(f"{where}:{found.line}: {found.message}")
    return found.value


def _sheet(where: str, name: str, data: bytes, schema: Any) -> Sheet:
    """Return a table. Raises CannotRun for a text that is no table: not UTF-8, ragged, or two rows of one key."""
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        columns = tuple(next(reader, ()))
        key = _key(where, name, columns, schema)
        at = [columns.index(column) for column in key]
        rows: dict[Key, Cells] = {}
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(columns):
                raise CannotRun(f"{where}:{reader.line_num}: {len(cells)} cells, the header has {len(columns)}")
            if max(map(len, cells)) > MOST_CELL:
                raise CannotRun(f"{where}:{reader.line_num}: {_TOO_LONG}")
            own = tuple(cells[place] for place in at)
            if own in rows or not any(own):
                fault = f"{shown(' '.join(own))} stands there twice" if any(own) else f"no {' '.join(key)}"
                raise CannotRun(f"{where}:{reader.line_num}: {fault}; `azisrael validate` tells more")
            rows[own] = dict(zip(columns, cells, strict=True))
    except UnicodeDecodeError as error:
        raise CannotRun(f"{where}: not UTF-8 at byte {error.start + 1}") from error
    except csv.Error as error:
        # the limit of the library is one for the whole process, and others may have raised it
        told = _TOO_LONG if "field limit" in str(error) else str(error)
        raise CannotRun(f"{where}:{reader.line_num}: {told}") from error
    return Sheet(name, key, columns, rows)


def _key(where: str, name: str, columns: tuple[str, ...], schema: Any) -> tuple[str, ...]:
    """Return the columns of a table's key: of the models; where they do not know it of its schema, else its `id`."""
    if not columns or len(set(columns)) < len(columns):
        raise CannotRun(f"{where}: {'two columns have one name' if columns else 'the file is empty'}")
    told = schema.get("primaryKey") if isinstance(schema, dict) else None
    told = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    for wanted in (_KEYS.get(name, ()), tuple(each for each in told if isinstance(each, str)), ("id",)):
        if wanted and set(wanted) <= set(columns):
            return tuple(wanted)
    raise CannotRun(f"{where}: no column {' or '.join(_KEYS.get(name, ('id',)))} by which its rows are known")
