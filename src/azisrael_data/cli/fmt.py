"""`azisrael fmt`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azisrael_data.cli import complete
from azisrael_data.cli.base import FOLDER, PROBLEMS, guarded, show_text
from azisrael_data.cli.place import own_root

if TYPE_CHECKING:
    from azisrael_data.tidy import Tidied


@click.command()
@click.argument("paths", nargs=-1, type=FOLDER, metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if something would change.")
@click.option("--table", "name", shell_complete=complete.tables, help="Of CSV files: their table. [default: the name]")
@click.option("-q", "--quiet", is_flag=True, help="Name the files that change, without the diff.")
@click.option("--json", "as_json", is_flag=True, help="Print files, diffs and problems as JSON.")
@guarded
def fmt(paths: tuple[Path, ...], check: bool, name: str | None, quiet: bool, as_json: bool) -> int:
    """Put CSV files into their canonical form and show what changes as a diff.

    PATH is the package's folder (default: the one you are in) or a CSV file; several may be named. Changed are the
    order of rows and columns, quotes, line ends, blank lines, spellings of one and the same number, and the columns
    that the build fills. Content is never guessed at: a file that holds anything that is not understood is left as it
    is, and told.

    Exit code 0: canonical, or made so; 1: a file was left as it is, or with --check something would change; 2: could
    not run.

    Example: azisrael fmt --check
    """
    from azisrael_data import report, tidy, unified

    found = [group for path in paths or (None,) for group in _found(path, name)]
    for root, files in found if not check else ():
        tidy.write(root, files)
    every = [each for _, files in found for each in files]
    changed, left = [each for each in every if each.changes], [each for each in every if each.problems]
    if as_json:
        click.echo(json.dumps([_as_json(each) for each in every if each.changes or each.problems], indent=2))
    else:
        for each in changed:
            told = f"{each.path}\n" if quiet else each.diff()
            click.echo(unified.coloured(told, colour=report.wants_colour(sys.stdout, os.environ)), nl=False)
        show_text(report.whole(problem for each in left for problem in each.problems))
        _remark(len(changed), len(left), len(every), check=check)
    return PROBLEMS if left or (check and changed) else 0


def _remark(changed: int, left: int, files: int, *, check: bool) -> None:
    verb = "would change" if check else "changed"
    said = f"{changed} of {files} file(s) {verb}" if changed else "nothing to change"
    said += f"; {left} left as {'they are' if left > 1 else 'it is'}, with the problems told" if left else ""
    click.echo(said, err=True)
    if changed and not check:
        click.echo("`azisrael build` renews the Parquet files, if values changed", err=True)


def _found(path: Path | None, name: str | None) -> Iterator[tuple[Path | None, list[Tidied]]]:
    """Yield the files that a path means, with the root of their package, if they are in one."""
    from azisrael_data import tidy
    from azisrael_data.models import table
    from azisrael_data.problems import CannotRun

    if path is None or path.is_dir():
        root = own_root(path)
        yield root, tidy.package(root, [table(name).name] if name else ())
        return
    if not path.exists():
        raise CannotRun(f"{path} does not exist")
    place = None if name else tidy.home(path)
    if place is None:
        yield None, [tidy.tidy(path, table(name or path.stem), os.fspath(path))]
    else:
        root, home = place
        yield root, [tidy.called(each, os.fspath(path)) for each in tidy.package(root, [home.name])]


def _as_json(each: Tidied) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "path": each.path,
        "table": each.table.name,
        "changes": each.changes,
        "diff": each.diff(),
        "problems": [asdict(problem) for problem in each.problems],
    }
