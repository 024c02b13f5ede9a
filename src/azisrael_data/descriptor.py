"""`datapackage.json`: the Data Package v2 descriptor of the whole package, derived from the registry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from azisrael_data import __version__, edtf, schema
from azisrael_data.models import TABLES, Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TITLE = "Azerbaijan-Israel relations: transfers, agreements, visits, figures, incidents"
DESCRIPTION = (
    "Facts about Azerbaijan-Israel relations and their neighbourhood, coded line by line from five secondary sources. "
    "Every coded cell names the span of a source that supports it, by line, code points and fingerprint, "
    "with the literal words."
)


def resources(table: Table) -> list[dict[str, Any]]:
    """Return the resources of a table: its CSV and its typed Parquet twin."""
    description = schema.description(table)
    return [
        {
            "name": table.name,
            "type": "table",
            "title": table.title,
            "description": description,
            "path": table.path,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": schema.table_schema(table),
        },
        {
            "name": f"{table.name}-parquet",
            "type": "table",
            "title": f"{table.title} (Parquet)",
            "description": description,
            "path": table.parquet,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "schema": schema.table_schema(table, typed=True),
        },
    ]


def descriptor(sources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the descriptor; `sources` are the rows of the sources table."""
    return {
        "$schema": PROFILE,
        "name": "azisrael-data",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": __version__,
        "keywords": [
            "Azerbaijan",
            "Israel",
            "arms transfers",
            "international relations",
            "provenance",
            "South Caucasus",
        ],
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 International",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "contributors": [{"title": "azisrael-data contributors", "roles": ["creator", "maintainer"]}],
        "sources": [_source(row) for row in sources],
        "resources": [resource for table in TABLES for resource in resources(table)],
    }


def _source(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the source entry of a document: who and when; its title stands in `seeds/sources.csv` under the id."""
    start = edtf.bounds(row["published"]).start
    who, year = row["authors"] or row["container"], start.year if start else row["published"]
    found = {"title": f"{who} ({year}), {row['id']}" if who else f"{row['id']} ({year})"}
    if row["url"]:
        found["path"] = row["url"]
    found["version"] = row["published"]
    return found


def text(value: Any) -> str:
    """Return a JSON document as it is written: two spaces, keys in their order, one newline at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
