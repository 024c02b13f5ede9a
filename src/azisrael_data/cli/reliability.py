"""`azisrael reliability`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from azisrael_data.cli.base import FOLDER, guarded, root_of


@click.command()
@click.argument("path", required=False, type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@guarded
def reliability(path: Path | None, as_json: bool) -> int:
    """Recompute from both raw codings how far the two readings agree, as Markdown tables.

    Exit code 2 if it could not run: the raw codings are in the repository only.

    Example: azisrael reliability
    """
    from dataclasses import asdict

    from azisrael_data import reliability as measuring

    found = measuring.agreement(measuring.readings(root_of(path)))
    click.echo(json.dumps(asdict(found), indent=2) if as_json else measuring.markdown(found), nl=as_json)
    return 0
