"""The page: one file with its styles, scripts, charts and data, under a policy that lets nothing else in or out."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from azisrael_data import __version__, store
from azisrael_data.explorer import chart, draw, pairs, plain, ranges, words, years
from azisrael_data.explorer.assets import FOLDER, asset
from azisrael_data.explorer.given import given, read
from azisrael_data.files import put
from azisrael_data.models import FACTS
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun

NAME = "index.html"
EARLY = 'document.documentElement.classList.add("scripted");'
STYLES = ("vendor/tabulator_simple.min.css", "explorer.css")
VENDORED = "vendor/tabulator.min.js"
_MAP = "//# sourceMappingURL="


def page(root: Path | None = None) -> str:
    """Return the explorer of the package below a root (by default the installed one), as HTML.

    Two calls on the same package give the same text. Raises InvalidData if the tables cannot be read.
    """
    package = read(store.path() if root is None else root)
    return assembled(package, given(package))


def assembled(package: Package, told: dict[str, Any]) -> str:
    """Return the page around what it is given: the tables of a package."""
    styles = [asset(name) for name in STYLES]
    scripts = [_without_map(asset(VENDORED)), *(_text(path) for path in _own())]
    facts = sum(len(package[home.name].rows) for home in FACTS)
    lead = (
        f"{words.counted(facts, 'fact')} from {words.counted(len(package['sources'].rows), 'published document')}, "
        f"with {words.counted(len(package['evidence'].rows), 'span')} of evidence"
    )
    return Template(asset("page.html")).substitute(
        policy=policy([EARLY, *scripts], styles),
        summary=escape(lead),
        lead=escape(lead),
        styles="\n".join(f"<style>{each}</style>" for each in styles),
        early=EARLY,
        tabs=_tabs(),
        cards=_cards(package),
        timeline=years.timeline(package),
        matrix=pairs.matrix(package),
        figures=_figures(package),
        map=chart.chart(package),
        beyond=_beyond(package),
        plain=plain.tables(package),
        version=escape(__version__),
        given=inert(told),
        scripts="\n".join(f"<script>{each}</script>" for each in scripts),
    )


def policy(scripts: list[str], styles: list[str]) -> str:
    """Return the Content-Security-Policy under which these very scripts and styles run, and nothing else.

    Styles set by a script on an element are no part of the page's text and are allowed by every policy.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {' '.join(map(_hash, styles))}",
            "img-src data:",
            "connect-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def inert(value: Any) -> str:
    r"""Return a value as JSON that cannot end the element in which it stands.

    >>> inert("</script><!--")
    '"\\u003c/script>\\u003c!--"'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def write(out: Path, text: str) -> Path:
    """Put the page into a folder, whole or not at all, and return its file.

    Raises CannotRun if the folder cannot be one, OSError where the system refuses.
    """
    if out.exists() and not out.is_dir():
        raise CannotRun(f"{out} is not a folder; choose another one")
    out.mkdir(parents=True, exist_ok=True)
    file = out / NAME
    put(file, text.encode())
    return file


def stale(out: Path, text: str) -> str | None:
    """Return how the page in a folder differs from a text; None if it does not."""
    file = out / NAME
    if not file.is_file():
        return f"{file}: missing"
    return None if file.read_bytes() == text.encode() else f"{file}: differs"


def _own() -> list[Path]:
    """Return the page's own scripts in the order in which they run."""
    return sorted((FOLDER / "js").glob("*.js"), key=lambda path: int(path.name.split("-")[0]))


def _text(path: Path) -> str:
    return asset(path.relative_to(FOLDER).as_posix())


def _without_map(script: str) -> str:
    """Return a script without the line that makes a browser's tools look for a map of it."""
    return "".join(line for line in script.splitlines(keepends=True) if not line.startswith(_MAP))


def _tabs() -> str:
    return "\n".join(f'<li><a href="{draw.route(home.name)}">{escape(home.title)}</a></li>' for home in FACTS)


def _cards(package: Package) -> str:
    found = []
    for home in FACTS:
        rows = [row.values for row in package[home.name].rows]
        disputed = sum(row["evidence_status"] == "contested" for row in rows)
        href = escape(draw.route(home.name, evidence_status="contested"))
        told = f'<a class="soft" href="{href}">{disputed} contested</a>' if disputed else (
            '<span class="soft">none contested</span>'
        )  # fmt: skip
        found.append(
            f'<li class="card-{home.name}"><a href="{draw.route(home.name)}"><strong>{len(rows):,}</strong> '
            f"{escape(home.title.lower())}</a> {told}</li>"
        )
    return "".join(found)


def _figures(package: Package) -> str:
    """Return the chart of figures twice, with names beside the bars and above them; styles show the one that fits."""
    roomy, narrow = (ranges.figures(package, layout) for layout in (ranges.ROOMY, ranges.NARROW))
    return f'<div class="roomy">{roomy}</div><div class="tight">{narrow}</div>'


def _beyond(package: Package) -> str:
    return "".join(
        f'<li><a href="{escape(draw.route("facts", place=key))}">{escape(words.visible(name))} {number}</a></li>'
        for key, name, number in chart.beyond(package)
    )
