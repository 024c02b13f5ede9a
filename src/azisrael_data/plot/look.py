"""How every chart looks: colours, type, titles and the words of counts. Altair arrives on first use."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from azisrael_data import __version__
from azisrael_data.problems import CannotRun

WIDTH = 700
LETTER = 6.2  # width of a letter at 11 px, in pixels, on the wide side
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK, SOFT, HAIR = "#222222", "#595959", "#d9d9d9"
# Okabe and Ito 2008, without yellow and the light ones first; every mark also has an edge in INK, because orange and
# sky blue alone stand out too little from white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999")
DISPUTE = "#D55E00"
CONFIG = {
    "font": FONT,
    "background": "white",
    "padding": 12,
    "view": {"stroke": None},
    "title": {
        "fontSize": 15,
        "color": INK,
        "lineHeight": 18,
        "offset": 14,
        "subtitleFontSize": 12,
        "subtitleColor": SOFT,
        "subtitlePadding": 6,
    },
    "axis": {
        "labelFontSize": 11,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": "#ececec",
        "domainColor": SOFT,
        "tickColor": SOFT,
        "labelLimit": 0,
    },
    "legend": {
        "labelFontSize": 11,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "labelLimit": 0,
    },
}
TABLES = {
    "AT": "arms_transfers",
    "AG": "agreements",
    "VI": "visits",
    "TF": "trade_figures",
    "IN": "incidents",
}
COLOURS = dict(zip(TABLES.values(), PALETTE, strict=False))
# Titles need the word for one row and for several.
NOUNS = {
    "arms_transfers": ("arms transfer", "arms transfers"),
    "agreements": ("agreement", "agreements"),
    "visits": ("visit", "visits"),
    "trade_figures": ("figure", "figures"),
    "incidents": ("incident", "incidents"),
}


def altair() -> Any:
    """Return the altair module. Raises CannotRun, which names the extra, where it is not installed."""
    try:
        import altair as alt
    except ImportError as error:
        raise CannotRun("charts need Altair; run `pip install 'azisrael-data[plot]'`") from error
    return alt


def counted(number: int, one: str, several: str | None = None) -> str:
    """Return a number with its noun: `1 row`, `1,200 rows`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def noun(tables: Iterable[str], number: int) -> str:
    """Return a number of rows with the noun of their table; `rows` where they are of several."""
    names = list(tables)
    return counted(number, *NOUNS[names[0]]) if len(names) == 1 else counted(number, "row")


def words(code: str) -> str:
    """Return a code as it may stand in a chart."""
    return code.replace("_", " ")


def listed(parts: Sequence[str]) -> str:
    """Return words joined as in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def leader(counts: Mapping[Any, int]) -> tuple[Any, int] | None:
    """Return what counts most with its number; None where several count as much."""
    most = max(counts.values(), default=0)
    first = [name for name, number in counts.items() if number == most]
    return (first[0], most) if len(first) == 1 else None


def origin(tables: Iterable[str]) -> str:
    """Return the sentence that names the dataset and the tables behind a chart."""
    return f"Source: azisrael-data {__version__}, {listed([words(name) for name in tables]) or 'no table'}."


def chart(records: Iterable[Mapping[str, Any]]) -> Any:
    """Return an empty chart over records."""
    alt = altair()
    return alt.Chart(alt.InlineData(values=tuple(records)))  # a list would be copied at every step that builds a chart


def form(colour: str, *, contested: bool) -> dict[str, Any]:
    """Return the fields of a record for its mark's fill and edge: hollow, with a strong edge, if contested."""
    return {"contested": contested, "fill": "white" if contested else colour, "edge": 1.6 if contested else 0.8}


def formed() -> dict[str, Any]:
    """Return the encodings that go with the fields of `form`."""
    alt = altair()
    return {
        "fill": alt.Fill("fill:N", scale=None),
        "stroke": alt.StrokeValue(INK),
        "strokeWidth": alt.StrokeWidth("edge:Q", scale=None),
    }


def tooltip(*names: str) -> list[Any]:
    """Return a tooltip over the text fields of these names."""
    return [altair().Tooltip(f"{name}:N", title=words(name)) for name in names]


def finished(
    bare: Any,
    title: str,
    notes: Sequence[str],
    description: str,
    counts: Mapping[str, int],
) -> Any:
    """Return a chart with title, subtitle, description and the look of all.

    `counts` go into the chart's `usermeta`, so that what was drawn and what was left out can be checked.
    """
    return bare.properties(
        title={
            "text": textwrap.wrap(title, 84),
            "subtitle": textwrap.wrap(" ".join(notes), 112),
            "anchor": "start",
            "frame": "bounds",
        },
        description=description,
        usermeta={"azisrael": dict(counts)},
        config=CONFIG,
    )


def blank(reason: str, title: str, notes: Sequence[str], counts: Mapping[str, int]) -> Any:
    """Return a chart that says in words why there is nothing to draw."""
    alt = altair()
    text = chart([{"reason": reason}]).mark_text(fontSize=13, color=INK).encode(text=alt.Text("reason:N"))
    return finished(text.properties(width=WIDTH - 40, height=60), title, notes, f"{title}. {reason}", counts)
