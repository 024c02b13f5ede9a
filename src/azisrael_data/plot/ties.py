"""Who with whom: the pairs of actors that rows name together, by kind."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

from azisrael_data.plot import given, look
from azisrael_data.plot.given import Rows

# Table -> the columns on the one side and on the other; without another side all of the one stand together.
SIDES = {
    "arms_transfers": (("supplier",), ("recipient",)),
    "agreements": (("parties",), ()),
    "visits": (("origin",), ("destination",)),
    "trade_figures": (("from_actor",), ("to_actor",)),
    "incidents": (("actors",), ("targets",)),
}
KINDS = 6  # so many kinds have a column, the rest share one
REST = "other kinds"
CELL, COLUMN = (24, 19), (58, 19)  # width and height of a cell of the matrix and of the table
PAIRS = 16  # so many pairs have a line of the table
SHADES = ("#ffffff", "#9ecae1", "#3182bd", "#08306b")
IDS = 12  # so many ids stand in a tooltip
Tied = list[tuple[dict[str, Any], tuple[str, str]]]


def pairs(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the pairs of actors that a row ties together, each once and in alphabetical order."""
    one, other = (_members(row, names) for names in SIDES[row["table"]])
    found = product(one, other) if other else combinations(one, 2)
    return sorted({(min(pair), max(pair)) for pair in found if pair[0] != pair[1]})


def _members(row: dict[str, Any], names: Sequence[str]) -> list[str]:
    cells = [row[name] for name in names]
    return [actor for cell in cells if cell for actor in ([cell] if isinstance(cell, str) else cell)]


def network(*frames: Any, top: int = 14, title: str | None = None) -> Any:
    """Return a chart of who is with whom, by kind, as an Altair chart.

    `frames`: tables as `az.load` gives them, whole or filtered, of one or several of the five data tables. A row ties
    supplier and recipient, from_actor and to_actor, origin and destination, actors and targets (actors with each other
    where no target is told), or the parties of an agreement with each other. The matrix counts the rows of each pair
    among the `top` actors with most ties; the table below counts the rows of the pairs with most by kind: by table, or,
    within one table, by kind of row. Its last line sums all other pairs, so that every tie is counted once.

    Raises Refused for a frame that is not of this dataset or lacks a column, CannotRun without the extra `plot`.
    """
    alt = look.altair()
    needs = {table: tuple(name for side in sides for name in side) for table, sides in SIDES.items()}
    rows = given.rows_of(frames, ("id", "evidence_status"), needs)
    tables = given.tables_in(rows)
    names = {actor["id"]: actor["name"] for actor in given.reference("actors")}
    tied = [(row, pair) for row in rows for pair in pairs(row)]
    degree = Counter(actor for _, pair in tied for actor in pair)
    shown = sorted(degree, key=lambda actor: (-degree[actor], actor))[:top]
    counts = {
        "rows": len(rows),
        "ties": len(tied),
        "drawn": sum(set(pair) <= set(shown) for _, pair in tied),
        "actors": len(degree),
        "without": len(rows) - len({row["id"] for row, _ in tied}),
    }
    notes = [look.origin(tables), *_notes(counts, len(shown))]
    if not tied:
        reason = "No row names two actors together." if rows else "No row was given."
        return look.blank(reason, title or "Who with whom", notes[:1], counts)
    kinds = _kinds(tied, tables)
    lead, story = _story(tied, kinds, names)
    title = title or lead
    chart = alt.vconcat(
        _matrix(_cells(tied, shown, names), [names.get(actor, actor) for actor in shown]),
        _table(_lines(tied, kinds, names), list(dict.fromkeys(kinds.values()))),
        spacing=22,
    ).resolve_scale(fill="independent")
    return look.finished(chart, title, notes, " ".join([title + ".", story, *notes]), counts)


def _notes(counts: dict[str, int], shown: int) -> list[str]:
    more = counts["actors"] - shown
    tying, actors = look.counted(counts["rows"] - counts["without"], "row"), look.counted(counts["actors"], "actor")
    found = [f"{tying} tie {actors} in {look.counted(counts['ties'], 'tie')}."]
    if counts["without"]:
        found.append(f"{look.counted(counts['without'], 'row')} more without two sides.")
    if more:
        found.append(
            f"The matrix holds the {shown} actors with most ties and {counts['drawn']} of the ties;"
            f" {look.counted(more, 'actor')} {'is' if more == 1 else 'are'} not in it."
        )
    return [*found, "Numbers are rows; a framed cell holds contested ones."]


def _kinds(tied: Tied, tables: Sequence[str]) -> dict[str, str]:
    """Return what a row counts as, by the row's id: its table, or its kind where all are of one table."""
    if len(tables) > 1:
        return {
            row["id"]: look.words(row["table"]) for row, _ in sorted(tied, key=lambda t: tables.index(t[0]["table"]))
        }
    found = Counter(given.kind_of(row) for row, _ in tied)
    kept = sorted(found, key=lambda kind: (-found[kind], kind))
    if len(kept) > KINDS + 1:
        kept = [kind for kind in kept if kind != "other"][:KINDS]
    ranks = {kind: number for number, kind in enumerate(kept)}
    ordered = sorted(tied, key=lambda t: ranks.get(given.kind_of(t[0]), len(ranks)))
    return {row["id"]: look.words(given.kind_of(row)) if given.kind_of(row) in ranks else REST for row, _ in ordered}


def _cell(rows: Rows) -> dict[str, Any]:
    return {
        "rows": len(rows),
        "contested": sum(map(given.is_contested, rows)),
        "ids": ", ".join(row["id"] for row in rows[:IDS]) + (", ..." if len(rows) > IDS else ""),
    }


def _cells(tied: Tied, shown: Sequence[str], names: dict[str, str]) -> Rows:
    """Return a record per pair of the actors shown: the lower triangle of the matrix."""
    found: dict[tuple[int, int], Rows] = {}
    for row, pair in tied:
        if set(pair) <= set(shown):
            low, high = sorted(map(shown.index, pair))
            found.setdefault((high, low), []).append(row)
    return [
        {
            "down": high,
            "across": low,
            "pair": _pair((shown[low], shown[high]), names),
            "kind": "all",
            "rest": False,
            **_cell(rows),
        }
        for (high, low), rows in sorted(found.items())
    ]


def _lines(tied: Tied, kinds: dict[str, str], names: dict[str, str]) -> Rows:
    """Return a record per pair and kind, for the pairs with most rows; the last line holds all other pairs."""
    totals = Counter(pair for _, pair in tied)
    ranked = sorted(totals, key=lambda pair: (-totals[pair], pair))
    kept = ranked if len(ranked) <= PAIRS + 1 else ranked[:PAIRS]
    order = list(dict.fromkeys(kinds.values()))
    found: dict[tuple[int, int], Rows] = {}
    for row, pair in tied:
        down = kept.index(pair) if pair in kept else len(kept)
        found.setdefault((down, order.index(kinds[row["id"]])), []).append(row)
    rest = f"all other pairs ({len(ranked) - len(kept)})"
    return [
        {
            "down": down,
            "across": across,
            "pair": _pair(kept[down], names) if down < len(kept) else rest,
            "kind": order[across],
            "rest": down == len(kept),
            **_cell(rows),
        }
        for (down, across), rows in sorted(found.items())
    ]


def _pair(pair: Sequence[str], names: dict[str, str]) -> str:
    return " and ".join(names.get(actor, actor) for actor in pair)


def _story(tied: Tied, kinds: dict[str, str], names: dict[str, str]) -> tuple[str, str]:
    """Return the title and a sentence with the main facts."""
    totals = Counter(pair for _, pair in tied)
    ranked = sorted(totals, key=lambda pair: (-totals[pair], pair))
    told = [f"{names.get(a, a)} and {names.get(b, b)} ({totals[a, b]})" for a, b in ranked[:4]]
    first = Counter(kinds[row["id"]] for row, pair in tied if pair == ranked[0])
    parts = [f"{kind} {number}" for kind, number in sorted(first.items(), key=lambda item: (-item[1], item[0]))]
    story = f"The first pair by kind: {', '.join(parts)}."
    if told[1:]:
        story += f" Next: {look.listed(told[1:])}."
    if look.leader(totals) is None:
        return f"Who with whom: {look.counted(len(totals), 'pair')}, none above all others", story
    one, other = (names.get(actor, actor) for actor in ranked[0])
    return f"Who with whom: {one} and {other} above all ({look.counted(totals[ranked[0]], 'row')})", story


def _grid(cells: Rows, places: Rows, size: tuple[int, int], counts: tuple[int, int]) -> list[Any]:
    """Return the layers of a grid of numbers: its places, filled cells, numbers. `size` is that of a cell in pixels."""
    alt = look.altair()
    most = max((cell["rows"] for cell in cells if not cell["rest"]), default=1)
    ends = [alt.Scale(domain=[0, count], range=[0, count * wide]) for count, wide in zip(counts, size, strict=True)]
    x, y = alt.X("across:Q", scale=ends[0], axis=None), alt.Y("down:Q", scale=ends[1], axis=None)
    shade = alt.Scale(type="sqrt", domain=[0, most / 9, most * 4 / 9, most], range=list(SHADES), interpolate="rgb")
    sides = {"x": x, "y": y, "x2": "right:Q", "y2": "below:Q"}
    full = _placed(
        [cell | {"ink": "white" if cell["rows"] > most / 4 and not cell["rest"] else look.INK} for cell in cells],
        told="datum.pair + ', ' + datum.kind + ': ' + datum.rows + ' rows'",
    )
    fill = alt.Fill("rows:Q", scale=shade, legend=None)
    tip = {
        "tooltip": look.tooltip("pair", "kind", "rows", "contested", "ids"),
        "description": alt.Description("told:N"),
    }
    return [
        _placed(places).mark_rect(fill="#f5f5f5", stroke="white", aria=False).encode(**sides),
        full.transform_filter("!datum.rest").mark_rect(stroke="white").encode(**sides, **tip, fill=fill),
        full.transform_filter("datum.rest").mark_rect(stroke="white", fill="#e8e8e8").encode(**sides, **tip),
        full.transform_filter("datum.contested > 0")
        .mark_rect(fill=None, stroke=look.DISPUTE, strokeWidth=2, aria=False)
        .encode(**sides),
        full.mark_text(fontSize=11, aria=False).encode(
            x=alt.X("middle:Q", scale=ends[0], axis=None),
            y=alt.Y("centre:Q", scale=ends[1], axis=None),
            text="rows:N",
            color=alt.Color("ink:N", scale=None),
        ),
    ]


def _placed(data: Rows, **more: str) -> Any:
    """Return a chart of records with a place in a grid, with the edges and the middle of their cell."""
    return look.chart(data).transform_calculate(
        right="datum.across + 1", below="datum.down + 1", middle="datum.across + 0.5", centre="datum.down + 0.5", **more
    )


def _matrix(cells: Rows, labels: list[str]) -> Any:
    """Return the matrix of actors with actors; the numbers on the diagonal are those of the names."""
    alt = look.altair()
    count = len(labels)
    actors = [
        {"down": n, "across": n, "number": str(n + 1), "name": f"{name}  {n + 1}"} for n, name in enumerate(labels)
    ]
    places = [{"down": down, "across": across} for down in range(count) for across in range(down)]
    down = alt.Y("centre:Q", scale=alt.Scale(domain=[0, count], range=[0, count * CELL[1]]), axis=None)
    across = alt.X("middle:Q", scale=alt.Scale(domain=[0, count], range=[0, count * CELL[0]]), axis=None)
    text = _placed(actors).mark_text(fontSize=11, color=look.INK, aria=False)
    names = _placed(actors).mark_text(fontSize=11, color=look.INK, align="right")
    layers = [
        *(_grid(cells, places, CELL, (count, count)) if cells else []),
        text.encode(x=across, y=down, text="number:N"),
        names.encode(x=alt.value(-6), y=down, text="name:N"),
    ]
    title = alt.Title("Actors with most ties, all kinds", fontSize=12, anchor="start", frame="group", offset=6)
    return alt.layer(*layers).properties(width=count * CELL[0], height=count * CELL[1], title=title)


def _table(lines: Rows, kinds: list[str]) -> Any:
    """Return the table of pairs by kind."""
    alt = look.altair()
    pairs_shown = list(dict.fromkeys(line["pair"] for line in lines))
    counts = (len(kinds), len(pairs_shown))
    width, height = (count * wide for count, wide in zip(counts, COLUMN, strict=True))
    places = [{"down": down, "across": across} for down in range(counts[1]) for across in range(counts[0])]
    names = _placed([{"down": n, "across": 0, "name": name} for n, name in enumerate(pairs_shown)])
    heads = [
        {"down": 0, "across": across, "head": word, "rise": -6 - 13 * (len(parts) - 1 - number)}
        for across, kind in enumerate(kinds)
        for parts in [textwrap.wrap(kind, 10)]
        for number, word in enumerate(parts)
    ]
    down = alt.Y("centre:Q", scale=alt.Scale(domain=[0, counts[1]], range=[0, height]), axis=None)
    across = alt.X("middle:Q", scale=alt.Scale(domain=[0, counts[0]], range=[0, width]), axis=None)
    layers = [
        *_grid(lines, places, COLUMN, counts),
        names.mark_text(fontSize=11, color=look.INK, align="right").encode(x=alt.value(-6), y=down, text="name:N"),
        _placed(heads).mark_text(fontSize=11, color=look.INK, baseline="bottom").encode(
            x=across, y=alt.Y("rise:Q", scale=None, axis=None), text="head:N"
        ),
    ]  # fmt: skip
    title = alt.Title("Pairs with most rows, by kind", fontSize=12, anchor="start", frame="group", offset=6)
    return alt.layer(*layers).properties(width=width, height=height, title=title)
