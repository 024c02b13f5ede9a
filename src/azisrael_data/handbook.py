"""The codebook in hand: what tables, columns and codes mean, in the words of the schemas and of docs/columns.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape

from azisrael_data import reference, schema
from azisrael_data.models import TABLES, Table, table
from azisrael_data.problems import UnknownName
from azisrael_data.schema import Column

_MARKS = {"R": ", required", "gen": ", filled by the build", "": ""}


class Page(str):
    """Markdown text that notebooks show as a page."""

    __slots__ = ()

    def to_html(self) -> str:
        """Return the page as HTML: headings, paragraphs, tables and code, without a document around them."""
        return "\n".join(_html(str(self)))

    def _repr_markdown_(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self.to_html()


def codebook(table: str | None = None) -> Page:
    """Return every table, column and code, or those of one table, as a page; `to_html()` gives it as HTML.

    Raises UnknownName for a table that does not exist.
    """
    return Page(reference.columns_page() if table is None else _sections()[_table(table).name])


def describe(name: str) -> str:
    """Return what a table or a column means: `describe("visits")`, `describe("trade_figures.value")`.

    Raises UnknownName for a table or column that does not exist.
    """
    first, dot, _ = name.partition(".")
    home = _table(first)
    if not dot:
        return f"{home.name}: {schema.description(home)} Columns: {', '.join(schema.header(home))}."
    column = _column(name)
    row = re.search(rf"^\| `{column.name}` \| (.*?) \| (.*?) \| (.*) \|$", _sections()[home.name], re.MULTILINE)
    assert row, name
    codes = "".join(f"\n  {code}: {meaning}" for code, meaning in (column.codes or {}).items())
    return f"{name}: {row[1]}{_MARKS[row[2]]}. {row[3]}{codes}"


def codes(name: str) -> dict[str, str]:
    """Return the codes of a column with their meanings, in the order of the list: `codes("incidents.kind")`.

    Raises UnknownName for a column that does not exist or has no codes.
    """
    column = _column(name)
    if column.codes is None:
        home = name.partition(".")[0]
        raise UnknownName("codes of", name, (f"{home}.{c.name}" for t, c in _columns() if c.codes and t.name == home))
    return dict(column.codes)


def _table(name: str) -> Table:
    return table(name)


def _column(name: str) -> Column:
    first, dot, last = name.partition(".")
    if not dot:
        raise UnknownName("column", name, (f"{t.name}.{c.name}" for t, c in _columns() if name in (c.name, t.name)))
    home = table(first)
    column = schema.column(home, last)
    if column is None:
        raise UnknownName(f"column of {home.name}", last, schema.header(home))
    return column


def _columns() -> Iterator[tuple[Table, Column]]:
    for each in TABLES:
        for column in schema.columns(each):
            yield each, column


@cache
def _sections() -> dict[str, str]:
    """Return the part of the column reference on each table, by the table's name."""
    parts = re.split(r"^## ", reference.columns_page(), flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0]: f"## {part}" for part in parts}


def _html(page: str) -> Iterator[str]:
    """Yield a page of the column reference as HTML, block by block; the notice for editors is left out."""
    for block in re.split(r"\n{2,}", page.strip()):
        heading = re.match(r"(#+) (.*)", block)
        if block.startswith("<!--"):
            continue
        if heading:
            level = len(heading[1])
            yield f"<h{level}>{_inline(heading[2])}</h{level}>"
        elif block.startswith("|"):
            head, _, *rows = ([cell.strip() for cell in line[1:-1].split("|")] for line in block.splitlines())
            yield "<table><thead>" + _row(head, "th") + "</thead><tbody>"
            yield from (_row(cells, "td") for cells in rows)
            yield "</tbody></table>"
        else:
            yield f"<p>{_inline(block)}</p>"


def _row(cells: list[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in cells) + "</tr>"


def _inline(text: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text, quote=False))
