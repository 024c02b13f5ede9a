"""The actors matrix: how many facts name two actors together, for those that most facts name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from azisrael_data.explorer.draw import drawing, element, hint, link, route, text
from azisrael_data.explorer.words import counted
from azisrael_data.filters import actor_columns
from azisrael_data.package import Package

SHOWN = 18  # actors
LEFT, CELL = 190, 38
_LEVELS = (1, 3, 8, 20, 50)  # from so many facts on a cell is darker


def taking_part(package: Package) -> Iterator[tuple[str, ...]]:
    """Yield for every fact the actors that take part in it, in order, each once."""
    for home, _, fact in package.facts():
        found: set[str] = set()
        for name in actor_columns(home):
            cell = fact.values[name]
            found.update(() if cell is None else (cell,) if isinstance(cell, str) else cell)
        yield tuple(sorted(found))


def matrix(package: Package) -> str:
    """Return the chart: below the diagonal pairs, on it single actors; a cell leads to the facts it counts."""
    alone: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for actors in taking_part(package):
        alone.update(actors)
        together.update(combinations(actors, 2))
    order = sorted(alone, key=lambda key: (-alone[key], key))[:SHOWN]
    names = {row.values["id"]: row.values["name"] for row in package["actors"].rows}
    parts, heads = [], []
    for down, key in enumerate(order):
        y = 8 + down * CELL
        label = text(_short(names[key]), LEFT - 8, y + CELL / 2 + 4, "name", text_anchor="end")
        heads.append(link(route("actors", key), label, names[key]))
        for across, other in enumerate(order[: down + 1]):
            number = alone[key] if key == other else together[min(key, other), max(key, other)]
            parts.append(_cell(key, other, number, names, LEFT + across * CELL, y))
        parts.append(text(_short(names[key]), LEFT + (down + 1) * CELL + 6, y + CELL / 2 + 4, "soft echo"))
    side = len(order) * CELL
    label = f"Matrix of the {len(order)} actors that most facts name: facts in which two take part together"
    return drawing("pairs", LEFT + side + 170, side + 16, label, parts, heads, LEFT)


def _short(name: str) -> str:
    return name if len(name) <= 28 else f"{name[:27].rstrip()}…"


def _cell(key: str, other: str, number: int, names: dict[str, str], x: float, y: float) -> str:
    level = sum(number >= each for each in _LEVELS)
    box = element("rect", x=x + 1, y=y + 1, width=CELL - 2, height=CELL - 2, rx=3, class_=f"level-{level}")
    if not number:
        return box
    who = names[key] if key == other else f"{names[other]} and {names[key]}"
    words = f"{who}: {counted(number, 'fact')}"
    inside = box + text(str(number), x + CELL / 2, y + CELL / 2 + 4, f"on-{level}", text_anchor="middle")
    wanted = [key] if key == other else [other, key]
    return link(route("facts", actor=wanted), hint(words) + inside, words, class_="alone" if key == other else None)
