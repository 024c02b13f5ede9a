"""Metadata that other systems read: Croissant, schema.org, DataCite and Web Annotations, derived from one description.

A format is a module with `document(about)`, a pure function: the same package and the same files of the release give
the same bytes. What is not known (a DOI, a date of release) is left out, never made up; CITATION.cff brings it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from azisrael_data import cff, descriptor
from azisrael_data.files import FILE, kind
from azisrael_data.metadata import croissant, datacite, schemaorg, webannotations
from azisrael_data.metadata.gathered import DATASET, About, about
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from azisrael_data.paths import DESCRIPTOR

__all__ = ["DATASET", "FORMATS", "About", "Format", "Sums", "about", "files", "sums", "text"]

Sums = Mapping[str, tuple[str, int]]  # path of a file in the release -> SHA-256 of its bytes in hex, their number


class Format(NamedTuple):
    """A format of metadata: its file in the release, what it is, and the function that gives its document."""

    path: str
    what: str
    document: Callable[[About], dict[str, Any]]


FORMATS = {
    "croissant": Format("croissant.json", "files and columns for machine learning (Croissant 1.0)", croissant.document),
    "schema.org": Format("schema-org.json", "the dataset for search engines (schema.org)", schemaorg.document),
    "datacite": Format("datacite.json", "the record for a DOI (DataCite 4.5)", datacite.document),
    "annotations": Format("evidence.jsonld", "the evidence as W3C Web Annotations", webannotations.document),
}


def files(package: Package, sums: Sums) -> dict[str, bytes]:
    """Return the files of all formats by path; `sums` are the other files of the release, which they describe.

    Raises InvalidData if a table cannot be read, CannotRun if CITATION.cff is missing or a table has no CSV in `sums`.
    """
    told = about(package, sums)
    return {each.path: text(each, told).encode() for each in FORMATS.values()}


def text(format: Format, about: About) -> str:
    """Return the document of a format as it is written."""
    return descriptor.text(format.document(about))


def sums(root: Path) -> Sums:
    """Return the files of a built package below a root that a release would describe; what is missing is left out."""
    named = [DESCRIPTOR, cff.NAME, "LICENSE-DATA", *(f"schemas/{each.name}.json" for each in TABLES)]
    paths = [path for each in TABLES for path in (each.path, each.parquet)] + named
    found = {path: (root / path).read_bytes() for path in sorted(paths) if kind(root / path) == FILE}
    return {path: (hashlib.sha256(data).hexdigest(), len(data)) for path, data in found.items()}
