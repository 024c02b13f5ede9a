"""Generated columns: what the build works out for a fact from its date and its evidence, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from azisrael_data import edtf
from azisrael_data.codes import CERTAINTY

_STRONGEST = list(CERTAINTY)


def generated(fact: Mapping[str, Any], spans: Sequence[Mapping[str, Any]], roots: Mapping[str, str]) -> dict[str, Any]:
    """Return the generated columns of a fact.

    `spans` are its evidence rows in id order, `roots` maps a work to its root work. A column that has no value is None.
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
        found["certainty"] = min((span["certainty"] for span in supporting), key=_STRONGEST.index)
    else:
        found |= dict.fromkeys(("sources", "source_count", "root_count", "evidence_status", "certainty"))
    return found


def witnesses(supporting: Iterable[Mapping[str, Any]], roots: Mapping[str, str]) -> int:
    """Return the number of independent witnesses: documents that cite a common root work for the fact are one."""
    works: dict[str, set[str]] = {}
    for span in supporting:
        works.setdefault(span["source_id"], set()).update(roots.get(work, work) for work in span["works"] or ())
    groups: list[set[str]] = []
    for cited in works.values():
        joined = set(cited)
        apart = []
        for group in groups:
            if group & cited:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return len(groups)
