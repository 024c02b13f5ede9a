"""The tables as plain HTML, for readers without JavaScript. The addresses of rows are those of the charts' links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from azisrael_data import schema
from azisrael_data.explorer.words import bare, spoken, visible
from azisrael_data.models import FACTS, Table, table
from azisrael_data.package import Package
from azisrael_data.spans import literal

BESIDE = ("sources", "actors", "places", "weapon_systems", "works")
LONG = 60  # characters from which a cell gets a wider column
_SPANS = ("id", "row_id", "source_id", "line", "stance", "certainty", "voice", "works")


def tables(package: Package) -> str:
    """Return headings, a table for each table, its columns described, and the evidence last."""
    homes = [*FACTS, *(table(name) for name in BESIDE)]
    contents = "".join(f'<li><a href="#/{each.name}">{escape(each.title)}</a></li>' for each in homes)
    parts = [
        "<h2>Tables</h2><p>With JavaScript this page filters, sorts and opens rows; these are the same rows.</p>",
        f'<ul>{contents}<li><a href="#/evidence">Evidence</a></li></ul>',
        *(_whole(package, home) for home in homes),
        _evidence(package),
    ]
    return "\n".join(parts)


def _whole(package: Package, home: Table) -> str:
    columns = [
        c for c in schema.columns(home) if any(row.values[c.name] is not None for row in package[home.name].rows)
    ]
    rows = (row.values for row in package[home.name].rows)
    lines = (
        [_key(home, values["id"]), *(_cell(c, values[c.name]) for c in columns if c.name != "id")] for values in rows
    )
    names = [c.name for c in columns if c.name != "id"]
    described = "".join(f"<dt>{escape(c.name)}</dt><dd>{escape(bare(c.description))}</dd>" for c in columns)
    about = f"<details><summary>What the columns mean</summary><dl>{described}</dl></details>"
    return f'<h3 id="/{home.name}">{escape(home.title)}</h3>{about}{_table(home.title, ["id", *names], lines)}'


def _key(home: Table, key: str) -> str:
    words = escape(visible(key))
    return f'<a id="/{home.name}/{words}" href="#/of/{words}">{words}</a>' if home.is_fact else (
        f'<span id="/{home.name}/{words}">{words}</span>'
    )  # fmt: skip


def _cell(column: schema.Column, value: Any) -> str:
    text = "" if value is None else column.cell.format(value)
    return escape(visible(text.replace(";", "; ") if column.is_list else text))


def _evidence(package: Package) -> str:
    seen: set[str] = set()
    rows = (_span(row.values, seen) for row in package["evidence"].rows)
    names = [*_SPANS, "bears on, with the literal words"]
    return f'<h3 id="/evidence">Evidence</h3>{_table("Evidence", names, rows)}'


def _span(span: Mapping[str, Any], seen: set[str]) -> Sequence[str]:
    cells = ["" if span[name] is None else str(span[name]) for name in _SPANS[:-1]]
    cells.append("; ".join(span["works"] or ()))
    told = (
        f"{spoken(name)}: {'“' + words + '”' if (words := literal(value)) else 'judged'}"
        for name, value in span["fields"].items()
    )
    key = escape(visible(span["row_id"]))
    place = "" if key in seen else f' id="/of/{key}"'
    seen.add(key)
    first, _, *rest = (escape(visible(each)) for each in (*cells, "; ".join(told)))
    return [first, f'<a{place} href="#/{span["table"]}/{key}">{key}</a>', *rest]


def _table(caption: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(spoken(name))}</th>' for name in names)
    return (
        f'<div class="scrolls"><table><caption class="aside">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(_lines(rows))}</tbody></table></div>"
    )


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for first, *rest in rows:
        yield f'<tr><th scope="row">{first}</th>{"".join(map(_cell_of, rest))}</tr>\n'


def _cell_of(text: str) -> str:
    return f'<td class="long">{text}</td>' if len(text) > LONG else f"<td>{text}</td>"
