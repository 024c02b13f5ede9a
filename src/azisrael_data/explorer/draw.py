"""Small pieces of SVG: elements, links, groups with a title. Colours come from the page's styles, by class."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote, urlencode

from azisrael_data.explorer.words import visible


def element(name: str, inside: str = "", **attributes: object) -> str:
    """Return an element; `class_` is its class, underscores in names are hyphens, None leaves an attribute away."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{inside}</{name}>" if inside or name in ("a", "g", "text") else f"<{name}{told}/>"


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def text(words: str, x: float, y: float, class_: str | None = None, **attributes: object) -> str:
    """Return a text at a place."""
    return element("text", escape(visible(words)), x=x, y=y, class_=class_, **attributes)


def hint(words: str) -> str:
    """Return the words that a pointer shows over an element."""
    return element("title", escape(visible(words)))


def route(view: str, key: str | None = None, /, **filters: object) -> str:
    """Return the address within the page of a view, of one row of it, or of the rows that pass filters.

    >>> route("facts", actor=["AZE", "ISR"])
    '#/facts?actor=AZE&actor=ISR'
    """
    if key is not None:
        return f"#/{view}/{quote(key, safe='')}"
    return f"#/{view}" + (f"?{urlencode(filters, doseq=True)}" if filters else "")


def link(target: str, inside: str, label: str, *, stop: bool = True, class_: str | None = None) -> str:
    """Return a link around an element; `stop`: the keyboard stops at it."""
    return element("a", inside, href=target, class_=class_, aria_label=visible(label), tabindex=None if stop else -1)


def drawing(
    name: str, width: float, height: float, label: str, parts: Iterable[str], heads: Iterable[str] = (), left: float = 0
) -> str:
    """Return a whole chart in a box that scrolls sideways on a narrow screen.

    `heads`: what is drawn in the first `left` units; it stays in view when the rest is scrolled.
    """
    staying = _svg(f"{name} heads", 0, left, height, f"{label}: names of its lines", "".join(heads)) if left else ""
    box = f'class="scrolls{" split" if left else ""}" tabindex="0" role="region" aria-label="{escape(visible(label))}"'
    return f"<div {box}>{staying}{_svg(name, left, width - left, height, label, ''.join(parts))}</div>"


def _svg(name: str, start: float, width: float, height: float, label: str, inside: str) -> str:
    return element(
        "svg", inside, class_=f"chart {name}", viewBox=f"{start} 0 {_number(width)} {_number(height)}", width=width,
        height=height, role="group", aria_label=visible(label),
    )  # fmt: skip
