"""`azisrael show`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from azisrael_data.cli import complete
from azisrael_data.cli.base import FOLDER, TEXTS_HELP, guarded, root_of


@click.command()
@click.argument("row_id", metavar="ID", shell_complete=complete.any_ids)
@click.option("--texts", type=FOLDER, help=TEXTS_HELP)
@click.option("--table", "name", shell_complete=complete.tables, help="Of this table only, where two share an id.")
@click.option("--path", type=FOLDER, help="Folder of the package. [default: the one you are in]")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@guarded
def show(row_id: str, texts: Path | None, name: str | None, path: Path | None, as_json: bool) -> int:
    """Show a row as a person reads it: its cells, the words behind each, the passages, and what refers to it.

    ID is that of a fact, a span, a work, an actor, a system, a place or a source, one that was withdrawn, or a line of
    a source such as cutler2023:11. Read are the CSV files of the package, also while other rows have problems. With
    your copies of the sources at hand, every passage is shown in its context.

    Exit code 0: shown; 2: could not run, or there is no such id.

    Example: azisrael show VI-0001
    """
    from dataclasses import asdict

    from azisrael_data import copies, report, sheet, sheetprint
    from azisrael_data.package import Package
    from azisrael_data.problems import CannotRun

    root = root_of(path)
    package = Package(root)
    place = copies.folder(root, texts)
    if texts is not None and not texts.exists():
        raise CannotRun(f"{texts} does not exist")
    sources = [row.values for row in package["sources"].rows if row.clean]
    found = copies.find(place, sources, [row.values for row in package["lines"].rows if row.clean])
    sheets = sheet.sheets(package, row_id, found, name)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in sheets], ensure_ascii=False, indent=2))
        return 0
    printer = sheetprint.Printer(sheetprint.width(), colour=report.wants_colour(sys.stdout, os.environ))
    for number, each in enumerate(sheets):
        click.echo("\n" * bool(number) + "\n".join(printer.lines(each)))
    wanted = {span.source for each in sheets for span in each.spans if span.passage is None and each.text is None}
    missing = sorted(wanted - set(found))
    if missing:
        click.echo(f"no copy of {', '.join(missing)} at hand: name your folder with --texts to read passages", err=True)
    return 0
