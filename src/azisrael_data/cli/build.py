"""`azisrael build`."""

from __future__ import annotations

from pathlib import Path

import click

from azisrael_data.cli.base import FOLDER, PROBLEMS, guarded, root_of
from azisrael_data.cli.place import own_root


@click.command()
@click.argument("path", required=False, type=FOLDER)
@click.option("--check", is_flag=True, help="Write nothing; name each file that is stale and what differs.")
@click.option("--out", type=FOLDER, help="Write the package to another folder.")
@guarded
def build(path: Path | None, check: bool, out: Path | None) -> int:
    """Validate, fill generated columns, write Parquet, schemas and datapackage.json: all or nothing.

    Exit code 0: built, or with --check all fresh; 1: problems, or with --check something is stale.

    Example: azisrael build --check
    """
    from azisrael_data import build as building
    from azisrael_data import tell
    from azisrael_data.package import Package

    root = root_of(path) if check or out else own_root(path)
    if check and out:
        raise click.UsageError("--check writes nothing; leave --out away")
    if check:
        package = Package(root)
        stale = building.stale(root, building.product(package))
        for each in stale:
            click.echo(str(each))
        click.echo(f"{len(stale)} stale file(s); run `azisrael build`" if stale else "all files are fresh")
        return PROBLEMS if stale else 0
    package, changed = building.build(root, out)
    for line in tell.built(package, len(changed), out or root, root):
        click.echo(line)
    return 0
