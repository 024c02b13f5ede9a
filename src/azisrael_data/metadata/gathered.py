"""What every format of metadata tells, gathered once: the descriptor, the citation, the sources, what the rows span."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from azisrael_data import bibliography, cff, edtf
from azisrael_data.bibliography import Entry, Name
from azisrael_data.descriptor import descriptor
from azisrael_data.models import FACTS, TABLES, Table
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, InvalidData

# The dataset's own name in the world: a random UUID, which needs no register. Names of rows start with it: it stays.
DATASET = "urn:uuid:5ad9e6d1-655e-4fbb-846c-43527d575ff2"
LANGUAGE = "en"
_FORMATS = {
    "": "text/plain",
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file of the release: its path there, the SHA-256 of its bytes in hex, and how many they are."""

    path: str
    sha256: str
    size: int

    @property
    def format(self) -> str:
        """Media type, from the ending of its name; a name without one is plain text."""
        return _FORMATS.get(PurePosixPath(self.path).suffix, "application/octet-stream")


@dataclass(frozen=True, slots=True)
class About:
    """What is told of a dataset: its descriptor, its entry in a bibliography, the files of the release.

    `rows`: values of the rows by table, in the order of its file. `days`: first and last day that a dated fact can
    mean. `states`: names of the states in whose places facts took place.
    """

    described: Mapping[str, Any]
    cited: Entry
    files: tuple[File, ...]
    rows: Mapping[str, list[dict[str, Any]]]
    days: tuple[str, str] | None
    states: tuple[str, ...]

    @property
    def license(self) -> Mapping[str, str]:
        """Name, title and path (an address) of the licence of the data."""
        found: Mapping[str, str] = self.described["licenses"][0]
        return found

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The rows of the source documents."""
        return self.rows["sources"]

    @property
    def authors(self) -> list[str]:
        """The names of those who made the dataset."""
        return [printed(name) for name in self.cited.authors]

    def csv(self, table: Table) -> File:
        """Return the CSV file of a table: at its path in the package, else the only one of that name in the release.

        Raises CannotRun if there is none, or several.
        """
        name = PurePosixPath(table.path).name
        found = [file for file in self.files if file.path == table.path] or [
            file for file in self.files if PurePosixPath(file.path).name == name
        ]
        if len(found) != 1:
            raise CannotRun(f"{len(found)} files named {name} among those of the release, wanted 1")
        return found[0]


def about(package: Package, sums: Mapping[str, tuple[str, int]]) -> About:
    """Return what is told of a package; `sums` are the files of the release: path to SHA-256 in hex and size in bytes.

    Raises InvalidData if a table cannot be read, CannotRun if CITATION.cff is missing or names no author.
    """
    broken = list(package.problems())
    if broken:
        raise InvalidData(broken)
    rows = {each.name: [row.values for row in package[each.name].rows] for each in TABLES}
    return About(
        described=descriptor(rows["sources"]),
        cited=_cited(package.root / cff.NAME),
        files=tuple(File(path, *sums[path]) for path in sorted(sums)),
        rows=rows,
        days=_days(row for each in FACTS for row in rows[each.name]),
        states=_states(rows),
    )


def _cited(path: Path) -> Entry:
    try:
        found = cff.entry(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{path} cannot be read ({error}); take it from the repository anew") from error
    if not found.authors:
        raise CannotRun(f"{path} names no author; add one below `authors:`")
    return found


def _days(facts: Iterable[Mapping[str, Any]]) -> tuple[str, str] | None:
    bounds = [edtf.bounds(row["date"]) for row in facts if row["date"]]
    known = [day for each in bounds for day in (each.start, each.end) if day]
    return (min(known).isoformat(), max(known).isoformat()) if known else None


def _states(rows: Mapping[str, list[dict[str, Any]]]) -> tuple[str, ...]:
    """Return the names of the states in whose places facts took place, in order."""
    used = {row.get("place") for each in FACTS for row in rows[each.name]}
    states = {place["country"] for place in rows["places"] if place["id"] in used}
    return tuple(sorted(actor["name"] for actor in rows["actors"] if actor["id"] in states))


def iri(table: str, key: str) -> str:
    """Return the name in the world of a row. Ids are never given again, so it always means the same row.

    >>> iri("visits", "VI-0001")
    'urn:uuid:5ad9e6d1-655e-4fbb-846c-43527d575ff2#visits/VI-0001'
    """
    return f"{DATASET}#{table}/{key}"


def people(row: Mapping[str, Any]) -> tuple[Name, ...]:
    """Return the authors of a source document."""
    return bibliography.names(row["authors"])[0]


def year(row: Mapping[str, Any]) -> str | None:
    """Return the year in which a source document was published, if it is one year."""
    start, end, _ = edtf.bounds(row["published"])
    return f"{start.year:04d}" if start and end and start.year == end.year else None


def printed(name: Name) -> str:
    """Return a name in the order in which it is spoken."""
    return f"{name.given} {name.family}".strip()
