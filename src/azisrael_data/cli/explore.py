"""`azisrael explore`."""

from __future__ import annotations

from pathlib import Path

import click

from azisrael_data.cli.base import FOLDER, PROBLEMS, guarded, root_of


@click.command()
@click.option("--out", type=FOLDER, required=True, help="Folder for the page; made if it does not exist.")
@click.option("--check", is_flag=True, help="Write nothing; say whether the page there is fresh.")
@guarded
def explore(out: Path, check: bool) -> int:
    """Write the explorer, one page with all tables and their evidence: open DIR/index.html in a browser.

    The page needs no server and no network. Exit code 1 if it is stale with --check, or if a table has problems.

    Example: azisrael explore --out site
    """
    from azisrael_data import explorer

    text = explorer.page(root_of(None))
    if check:
        found = explorer.stale(out, text)
        click.echo(f"{found}; run `azisrael explore`" if found else "the page is fresh")
        return PROBLEMS if found else 0
    file = explorer.write(out, text)
    click.echo(f"{file}: {len(text.encode()):,} bytes; open it in a browser")
    return 0
