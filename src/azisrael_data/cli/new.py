"""`azisrael new`: rows entered by hand, asked for one column after the other, or read from a document or from flags."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from azisrael_data.cli import complete
from azisrael_data.cli.base import FOLDER, PROBLEMS, TEXTS_HELP, guarded
from azisrael_data.cli.complete import ENTERED
from azisrael_data.cli.place import own_root
from azisrael_data.codelists import CERTAINTY, FACT_TABLES, STANCE, ZONE

if TYPE_CHECKING:
    from azisrael_data.entry import Entry

FILE = click.Path(path_type=Path, allow_dash=True)


@click.command()
@click.argument("name", metavar="TABLE", type=click.Choice(ENTERED))
@click.option("--from", "source", type=FILE, help="Read the rows from a YAML or JSON file; - is standard input.")
@click.option("--set", "cells", multiple=True, metavar="COLUMN=VALUE", help="A cell of one new row.")
@click.option("--evidence", "passages", multiple=True, metavar="'SOURCE: WORDS'", help="A passage that shows the row.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="[N:]COLUMN[=LITERAL]",
    help="Column that the first (Nth) passage shows; no literal: judged.",
)
@click.option("--stance", type=click.Choice(list(STANCE)), help="Of every --evidence.")
@click.option("--certainty", type=click.Choice(list(CERTAINTY)), help="Of every --evidence.")
@click.option("--voice", shell_complete=complete.actors, help="Of every --evidence: who says it, if not the author.")
@click.option("--zone", type=click.Choice(list(ZONE)), help="Of every --evidence.")
@click.option("--line", type=click.IntRange(1), help="Of every --evidence.")
@click.option("--template", is_flag=True, help="Print a commented YAML document to fill in.")
@click.option("--dry-run", is_flag=True, help="Show the difference and the problems; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print ids and problems as JSON.")
@click.option("--save", type=FOLDER, help="File for what was entered, if it is broken off. [default: standard error]")
@click.option("--texts", type=FOLDER, help=TEXTS_HELP)
@guarded
def new(name: str, source: Path | None, cells: tuple[str, ...], passages: tuple[str, ...], fields: tuple[str, ...],
        stance: str | None, certainty: str | None, voice: str | None, zone: str | None, line: int | None,
        template: bool, dry_run: bool, as_json: bool, save: Path | None, texts: Path | None) -> int:  # fmt: skip
    """Enter a new row of TABLE with its evidence, and write it if the whole package is then valid.

    Without --from and --set every column is asked for, with its codes and with completion: `?` explains, an empty
    answer leaves out, `<` goes back. Then the passages are looked up in your copies of the sources and the words for
    each cell proposed. Nothing is written before the last answer; what was entered is given back if you break off.

    Exit code 0: written (or, with --dry-run, could be); 1: problems, nothing was written; 2: could not run; 130: broken
    off.

    Example: azisrael new visits
    """
    if template:
        from azisrael_data.templates import template as made

        click.echo(made(name), nl=False)
        return 0
    if source is not None and (cells or passages or fields):
        raise click.UsageError("--from brings the row and its evidence; leave --set, --evidence and --field out")
    if source is None and not cells:
        if passages or fields or as_json or dry_run:
            raise click.UsageError("--set or --from is wanted; without them every column is asked for")
        from azisrael_data.cli.interview import interview

        return interview(own_root(None), name, texts, save)
    if source is not None:
        document = _read(source)
    else:
        judged = {"stance": stance, "certainty": certainty, "voice": voice, "zone": zone, "line": line}
        document = from_flags(name, cells, passages, fields, {k: str(v) for k, v in judged.items() if v is not None})
    return _enter(own_root(None), document, name, texts, str(source or "--set"), dry_run=dry_run, as_json=as_json)


def _read(source: Path) -> Any:
    """Return what a document holds. Raises CannotRun if it cannot be read as YAML or JSON."""
    from azisrael_data import documents
    from azisrael_data.problems import CannotRun
    from azisrael_data.strictjson import Fault

    data = sys.stdin.buffer.read() if str(source) == "-" else source.read_bytes()
    found = documents.read(data, source.name)
    if isinstance(found, Fault):
        place = f"{source}:{found.line}:{found.column}"
        raise CannotRun(f"{place}: {found.message}; {found.hint}")
    return found


def from_flags(
    name: str, cells: tuple[str, ...], passages: tuple[str, ...], fields: tuple[str, ...], judged: dict[str, str]
) -> dict[str, Any]:
    """Return the document that flags describe. Raises click.UsageError."""
    row: dict[str, Any] = {}
    for each in cells:
        column, equals, text = each.partition("=")
        if not equals or column in row:
            raise click.UsageError(f"--set {each!r}: {'COLUMN=VALUE is wanted' if not equals else 'set twice'}")
        row[column] = text
    if name not in FACT_TABLES:
        if passages or fields:
            raise click.UsageError(f"rows of {name} have no evidence; leave --evidence and --field out")
        return {name: [row]}
    spans: list[dict[str, Any]] = []
    for each in passages:
        source, colon, words = each.partition(":")
        if not colon:
            raise click.UsageError(f"--evidence {each!r}: 'SOURCE: WORDS' is wanted")
        spans.append({"source": source.strip(), "words": words.strip(), "fields": {}, **judged})
    for each in fields:
        number, colon, rest = each.partition(":")
        nth, told = (int(number), rest) if colon and number.isdecimal() else (1, each)
        if not 0 < nth <= len(spans):
            raise click.UsageError(f"--field {each!r}: there is no passage {nth}; give it with --evidence")
        _field(spans[nth - 1]["fields"], told)
    return {"facts": [{"table": name, **row, "evidence": spans}]}


def _field(fields: dict[str, Any], told: str) -> None:
    """Add `column=literal` or `column`; a column that comes again becomes a list."""
    column, equals, literal = told.partition("=")
    words = literal if equals else None
    if column in fields:
        known = fields[column]
        fields[column] = [*(known if isinstance(known, list) else [known]), words]
    else:
        fields[column] = words


def _enter(
    root: Path, document: Any, name: str, texts: Path | None, shown_source: str, *, dry_run: bool, as_json: bool
) -> int:
    from azisrael_data.entry import Entry

    entry = Entry(root, texts)
    entry.take(document, name)
    if not entry.ids and not entry.misfits:
        raise click.UsageError(f"{shown_source} holds no row")
    problems = entry.problems()
    told = [f"{shown_source}:{each}" if type(each).__name__ == "Misfit" else str(each) for each in problems]
    if dry_run and not as_json:
        click.echo(entry.draft.diff(), nl=False)
    written = [] if dry_run or problems else [each.path for each in entry.draft.commit()]
    if as_json:
        click.echo(json.dumps(_as_json(entry, told, written, dry_run=dry_run), ensure_ascii=False, indent=2))
    else:
        tell(entry, told, written)
        if dry_run and not problems:
            ids = ", ".join(f"{table} {key}" for table, key in entry.ids)
            click.echo(f"could be written: {ids}; nothing was", err=True)
    return PROBLEMS if problems else 0


def _as_json(entry: Entry, told: list[str], written: list[str], *, dry_run: bool) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "ids": [{"table": table, "id": key} for table, key in entry.ids],
        "problems": [asdict(each) | {"text": text} for each, text in zip(entry.problems(), told, strict=True)],
        "written": written,
        **({"diff": entry.draft.diff()} if dry_run else {}),
    }


def tell(entry: Entry, told: list[str], written: list[str]) -> None:
    """Print problems and the ids of what was written on standard output, the files on standard error."""
    from azisrael_data.report import inert

    for line in told:
        click.echo(inert(line))
    if told:
        click.echo(f"{len(told)} problem(s); nothing was written", err=True)
    for path in written:
        click.echo(f"changed: {path}", err=True)
    if written:
        for table, key in entry.ids:
            click.echo(f"{table} {key}")
