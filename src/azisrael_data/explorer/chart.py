"""The map: places with coordinates on a plain outline of land, without borders; the rest as a list.

Longitude and latitude are plotted evenly, degrees of longitude shortened as they are in the middle of the map.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from azisrael_data.explorer.assets import asset
from azisrael_data.explorer.draw import drawing, element, hint, link, route, text
from azisrael_data.explorer.words import counted
from azisrael_data.package import Package

WEST, EAST, SOUTH, NORTH = 30.0, 61.0, 28.5, 43.0  # well within what the outline of land covers
WIDE = 1000
_SCALE = WIDE / (EAST - WEST)
_STRETCH = 1 / math.cos(math.radians((SOUTH + NORTH) / 2))
TALL = _SCALE * _STRETCH * (NORTH - SOUTH)
_LETTER, _HIGH = 6.9, 15  # width and height of a letter
_WATERS = (("Black Sea", 36.0, 42.6), ("Mediterranean Sea", 32.3, 33.4), ("Caspian Sea", 51.2, 41.9))


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )  # fmt: skip


def named(package: Package) -> Counter[str]:
    """Return how many facts name each place."""
    found = Counter(row.values["place"] for _, _, row in package.facts() if row.values.get("place"))
    return Counter(dict(sorted(found.items())))


def on_map(place: Mapping[str, Any]) -> bool:
    """Tell whether a place has coordinates that lie on the map."""
    latitude, longitude = place["latitude"], place["longitude"]
    return latitude is not None and WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def chart(package: Package) -> str:
    """Return the map. A mark leads to the facts that name its place; its area is their number."""
    counts = named(package)
    places = [row.values for row in package["places"].rows if counts[row.values["id"]] and on_map(row.values)]
    places.sort(key=lambda place: (-counts[place["id"]], place["id"]))
    parts = [element("rect", x=0, y=0, width=WIDE, height=TALL, class_="sea"), _land(), *_graticule()]
    taken = [_around(place, counts[place["id"]]) for place in places]
    parts += [_mark(place, counts[place["id"]], taken) for place in places]
    clip = f'<clipPath id="frame"><rect width="{WIDE}" height="{TALL:.1f}"/></clipPath>'
    label = f"Map of {counted(len(places), 'place')} by the number of facts that name them"
    return drawing("places", WIDE, TALL, label, [clip, element("g", "".join(parts), clip_path="url(#frame)")])


def beyond(package: Package) -> list[tuple[str, str, int]]:
    """Return the places that facts name and the map does not show, the most named first: id, name, facts."""
    counts = named(package)
    rows = [row.values for row in package["places"].rows if counts[row.values["id"]] and not on_map(row.values)]
    found = [(str(row["id"]), str(row["name"]), counts[row["id"]]) for row in rows]
    return sorted(found, key=lambda each: (-each[2], each[0]))


def _at(longitude: float, latitude: float) -> tuple[float, float]:
    return (float(longitude) - WEST) * _SCALE, (NORTH - float(latitude)) * _SCALE * _STRETCH


def _land() -> str:
    rings = json.loads(asset("vendor/land.json"))
    path = "".join(_ring([_at(*point) for point in ring]) for ring in rings)
    return element("path", d=path, class_="land", fill_rule="evenodd")


def _ring(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "z"


def _graticule() -> Iterator[str]:
    for longitude in range(35, 61, 5):
        x, _ = _at(longitude, SOUTH)
        yield element("line", x1=x, x2=x, y1=0, y2=TALL, class_="hair")
        yield text(f"{longitude}° E", x + 3, TALL - 5, "tick")
    for latitude in range(30, 43, 5):
        _, y = _at(WEST, latitude)
        yield element("line", x1=0, x2=WIDE, y1=y, y2=y, class_="hair")
        yield text(f"{latitude}° N", 4, y - 4, "tick")
    for name, *point in _WATERS:
        x, y = _at(*point)
        yield text(name, x, y, "water", text_anchor="middle")


def _radius(number: int) -> float:
    return 4 + 2.6 * math.sqrt(number)


def _around(place: Mapping[str, Any], number: int) -> _Box:
    (x, y), r = _at(place["longitude"], place["latitude"]), _radius(number)
    return _Box(x - r, y - r, x + r, y + r)


def _mark(place: Mapping[str, Any], number: int, taken: list[_Box]) -> str:
    (x, y), r = _at(place["longitude"], place["latitude"]), _radius(number)
    words = f"{place['name']}: {counted(number, 'fact')}" + (
        f". {place['status_note']}" if place["status_note"] else ""
    )
    inside = hint(words) + element("circle", cx=x, cy=y, r=r)
    label = f"{place['name']} {number}"
    wide = len(label) * _LETTER
    near = [
        ("start", x + r + 4, y - _HIGH / 2),
        ("end", x - r - 4 - wide, y - _HIGH / 2),
        ("middle", x - wide / 2, y - r - 3 - _HIGH),
        ("middle", x - wide / 2, y + r + 3),
    ]
    far = [
        ("end" if side < 0 else "start", x + side * away - (wide if side < 0 else 0), y + down * away - _HIGH / 2)
        for away in (32, 48, 64, 88)
        for side in (-1, 1)
        for down in (-0.6, 0.6, -1.2, 1.2)
    ]
    for nth, (anchor, left, top) in enumerate([*near, *far]):
        box = _Box(left, top, left + wide, top + _HIGH)
        if not any(box.meets(other) for other in taken):
            taken.append(box)
            at = {"start": left, "end": left + wide, "middle": left + wide / 2}[anchor]
            if nth >= len(near):  # a line leads to a label that found no room beside its mark
                inside = element("line", x1=x, y1=y, x2=at, y2=top + _HIGH / 2, class_="lead") + inside
            inside += text(label, at, top + _HIGH - 4, "label", text_anchor=anchor)
            break
    return link(route("facts", place=place["id"]), inside, words, class_="place")
