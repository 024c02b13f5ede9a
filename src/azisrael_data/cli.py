"""The command `azisrael`: prints, sets the exit code, nothing else. Imports arrive inside the commands."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from azisrael_data import __version__

if TYPE_CHECKING:
    from azisrael_data.problems import Problem
    from azisrael_data.verify import Report

PROBLEMS, CANNOT_RUN = 1, 2
FOLDER = click.Path(path_type=Path)
TEXTS_HELP = "Folder with your copies of the sources. [default: $AZISRAEL_TEXTS or seeds/texts]"
ANNOTATIONS = 10  # GitHub shows no more of one kind per step


def guarded(command: Callable[..., int | None]) -> Callable[..., None]:
    """Turn the package's exceptions into one line and an exit code; never show a traceback for them."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from azisrael_data.problems import AzisraelDataError, InvalidData

        try:
            code = command(*args, **kwargs) or 0
        except InvalidData as error:
            for problem in error.problems:
                click.echo(str(problem))
            click.echo(f"{len(error.problems)} problem(s); nothing was written", err=True)
            code = PROBLEMS
        except AzisraelDataError as error:
            click.echo(f"azisrael: {error}", err=True)
            code = CANNOT_RUN
        except BrokenPipeError:
            raise  # the reader of our output went away: click ends quietly
        except OSError as error:
            click.echo(f"azisrael: {error.filename or ''}: {error.strerror}", err=True)
            code = CANNOT_RUN
        sys.exit(code)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="azisrael")
def main() -> None:
    """Azerbaijan-Israel relations as data, with the evidence behind every cell."""


def _root(path: Path | None) -> Path:
    from azisrael_data.paths import find_root
    from azisrael_data.problems import CannotRun

    root = find_root(path)
    if not root.is_dir():
        raise CannotRun(f"{root} is not a folder")
    if not (root / "datasets").is_dir():
        raise CannotRun(f"{root} holds no datasets folder; name the package's folder")
    return root


@main.command()
@click.argument("path", required=False, type=FOLDER)
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@guarded
def validate(path: Path | None, style: str) -> int:
    """Check every table without the texts: PATH is a package's folder (default: the one you are in).

    Exit code 0: clean; 1: problems; 2: could not run.

    Example: azisrael validate --format github
    """
    import gc

    gc.disable()  # a short run that keeps what it builds; collecting costs a tenth of it
    from azisrael_data.checks import validate as problems_of
    from azisrael_data.package import Package

    package = Package(_root(path))
    found = problems_of(package)
    {"text": _text, "json": _json, "github": _github}[style](found)
    if style != "json":
        rows = sum(len(read.rows) for read in package.reads.values())
        click.echo(f"{rows} rows in {len(package.reads)} tables: {len(found) or 'no'} problem(s)", err=True)
    return PROBLEMS if found else 0


def _text(found: list[Problem]) -> None:
    for problem in found:
        click.echo(str(problem))


def _json(found: list[Problem]) -> None:
    names = ("path", "line", "column", "code", "message", "hint")
    rows = [{name: getattr(problem, name) for name in names} for problem in found]
    click.echo(json.dumps({"problems": rows}, ensure_ascii=False, indent=2))


def _github(found: list[Problem]) -> None:
    """Print workflow commands. Cell text cannot inject one: line ends and separators are escaped."""
    for problem in found[:ANNOTATIONS]:
        where = f"file={_property(problem.path)},line={max(problem.line, 1)},title={_property(problem.code)}"
        told = f"{problem.column}: {problem.message}" if problem.column else problem.message
        click.echo(f"::error {where}::{_data(f'{told}; {problem.hint}' if problem.hint else told)}")
    if len(found) > ANNOTATIONS:
        click.echo(f"::notice::{len(found) - ANNOTATIONS} more problem(s), all of them in the job summary")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and found:
        lines = [str(problem).replace("`", "'").replace("\n", " ") for problem in found]
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write("```text\n" + "\n".join(lines) + "\n```\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


@main.command()
@click.argument("path", required=False, type=FOLDER)
@click.option("--texts", type=FOLDER, help=TEXTS_HELP)
@click.option("--complete", is_flag=True, help="Fail if a source is missing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@guarded
def verify(path: Path | None, texts: Path | None, complete: bool, as_json: bool) -> int:
    """Hold every span and literal against your own copies of the sources, found by fingerprint whatever their names.

    Exit code 1 if a span is lost, a literal absent, a wording at odds with its code or too much wording quoted; 2 if it
    could not run.

    Example: azisrael verify --texts ~/sources
    """
    from azisrael_data import copies
    from azisrael_data.checks import validate as problems_of
    from azisrael_data.package import Package
    from azisrael_data.problems import CannotRun, InvalidData
    from azisrael_data.verify import verify as run

    root = _root(path)
    place = copies.folder(root, texts)
    if texts is not None and not texts.exists():
        raise CannotRun(f"{texts} does not exist")
    package = Package(root)
    found = problems_of(package, stale=False)
    if found:
        raise InvalidData(found)
    report = run(package, place)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _report(report)
    return PROBLEMS if report.failed or (complete and report.missing) else 0


def _report(report: Report) -> None:
    from azisrael_data.verify import MOST_WORDING

    click.echo("Proved without the texts: keys, codes, licences of cells, literals against cells, the ledger.\n")
    click.echo(
        f"{'source':<18}{'lines':>9}{'spans':>7}{'exact':>7}{'relocated':>11}{'drifted':>9}{'lost':>6}{'literals':>10}{'absent':>8}"
    )
    for s in report.sources:
        if s.path is None:
            click.echo(f"{s.source_id:<18}  no copy found")
            continue
        n = s.states
        click.echo(
            f"{s.source_id:<18}{f'{s.lines_found}/{s.lines}':>9}{s.spans:>7}{n['exact']:>7}{n['relocated']:>11}"
            f"{n['drifted']:>9}{n['lost']:>6}{s.literals:>10}{s.absent:>8}"
        )
    click.echo(
        f"\nShare of each source that distinct literals take: all, and wording alone (at most {MOST_WORDING:.0%})."
    )
    click.echo(", ".join(f"{s.source_id} {s.quoted_share:.1%} {s.wording_share:.1%}" for s in report.sources))
    click.echo("\nCells by how they follow from their spans: a literal gives them by rule, or a person judged them.")
    for table, columns in report.columns.items():
        given, judged = (sum(pair[i] for pair in columns.values()) for i in (0, 1))
        click.echo(f"{table:<16}{given + judged:>6} cells, {given} by literal, {judged} judged")
        shares = [f"{name} {a}/{a + b}" for name, (a, b) in columns.items()]
        for at in range(0, len(shares), 6):
            click.echo(f"{'':<16}  {', '.join(shares[at : at + 6])}")
    for finding in report.findings:
        click.echo(str(finding))
    if report.missing:
        click.echo(f"\nNot verified, no copy found: {', '.join(report.missing)}.")
        click.echo(f"Put your copies, under any names, into {report.place} or name a folder with --texts.")


@main.command()
@click.argument("source")
@click.argument("words")
@click.option("--texts", type=FOLDER, help=TEXTS_HELP)
@click.option("--row", "row_id", help="Row that the span bears on, such as AG-0003.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="COLUMN[=LITERAL]",
    help="Column that the span licenses; no literal: judged.",
)
@click.option("--stance", default="supports", show_default=True)
@click.option("--certainty", default="certain", show_default=True)
@click.option("--voice", help="Actor who says it, if not the author.")
@click.option("--zone", default="body", show_default=True)
@click.option("--coder", default="hand", show_default=True)
@click.option("--line", type=int, help="Only on this line of the source.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@guarded
def anchor(source: str, words: str, texts: Path | None, row_id: str | None, fields: tuple[str, ...], stance: str,
           certainty: str, voice: str | None, zone: str, coder: str, line: int | None,
           as_json: bool) -> int:  # fmt: skip
    """Find the WORDS of a passage in your copy of SOURCE and print the evidence row with everything computed.

    Exit code 1 if the words are not found, or found in several places.

    Example: azisrael anchor cutler2023 "Eli Cohen visited Baku" --row VI-0001 --field place=Baku
    """
    from dataclasses import asdict

    from azisrael_data import anchor as anchoring
    from azisrael_data import copies
    from azisrael_data.models import table
    from azisrael_data.package import Package
    from azisrael_data.problems import CannotRun, InvalidData, UnknownName
    from azisrael_data.write import csv_line

    root = _root(None)
    package = Package(root)
    broken = [*package["sources"].problems, *package["lines"].problems, *package["evidence"].problems]
    if broken:
        raise InvalidData(broken)
    sources = package.keys["sources"]
    if source not in sources:
        raise UnknownName("source", source, sorted(sources))
    place = copies.folder(root, texts)
    found = copies.find(place, [sources[source].values], (r.values for r in package["lines"].rows))
    if source not in found:
        raise CannotRun(f"no copy of {source} in {place}; put one there or name a folder with --texts")
    text = found[source]
    hits = anchoring.anchors(text, words, line)
    if as_json:
        click.echo(json.dumps([asdict(hit) for hit in hits], indent=2))
        return 0 if len(hits) == 1 else PROBLEMS
    if not hits:
        near = anchoring.longest_start(text, words)
        click.echo(f"azisrael: not found in {source}", err=True)
        if near:
            click.echo(f"the first {near[0]} letters stand on line {near[1]}; the words differ after them", err=True)
        return PROBLEMS
    for hit in hits:
        click.echo(f"line {hit.line}: {anchoring.shown_in_context(text, hit)}", err=True)
    if len(hits) > 1:
        click.echo(f"{len(hits)} places; choose one with --line, or give more words", err=True)
        return PROBLEMS
    span = anchoring.evidence_row(
        package, hits[0], text, row_id, fields,
        {"stance": stance, "certainty": certainty, "voice": voice, "zone": zone, "coder": coder},
    )  # fmt: skip
    click.echo(csv_line(table("evidence"), span), nl=False)
    return 0


@main.command()
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
    from azisrael_data.package import Package

    root = _root(path)
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
    _summary(package, len(changed), out or root, root)
    return 0


def _summary(package: Any, changed: int, place: Path, root: Path) -> None:
    from azisrael_data import build as building
    from azisrael_data import copies
    from azisrael_data.models import TABLES
    from azisrael_data.verify import verify as run

    for table in TABLES:
        click.echo(f"{table.name:<16}{len(package[table.name].rows):>6} rows")
    cells, facts = building.cells(package)
    click.echo(f"\n{facts} facts with {cells} coded cells, every cell named by a supporting span of its source.")
    report = run(package, copies.folder(root))
    spans = sum(source.spans for source in report.sources)
    if len(report.missing) == len(report.sources):
        click.echo("Spans not held against the texts: no copy of a source is at hand (see `azisrael verify`).")
    else:
        found = sum(s.states["exact"] + s.states["relocated"] for s in report.sources)
        missing = f"; no copy of {', '.join(report.missing)}" if report.missing else ""
        click.echo(f"{found} of {spans} spans found again in the texts at hand{missing}.")
    told = f"{changed} file(s)" if changed else "Nothing"
    click.echo(f"{told} changed. The package lies in {place.absolute()}")


@main.command()
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

    found = measuring.agreement(measuring.readings(_root(path)))
    click.echo(json.dumps(asdict(found), indent=2) if as_json else measuring.markdown(found), nl=as_json)
    return 0
