"""`evidence.jsonld`: the spans of the evidence as W3C Web Annotations, without the texts.

A span is an annotation. Its target is the reference text of a source, named by the hash of its bytes (RFC 6920), with
a position in code points; the fingerprint of the passage refines the position, so that it is found in other copies
too. Its body is the row that it bears on, as a row of the table's CSV (RFC 7111: the header is the first), with the
columns that it licenses and the literal words for each. W3C's terms are used as they are; ours are declared in the
context beside them.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from azisrael_data.metadata.gathered import DATASET, About, iri
from azisrael_data.models import FACTS, table

W3C = "http://www.w3.org/ns/anno.jsonld"
CSV_FRAGMENT = "http://tools.ietf.org/rfc/rfc7111"
# What W3C's vocabulary has no words for; those that are columns of `evidence` mean what they mean there.
TEXTS = (
    "Fingerprint", "Row", "cell", "certainty", "coder", "column", "head", "judged", "letters", "line", "literal",
    "sha256", "source_id", "stance", "zone",
)  # fmt: skip
NAMES = ("reference_text", "row", "voice", "work")  # terms whose values are things with a name, not text
CONTEXT = [
    W3C,
    {"azisrael": f"{DATASET}#"}
    | {name: f"azisrael:{name}" for name in TEXTS}
    | {name: {"@id": f"azisrael:{name}", "@type": "@id"} for name in NAMES},
]


def document(about: About) -> dict[str, Any]:
    """Return the collection with all its annotations, in the order of the evidence, on one page."""
    collection, page = f"{DATASET}#evidence", f"{DATASET}#evidence-page-1"
    texts = {row["id"]: named_information(row["file_sha256"]) for row in about.sources}
    places = {each.name: _places(about, each.name) for each in FACTS}
    items = [_annotation(span, texts, places) for span in about.rows["evidence"]]
    return {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": f"{about.cited.title}: the evidence",
        "creator": {"type": "Organization", "name": about.authors[0]},
        "rights": about.license["path"],
        "reference_text": [_text(row) for row in about.sources],
        "total": len(items),
        "first": {"id": page, "type": "AnnotationPage", "partOf": collection, "startIndex": 0, "items": items},
        "last": page,
    }


def named_information(sha256: str) -> str:
    """Return the address of a file by the SHA-256 of its bytes in hex, wherever a copy of it is (RFC 6920).

    >>> named_information("00" * 32)
    'ni:///sha-256;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return f"ni:///sha-256;{base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip('=')}"


def _text(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reference text of a source as the resource that a span is on."""
    return {
        "id": named_information(row["file_sha256"]),
        "type": "Text",
        "source_id": row["id"],
        "language": row["language"],
        "format": "text/plain",
    }


def _places(about: About, name: str) -> dict[str, tuple[str, int]]:
    """Return the file of a data table and the line of its CSV for each row; the header is the first."""
    path = about.csv(table(name)).path
    return {row["id"]: (path, number) for number, row in enumerate(about.rows[name], 2)}


def _annotation(
    span: Mapping[str, Any], texts: Mapping[str, str], places: Mapping[str, Mapping[str, tuple[str, int]]]
) -> dict[str, Any]:
    path, number = places[span["table"]][span["row_id"]]
    told = {
        "id": iri("evidence", span["id"]),
        "type": "Annotation",
        "motivation": "linking",
        "stance": span["stance"],
        "certainty": span["certainty"],
        "voice": span["voice"] and iri("actors", span["voice"]),
        "work": [iri("works", each) for each in span["works"] or ()],
        "zone": span["zone"],
        "coder": span["coder"],
        "target": {
            "type": "SpecificResource",
            "line": span["line"],
            "source": texts[span["source_id"]],
            "selector": _selector(span),
        },
        "body": {
            "type": ["SpecificResource", "Row"],
            "row": iri(span["table"], span["row_id"]),
            "source": path,
            "selector": {"type": "FragmentSelector", "conformsTo": CSV_FRAGMENT, "value": f"row={number}"},
            "cell": [_cell(name, words) for name, words in span["fields"].items()],
        },
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def _selector(span: Mapping[str, Any]) -> dict[str, Any]:
    found = {"type": "TextPositionSelector", "start": span["start"], "end": span["end"]}
    if span["sha256"]:
        found["refinedBy"] = {"type": "Fingerprint"} | {name: span[name] for name in ("letters", "head", "sha256")}
    return found


def _cell(name: str, words: str | list[str | None] | None) -> dict[str, Any]:
    """Return a column that a span licenses: the literal words, and `judged` where some or all of it is judged.

    In a list a null, which JSON-LD cannot hold, stands for a member that is implied and not named.
    """
    members = words if isinstance(words, list) else [words]
    literals = [each for each in members if each is not None]
    judged = {"judged": True} if len(literals) < len(members) else {}
    return {"column": name} | judged | ({"literal": literals} if literals else {})
