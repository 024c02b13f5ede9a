"""Arms from Israel to Azerbaijan over time, with what the sources dispute: two charts and a table of the disputes.

Run: python arms_over_time.py [folder for the charts]
"""

# ruff: noqa: T201 -- a script talks
import sys
from pathlib import Path

import azisrael_data as az
from azisrael_data import plot

TITLE = "Israeli arms for Azerbaijan: how far each transfer had come, and when"
folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
arms = az.load("arms_transfers")
arms = arms[(arms["supplier"] == "ISR") & (arms["recipient"] == "AZE")].copy()
arms["what"] = arms["system"].map(az.load("weapon_systems").set_index("id")["name"])

plot.save(plot.timeline(arms, label="what", title=TITLE), folder / "arms_over_time.svg")

# What the deals were worth, and what share of the imports: crosses are what another source says.
money = az.load("trade_figures")
money = money[(money["product"] == "arms") & (money["from_actor"] == "ISR")]
plot.save(plot.figures(None, money), folder / "arms_figures.svg")

for row in arms[arms["evidence_status"] == "contested"].itertuples():
    against = [span for span in az.evidence(row.id) if span["stance"] == "contradicts"]
    print(f"{row.id} {row.what}, {row.date}: {row.status}, of {row.source_count} sources")
    for span in against:
        print(f"  but {span['source_id']}, line {span['line']}, contradicts its {', '.join(span['fields'])}")
