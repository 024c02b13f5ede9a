"""A row asked for: one column after the other, each with its description, codes, completion and check."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from azisrael_data import cells, keying, rules, schema
from azisrael_data.cli import prompting
from azisrael_data.cli.prompting import BACK, HELP, JUDGED, Back, ask, confirm, say
from azisrael_data.entry import REFERENCES, Entry, proposed_id
from azisrael_data.keying import NAMED, Unfit
from azisrael_data.models import Table, table
from azisrael_data.schema import Column

_MOST_CODES = 8  # shown without being asked for
_PREMATURE = ("incomplete-pair",)  # of a row that is not yet entered whole
Answers = dict[str, str]  # what was typed, by column


def ask_row(entry: Entry, target: Table, answers: Answers, add: Callable[[str, str], str | None]) -> None:
    """Ask for every coded column of a row and keep the answers, which stand as defaults if they are there already.

    `add` enters a row of a reference table for a word that names none, and returns its id. Raises click.Abort; Back
    if the person goes back from the first column.
    """
    columns = order(target)
    at, way = 0, 1
    while at < len(columns):
        column = columns[at]
        if _needless(target, column, answers):
            answers.pop(column.name, None)
            at = max(0, at + way)
            continue
        before = _faults(entry, target, answers)
        try:
            _ask_cell(entry, target, column, answers, add)
        except Back:
            if at == 0:
                raise
            at, way = at - 1, -1
            continue
        way = 1
        # what was wrong before is not asked about here: the cell at fault may be another
        fresh = [each for each in _faults(entry, target, answers) if each not in before and each[1] not in _PREMATURE]
        at += not _tell_faults(fresh)
        if at == len(columns) and _tell_faults(left := _faults(entry, target, answers)[:1]):
            at = next((number for number, each in enumerate(columns) if each.name == left[0][0]), at)


def order(target: Table) -> list[Column]:
    """Return the columns that are asked for, in order: of a reference row what its id is made from first."""
    coded = [column for column in schema.columns(target) if not column.generated]
    if target.is_fact:
        return [column for column in coded if column.name != "id"]
    first = ("source_id", "label") if target.name == "works" else ("name",)
    last = {"works": ("root_id",)}.get(target.name, ())
    place = {**{name: n for n, name in enumerate((*first, "id"), -9)}, **dict.fromkeys(last, 1)}
    return sorted(coded, key=lambda column: place.get(column.name, 0))


def _needless(target: Table, column: Column, answers: Answers) -> bool:
    """Tell whether a column goes with one that was left out."""
    return any(b == column.name and not answers.get(a) for a, b in rules.PAIRS.get(target.name, ()))


def _wanted(target: Table, column: Column, answers: Answers) -> bool:
    """Tell whether a column has to be filled, also because of another."""
    pairs = rules.PAIRS.get(target.name, ())
    return column.required or any(b == column.name and bool(answers.get(a)) for a, b in pairs)


def _ask_cell(
    entry: Entry, target: Table, column: Column, answers: Answers, add: Callable[[str, str], str | None]
) -> None:
    wanted = _wanted(target, column, answers)
    _introduce(column, wanted=wanted)
    default = answers.get(column.name) or _default(target, column, answers)
    while True:
        typed = ask(
            column.name,
            default=default,
            known=candidates(entry, column),
            explain=partial(explain, entry, column, wanted=wanted, default=default),
        )
        if typed == JUDGED:  # what stood there goes
            typed = ""
        if not typed and wanted:
            say(f"wanted: {column.description.split('.')[0]}; {HELP} explains, {BACK} goes back", indent="  ")
            continue
        try:
            value = keying.value(entry.package, column, typed)
            if column.name == "id" and any(row["id"] == value for row in entry.draft.rows[target.name]):
                raise Unfit("duplicate-id", f"{typed} is already in {target.name}", "take another")  # noqa: TRY301
        except Unfit as fault:
            home = column.references[0] if column.references else ""
            offered = bool(fault.key) and home in REFERENCES
            near = fault.hint if not (offered and fault.hint.startswith("add it")) else ""  # it is asked next
            say(fault.message + (f"; {near}" if near else ""), indent="  ")
            if offered and confirm(f"  Add {fault.key!r} to {home}?", default=False):
                key = add(home, fault.key)
                if key:
                    default = typed.replace(fault.key, key)
            continue
        answers[column.name] = "" if value is None else column.cell.format(value)
        if column.references and value is not None and answers[column.name] != typed:
            say(f"= {answers[column.name]}", indent="  ")
        return


def _default(target: Table, column: Column, answers: Answers) -> str:
    if column.name == "id" and not target.is_fact:
        return proposed_id(target.name, answers)
    if column.name == "root_id":
        return answers.get("id", "")
    if column.name == "date_basis":
        return "stated"
    return ""


def _introduce(column: Column, *, wanted: bool) -> None:
    say()
    need = "" if wanted else " May be left out."
    several = " Several are joined by ';'." if column.is_list else ""
    say(column.description + several + need, indent="  ")
    if column.codes and len(column.codes) <= _MOST_CODES:
        _tell_codes(column)
    elif column.codes:
        say(f"one of {len(column.codes)} codes; {HELP} lists them", indent="  ")


def explain(entry: Entry, column: Column, *, wanted: bool = False, default: str = "") -> None:
    """Print what a column takes."""
    if column.codes:
        _tell_codes(column)
    elif column.references and column.references[0] in NAMED:
        say(f"an id of {column.references[0]}, or a name there, {len(candidates(entry, column))} known:", indent="  ")
        say(", ".join(sorted(entry.package.keys[column.references[0]])), indent="    ")
    elif column.references:
        for key, row in sorted(entry.package.keys[column.references[0]].items()):
            say(f"{key}  {row.values.get('summary') or row.values.get('title') or ''}", indent="    ")
    else:
        say(_form(column), indent="  ")
    if default:
        nothing = f"nothing: {default}; " + ("" if wanted else f"{JUDGED}: take it away; ")
    else:
        nothing = "" if wanted else "nothing: leave out; "
    say(f"{nothing}{BACK}: the column before; Ctrl-C: break off", indent="  ")


def _form(column: Column) -> str:
    """Say what a text of a column without codes or keys looks like."""
    member, limits = column.member, column.member.constraints()
    if isinstance(member, cells.Edtf):
        return (
            "2012, 2012-02, 2012-02-26, 201X, 2012~ (about), 2012? (perhaps), 2010/2012, 1999/.., [2011,2012] (one of)"
        )
    if isinstance(member, cells.Pattern):
        return member.wanted
    if isinstance(member, cells.Boolean):
        return "true or false"
    if "minimum" in limits:
        return f"a number from {limits['minimum']} to {limits['maximum']}, digits only"
    return f"text of at most {limits['maxLength']} characters" if "maxLength" in limits else column.description


def _tell_codes(column: Column) -> None:
    width = max(map(len, column.codes or ()))
    for code, meaning in (column.codes or {}).items():
        click.echo(f"    {prompting.style(code.ljust(width), bold=True)}  {meaning}", err=True)


def candidates(entry: Entry, column: Column) -> list[str]:
    """Return the answers that may be completed: codes, ids and names."""
    if column.codes:
        return list(column.codes)
    if not column.references:
        return ["true", "false"] if column.member.table_type == "boolean" else []
    rows = entry.package.keys[column.references[0]]
    named = column.references[0] in NAMED  # aliases are taken too, but there are too many to look through
    return [*rows, *(row.values["name"] for row in rows.values() if named)]


def _faults(entry: Entry, target: Table, answers: Answers) -> list[rules.Fault]:
    """Return what does not fit between the cells of a row."""
    values: dict[str, Any] = {}
    for column in schema.columns(target):
        values[column.name] = keying.value(entry.package, column, answers.get(column.name))
    return list(rules.faults(target.name, values))


def _tell_faults(faults: list[rules.Fault]) -> bool:
    for _, _, message, hint in faults:
        say()
        say(f"{message}; {hint}", indent="  ", strong=True)
    return bool(faults)


def add_reference(entry: Entry, name: str, answers: Answers, document: dict[str, Any]) -> str | None:
    """Ask for a row of a reference table, add it to the document, and return its id; None if the person goes back."""

    def add(home: str, word: str) -> str | None:
        return add_reference(entry, home, begun(home, word), document)

    say()
    say(f"A new row of {name}", strong=True)
    rows = document.setdefault(name, [])
    rows.append(answers)
    try:
        ask_row(entry, table(name), answers, add)
    except Back:
        rows.remove(answers)
        return None
    before = len(entry.misfits)
    key = entry.reference(name, answers, f"{name}[new]")
    for misfit in entry.misfits[before:]:
        say(str(misfit), indent="  ")
    if key is None:
        rows.remove(answers)
        return None
    say(f"back to the row, with {key}", strong=True)
    return key


def begun(home: str, word: str) -> Answers:
    """Return what a word that names no row of a table says of a new one."""
    return {"name": word} if home in NAMED else {"id": word}
