"""What other validators find of the same seeded faults: `python detect.py [--seeds N] [--base NAME] [--every N]`.

Every variant of every class below the package level is done N times (default 1) to a valid package; each validator then
looks at the files, with rules derived from the same row models as far as it can express them:

- frictionless, default: our Table Schemas, foreign keys among them, with its own guesses of encoding and dialect;
- frictionless, pinned: the same with encoding and dialect as in our descriptor;
- pandera: a DataFrameSchema (code lists, patterns, required, unique, checks of numbers) over `read_csv` as text;
- pydantic: `csv.DictReader` and a model with types as in its manual;
- substring: every literal of the evidence stands in the passage that it names, nothing else;
- azisrael_data: `checks.validate`, and `verify` where only the texts show a fault.

Detected: something was said, or it fell over (counted by itself as well). Placed: a message stands in the right file,
on the right physical line and in the right column, where the fault has these.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from azisrael_data import cells, schema
from azisrael_data.descriptor import descriptor
from azisrael_data.models import TABLES, Table
from faults import bases, runner
from faults.kit import ANYWHERE, LEVELS

Told = tuple[str, int, str]  # file, line (0: the file), column


def frictionless(root: Path, *, pinned: bool) -> Iterator[Told]:
    """Validate the CSV resources of the descriptor."""
    from frictionless import Package

    with (root / "seeds" / "sources.csv").open(encoding="utf-8", newline="", errors="replace") as file:
        list(csv.reader(file))
    made = descriptor([])
    made.pop("sources")
    made["resources"] = [r for r in made["resources"] if r["format"] == "csv"]
    for resource in made["resources"]:
        if pinned:
            resource["dialect"] = {"csv": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True}}
        else:
            resource.pop("encoding")
    (root / "datapackage.json").write_text(json.dumps(made), encoding="utf-8")
    report = Package(str(root / "datapackage.json")).validate()
    for task in report.tasks:
        for error in task.errors:
            line = getattr(error, "row_number", 0) or 0
            yield task.place, line, getattr(error, "field_name", "") or ""
    for error in report.errors:
        yield "", 0, str(error)


def pandera(root: Path) -> Iterator[Told]:
    """Validate every table as a frame of texts."""
    import pandas as pd
    import pandera.errors
    import pandera.pandas as pa

    for table in TABLES:
        frame = pd.read_csv(root / table.path, dtype=str, keep_default_na=False, na_values=[""])
        columns = {c.name: pa.Column(str, _checks(c, pa), nullable=not c.required) for c in schema.columns(table)}
        wanted = pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(table.key))
        try:
            wanted.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as error:
            for case in error.failure_cases.to_dict("records"):
                at = case["index"]
                yield table.path, 0 if pd.isna(at) else int(at) + 2, str(case["column"] or "")


def _checks(column: schema.Column, pa: Any) -> list[Any]:
    cell = column.cell
    if isinstance(cell, cells.Code):
        return [pa.Check.isin(list(cell.codes))]
    if isinstance(cell, cells.Pattern):
        return [pa.Check.str_matches(f"^(?:{cell.pattern})$")]
    if isinstance(cell, (cells.Integer, cells.Number)):
        return [pa.Check(lambda text: cell.low <= float(text) <= cell.high, element_wise=True)]
    if isinstance(cell, cells.Day):
        return [pa.Check(lambda text: bool(date.fromisoformat(text)), element_wise=True)]
    if type(cell) is cells.Cell:
        return [pa.Check.str_length(1, cell.limit)]
    return []


def pydantic(root: Path) -> Iterator[Told]:
    """Validate row by row with models as the manual would have them."""
    from pydantic import ValidationError

    for table in TABLES:
        model = _model(table)
        with (root / table.path).open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                try:
                    model.model_validate({name: cell or None for name, cell in row.items()})
                except ValidationError as error:
                    for each in error.errors():
                        yield table.path, reader.line_num, str(each["loc"][0])


def _model(table: Table) -> Any:
    from pydantic import ConfigDict, create_model

    fields = {c.name: (_type(c), ...) if c.required else (_type(c) | None, None) for c in schema.columns(table)}
    return create_model(table.name, __config__=ConfigDict(extra="forbid"), **fields)


def _type(column: schema.Column) -> Any:  # noqa: PLR0911 - one type after another
    from decimal import Decimal
    from typing import Annotated

    from pydantic import Field, Json

    cell = column.cell
    if isinstance(cell, cells.Code):
        return Literal[tuple(cell.codes)]
    if isinstance(cell, cells.Pattern):
        return Annotated[str, Field(pattern=f"^(?:{cell.pattern})$")]
    if isinstance(cell, cells.Integer):
        return Annotated[int, Field(ge=cell.low, le=cell.high)]
    if isinstance(cell, cells.Number):
        return Annotated[Decimal, Field(ge=cell.low, le=cell.high)]
    if isinstance(cell, cells.Boolean):
        return bool
    if isinstance(cell, cells.Day):
        return date
    if isinstance(cell, cells.FieldsCell):
        return Json
    return Annotated[str, Field(max_length=cell.limit)]


def substring(root: Path, texts: Path | None) -> Iterator[Told]:
    """Look every literal of the evidence up in the passage that it names."""
    with (root / "seeds" / "sources.csv").open(encoding="utf-8", newline="") as file:
        held = {row["id"]: (texts / row["file"]).read_text(encoding="utf-8") for row in csv.DictReader(file) if texts}
    path = "datasets/evidence.csv"
    with (root / path).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            passage = held.get(row["source_id"], "")[int(row["start"]) : int(row["end"])]
            for words in json.loads(row["fields"]).values():
                for literal in words if isinstance(words, list) else [words]:
                    if literal is not None and literal not in passage:
                        yield path, reader.line_num, "fields"


def placed(due: Any, told: list[Told]) -> bool:
    """Tell whether a message stands where one is due; of a fault of a whole file any message about the file."""
    for path, line, column in told:
        if path != due.path:
            continue
        if due.line <= 1 and not due.column:
            return True
        if line == due.line and due.column in (ANYWHERE, "", column):
            return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--base", choices=["generated", "real"], default="generated")
    parser.add_argument("--every", type=int, default=1, help="take every n-th variant only")
    options = parser.parse_args()
    base = bases.generated() if options.base == "generated" else bases.real()
    peers: dict[str, Callable[[Path], Iterator[Told]]] = {
        "frictionless, default": lambda root: frictionless(root, pinned=False),
        "frictionless, pinned": lambda root: frictionless(root, pinned=True),
        "pandera": pandera,
        "pydantic": pydantic,
        "substring": lambda root: substring(root, base.texts),
    }
    faults = [f for f in runner.all_faults() if f.level != "package" and runner.applies(f, base)][:: options.every]
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with tempfile.TemporaryDirectory() as folder:
        valid, root, ours = Path(folder, "valid"), Path(folder, "spoilt"), Path(folder, "ours")
        ours.mkdir()
        for table in TABLES:
            (valid / table.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(base.root / table.path, valid / table.path)
        for name, peer in peers.items():  # what they say of the valid package is no answer to a fault
            shutil.copytree(valid, root)
            counts[name]["before"] = len(noise := set(peer(root)))
            print(f"{name}: {len(noise)} message(s) on the valid package", *sorted(noise)[:3], file=sys.stderr)
            shutil.rmtree(root)
        known = {name: _before(peer, valid, root) for name, peer in peers.items()}
        for fault in faults:
            for seed in range(options.seeds):
                outcome = runner.run(fault, base, seed, ours)
                _count(counts["azisrael_data"], fault.level, outcome.detected, not outcome.missed, bool(outcome.error))
                for name, peer in peers.items():
                    shutil.copytree(valid, root, symlinks=True)
                    runner.remove(root, outcome.injection.files)
                    runner.put(outcome.injection, root)
                    told, fell = _ask(peer, root)
                    new = [each for each in told if each not in known[name]]
                    right = bool(outcome.injection.due) and all(placed(due, new) for due in outcome.injection.due)
                    _count(counts[name], fault.level, bool(new) or fell, right, fell)
                    shutil.rmtree(root)
    _print(counts, len(faults), options)


def _before(peer: Callable[[Path], Iterator[Told]], valid: Path, root: Path) -> set[Told]:
    shutil.copytree(valid, root)
    found = set(peer(root))
    shutil.rmtree(root)
    return found


def _ask(peer: Callable[[Path], Iterator[Told]], root: Path) -> tuple[list[Told], bool]:
    told: list[Told] = []
    try:
        told.extend(peer(root))
    except Exception:  # noqa: BLE001 - whatever a peer falls over counts
        return told, True
    return told, False


def _count(counts: dict[str, int], level: str, detected: bool, right: bool, fell: bool) -> None:
    counts["all"] += 1
    counts["detected"] += detected
    counts["placed"] += right
    counts["fell"] += fell
    counts[f"all {level}"] += 1
    counts[f"detected {level}"] += detected


def _print(counts: dict[str, dict[str, int]], faults: int, options: argparse.Namespace) -> None:
    levels = [level for level in LEVELS if level != "package"]
    print(f"\n{faults} variants, {options.seeds} seed(s) each, {options.base} package\n")
    print(f"| validator | detected | placed | fell over | {' | '.join(levels)} |")
    print("|---|---|---|---|" + "---|" * len(levels))
    for name, found in counts.items():
        share = [f"{found[k] / found['all']:.1%}" for k in ("detected", "placed")]
        by = [f"{found[f'detected {lv}'] / max(1, found[f'all {lv}']):.0%}" for lv in levels]
        print(f"| {name} | {' | '.join(share)} | {found['fell']} | {' | '.join(by)} |")


if __name__ == "__main__":
    main()
