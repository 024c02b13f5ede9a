"""`azisrael check`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from azisrael_data.cli.base import FOLDER, PROBLEMS, guarded


@click.command()
@click.argument("place", metavar="DIR|ZIP", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print what is wrong as JSON.")
@guarded
def check(place: Path, as_json: bool) -> int:
    """Tell whether a release is as it was published, as a folder or as a zip archive, without unpacking it.

    Found are changed bytes, missing files, files that do not belong, names that differ in case only, links, and in an
    archive names that lead elsewhere, names that stand twice, and bytes around it.

    Exit code 0: it is; 1: it is not; 2: could not run.

    Example: azisrael check azisrael-data-0.1.0.zip
    """
    from dataclasses import asdict

    from azisrael_data import intact
    from azisrael_data.report import inert

    found = intact.look(place)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        for fault in found.faults:
            click.echo(inert(str(fault)))
        told = f"{len(found.faults) or 'no'} fault(s)"
        click.echo(f"{found.files} files, {found.bytes} bytes: {told}", err=True)
    return PROBLEMS if found.faults else 0
