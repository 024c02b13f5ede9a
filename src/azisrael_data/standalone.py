"""Pages that stand alone: one file of HTML that asks the network for nothing, runs no script and can be printed."""

from __future__ import annotations

import re
from html import escape

from azisrael_data import handbook
from azisrael_data.models import FACTS, TABLES

_STYLE = """\
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d5dae1; --soft: #f3f5f8; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7eb; --paper: #15181c; --line: #3a414b; --soft: #20252b; --link: #86bdf5; }
}
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--link); }
h1 { line-height: 1.2; }
h2 { margin-top: 3rem; border-bottom: 2px solid var(--line); }
h3 { margin: 2rem 0 .5rem; font-family: ui-monospace, monospace; font-size: 1rem; }
nav ul { columns: 12rem; padding: 0; list-style: none; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
th { background: var(--soft); }
code { font: .9em ui-monospace, monospace; }
td:first-child code { white-space: nowrap; }
@media print {
  body { max-width: none; } nav { display: none; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_HEADING = re.compile(r"<(h[23])>(.*?)</\1>")
_COLUMN = re.compile(r"<tr><td><code>([a-z_0-9]+)</code>")


def document(title: str, body: str) -> str:
    """Return an HTML document around a body."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def codebook(version: str) -> str:
    """Return the codebook as a document: the tables, the facts first, every one with an address, as `#visits.level`."""
    tables = [*FACTS, *(table for table in TABLES if table not in FACTS)]
    links = "".join(f'<li><a href="#{table.name}">{escape(table.title)}</a></li>' for table in tables)
    title = f"Codebook of azisrael-data {version}"
    head = (
        f"<h1>{escape(title)}</h1>\n<p>Every table, column and code. R: required. Gen: filled by the build. "
        "Several values of one cell are joined by <code>;</code> in CSV, workbook and database, and are lists in "
        f'Parquet.</p>\n<nav aria-label="Tables"><ul>{links}</ul></nav>'
    )
    return document(title, "\n".join([head, *(_section(table.name) for table in tables)]))


def _section(name: str) -> str:
    """Return the part on a table, its columns and its lists of codes with addresses."""
    before, *lists = _HEADING.sub(r'<\1 id="\2">\2</\1>', handbook.codebook(name).to_html()).split("<h3")
    before = _COLUMN.sub(rf'<tr id="{name}-\1"><td><code>\1</code>', before)
    page = "<h3".join([before, *lists])
    page = page.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    return f"<section>\n{page}\n</section>"
