"""`azisrael metadata`."""

from __future__ import annotations

from pathlib import Path

import click

from azisrael_data.cli.base import FOLDER, guarded, root_of

FORMATS = ("croissant", "schema.org", "datacite", "annotations")


@click.command()
@click.argument("format", type=click.Choice(FORMATS))
@click.argument("path", required=False, type=FOLDER)
@click.option("--out", type=FOLDER, help="Write to a file instead, all or nothing.")
@click.option("--html", is_flag=True, help="Of schema.org: print it as the data block of a web page.")
@guarded
def metadata(format: str, path: Path | None, out: Path | None, html: bool) -> int:
    """Print what other systems read about the package: Croissant 1.0, schema.org, DataCite 4.5 or Web Annotations.

    PATH is the package's folder (default: the one you are in). It describes the files that lie there; a release has
    the same about its own. What is not known yet, such as a DOI, is left out and named on standard error.

    Exit code 0: printed; 1: a table cannot be read; 2: could not run.

    Example: azisrael metadata croissant --out croissant.json
    """
    from azisrael_data import metadata as telling
    from azisrael_data.metadata import datacite, schemaorg
    from azisrael_data.package import Package

    if html and format != "schema.org":
        raise click.UsageError("--html is for schema.org; leave it away")
    root = root_of(path)
    about = telling.about(Package(root), telling.sums(root))
    told = schemaorg.block(about) if html else telling.text(telling.FORMATS[format], about)
    if out is None:
        click.echo(told, nl=False)
    else:
        _put(out, told)
    for name, why in datacite.missing(about).items() if format == "datacite" else ():
        click.echo(f"not in it yet: {name}, which DataCite wants ({why})", err=True)
    return 0


def _put(path: Path, text: str) -> None:
    """Write a file, or leave it as it was. Raises CannotRun if its folder is not there."""
    from azisrael_data.files import put
    from azisrael_data.problems import CannotRun

    if not path.parent.is_dir():
        raise CannotRun(f"{path.parent} is not a folder; make it first")
    put(path, text.encode())
