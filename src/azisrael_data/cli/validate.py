"""`azisrael validate`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from azisrael_data.cli import complete
from azisrael_data.cli.base import FOLDER, PROBLEMS, guarded, root_of, show_github, show_json, show_text

SHOWN = 50_000_000  # bytes of a file, from which its progress is shown
STYLES = {"text": show_text, "json": show_json, "github": show_github}


@click.command()
@click.argument("path", required=False, type=FOLDER)
@click.option("--format", "style", type=click.Choice(list(STYLES)), default="text", show_default=True)
@click.option("--rows", "rows_only", is_flag=True, help="Leave aside what a build writes and what else lies about.")
@click.option(
    "--table",
    "name",
    shell_complete=complete.tables,
    help="Of a single CSV file: its table. [default: the name of the file]",
)
@guarded
def validate(path: Path | None, style: str, rows_only: bool, name: str | None) -> int:
    """Check a package without the texts: PATH is its folder (default: the one you are in), or one CSV file.

    A single file is checked by itself, whatever its size: every rule of file, cell and row, its ids, and its keys to
    the tables of the package around it (or of the one that is installed).

    Exit code 0: clean; 1: problems; 2: could not run.

    Example: azisrael validate --format github
    """
    import gc

    gc.disable()  # a short run that keeps what it builds; collecting costs a tenth of it
    if path is not None and path.is_file():
        return _file(path, name, style)
    from azisrael_data import container, report, sums
    from azisrael_data.paths import DESCRIPTOR

    root = root_of(path)
    package, problems = container.validated(root, built=not rows_only)
    released = (root / sums.NAME).is_file()
    if released:  # its descriptor names what a release has besides; all else is held as ever
        problems = [p for p in problems if (p.path, p.code) != (DESCRIPTOR, "descriptor-unknown")]
    told = report.whole(problems)
    STYLES[style](told)
    if style != "json" and package is not None:
        rows = sum(len(read.rows) for read in package.reads.values())
        click.echo(f"{rows} rows in {len(package.reads)} tables: {told.total or 'no'} problem(s)", err=True)
        if released and not rows_only:
            click.echo("a release: `azisrael check` holds its other files", err=True)
        unread = sum(row.values.get("disposition") == "unread" for row in package["lines"].rows)
        if unread:
            click.echo(f"{unread} line(s) of sources are not read yet: see `azisrael source status`", err=True)
    if style == "text" and told.total and (root / f"{report.PAGES}.md").is_file():
        click.echo(f"what a code means: {report.PAGES}.md", err=True)
    return PROBLEMS if told.total else 0


def _file(path: Path, name: str | None, style: str) -> int:
    import gc

    gc.enable()  # a long run that keeps nothing
    from azisrael_data import report, stream
    from azisrael_data.models import table

    target = table(name or path.stem)
    size = path.stat().st_size
    keys = stream.keys(_around(path), target)
    tally = report.Tally()
    with click.progressbar(
        length=size, label=path.name, file=sys.stderr, hidden=size < SHOWN or not sys.stderr.isatty()
    ) as bar:
        checked = stream.Checked(path, target, os.fspath(path), keys, tell=bar.update)
        for problem in checked:
            tally.add(problem)
    told = tally.capped()
    STYLES[style](told)
    if style != "json":
        click.echo(f"{checked.rows} rows of {target.name}: {told.total or 'no'} problem(s)", err=True)
    if size >= SHOWN and stream.would_be_quick(target) and not checked.quick:
        click.echo("pip install 'azisrael-data[polars]' makes this several times as fast", err=True)
    return PROBLEMS if told.total else 0


def _around(path: Path) -> Path:
    """Return the package that a file lies in, else the one that a command without a path means."""
    from azisrael_data.paths import find_root

    return next((p for p in path.resolve().parents if (p / "datasets").is_dir()), None) or find_root(None)
