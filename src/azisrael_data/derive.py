"""Generated columns: what the build works out for a fact from its date and its evidence, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from azisrael_data import edtf
from azisrael_data.codelists import CERTAINTY

_ORDER = list(CERTAINTY)


def generated(fact: Mapping[str, Any], spans: Sequence[Mapping[str, Any]], roots: Mapping[str, str]) -> dict[str, Any]:
    """Return the generated columns of a fact.

    `spans` are its evidence rows in id order; `roots` maps a work to its root work, and a source to the root of the
    work of which it is another version. A column that has no value is None.
    """
    supporting = [span for span in spans if span["stance"] == "supports"]
    documents = list(dict.fromkeys(span["source_id"] for span in supporting))
    contested = any(span["stance"] == "contradicts" for span in spans)
    found: dict[str, Any] = dict.fromkeys(("date_start", "date_end", "date_precision"))
    if fact.get("date"):
        found.update(zip(found, edtf.bounds(fact["date"]), strict=True))
    if supporting:
        places = dict.fromkeys(f"{span['source_id']}:{span['line']}" for span in supporting)
        found["sources"] = tuple(places)
        found["source_count"] = len(documents)
        found["root_count"] = witnesses(supporting, roots)
        found["evidence_status"] = "contested" if contested else "agreed" if len(documents) > 1 else "single"
        found["certainty"] = strongest(span["certainty"] for span in _defining(supporting))
    else:
        found |= dict.fromkeys(("sources", "source_count", "root_count", "evidence_status", "certainty"))
    return found


def strongest(certainties: Iterable[str]) -> str:
    """Return the code of the surest of some spans."""
    return min(certainties, key=_ORDER.index)


def _defining(supporting: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Return the spans that license what kind of fact the row is: one that only names a party lifts no certainty."""
    for name in ("kind", "indicator", "status"):
        spans = [span for span in supporting if name in span["fields"]]
        if spans:
            return spans
    return supporting


def witnesses(supporting: Iterable[Mapping[str, Any]], roots: Mapping[str, str]) -> int:
    """Return the number of independent witnesses of a fact.

    Documents are one witness if for the fact they cite a common root work, quote a common voice, or if one is another
    version of a work that the other cites.
    """
    origins: dict[str, set[str]] = {}
    for span in supporting:
        document = span["source_id"]
        found = origins.setdefault(document, {roots[document]} if document in roots else set())
        found.update(roots.get(work, work) for work in span["works"] or ())
        if span["voice"]:
            found.add(f"voice {span['voice']}")
    groups: list[set[str]] = []
    for cited in origins.values():
        joined = set(cited)
        apart = []
        for group in groups:
            if group & cited:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return len(groups)
