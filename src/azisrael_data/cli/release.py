"""`azisrael release`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from azisrael_data.cli.base import FOLDER, guarded, root_of


@click.command()
@click.argument("path", required=False, type=FOLDER)
@click.option("--out", required=True, type=FOLDER, help="Folder to write to: empty, or with this very release.")
@click.option("--since", metavar="REF|ZIP|DIR", help="The last release: a git revision, its zip archive or its folder.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@guarded
def release(path: Path | None, out: Path, since: str | None, as_json: bool) -> int:
    """Write a release, as a folder and as a zip archive: all tables in all formats, read back and compared.

    PATH is the package's folder (default: the one you are in), as `azisrael build` leaves it. With --since the
    changelog tells what changed in which row. The same package gives the same bytes wherever it is made.

    Exit code 0: written; 1: the rows have problems; 2: could not run. Nothing is written in the last two cases.

    Example: azisrael release --out dist
    """
    from dataclasses import asdict

    from azisrael_data import release as releasing

    done = releasing.release(root_of(path), out, since)
    if as_json:
        told = {name: str(value) if isinstance(value, Path) else value for name, value in asdict(done).items()}
        click.echo(json.dumps(told, indent=2))
        return 0
    click.echo(f"{done.folder}: {done.files} files, {done.rows} rows, the same in CSV, Parquet, workbook and database")
    click.echo(f"{done.archive}: {done.bytes} bytes, SHA-256 {done.sha256}")
    return 0
