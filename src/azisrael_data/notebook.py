"""Rows and evidence as small HTML tables for notebooks: escaped, without script, in the colours of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

# Colours are those of the page, so that light and dark notebooks read alike; rules are the text's colour, thinned.
_TABLE = "border-collapse:collapse;font-size:0.9em;line-height:1.35"
_CELL = "text-align:left;vertical-align:top;padding:2px 10px 2px 0;border-bottom:1px solid rgba(128,128,128,0.4)"
_TITLE = "text-align:left;font-weight:bold;padding-bottom:4px"
_SPAN_COLUMNS = ("id", "source", "stance", "certainty", "voice", "bears on")


def row_html(
    values: Mapping[str, Any],
    columns: Sequence[str] | None = None,
    descriptions: Mapping[str, str] | None = None,
    caption: str | None = None,
) -> str:
    """Return one row as an HTML table with a line per column; empty cells are left out.

    `columns` chooses and orders columns (all of `values` otherwise); `descriptions` become what the column's name
    shows under the pointer; `caption` is by default the row's id and summary.

    >>> row_html({"id": "VI-0001", "note": None}, caption="A visit").count("<tr>")
    1
    """
    names = [name for name in (columns if columns is not None else list(values)) if not _is_empty(values.get(name))]
    lines = []
    for name in names:
        hint = (descriptions or {}).get(name)
        title = f' title="{escape(hint)}"' if hint else ""
        head = f'<th scope="row" style="{_CELL}"{title}>{escape(name)}</th>'
        lines.append(f'<tr>{head}<td style="{_CELL}">{escape(_text(values[name]))}</td></tr>')
    told = caption if caption is not None else ": ".join(str(values[n]) for n in ("id", "summary") if values.get(n))
    return _table(told, "", lines)


def spans_html(spans: Iterable[Mapping[str, Any]], caption: str | None = None) -> str:
    """Return spans, as `az.evidence` gives them, as an HTML table with a line per span.

    `fields` is a mapping of columns to literals; a span that also has a `passage` shows it below its literals.
    """
    spans = list(spans)
    lines = []
    for span in spans:
        place = f"{span.get('source_id', '')}:{span.get('line', '')}"
        cells = (span.get("id"), place, span.get("stance"), span.get("certainty"), span.get("voice"))
        texts = [escape("" if _is_empty(cell) else str(cell)) for cell in cells]
        head = f'<th scope="row" style="{_CELL}">{texts[0]}</th>'
        rest = "".join(f'<td style="{_CELL}">{text}</td>' for text in [*texts[1:], _fields(span)])
        lines.append(f"<tr>{head}{rest}</tr>")
    names = "".join(f'<th scope="col" style="{_CELL}">{escape(name)}</th>' for name in _SPAN_COLUMNS)
    rows = ", ".join(dict.fromkeys(str(span["row_id"]) for span in spans if span.get("row_id")))
    count = f"{len(spans)} span" if len(spans) == 1 else f"{len(spans)} spans"
    told = caption if caption is not None else f"{count} behind {rows}" if rows else count
    return _table(told, f"<thead><tr>{names}</tr></thead>", lines)


def _fields(span: Mapping[str, Any]) -> str:
    """Return the columns that a span bears on, with the literal of each; one judged from the whole span has none."""
    found = []
    for name, literal in (span.get("fields") or {}).items():
        words = [literal] if isinstance(literal, str) else [word for word in literal or () if word]
        quoted = ", ".join(f"<q>{escape(word)}</q>" for word in words)
        found.append(f"{escape(str(name))} {quoted}".strip())
    passage = span.get("passage")
    return "; ".join(found) + (f"<br/><q>{escape(str(passage))}</q>" if passage else "")


def _table(caption: str, head: str, lines: Sequence[str]) -> str:
    title = f'<caption style="{_TITLE}">{escape(caption)}</caption>' if caption else ""
    return f'<table style="{_TABLE}">{title}{head}<tbody>{"".join(lines)}</tbody></table>'


def _is_empty(value: Any) -> bool:
    """Tell whether a cell is empty, in every library's way to say so."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    if hasattr(value, "__len__"):
        return len(value) == 0
    return bool(value != value)  # noqa: PLR0124 -- NaN alone differs from itself


def _text(value: Any) -> str:
    """Return a cell as text: lists joined, days without a clock."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text(member)}" for name, member in value.items())
    if isinstance(value, str):
        return value
    if not hasattr(value, "__iter__"):
        return str(value).removesuffix(" 00:00:00")
    return "; ".join(_text(member) for member in value)
