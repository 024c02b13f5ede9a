"""A release: one folder, and the same as one zip archive, made from a built package that lies in a folder.

Everything is made in memory, staged beside its place, read back from there and held together; what does not agree cell
for cell is not published. The CSV and Parquet files are those of the package, byte for byte: what Parquet comes to
depends on the version of pyarrow, so it is not written anew. A part of a release is made by a function of `PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from azisrael_data import (
    __version__,
    archive,
    bibliography,
    build,
    cff,
    citation,
    database,
    descriptor,
    explorer,
    handbook,
    intact,
    intake,
    metadata,
    publish,
    readback,
    redline,
    reference,
    snapshots,
    standalone,
    sums,
    versioning,
    workbook,
)
from azisrael_data.bibliography import Entry
from azisrael_data.difference import Difference, difference
from azisrael_data.files import FILE, kind
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.paths import DESCRIPTOR
from azisrael_data.problems import CannotRun

NAME = "azisrael-data"
XLSX, SQLITE, PAGE = f"{NAME}.xlsx", f"{NAME}.sqlite", "explorer.html"
CHANGELOG = "CHANGELOG.md"
KEPT = (CHANGELOG, cff.NAME, "LICENSE", "LICENSE-DATA")  # files kept by hand that go into a release
_SHOWN = 3  # stale files that a message names
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SQLITE = "application/vnd.sqlite3"

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Given:
    """What a release is made from.

    `files`: CSV, Parquet, schemas and the files kept by hand, by path; `tables`: the cell texts by name of the table,
    without headers; `entry`: the dataset as in CITATION.cff; `changes`: Markdown on the rows since the last release;
    `since`: the same as values, None if this is the first one.
    """

    package: Package
    files: Files
    tables: Mapping[str, Sequence[Sequence[str]]]
    entry: Entry
    changes: str
    since: Difference | None = None

    @property
    def sources(self) -> list[Mapping[str, Any]]:
        """The rows of the source documents."""
        return [row.values for row in self.package["sources"].rows]


@dataclass(frozen=True, slots=True)
class Released:
    """What was published: the folder, the archive, its size in bytes and SHA-256, and the number of files and rows."""

    folder: Path
    archive: Path
    bytes: int
    sha256: str
    files: int
    rows: int


def release(root: Path, out: Path, since: str | None = None) -> Released:
    """Publish the package below a root as `out/azisrael-data-<version>` and `out/azisrael-data-<version>.zip`.

    `since` names the last release, as `snapshots.snapshot` takes it; without it this is the first one. Raises
    InvalidData if the rows have problems, CannotRun if a file of the package is stale or missing, if `out`
    holds anything else, if there is no such last release, or if two formats do not agree; nothing is published then.
    """
    with publish.lock(root, *([out] if out.is_dir() else [])):
        given = gather(root, since)
        _is_raised(given.since)
        folder = f"{NAME}-{__version__}"
        inside = files(given)
        packed = archive.packed({f"{folder}/{path}": data for path, data in inside.items()})
        whole = {f"{folder}/{path}": data for path, data in inside.items()} | {f"{folder}.zip": packed}
        publish.whole(out, whole, prove)
    rows = sum(map(len, given.tables.values()))
    return Released(out / folder, out / f"{folder}.zip", len(packed), sums.sha256(packed), len(inside), rows)


def gather(root: Path, since: str | None = None) -> Given:
    """Return what a release of a package is made from. Raises as `release` does."""
    missing = next((name for name in KEPT if kind(root / name) != FILE), None)
    if missing:
        raise CannotRun(f"{root} has no file {missing}; a release is made from the repository")
    before = snapshots.snapshot(since, root) if since else None
    package = Package(root)
    made = build.product(package)
    unread = intake.unread(package)
    if unread:
        counts = ", ".join(f"{count} of {source}" for source, count in unread.items())
        raise CannotRun(f"lines of sources are not read yet ({counts}): see `azisrael source status`")
    stale = build.stale(root, made)
    if stale:
        more = f" and {len(stale) - _SHOWN} more" if len(stale) > _SHOWN else ""
        raise CannotRun(f"{'; '.join(map(str, stale[:_SHOWN]))}{more}; run `azisrael build` first")
    paths = [path for path in build.published(made) if path != DESCRIPTOR]
    held = {path: (root / path).read_bytes() for path in [*paths, *KEPT]}
    entry = cff.entry(held[cff.NAME].decode())
    if entry.version != __version__:
        raise CannotRun(f"{cff.NAME} is of version {entry.version}, this is {__version__}; let them be the same")
    tables = {table.name: readback.from_csv(held[table.path])[1:] for table in TABLES}
    if before is None:
        return Given(package, held, tables, entry, _first(tables))
    # neither a path of this machine nor the form in which the last release lay gets into the changelog
    place = Path(since.partition(":")[2] or since) if since else Path()
    before = replace(before, label=place.name.removesuffix(".zip") or "the last release")
    told = difference(before, snapshots.parsed(__version__, held))
    return Given(package, held, tables, entry, redline.markdown(told), told)


def _is_raised(since: Difference | None) -> None:
    """Raise CannotRun if the version is not raised as far as the changes since the last release ask for."""
    if since is None:
        return
    if since.refused:
        named = ", ".join(" ".join(row.key) for _, row in since.refused[:_SHOWN])
        raise CannotRun(f"ids were renumbered or given to something else ({named}); see `azisrael diff`")
    old, asked = since.old.version, since.level
    allowed = versioning.raised(old, __version__)
    if asked and (allowed is None or versioning.exceeds(asked, allowed)):
        before = old or "the last release"
        raise CannotRun(f"the changes since {before} are {asked}; version {__version__} is not raised so far")


def files(given: Given) -> dict[str, bytes]:
    """Return every file of a release by path, in the order of the paths."""
    found: dict[str, bytes] = {}
    for part in PARTS:
        found |= part(given, found)
    return dict(sorted(found.items()))


def prove(staged: Path) -> None:
    """Read back what is staged: all formats agree cell for cell, folder and archive are whole.

    Raises CannotRun with the first cell, file or byte that is not as it should be.
    """
    folder = staged / f"{NAME}-{__version__}"
    csvs = {table.name: (folder / table.path).read_bytes() for table in TABLES}
    parquets = {table.name: (folder / table.parquet).read_bytes() for table in TABLES}
    told = readback.disagreements(csvs, parquets, (folder / XLSX).read_bytes(), (folder / SQLITE).read_bytes())
    for place in (folder, staged / f"{folder.name}.zip"):
        told += map(str, intact.look(place).faults)
    if told:
        more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
        raise CannotRun(f"nothing was published, the release does not hold together: {told[0]}{more}")


def _data(given: Given, _: Files) -> Files:
    """Return the tables, the schemas, and what is kept by hand but the changelog."""
    return {path: data for path, data in given.files.items() if path != CHANGELOG}


def _changelog(given: Given, _: Files) -> Files:
    """Return the changelog kept by hand, with the changes of the rows before its first section."""
    before, mark, after = given.files[CHANGELOG].decode().partition("\n## ")
    return {CHANGELOG: f"{before.rstrip()}\n\n{given.changes.strip()}\n{mark}{after}".encode()}


def _workbook(given: Given, _: Files) -> Files:
    day = date.fromisoformat(given.entry.date) if given.entry.date else None
    return {XLSX: workbook.xlsx(given.tables, __version__, day)}


def _database(given: Given, _: Files) -> Files:
    return {SQLITE: database.sqlite(given.tables, __version__)}


def _codebook(_: Given, __: Files) -> Files:
    text = str(handbook.codebook()).replace(f"{reference.NOTICE}\n\n", "")
    return {"codebook.md": text.encode(), "codebook.html": standalone.codebook(__version__).encode()}


def _citations(given: Given, _: Files) -> Files:
    """Return the dataset and its source documents as BibTeX and as CSL-JSON."""
    entries = [given.entry, *map(citation.document, given.sources)]
    return {
        "citation.bib": bibliography.bibtex(entries).encode(),
        "citation.json": bibliography.csl_json(entries).encode(),
    }


def _explorer(given: Given, _: Files) -> Files:
    return {PAGE: explorer.page(given.package.root).encode()}


def _descriptor(given: Given, so_far: Files) -> Files:
    """Return the descriptor of the package, workbook and database in it, with size and SHA-256 of every resource."""
    whole = descriptor.descriptor(given.sources)
    if given.entry.date:
        whole["created"] = f"{given.entry.date}T00:00:00Z"
    whole["resources"] += [
        {"name": "workbook", "title": "All tables as a workbook", "path": XLSX, "format": "xlsx", "mediatype": _XLSX},
        {
            "name": "database",
            "title": "All tables as a database",
            "path": SQLITE,
            "format": "sqlite",
            "mediatype": _SQLITE,
        },
    ]
    for resource in whole["resources"]:
        data = so_far[resource["path"]]
        if resource["format"] != "parquet":  # frictionless does not count the bytes of one, and calls any number wrong
            resource["bytes"] = len(data)
        resource["hash"] = f"sha256:{sums.sha256(data)}"
    return {DESCRIPTOR: descriptor.text(whole).encode()}


def _metadata(given: Given, so_far: Files) -> Files:
    return metadata.files(given.package, {path: (sums.sha256(data), len(data)) for path, data in so_far.items()})


_README = """\
# {title}

Version {version}{date}. {facts} facts with {spans} spans of evidence. The data are under CC BY 4.0 (`LICENSE-DATA`),
what is code under MIT (`LICENSE`). Cite as in `CITATION.cff`, `citation.bib` or `citation.json`, which name
the sources, too.

| file | what |
|---|---|
| `{page}` | all rows with their evidence, to search, filter and read: opens in a browser, needs no network |
| `{xlsx}` | all tables as one workbook, the codebook first; every cell is text, so that nothing is converted |
| `{sqlite}` | all tables as one database with keys and indexes; lists also as tables (`visits_visitors`) |
| `datasets/*.csv`, `seeds/*.csv` | the tables as CSV (UTF-8) |
| `datasets/*.parquet` | the same, typed |
| `codebook.html`, `codebook.md` | what every table, column and code means |
| `datapackage.json`, `schemas/` | the same for programs: a Data Package, version 2 |
{formats}| `CHANGELOG.md` | what changed, row by row |
| `SHA256SUMS` | the SHA-256 of every file |

All formats hold the same cells: they were read back and compared before this was published. An empty cell means that
the sources do not say. To see whether everything is as it was published:

```sh
sha256sum -c SHA256SUMS   # every file that belongs here
azisrael check .          # and what does not; takes the zip archive, too
```
"""


def _readme(given: Given, _: Files) -> Files:
    told = _README.format(
        title=descriptor.TITLE,
        version=__version__,
        date=f" of {given.entry.date}" if given.entry.date else "",
        facts=sum(len(given.tables[table.name]) for table in TABLES if table.is_fact),
        spans=len(given.tables["evidence"]),
        xlsx=XLSX,
        sqlite=SQLITE,
        page=PAGE,
        formats="".join(f"| `{each.path}` | {each.what} |\n" for each in metadata.FORMATS.values()),
    )
    return {"README.md": told.encode()}


def _sums(_: Given, so_far: Files) -> Files:
    return {sums.NAME: sums.written(so_far)}


# Each gets what those before it made; what describes files comes after them.
PARTS: tuple[Callable[[Given, Files], Files], ...] = (
    _data,
    _changelog,
    _workbook,
    _database,
    _codebook,
    _citations,
    _explorer,
    _descriptor,
    _metadata,
    _readme,
    _sums,
)


def _first(tables: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """Say that there is no release before this one."""
    counts = [f"- {name}: {len(rows)} row{'' if len(rows) == 1 else 's'}" for name, rows in tables.items()]
    return "\n".join([f"## Rows of {__version__}", "", "First release:", "", *counts])
