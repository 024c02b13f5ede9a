"""`azisrael anchor`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from azisrael_data.cli.base import FOLDER, PROBLEMS, TEXTS_HELP, guarded, root_of


@click.command()
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

    root = root_of(None)
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
