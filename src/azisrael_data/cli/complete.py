"""What the shell may complete: names of tables, ids of rows and sources, codes. Quick, and silent when anything fails.

Each function has the signature that click calls: (context, parameter, what is typed so far). Nothing heavy is
imported: ids are read from the first column of the CSV files.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from azisrael_data.codelists import CERTAINTY, FACT_TABLES, STANCE, ZONE, CodeList

Completion = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

SEEDS = {"sources": "a source document", "lines": "the reading ledger"}
REFERENCES = ("actors", "weapon_systems", "places", "works")
LISTS = ("evidence", "withdrawn")
SEED_LISTS = ("exceptions", "waivers", "published")
ENTERED = (*FACT_TABLES, *REFERENCES)
_MOST_HELP = 60  # characters of a row's summary beside its id


def _quiet(offer: Callable[[click.Context, str], Iterator[tuple[str, str]]]) -> Completion:
    """Make a completion of a function that yields (value, help): what fails offers nothing, and says nothing."""

    @wraps(offer)
    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            found = [(value, told) for value, told in offer(ctx, incomplete) if value.startswith(incomplete)]
        except Exception:  # noqa: BLE001  # a shell that completes shows whatever is printed, in the middle of a line
            return []
        return [CompletionItem(value, help=told[:_MOST_HELP] or None) for value, told in found]

    return complete


@_quiet
def tables(_ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer every table of the package."""
    for name in sorted((*SEEDS, *ENTERED, *LISTS, *SEED_LISTS)):
        yield name, ""


@_quiet
def fact_tables(_ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the five data tables."""
    for name in FACT_TABLES:
        yield name, ""


@_quiet
def entered_tables(_ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the tables that a person enters rows of."""
    for name in ENTERED:
        yield name, ""


@_quiet
def row_ids(ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the ids of all facts, with their summaries."""
    for name in FACT_TABLES:
        yield from _ids(ctx, f"datasets/{name}.csv")


@_quiet
def any_ids(ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the ids of all facts, spans, actors, systems, places, works and sources."""
    for name in (*ENTERED, "evidence"):
        yield from _ids(ctx, f"datasets/{name}.csv")
    yield from _ids(ctx, "seeds/sources.csv")


@_quiet
def sources(ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the ids of the source documents."""
    yield from _ids(ctx, "seeds/sources.csv")


@_quiet
def actors(ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the ids of the actors."""
    yield from _ids(ctx, "datasets/actors.csv")


def codes(known: CodeList) -> Completion:
    """Return a completion that offers the codes of a list, with their meanings."""

    def offer(_ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
        yield from known.items()

    return _quiet(offer)


stances, certainties, zones = codes(STANCE), codes(CERTAINTY), codes(ZONE)


def _ids(ctx: click.Context, path: str) -> Iterator[tuple[str, str]]:
    """Yield (id, a few words of the row) of the CSV file of a table that has ids."""
    with (_root(ctx) / path).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        told = next((header.index(name) for name in ("summary", "name", "title", "row_id") if name in header), None)
        for row in rows:
            if row:
                yield row[0], " ".join(row[told].split()) if told is not None and told < len(row) else ""


def _root(ctx: click.Context) -> Path:
    from azisrael_data.paths import find_root

    given = ctx.params.get("path") or ctx.params.get("root")
    return find_root(given if isinstance(given, Path) and (given / "datasets").is_dir() else None)
