"""`azisrael withdraw`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azisrael_data.cli import complete
from azisrael_data.cli.base import BROKEN_OFF, FOLDER, PROBLEMS, guarded
from azisrael_data.cli.place import own_root
from azisrael_data.codelists import DISPOSITION

if TYPE_CHECKING:
    from azisrael_data.withdrawal import Withdrawal

UNCODED = [code for code in DISPOSITION if code != "coded"]


@click.command()
@click.argument("row_id", metavar="ID", shell_complete=complete.any_ids)
@click.option("--reason", required=True, help="Why, in a sentence. It stays in datasets/withdrawn.csv.")
@click.option("--date", required=True, metavar="EDTF", help="When, such as 2026-11-22. There is no clock in the data.")
@click.option("--replaced-by", metavar="ID", shell_complete=complete.any_ids, help="The row that takes its place.")
@click.option("--disposition", type=click.Choice(UNCODED), help="Of lines that hold no evidence any more; else asked.")
@click.option("--note", help="Why nothing is coded on these lines.")
@click.option("--table", "name", shell_complete=complete.tables, help="Of the row, where two tables share the id.")
@click.option("--path", type=FOLDER, help="Folder of the package. [default: the one you are in]")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@guarded
def withdraw(row_id: str, reason: str, date: str, replaced_by: str | None, disposition: str | None, note: str | None,
             name: str | None, path: Path | None, dry_run: bool, yes: bool) -> int:  # fmt: skip
    """Take a row back: a fact with its spans, a span, a work, an actor, a system or a place.

    The ids stay in datasets/withdrawn.csv with the date and the reason, so that nobody uses them again. Exceptions and
    waivers of the row go with it. Rows that refer to it are named and it is refused, unless --replaced-by says where
    they point from now on; the replacement then also bears the names of an actor, system or place. The whole package
    is validated and built, or nothing is written.

    Exit code 0: withdrawn, or with --dry-run it could be; 1: the package would have problems, or the answer was no; 2:
    could not run; 130: broken off.

    Example: azisrael withdraw VI-0001 --reason "The source was misread." --date 2026-11-22 --disposition context
    """
    from azisrael_data import report, unified, withdrawal
    from azisrael_data.draft import Draft
    from azisrael_data.problems import InvalidData

    draft = Draft(own_root(path))
    found = withdrawal.withdraw(draft, row_id, reason, date, replaced_by=replaced_by, home=name)
    try:
        if found.bare:
            withdrawal.settle(draft, found.bare, disposition or _asked(found, yes=yes or dry_run), note)
        problems = draft.problems()
        if problems:
            raise InvalidData(problems)
        click.echo(unified.coloured(draft.diff(), colour=report.wants_colour(sys.stdout, os.environ)), nl=False)
        _remark(found)
        if dry_run or not (yes or click.confirm(f"Withdraw {row_id}?", err=True)):
            click.echo("nothing was written", err=True)
            return 0 if dry_run else PROBLEMS
    except click.Abort:
        click.echo("\nnothing was written", err=True)
        return BROKEN_OFF
    changed = draft.commit()
    click.echo(f"{row_id} is withdrawn; {len(changed)} file(s) changed", err=True)
    return 0


def _asked(found: Withdrawal, *, yes: bool) -> str:
    """Ask what reading the lines came to that hold no evidence any more."""
    from azisrael_data.problems import CannotRun

    lines = ", ".join(f"{source}:{line}" for source, line in found.bare)
    if yes:
        raise CannotRun(f"{lines} would hold no evidence any more; say with --disposition what reading came to")
    click.echo(f"{lines}: no evidence is left there. What did reading come to?", err=True)
    for code in UNCODED:
        click.echo(f"  {code:<10} {DISPOSITION[code]}", err=True)
    return str(click.prompt("disposition", type=click.Choice(UNCODED), show_choices=False, err=True))


def _remark(found: Withdrawal) -> None:
    told = [f"{len(found.gone)} span(s) go with it"] * bool(found.gone)
    told += [f"{len(found.pointed)} reference(s) are pointed elsewhere"] * bool(found.pointed)
    told += [f"never published, so without a tombstone: {', '.join(found.unpublished)}"] * bool(found.unpublished)
    for each in told:
        click.echo(each, err=True)
