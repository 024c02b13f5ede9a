"""Charts as files that ask nothing of the network."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from azisrael_data.problems import CannotRun, UnknownName


def save(chart: Any, path: str | Path, scale: float = 2) -> Path:
    """Write a chart as SVG, PNG or HTML, as the file's name ends, and return the path.

    HTML holds the libraries that draw it (about 1 MB), so that it opens offline and tooltips work. `scale` is the
    number of pixels of a PNG per pixel of the chart. (A notebook shows a chart offline after
    `altair.renderers.enable("svg")`, with tooltips after `altair.renderers.enable("jupyter", offline=True)`.)

    Raises UnknownName for another ending, CannotRun where the extra `plot` is not installed.
    """
    path = Path(path)
    kind = path.suffix.removeprefix(".").lower()
    if kind not in ("html", "png", "svg"):
        raise UnknownName("format", kind, ("html", "png", "svg"))
    try:
        import vl_convert  # noqa: F401 -- altair's own message names another command
    except ImportError as error:
        raise CannotRun("saving charts needs vl-convert; run `pip install 'azisrael-data[plot]'`") from error
    if kind == "svg":
        text = io.StringIO()
        chart.save(text, format="svg")
        path.write_text(_described(text.getvalue(), chart.description), encoding="utf-8", newline="")
    else:
        chart.save(str(path), format=kind, **({"scale_factor": scale} if kind == "png" else {"inline": True}))
    return path


def _described(svg: str, description: Any) -> str:
    """Return an SVG that screen readers announce by the chart's description, which vl-convert leaves out."""
    if not isinstance(description, str):
        return svg
    text = escape(description, {'"': "&quot;"})
    return svg.replace("<svg ", f'<svg role="graphics-document" aria-label="{text}" ', 1)
