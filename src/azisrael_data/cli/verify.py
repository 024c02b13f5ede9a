"""`azisrael verify`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from azisrael_data.cli.base import FOLDER, PROBLEMS, TEXTS_HELP, guarded, root_of


@click.command()
@click.argument("path", required=False, type=FOLDER)
@click.option("--texts", type=FOLDER, help=TEXTS_HELP)
@click.option("--complete", is_flag=True, help="Fail if a source is missing, or has lines that nobody has read.")
@click.option("--reference", is_flag=True, help="Fail if a copy is another rendition than the reference text.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@guarded
def verify(path: Path | None, texts: Path | None, complete: bool, reference: bool, as_json: bool) -> int:
    """Hold every span and literal against your own copies of the sources, found by fingerprint whatever their names.

    Exit code 1 if a span is lost, a literal absent, a wording at odds with its code or too much wording quoted, or if
    the reference text itself shows a position or a fingerprint to be wrong; 2 if it could not run.

    Example: azisrael verify --texts ~/sources
    """
    from azisrael_data import checks, copies, tell
    from azisrael_data.package import Package
    from azisrael_data.problems import CannotRun, InvalidData
    from azisrael_data.report import inert
    from azisrael_data.verify import verify as run

    root = root_of(path)
    place = copies.folder(root, texts)
    if texts is not None and not texts.exists():
        raise CannotRun(f"{texts} does not exist")
    package = Package(root)
    found = checks.validate(package, stale=False)
    if found:
        raise InvalidData(found)
    report = run(package, place)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        for line in tell.verified(report):
            click.echo(inert(line))
    other = [source.source_id for source in report.sources if source.path and not source.identical]
    if reference and other:
        click.echo(f"not the reference text: {', '.join(other)}", err=True)
    unread = sum(row.values["disposition"] == "unread" for row in package["lines"].rows)
    if complete and unread:
        click.echo(f"{unread} line(s) of sources are not read yet: see `azisrael source status`", err=True)
    return PROBLEMS if report.failed or (complete and (report.missing or unread)) or (reference and other) else 0
