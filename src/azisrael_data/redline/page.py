"""A difference as one page of HTML that needs nothing else: no script, no network, light or dark as the system is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape

from azisrael_data.difference import Cell, Difference
from azisrael_data.problems import plain
from azisrael_data.redline.view import Entry, Section, sections, summary
from azisrael_data.redline.wording import GONE, NEW, SAME, words

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --paper: #fff; --band: #f4f6f8; --line: #d5dae0;
  --old: #a3162a; --old-back: #fde7e9; --new: #0c5a2c; --new-back: #e0f5e6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa4af; --paper: #14171b; --band: #1e2329;
  --line: #363d46; --old: #ff9aa5; --old-back: #46171d; --new: #7fdd9f; --new-back: #123a20; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Liberation Sans", Arial, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; font-weight: 600; }
p { margin: .25rem 0; }
code, h3 { font-variant-ligatures: none; }
code { font: .92em ui-monospace, "Liberation Mono", monospace; }
.soft, h3 .table { color: var(--soft); font-weight: 400; }
.refused { border-left: 4px solid var(--old); background: var(--old-back); padding: .5rem .75rem; margin: 1rem 0; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .75rem 0; }
a { color: inherit; }
article { border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; margin: 0 0 .75rem; }
.lost article, .refused-ids article { border-left: 4px solid var(--old); }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 0; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-top: 1px solid var(--line); }
th { width: 11rem; font-weight: 400; color: var(--soft); }
tr.span th, tr.span td { color: var(--ink); padding-top: .45rem; }
tr.of-span th { padding-left: 1rem; }
del { color: var(--old); background: var(--old-back); text-decoration-thickness: 1px; }
ins { color: var(--new); background: var(--new-back); text-decoration: none; }
del, ins { padding: 0 .15em; border-radius: 3px; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
li { margin: 0; }
td ul { list-style: none; margin: 0; padding: 0; }
@media (max-width: 34rem) { th, td { display: block; width: auto; padding: .1rem 0; } td { border-top: 0; }
  tr.of-span td { padding-left: 1rem; } }
@media print { body { max-width: none; } article { break-inside: avoid; } }
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
TITLE = "Differences in the data"


def page(given: Difference) -> str:
    """Return a difference as a whole page of HTML, losses first."""
    found = sections(given)
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{TITLE}</title>",
        f"<style>{STYLE}</style>",
        "<main>",
        f"<h1>{TITLE}</h1>",
        f"<p>{_code(given.old.label)} → {_code(given.new.label)}</p>",
        f"<p>{_text(summary(given))}</p>",
        *_refusals(given),
        *_contents(found),
        *(line for section in found for line in _section(section)),
        "</main>",
        "</html>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _refusals(given: Difference) -> Iterator[str]:
    if given.refused:
        told = "An id was renumbered or given to something else. This is refused: ids are kept."
        yield f'<p class="refused" role="alert">{told}</p>'


def _contents(found: Sequence[Section]) -> Iterator[str]:
    if len(found) > 1:
        links = "".join(f'<li><a href="#{_anchor(each)}">{_text(each.heading)}</a></li>' for each in found)
        yield f'<nav aria-label="Contents"><ul>{links}</ul></nav>'


def _anchor(section: Section) -> str:
    return "refused-ids" if section.kind == "refused" else section.kind


def _section(section: Section) -> Iterator[str]:
    name = _anchor(section)
    yield f'<section class="{name}" id="{name}" aria-labelledby="{name}-heading">'
    yield f'<h2 id="{name}-heading">{_text(section.heading)}</h2>'
    for entry in section.entries:
        yield from _entry(entry)
    yield "</section>"


def _entry(entry: Entry) -> Iterator[str]:
    yield f'<article><h3><span class="table">{_text(entry.table)}</span> {_text(entry.id)}</h3>'
    if entry.title:
        yield f"<p>{_text(entry.title)}</p>"
    if entry.remark:
        yield f'<p class="soft">{_text(entry.remark)}</p>'
    rows = [*_cells(entry.cells)]
    for span in entry.spans:
        told = "; ".join(_text(each) for each in (span.title, span.remark) if each)
        head = f'<th scope="row">evidence {_text(span.id)}</th><td>{_mark(span)} {told}</td>'
        rows += [f'<tr class="span">{head}</tr>', *_cells(span.cells, "of-span")]
    rows += _cells(entry.built, note=" (build)")
    if rows:
        yield "<table>"
        yield from rows
        yield "</table>"
    yield "</article>"


def _mark(span: Entry) -> str:
    tag = "del" if not span.is_there else "ins" if span.kind == "added" else "span"
    return f"<{tag}>{span.kind}</{tag}>"


def _cells(cells: Sequence[Cell], name: str = "", note: str = "") -> list[str]:
    attribute = f' class="{name}"' if name else ""
    return [
        f'<tr{attribute}><th scope="row">{_text(cell.column)}{note}</th><td>{_change(cell)}</td></tr>' for cell in cells
    ]


def _change(cell: Cell) -> str:
    if cell.removed or cell.added:
        members = [*(_del(each) for each in cell.removed), *(_ins(each) for each in cell.added)]
        return f"<ul>{''.join(f'<li>{each}</li>' for each in members)}</ul>"
    if cell.old is None and cell.new is not None:
        return _ins(cell.new)
    if cell.new is None and cell.old is not None:
        return _del(cell.old)
    if _is_short(cell):
        return f"{_del(cell.old or '')} → {_ins(cell.new or '')}"
    tags = {SAME: _text, GONE: _del, NEW: _ins}
    return "".join(tags[became](piece) for became, piece in words(cell.old or "", cell.new or ""))


def _is_short(cell: Cell) -> bool:
    """Tell whether a cell is a code, a number or a date, of which no words are compared."""
    return " " not in f"{cell.old}{cell.new}" or not cell.old or not cell.new


def _del(text: str) -> str:
    return f"<del>{_text(text)}</del>" if text else _empty()


def _ins(text: str) -> str:
    return f"<ins>{_text(text)}</ins>" if text else _empty()


def _empty() -> str:
    return '<span class="soft">(empty)</span>'


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>"


def _text(text: str) -> str:
    """Return a text with everything escaped that a browser or a runner's log would act on."""
    return escape(plain(text)).replace("##[", "#&#35;[")
