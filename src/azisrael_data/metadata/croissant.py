"""`croissant.json`: Croissant 1.0, the format in which libraries for machine learning read a dataset.

Every file of the release is a FileObject, every table a RecordSet over its CSV; see `can_refer` for which keys are
references.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from azisrael_data import bibliography, cells, schema
from azisrael_data.cells import LIST_SEPARATOR
from azisrael_data.metadata.gathered import DATASET, LANGUAGE, About, File
from azisrael_data.models import TABLES, Table
from azisrael_data.schema import Column

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
# As the specification of Croissant 1.0 has it.
CONTEXT: dict[str, Any] = {
    "@language": LANGUAGE,
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
# Type of a cell in Table Schema -> type of a field. EDTF dates are text: most mean more than one day.
TYPES = {
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "object": "sc:Text",
    "string": "sc:Text",
}
LOOKED_UP = ("sources", "actors", "weapon_systems", "places")
_PARQUET = "application/x-parquet"  # the name that readers of Croissant know; that of the register is younger


def document(about: About) -> dict[str, Any]:
    """Return the Croissant document. Raises CannotRun if a table has no CSV among the files of the release."""
    found = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "@id": DATASET,
        "conformsTo": CONFORMS_TO,
        "name": about.described["name"],
        "alternateName": [about.cited.title],
        "description": about.described["description"],
        "version": about.described["version"],
        "datePublished": about.cited.date,
        "license": about.license["path"],
        "creator": [{"@type": "sc:Organization", "name": name} for name in about.authors],
        "keywords": about.described["keywords"],
        "inLanguage": LANGUAGE,
        "url": about.cited.url,
        "citeAs": bibliography.bibtex([about.cited]),
        "distribution": [_file_object(file) for file in about.files],
        "recordSet": [_record_set(about, table) for table in TABLES],
    }
    return {name: value for name, value in found.items() if value is not None}


def _file_object(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": PurePosixPath(file.path).name,
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": _PARQUET if file.path.endswith(".parquet") else file.format,
        "sha256": file.sha256,
    }


def _record_set(about: About, table: Table) -> dict[str, Any]:
    keys = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{table.title}. {schema.description(table)}",
        "key": keys[0] if len(keys) == 1 else keys,
        "field": [_field(column, table, about.csv(table)) for column in schema.columns(table)],
    }


def _field(column: Column, table: Table, file: File) -> dict[str, Any]:
    source: dict[str, Any] = {"fileObject": {"@id": file.path}, "extract": {"column": column.name}}
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": _description(column, table),
        "dataType": _type(column),
    }
    if column.is_list:
        found["repeated"] = True
        source["transform"] = {"separator": LIST_SEPARATOR}
    found["source"] = source
    if can_refer(column, table):
        found["references"] = {"field": {"@id": f"{column.references[0]}/id"}}
    return found


def _type(column: Column) -> str:
    if column.codes and all(code.isdecimal() for code in column.codes):
        return "sc:Integer"  # readers take such codes for numbers, and would make text of `1.0`
    return "sc:URL" if column.member == cells.URL else TYPES[column.member.table_type]


def can_refer(column: Column, table: Table) -> bool:
    """Tell whether a key is written as a reference: one key, of one of the tables that facts are looked up in.

    Readers join tables along references. mlcroissant 1.1 stops at circles of them (`sources.version_of`, `parent`), and
    loses rows where a table that is joined has references of its own; so those tables have none.
    """
    alone = not column.is_list and len(column.references) == 1
    return alone and column.references[0] in LOOKED_UP and table.name not in LOOKED_UP


def _description(column: Column, table: Table) -> str:
    told = [column.description]
    if column.codes:
        told.append(f"Codes: {', '.join(column.codes)}.")
    if column.references and not can_refer(column, table):
        told.append(f"Refers to {' or '.join(column.references)} by id.")
    return " ".join(told)
