"""Check a file of synthetic incidents with frictionless: `python check_frictionless.py FILE.csv`.

The Table Schema is derived from the same row model: types, required, unique, enum, pattern, minimum, maximum,
maxLength, primary key and the foreign keys that it can express. What Table Schema cannot say (EDTF, members of lists
and their keys, characters) is a custom check of frictionless that calls the same functions as this package, so that
both sides hold the file to the same rules. `--schema-only` leaves the custom check away.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import ClassVar

from frictionless import Check, Checklist, Package, errors
from synthetic import INCIDENTS, known_keys

import azisrael_data as az
from azisrael_data import hygiene, schema
from azisrael_data.cells import BadCell, Edtf
from azisrael_data.models import table


class RowRules(Check):
    """What Table Schema cannot say: characters, EDTF dates, members of lists and the keys among them."""

    type = "row-rules"
    Errors: ClassVar = [errors.RowConstraintError]

    def __attrs_post_init__(self):
        self.keys = {name: set(ids) for name, ids in known_keys().items()}
        special = [c for c in schema.columns(INCIDENTS) if c.is_list or isinstance(c.cell, Edtf)]
        self.special = [(c.name, c.cell, self.keys.get(c.references[0]) if c.references else None) for c in special]

    def validate_row(self, row):
        if "plover_type" not in row:  # a table that is only referred to
            return
        for text in row.cells:
            if text and hygiene.suspects(text):
                for _, message, _ in hygiene.faults(text):
                    yield errors.RowConstraintError.from_row(row, note=message)
        for name, cell, known in self.special:
            text = row[name]
            if text is None:
                continue
            try:
                value = cell.parse(text)
            except BadCell as error:
                yield errors.RowConstraintError.from_row(row, note=str(error))
                continue
            if known is not None and not known.issuperset(value):
                yield errors.RowConstraintError.from_row(row, note=f"{name}: dangling key")


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
        rules = [] if "--schema-only" in sys.argv else [RowRules()]
        report = Package(str(place / "datapackage.json")).validate(Checklist(checks=rules))
    counted = [(task.name, task.stats["rows"], task.stats["errors"]) for task in report.tasks]
    print(counted, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5])
    return 0 if report.valid else 1


if __name__ == "__main__":
    sys.exit(main())
