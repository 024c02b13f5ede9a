"""`azisrael source`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azisrael_data.cli import complete
from azisrael_data.cli.base import FOLDER, PROBLEMS, TEXTS_HELP, guarded, root_of
from azisrael_data.cli.place import own_root
from azisrael_data.codelists import DISPOSITION

if TYPE_CHECKING:
    from azisrael_data.intake import Progress
    from azisrael_data.package import Package

PATH = click.option("--path", type=FOLDER, help="Folder of the package. [default: the one you are in]")


@click.group()
def source() -> None:
    """Add a source document, say what reading its lines came to, and see how far it is read.

    Exit code 0: done; 1: the package would have problems; 2: could not run.

    Example: azisrael source status
    """


@source.command()
@click.argument("file", type=FOLDER)
@click.option("--id", "key", required=True, help="First author and year, such as shaffer2022.")
@click.option("--title", required=True, help="As printed.")
@click.option("--published", required=True, metavar="EDTF", help="When, such as 2023-05-23.")
@click.option("--authors", help="As printed.")
@click.option("--container", help="Journal, series or site.")
@click.option("--language", default="en", show_default=True, help="ISO 639 code.")
@click.option("--url", help="Address, where the document states one.")
@click.option("--note", help="Remarks on the reference text.")
@PATH
@click.option("--copy", is_flag=True, help="Put the text into seeds/texts too, which git leaves alone.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, and write nothing.")
@guarded
def add(file: Path, key: str, path: Path | None, copy: bool, dry_run: bool, **told: str | None) -> int:
    """Add the text in FILE as a source: its row, its fingerprints, and a ledger of its lines, all of them unread.

    FILE is plain text in UTF-8, Unicode NFC, with LF line ends. It stays yours: the package gets fingerprints only.
    Code points are those of this very file, so keep it as it is.

    Exit code 0: added, or with --dry-run it could be; 1: the package would have problems; 2: could not run.

    Example: azisrael source add letter.txt --id writer2024 --title "A letter" --published 2024-05
    """
    from azisrael_data import intake
    from azisrael_data.draft import Draft
    from azisrael_data.problems import InvalidData

    root = own_root(path)
    draft = Draft(root)
    lines = intake.add(draft, file, key, told)
    if dry_run:
        problems = draft.problems()
        if problems:
            raise InvalidData(problems)
        click.echo(f"{key} would be added: {lines} lines, all unread; nothing was written")
        return 0
    if copy:
        intake.put_copy(root, file)
        click.echo(f"copied to {intake.TEXTS}/{file.name}", err=True)
    draft.commit()
    click.echo(f"{key} is a source now: {lines} lines, all unread")
    click.echo(f"see `azisrael source status {key}` for the next one", err=True)
    return 0


@source.command()
@click.argument("key", metavar="ID", shell_complete=complete.sources)
@click.argument("lines")
@click.argument("disposition", type=click.Choice([code for code in DISPOSITION if code != "coded"]))
@click.option("--note", help="Why nothing is coded, where a line holds a date, a number, a system or an acting person.")
@PATH
@guarded
def mark(key: str, lines: str, disposition: str, note: str | None, path: Path | None) -> int:
    """Say what reading LINES of a source came to, where they hold no evidence: LINES are numbers such as 3,5-8.

    Exit code 0: said; 1: the package would have problems; 2: could not run.

    Example: azisrael source mark writer2024 1-3 furniture
    """
    from azisrael_data import intake
    from azisrael_data.draft import Draft

    draft = Draft(own_root(path))
    changed = intake.mark(draft, key, intake.numbers(lines), disposition, note)
    draft.commit()
    click.echo(f"{changed} line(s) of {key} marked as {disposition}")
    return 0


@source.command()
@click.argument("key", metavar="[ID]", required=False, shell_complete=complete.sources)
@click.option("--texts", type=FOLDER, help=TEXTS_HELP)
@PATH
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@guarded
def status(key: str | None, texts: Path | None, path: Path | None, as_json: bool) -> int:
    """Tell how far the sources are read, or one of them: lines by what reading came to, spans, facts, what is next.

    With a copy of the source at hand, the next unread line is shown.

    Exit code 0: every line is read; 1: some are unread; 2: could not run.

    Example: azisrael source status cutler2023
    """
    from dataclasses import asdict

    from azisrael_data import intake
    from azisrael_data.package import Package

    root = root_of(path)
    package = Package(root)
    found = intake.progress(package, key)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
    else:
        for line in _table(found):
            click.echo(line)
        for each in found if key else ():
            _detail(package, each, root, texts)
    return PROBLEMS if any(each.unread for each in found) else 0


def _table(found: list[Progress]) -> list[str]:
    width = max((len(each.source) for each in found), default=0) + 2
    head = f"{'source':<{width}}{'lines':>6}{'read':>6}{'coded':>7}{'unread':>8}{'spans':>7}{'facts':>7}"
    return [head] + [
        f"{each.source:<{width}}{each.lines:>6}{each.lines - each.unread:>6}{each.dispositions.get('coded', 0):>7}"
        f"{each.unread:>8}{each.spans:>7}{each.facts:>7}"
        for each in found
    ]


def _detail(package: Package, each: Progress, root: Path, texts: Path | None) -> None:
    from azisrael_data import copies, sheet
    from azisrael_data.sheetprint import Printer, width

    click.echo("")
    for code, count in each.dispositions.items():
        click.echo(f"{count:>6} {code:<10} {DISPOSITION.get(code, '')}")
    if each.next is None:
        click.echo("every line is read")
        return
    click.echo(f"next: line {each.next}")
    sources = [row.values for row in package["sources"].rows if row.clean]
    lines = [row.values for row in package["lines"].rows if row.clean]
    found = copies.find(copies.folder(root, texts), sources, lines)
    (shown,) = sheet.sheets(package, f"{each.source}:{each.next}", found)
    if shown.text is not None:
        printer = Printer(width(), colour=False)
        for line in printer.excerpt(shown.text):
            click.echo(line)
    else:
        click.echo(f"no copy of {each.source} at hand: name your folder with --texts to read it here", err=True)
