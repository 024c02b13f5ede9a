"""A document to fill in, for each table that people enter rows of: every column with its description and codes."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from azisrael_data import attest, schema
from azisrael_data.codelists import CodeList
from azisrael_data.keying import NAMED
from azisrael_data.models import Table, table
from azisrael_data.schema import Column

WIDTH = 110
_MOST_CODES = 40
_PASSAGE = {
    "source": "Id of the source document.",
    "words": "Words of the passage, on one line of the source; quotes, dashes, spaces and case make no difference.",
    "line": "Line of the source, where the words stand on several.",
    "fields": (
        "Columns that the passage shows, each with the literal words (at most 8) that give the cell, a list of them "
        "for a list, or null if it is judged from the passage as a whole, as all codes are."
    ),
    "exceptions": "Reason for each wording rule that the passage seems to break: hedge, no-hedge, negation.",
}


def template(name: str) -> str:
    """Return a YAML document for one new row of a table, to be filled in."""
    target = table(name)
    lines = [
        *_comment(f"One new row of {name}. {schema.description(target)}", ""),
        *_comment(
            "Leave out, or leave empty, what the source does not say. What begins with # is for you to read.", ""
        ),
        *_comment(f"Then: azisrael new {name} --from THIS_FILE", ""),
        "facts:" if target.is_fact else f"{name}:",
    ]
    lead = "  - "
    if target.is_fact:
        lines.append(f"{lead}table: {name}")
        lead = "    "
    for column in schema.columns(target):
        if not column.generated:
            lines += _column(column, lead, active=column.name != "id" or not target.is_fact)
            lead = "    "
    if target.is_fact:
        lines += _evidence(target)
    return "\n".join(lines) + "\n"


def _column(column: Column, lead: str, *, active: bool) -> Iterator[str]:
    """Yield the comments of a column, and its line: to be filled in, or, if not active, to be uncommented."""
    indent = lead.replace("-", " ")
    if lead != indent:
        yield lead.rstrip()  # the dash stands by itself, so that comments may follow
    told = column.description + (
        " Required." if column.required and active and column.name not in ("id", "root_id") else ""
    )
    if column.name == "id" and not active:
        told += " Leave it out: the next free one is given."
    if column.is_list:
        told += " A list: [one, two]."
    if column.references:
        told += f" An id of {' or '.join(column.references)}"
        told += ", or a name there." if column.references[0] in NAMED else "."
    if column.name == "id" and active:
        told += " If it is left out, it is made from the name, or from the source and label."
    if column.name == "root_id":
        told += " If it is left out, the row itself."
    yield from _comment(told, indent)
    yield from _codes(column.codes, indent)
    yield f"{indent}{column.name}:" if active else f"{indent}# {column.name}:"


def _codes(codes: CodeList | None, indent: str) -> Iterator[str]:
    if codes is None:
        return
    if len(codes) > _MOST_CODES:
        yield from _comment(f"  one of {', '.join(codes)}", indent)
        return
    for code, meaning in codes.items():
        yield from _comment(f"  {code}: {meaning}", indent)


def _evidence(target: Table) -> Iterator[str]:
    yield from _comment(
        "The passages that show it, as many as it takes; every filled coded column stands in one.", "    "
    )
    yield "    evidence:"
    yield "      -"
    for name, told in _PASSAGE.items():
        if name == "exceptions":
            continue
        yield from _comment(told + (" Required." if name != "line" else ""), " " * 8)
        yield " " * 8 + ("# line:" if name == "line" else f"{name}:")
    for column in schema.columns(target):
        if schema.is_coded(target, column):
            yield f"{' ' * 10}# {column.name}:"
    columns = {column.name: column for column in schema.columns(table("evidence"))}
    for name, default in attest.JUDGED.items():
        column = columns[name]
        yield from _comment(column.description, " " * 8)
        yield from _codes(column.codes, " " * 8)
        yield f"{' ' * 8}{name}: {default}"
    for name in ("voice", "works"):
        yield from _column(columns[name], " " * 8, active=True)
    yield from _comment(_PASSAGE["exceptions"], " " * 8)
    yield " " * 8 + "# exceptions:"


def _comment(text: str, indent: str) -> Iterator[str]:
    for line in wrap(text, WIDTH - len(indent), subsequent_indent="  " if text.startswith("  ") else ""):
        yield f"{indent}# {line}"
