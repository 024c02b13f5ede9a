"""`azisrael anchor`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from azisrael_data.cli import complete
from azisrael_data.cli.base import FOLDER, PROBLEMS, TEXTS_HELP, guarded, root_of
from azisrael_data.cli.place import own_root
from azisrael_data.codelists import CERTAINTY, STANCE, ZONE

if TYPE_CHECKING:
    from azisrael_data.anchor import Anchor, Near
    from azisrael_data.copies import Text
    from azisrael_data.package import Package
    from azisrael_data.quoting import Quotation


@click.command()
@click.argument("source", shell_complete=complete.sources)
@click.argument("words")
@click.option("--texts", type=FOLDER, help=TEXTS_HELP)
@click.option("--row", "row_id", shell_complete=complete.row_ids, help="Row that the span bears on, such as AG-0003.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="COLUMN[=LITERAL]",
    help="Column that the span licenses; no literal: judged.",
)
@click.option(
    "--literal",
    "quoted",
    multiple=True,
    metavar="COLUMN=WORDS",
    help="As --field with words, and shows what they give for the cell.",
)
@click.option("--stance", type=click.Choice(list(STANCE)), default="supports", show_default=True)
@click.option("--certainty", type=click.Choice(list(CERTAINTY)), default="certain", show_default=True)
@click.option("--voice", shell_complete=complete.actors, help="Actor who says it, if not the author.")
@click.option("--work", "works", multiple=True, help="Work cited at the span.")
@click.option("--zone", type=click.Choice(list(ZONE)), default="body", show_default=True)
@click.option("--coder", default="hand", show_default=True)
@click.option("--line", type=click.IntRange(1), help="Only on this line of the source.")
@click.option("--nth", type=click.IntRange(1), help="Of several places the one with this number.")
@click.option("--near", "take_near", is_flag=True, help="Take the passage nearest to the words, if only one is.")
@click.option("--append", is_flag=True, help="Write the row into the package, if all of it is then valid.")
@click.option("--json", "as_json", is_flag=True, help="Print places, literals and row as JSON.")
@guarded
def anchor(source: str, words: str, texts: Path | None, row_id: str | None, fields: tuple[str, ...],
           quoted: tuple[str, ...], stance: str, certainty: str, voice: str | None, works: tuple[str, ...], zone: str,
           coder: str, line: int | None, nth: int | None, take_near: bool, append: bool,
           as_json: bool) -> int:  # fmt: skip
    """Find the WORDS of a passage in your copy of SOURCE and print the evidence row with everything computed.

    Quotes, dashes, spaces and case make no difference. Passages that differ by a few letters or words are shown with
    the difference, and taken with --near. With --append the row is written, and its line is coded in the ledger.

    Exit code 0: the row is printed or written; 1: the words are not found, or in several places, or a literal does
    not give its cell; 2: could not run.

    Example: azisrael anchor cutler2023 "Eli Cohen visited Baku" --row VI-0001 --literal place=Baku
    """
    from azisrael_data import anchor as anchoring
    from azisrael_data.package import Package

    if append and not (row_id and (fields or quoted)):
        raise click.UsageError("--append needs --row, and a --field or --literal")
    if any("=" not in each for each in quoted):
        raise click.UsageError("--literal wants COLUMN=WORDS")
    package = _readable(Package(own_root(None) if append else root_of(None)))
    text = anchoring.source_text(package, source, texts)
    hits = anchoring.anchors(text, words, line)
    like = [] if hits else anchoring.near(text, words, line)
    chosen, why = _choose(hits, like, nth, take_near=take_near)
    if not as_json:
        _show(text, words, hits, like, chosen)
    if chosen is None:
        _result(as_json, text, hits, like, None, [])
        if not as_json:
            click.echo(why, err=True)
        return PROBLEMS
    judged = {
        "stance": stance, "certainty": certainty, "voice": voice, "works": works or None, "zone": zone, "coder": coder,
    }  # fmt: skip
    span = anchoring.evidence_row(package, chosen, text, row_id, [*fields, *quoted], judged)
    read = _quotations(package, span, {each.partition("=")[0] for each in quoted})
    if not as_json:
        for each in read:
            click.echo(str(each), err=True)
    if append:
        _append(package.root, span)
    _result(as_json, text, hits, like, span, read)
    return 0 if all(each.fits(stance) and each.gives for each in read) else PROBLEMS


def _readable(package: Package) -> Package:
    from azisrael_data.problems import InvalidData

    broken = [*package["sources"].problems, *package["lines"].problems, *package["evidence"].problems]
    if broken:
        raise InvalidData(broken)
    return package


def _choose(hits: list[Anchor], like: list[Near], nth: int | None, *, take_near: bool) -> tuple[Anchor | None, str]:
    """Return the place that is meant, or None and what to do about it."""
    places = hits or ([each.anchor for each in like] if take_near else [])
    if nth is not None and places:
        return (places[nth - 1], "") if nth <= len(places) else (None, f"there is no place {nth}")
    if len(places) == 1 or (not hits and len(places) > 1 and like[0].slips < like[1].slips):
        return places[0], ""
    if places:
        return None, f"{len(places)} places; choose one with --line or --nth, or give more words"
    if like:
        return None, "take the nearest with --near, or correct the words"
    return None, "look for fewer words, or for those of one sentence"


def _show(text: Text, words: str, hits: list[Anchor], like: list[Near], chosen: Anchor | None) -> None:
    """Print the places on standard error, numbered if there are several, and how near ones differ."""
    from azisrael_data import anchor as anchoring

    if not hits:
        over = anchoring.lines_of(text, words)
        told = f"runs over lines {over[0]} to {over[1]}; a span lies on one line" if over else "not found"
        click.echo(f"azisrael: {told} in {text.source_id}" if not over else f"azisrael: the passage {told}", err=True)
    shown = hits or [each.anchor for each in like if chosen in (None, each.anchor)]
    for number, place in enumerate(shown, 1):
        mark = f"{number}. " if len(shown) > 1 else ""
        near = next((each for each in like if each.anchor == place), None)
        kind = f"near, {near.slips} letter(s) differ, " if near else ""
        click.echo(f"{mark}{kind}line {place.line}: {anchoring.shown_in_context(text, place, marks())}", err=True)
        for given, stands in near.differences if near else ():
            click.echo(f"    you gave {given!r}, there stands {stands!r}", err=True)


def marks() -> tuple[str, str]:
    """Return what stands around a passage on standard error: a highlight on a terminal, else brackets."""
    from azisrael_data import anchor as anchoring
    from azisrael_data.report import wants_colour

    return anchoring.HIGHLIGHT if wants_colour(sys.stderr, os.environ) else anchoring.BRACKETS


def _quotations(package: Package, span: dict[str, Any], names: set[str]) -> list[Quotation]:
    """Return what the literals of some columns give for the row of a span."""
    from azisrael_data import copies, quoting, schema
    from azisrael_data.models import table

    if span["table"] is None:
        return []
    fact = package.keys[span["table"]][span["row_id"]].values
    found = []
    for name, told in (span["fields"] or {}).items():
        column = schema.column(table(span["table"]), name)
        if name in names and column is not None:
            found += [quoting.quotation(package, column, fact, words) for words in copies.quoted({name: told})]
    return found


def _append(root: Path, span: dict[str, Any]) -> None:
    from azisrael_data.draft import Draft

    draft = Draft(root)
    draft.add("evidence", span)
    draft.settle_ledger()
    for changed in draft.commit():
        click.echo(f"changed: {changed.path}", err=True)


def _result(
    as_json: bool, text: Text, hits: list[Anchor], like: list[Near], span: dict[str, Any] | None, read: list[Quotation]
) -> None:
    """Print the row, or everything as JSON, on standard output."""
    from dataclasses import asdict

    from azisrael_data import anchor as anchoring
    from azisrael_data.models import table
    from azisrael_data.write import csv_line

    if as_json:
        told = {
            "found": [asdict(hit) | {"context": anchoring.shown_in_context(text, hit)} for hit in hits],
            "near": [
                asdict(each.anchor)
                | {"context": anchoring.shown_in_context(text, each.anchor), "slips": each.slips}
                | {"differences": [{"given": given, "stands": stands} for given, stands in each.differences]}
                for each in like
            ],
            "literals": [asdict(each) for each in read],
            "row": span,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif span is not None:
        click.echo(csv_line(table("evidence"), span), nl=False)
