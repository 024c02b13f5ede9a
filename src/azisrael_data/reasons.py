"""Why a cell holds what it holds, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from azisrael_data import schema, store, tellings
from azisrael_data.codelists import DATE_BASIS
from azisrael_data.models import Table
from azisrael_data.problems import UnknownName
from azisrael_data.provenance import bearing
from azisrael_data.schema import Column
from azisrael_data.spans import literal
from azisrael_data.tracing import evidence, home_of


def explain(row_id: str, column: str | None = None) -> str:
    """Return why a cell of a data table holds what it holds: in a few sentences, or a paragraph for each cell of a row.

    Told are the literals with source, line, voice, certainty and cited works, how the value follows from them, and what
    contradicts it.

    Raises UnknownName for a row or column that does not exist.
    """
    home = home_of(row_id)
    fact = _fact(home, row_id)
    if column is None:
        names = [each.name for each in schema.columns(home) if each.name != "id"]
        filled = [_cell(home, fact, name) for name in names if fact[name] is not None]
        empty = [name for name in names if fact[name] is None]
        rest = [f"Empty, because the sources do not say: {', '.join(empty)}."] if empty else []
        return "\n\n".join([f"{row_id} in {home.name}: {fact['summary']}", *filled, *rest])
    if schema.column(home, column) is None:
        raise UnknownName(f"column of {home.name}", column, schema.header(home))
    ruling = fact["note"] if any(span["stance"] == "contradicts" for span in evidence(row_id, column)) else None
    return _cell(home, fact, column) + (f" The coder notes: {ruling}" if ruling else "")


def _fact(home: Table, row_id: str) -> dict[str, Any]:
    import pyarrow.compute as pc

    data = store.kept(home.name)
    rows: list[dict[str, Any]] = data.filter(pc.equal(data["id"], row_id)).to_pylist()
    if not rows:
        raise UnknownName(f"row of {home.name}", row_id, data["id"].to_pylist())
    return rows[0]


def _cell(home: Table, fact: Mapping[str, Any], name: str) -> str:
    column = schema.column(home, name)
    assert column
    whose = f"{fact['id']}.{name}"
    if fact[name] is None:
        return f"{whose} is empty: the sources do not say."
    if name in ("id", "summary", "note"):
        return f"{whose} is {'the name of the row' if name == 'id' else 'in the words of the coder'}."
    value = f"{whose} is {_value(column, fact[name])}"
    if column.generated:
        base = f"`date` ({fact['date']})" if bearing(home, name) else "the evidence of the row"
        return f"{value}, worked out by the build from {base}. {column.description}"
    if not schema.is_coded(home, column):
        return f"{value}."
    basis = f" ({DATE_BASIS[fact['date_basis']]})" if name == "date" and fact["date_basis"] else ""
    spans = evidence(fact["id"], name)
    told = {
        stance: "; ".join(_told(column, fact, span) for span in spans if span["stance"] == stance)
        for stance in ("supports", "contradicts")
    }
    against = f" Against it {told['contradicts']}." if told["contradicts"] else ""
    return f"{value}{basis}: {told['supports']}.{against}"


def _value(column: Column, cell: Any) -> str:
    members = cell if isinstance(cell, list) else [cell]
    meanings = column.codes or {}
    return ", ".join(
        f"{each} ({meanings[each]})" if each in meanings else column.member.format(each) for each in members
    )


def _told(column: Column, fact: Mapping[str, Any], span: Mapping[str, Any]) -> str:
    """Return what one span says for a cell of a fact."""
    words = literal(span["fields"][column.name])
    aside = "; ".join(_aside(span))
    where = f"{span['source_id']}, line {span['line']},"
    if words is None:
        verb = "says otherwise" if span["stance"] == "contradicts" else "shows it"
        return f"{where} {verb}, judged from the passage as a whole ({aside})"
    given = tellings.read(column, fact, span["fields"][column.name])
    quoted = " and ".join(f'"{each}"' for each in words.split(" | "))
    if given is None:
        return f"{where} says {quoted} ({aside})"
    text = column.cell.format(given.value) + (f" to {column.cell.format(given.high)}" if given.high is not None else "")
    return f"{where} says {quoted} ({aside}), {text} by the rule for {tellings.rule(column)}"


def _aside(span: Mapping[str, Any]) -> Iterator[str]:
    yield str(span["certainty"])
    if span["voice"]:
        yield f"quoting {_name(span['voice'])}"
    if span["works"]:
        yield f"citing {', '.join(span['works'])}"


def _name(actor: str) -> str:
    data = store.kept("actors")
    names = dict(zip(data["id"].to_pylist(), data["name"].to_pylist(), strict=True))
    return str(names.get(actor, actor))
