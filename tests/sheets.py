"""The sheets of a package on disk."""

from __future__ import annotations

from azisrael_data import copies, sheet
from azisrael_data.package import Package


def shown(root, key, *, texts=False, name=None):
    """Return the sheets of an id below a root, with the passages if the texts are wanted."""
    package = Package(root)
    tables = ([row.values for row in package[each].rows] for each in ("sources", "lines"))
    found = copies.find(root / "seeds" / "texts", *tables) if texts else {}
    return sheet.sheets(package, key, found, name)
