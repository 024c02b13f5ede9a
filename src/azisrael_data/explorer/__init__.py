"""The explorer: the whole dataset with its evidence as one static page that asks the network for nothing.

`page()` gives the page, `write()` puts it into a folder. What stands in it:

    given    the tables as one JSON object, from the row models and the CSV files
    marks    charts as SVG whose marks are links: years, actors, figures, map
    plain    the tables as plain HTML for readers without JavaScript
    assets   the page's frame, its styles and scripts, and what comes from elsewhere (vendor/README.md)
"""

from __future__ import annotations

from azisrael_data.explorer.assembly import page, stale, write

__all__ = ["page", "stale", "write"]
