"""What the site adds to the plain Markdown pages: the pages below a page, and the charts that a page's code saves."""

from __future__ import annotations

import base64
import html
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shown
from pygments.lexers.special import TextLexer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# Pages that are read on GitHub too hold no directives; the pages below them are named here.
BELOW = {
    "problems": "problems/*",
    "coding/README": "coding/[a-z]*",
    "recipes/README": "recipes/[a-z]*",
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", _extend)
    app.connect("autodoc-process-signature", _signature)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _signature(*event: Any) -> tuple[str, str | None] | None:
    """Leave out what a signature returns where it only says that it is anything: the description says more."""
    arguments, returned = event[-2:]
    return (arguments, None) if str(returned).rpartition(".")[2] == "Any" else None


def _extend(app: Sphinx, name: str, source: list[str]) -> None:
    if "plot.save(" in source[0] and app.builder.format == "html":
        source[0] = with_charts(source[0])
    if name in BELOW and any(path.suffix == ".md" for path in Path(app.srcdir).glob(BELOW[name])):
        source[0] += f"\n\n```{{toctree}}\n:hidden:\n:glob:\n\n/{BELOW[name]}\n```\n"


def with_charts(text: str) -> str:
    """Return a page with every chart behind the block of code that saves it.

    Raises RuntimeError where a statement fails that the page does not show as failing.
    """
    with tempfile.TemporaryDirectory() as folder:
        lines = shown.run(text, Path(folder).resolve())
        for line in lines:
            if line.got.startswith("Traceback") and not line.wanted.startswith("Traceback"):
                raise RuntimeError(f"line {line.number}: {line.code.strip()}\n{line.got}")
        charts = {(line.block, path): path.read_text(encoding="utf-8") for line in lines for path in _charts(line)}
    ends = [match.end() for match in shown.BLOCK.finditer(text)]
    for (block, _), svg in reversed(charts.items()):
        text = f"{text[: ends[block]]}\n\n{_figure(svg)}\n{text[ends[block] :]}"
    return text


def _charts(line: shown.Line) -> list[Path]:
    return [path for path in line.files if path.suffix == ".svg"]


def _figure(svg: str) -> str:
    """Return a chart as part of the page, in a box that scrolls on a narrow screen; its description is its text."""
    told = re.search(r'aria-label="([^"]*)"', svg)
    if not told:
        raise RuntimeError("a chart has no description")
    words = html.escape(html.unescape(told[1]))
    data = base64.b64encode(svg.encode()).decode()
    image = f'<img class="dark-light" alt="{words}" src="data:image/svg+xml;base64,{data}">'
    return f'```{{raw}} html\n<div class="chart" tabindex="0" role="group" aria-label="Chart">{image}</div>\n```'
