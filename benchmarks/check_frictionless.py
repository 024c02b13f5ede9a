"""Check a file of synthetic incidents with frictionless: `python check_frictionless.py FILE.csv`.

The Table Schema is derived from the same row model: types, required, unique, enum, pattern, minimum, maximum,
maxLength, primary key and the foreign keys that it can express. What it cannot (EDTF, members of lists) goes unchecked.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from frictionless import Package
from make_incidents import INCIDENTS

import azisrael_data as az
from azisrael_data import schema
from azisrael_data.models import table


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "incidents.csv").symlink_to(Path(sys.argv[1]).resolve())
        resources = [{"name": "incidents", "path": "incidents.csv", "schema": schema.table_schema(INCIDENTS)}]
        for name in ("places",):
            shutil.copy(az.path(name, "csv"), place / f"{name}.csv")
            plain = {k: v for k, v in schema.table_schema(table(name)).items() if k != "foreignKeys"}
            resources.append({"name": name, "path": f"{name}.csv", "schema": plain})
        (place / "datapackage.json").write_text(json.dumps({"name": "incidents", "resources": resources}))
        report = Package(str(place / "datapackage.json")).validate()
    counted = [(task.name, task.stats["rows"], task.stats["errors"]) for task in report.tasks]
    print(counted, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5])
    return 0 if report.valid else 1


if __name__ == "__main__":
    sys.exit(main())
