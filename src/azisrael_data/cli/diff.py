"""`azisrael diff`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azisrael_data.cli import complete
from azisrael_data.cli.base import PROBLEMS, guarded, root_of

if TYPE_CHECKING:
    from azisrael_data.difference import Difference

STYLES = ("text", "markdown", "json", "html")
LEVELS = ("patch", "minor", "major")
LEAST = 2000


@click.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="[B]", required=False)
@click.option("--format", "style", type=click.Choice(STYLES), default="text", show_default=True)
@click.option("--table", "tables", multiple=True, metavar="NAME", shell_complete=complete.tables,
              help="Only this table and its evidence; repeatable.")  # fmt: skip
@click.option("--generated/--no-generated", default=True, help="With what the build fills, or without. [default: with]")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file, all or nothing.")
@click.option(
    "--limit", type=click.IntRange(min=LEAST), metavar="BYTES", help="At most so many bytes; the rest counted."
)
@click.option("--level", "level_only", is_flag=True, help="Print only major, minor, patch or none.")
@click.option("--at-most", type=click.Choice(LEVELS), help="Exit with 1 only above this level, or if ids are refused.")
@guarded
def diff(old: str, new: str | None, style: str, tables: tuple[str, ...], generated: bool, out: Path | None,
         limit: int | None, level_only: bool, at_most: str | None) -> int:  # fmt: skip
    """Show what sets B apart from A, row by row and cell by cell, losses first.

    A and B: a git revision, a folder with a package, a wheel, or a zip archive of a release; B is by default the
    package's folder as it is now. `git:NAME` and `path:NAME` say which, where a name is both.

    Exit code 0: the same; 1: different; 2: could not be compared.

    Example: azisrael diff main --format markdown
    """
    from azisrael_data import difference, snapshots
    from azisrael_data.problems import UnknownName
    from azisrael_data.versioning import exceeds

    if limit and style not in ("text", "markdown"):
        raise click.UsageError("--limit goes with text and markdown; JSON and HTML are whole or nothing")
    root = root_of(None)
    before = snapshots.snapshot(old, root)
    after = snapshots.snapshot(new, root) if new is not None else snapshots.folder(root, "the working folder")
    known = sorted(before.sheets.keys() | after.sheets.keys())
    for name in tables:
        if name not in known:
            raise UnknownName("table", name, known)
    whole = difference.difference(before, after)
    told = difference.narrowed(whole, tables, generated=generated)
    if level_only:
        click.echo(told.level or "none")
    else:
        _show(told, style, limit, out)
        _remark(told, whole)
    if at_most:
        return PROBLEMS if told.refused or exceeds(told.level, at_most) else 0
    return PROBLEMS if told else 0


def _show(told: Difference, style: str, limit: int | None, out: Path | None) -> None:
    from azisrael_data import redline, report

    if style == "text":
        colour = out is None and report.wants_colour(sys.stdout, os.environ)
        text = redline.text(told, colour=colour, limit=limit)
    elif style == "markdown":
        text = redline.markdown(told, limit)
    else:
        text = redline.as_json(told) if style == "json" else redline.page(told)
    if out is None:
        click.echo(text, nl=False)
    else:
        _write(out, text)


def _remark(told: Difference, whole: Difference) -> None:
    """Say on standard error what a reader of the result may miss."""
    from azisrael_data.redline import view

    if not told:
        sheets = told.new.sheets
        click.echo(f"the same: {told.new.count} rows in {len(sheets)} tables", err=True)
    elif told.refused:
        click.echo(f"refused: {len(told.refused)} id(s) were renumbered or given to something else", err=True)
    if view.summary(told) != view.summary(whole):
        click.echo(f"with what --table or --no-generated leaves aside: {view.summary(whole)}", err=True)


def _write(out: Path, text: str) -> None:
    """Write a text to a file, or leave the file as it was. Raises CannotRun for a place that is no file."""
    from azisrael_data.files import FILE, MISSING, kind, put
    from azisrael_data.problems import CannotRun

    place = Path(os.path.realpath(out))
    if kind(place) not in (FILE, MISSING):
        raise CannotRun(f"{out} is {kind(place)}; name a file")
    put(place, text.encode())
