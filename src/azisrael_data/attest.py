"""The evidence of a fact from what a person gives: the words are anchored, the literals looked up in the passage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from azisrael_data import anchor, copies, hedges, keying, schema
from azisrael_data.anchor import Anchor
from azisrael_data.codelists import WORDING_RULE
from azisrael_data.keying import Misfit, Unfit
from azisrael_data.models import Table, table
from azisrael_data.package import Package
from azisrael_data.problems import UnknownName, nearest, shown

JUDGED = {"stance": "supports", "certainty": "certain", "zone": "body", "coder": "hand"}  # where nothing else is given
PLACING = ("source", "words", "line", "nth", "near")
KNOWN = (*PLACING, "fields", "stance", "certainty", "voice", "works", "zone", "coder", "exceptions")


class Texts:
    """The copies of the sources at hand, each looked for once."""

    def __init__(self, package: Package, folder: Path | None) -> None:
        self.package, self.folder = package, folder
        self._found: dict[str, copies.Text] = {}

    def __getitem__(self, source: str) -> copies.Text:
        if source not in self._found:
            self._found[source] = anchor.source_text(self.package, source, self.folder)
        return self._found[source]


def place_of(texts: Texts, given: Mapping[str, Any]) -> Anchor:
    """Return the one place of the words that evidence gives: `source`, `words`, and `line`, `nth` or `near` to choose.

    Raises Unfit if there is none, or more than one; CannotRun if there is no copy of the source.
    """
    for name in ("source", "words"):
        if not isinstance(given.get(name), str) or not given[name]:
            raise Unfit("required", f"{name!r} is empty", "name the source and give the words of the passage")
    try:
        text = texts[given["source"]]
    except UnknownName as error:
        raise Unfit("dangling-key", str(error)) from None
    line, nth = _number(given, "line"), _number(given, "nth")
    found = anchor.anchors(text, given["words"], line)
    if found and nth and nth <= len(found):
        return found[nth - 1]
    if len(found) == 1:
        return found[0]
    if found:
        lines = ", ".join(str(each.line) for each in found)
        raise Unfit(
            "passage", f"the words stand in {len(found)} places, on lines {lines}", "give line, nth or more words"
        )
    like = anchor.near(text, given["words"], line)
    if like and given.get("near") == "true":
        return like[0].anchor
    hint = "look for other words"
    if like:
        slips = "; ".join(f"{shown(a)} for {shown(b)}" for a, b in like[0].differences[:3])
        hint = f"near them on line {like[0].anchor.line}" + (f": {slips}" if slips else "")
    raise Unfit("passage", f"the words are not on one line of {text.source_id}", hint)


def _number(given: Mapping[str, Any], name: str) -> int | None:
    typed = given.get(name)
    if typed is None:
        return None
    if not isinstance(typed, str) or not typed.isdecimal() or not int(typed):
        raise Unfit("bad-integer", f"{name!r} is {shown(typed)}", "write a number from 1 on")
    return int(typed)


def span(
    texts: Texts, target: Table, given: Mapping[str, Any], place: str
) -> tuple[dict[str, Any], dict[str, str], list[Misfit]]:
    """Return the evidence row (without id and row) that a document gives, its exceptions by rule, and its faults."""
    values: dict[str, Any] = dict(JUDGED)
    misfits = [
        Misfit(f"{place}.{name}", "unknown-column", f"evidence has no {shown(name)}", nearest(name, KNOWN))
        for name in given
        if name not in KNOWN
    ]
    passage = None
    try:
        found = place_of(texts, given)
        values |= asdict(found)
        passage = texts[found.source_id].text[found.start : found.end]
    except Unfit as fault:
        misfits.append(fault.at(f"{place}.{'source' if fault.code == 'dangling-key' else 'words'}"))
    model = table("evidence")
    for name in KNOWN:
        column = schema.column(model, name)
        if name in given and name not in (*PLACING, "fields", "exceptions") and column is not None:
            try:
                values[name] = keying.value(texts.package, column, given[name]) or JUDGED.get(name)
            except Unfit as fault:
                misfits.append(fault.at(f"{place}.{name}"))
    fields = given.get("fields")
    values["fields"] = fields if isinstance(fields, dict) else {}
    misfits += _fields(target, fields, passage, f"{place}.fields")
    exceptions = given.get("exceptions") or {}
    if not isinstance(exceptions, dict) or not all(isinstance(why, str) for why in exceptions.values()):
        misfits.append(
            Misfit(f"{place}.exceptions", "bad-type", "not a mapping of rules to reasons", "write rule: reason")
        )
        exceptions = {}
    return values, exceptions, misfits


def _fields(target: Table, fields: Any, passage: str | None, place: str) -> Iterator[Misfit]:
    """Yield what is wrong with the literals of a span that can be told without its fact."""
    if not isinstance(fields, dict) or not fields:
        yield Misfit(place, "required", "no column is named", "name the columns that the span shows, with their words")
        return
    known = [column.name for column in schema.columns(target) if schema.is_coded(target, column)]
    for name, told in fields.items():
        if name not in known:
            message = f"{target.name} has no coded column {shown(name)}"
            yield Misfit(f"{place}.{name}", "idle-field", message, nearest(name, known))
            continue
        for words in told if isinstance(told, list) else [told]:
            if words is not None and not (isinstance(words, str) and words and words == words.strip()):
                yield Misfit(f"{place}.{name}", "bad-json", f"{shown(words)} is not a literal", "write words or null")
            elif words is not None and passage is not None and (fault := anchor.unquotable(words, passage)):
                code = "passage" if fault.endswith("passage") else "literal-long"
                yield Misfit(f"{place}.{name}", code, fault, "quote words that stand in it, or null")


def clashes(texts: Texts, fact: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
    """Return, by rule of `codelists.WORDING_RULE`, how the wording of a span clashes with its certainty or stance."""
    passage = texts[values["source_id"]].text[values["start"] : values["end"]]
    judged = {"voice": None, **values}
    found = hedges.clashes(judged, fact, passage)
    return {rule: WORDING_RULE[rule] + (f" ({shown(word)})" if word else "") for rule, word in found}
