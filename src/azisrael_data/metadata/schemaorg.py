"""`schema-org.json`: the dataset as schema.org/Dataset, for search engines; also the data block of a web page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from azisrael_data import bibliography, edtf, schema
from azisrael_data.metadata.gathered import DATASET, LANGUAGE, About, File, iri, people, printed, year
from azisrael_data.models import FACTS

_IN_SCRIPT = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


def document(about: About) -> dict[str, Any]:
    """Return the description of the dataset."""
    creators = [{"@type": "Organization", "name": name} for name in about.authors]
    found = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET,
        "identifier": _identifiers(about),
        "name": about.cited.title,
        "alternateName": [about.described["name"], about.described["title"]],
        "description": about.described["description"],
        "version": about.described["version"],
        "datePublished": about.cited.date,
        "url": about.cited.url,
        "license": about.license["path"],
        "creator": creators,
        "publisher": creators,
        "creditText": bibliography.apa([about.cited]).strip(),
        "keywords": about.described["keywords"],
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "temporalCoverage": "/".join(about.days) if about.days else None,
        "spatialCoverage": [{"@type": "Place", "name": name} for name in about.states],
        "variableMeasured": list(_variables()),
        "isBasedOn": [_source(row) for row in about.sources],
        "citation": [{"@id": iri("sources", row["id"])} for row in about.sources],
        "distribution": [_download(file) for file in about.files],
    }
    return _told(found)


def block(about: About) -> str:
    """Return the description as a data block that a page can hold: nothing in it ends the element or opens another."""
    told = json.dumps(document(about), ensure_ascii=False).translate(_IN_SCRIPT)
    return f'<script type="application/ld+json">{told}</script>\n'


def _told(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known: no property without a value."""
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def _identifiers(about: About) -> list[str]:
    return [DATASET, *([f"https://doi.org/{about.cited.doi}"] if about.cited.doi else [])]


def _variables() -> Iterable[dict[str, Any]]:
    """Yield the columns of the data tables, but for those that only name a row or remark on it."""
    for table in FACTS:
        for column in schema.columns(table):
            if column.name not in ("id", "summary", "note"):
                yield {
                    "@type": "PropertyValue",
                    "name": f"{table.name}.{column.name}",
                    "description": column.description,
                }


def _source(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = edtf.bounds(row["published"]).precision in ("day", "month", "year") and row["published"][-1] not in "?~%"
    return _told(
        {
            "@type": "CreativeWork",
            "@id": iri("sources", row["id"]),
            "identifier": row["id"],
            "name": row["title"],
            "author": [{"@type": "Person", "name": printed(name)} for name in people(row)],
            "datePublished": row["published"] if plain else year(row),
            "isPartOf": {"@type": "CreativeWork", "name": row["container"]} if row["container"] else None,
            "inLanguage": row["language"],
            "url": row["url"],
        }
    )


def _download(file: File) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": PurePosixPath(file.path).name,
        "contentUrl": file.path,
        "encodingFormat": file.format,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }
