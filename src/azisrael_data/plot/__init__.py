"""Charts of the dataset: Altair charts that say in words what they show, and files of them without a network.

    az.plot.timeline(az.load("incidents"))     az.plot.figures("share")
    az.plot.network(az.load("visits"))         az.plot.coverage()

All need the extra `plot`. `az.plot.save(chart, "name.svg")` writes SVG, PNG or HTML that asks nothing of the network.
"""

from __future__ import annotations

from azisrael_data.plot.files import save
from azisrael_data.plot.heat import coverage
from azisrael_data.plot.lanes import timeline
from azisrael_data.plot.ranges import figures
from azisrael_data.plot.ties import network

__all__ = ["coverage", "figures", "network", "save", "timeline"]
