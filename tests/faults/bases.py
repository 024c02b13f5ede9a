"""The two packages that are spoilt: a generated one, with most columns filled, and the one of this repository."""

from __future__ import annotations

import csv
import io
import tempfile
from copy import copy, deepcopy
from decimal import Decimal
from functools import cache, cached_property
from itertools import cycle
from pathlib import Path
from typing import Any

import conftest
from azisrael_data import anchor, build, codelists, copies, derive, hedges, identity, manifest
from azisrael_data.models import FACTS, TABLES
from azisrael_data.package import Package
from azisrael_data.write import csv_text
from faults.kit import Sheet, View

COPIES = 8  # generated facts per table
STATES = {"EAS": "Eastland", "MID": "Midland", "SOU": "Southland", "WES": "Westland"}
FIRMS = ("birch-works", "cedar-yards", "fir-foundry", "oak-ateliers")
# Passages of the invented texts that no invented fact uses.
PASSAGES = (
    ("alpha2020", "Its water comes down from two glaciers"),
    ("alpha2020", "Fishing boats go out before sunrise and come home"),
    ("alpha2020", "Old maps show a causeway between both shores."),
    ("alpha2020", "A ferry does the work of the causeway now."),
    ("alpha2020", "The reeds freeze, the ferry is hauled ashore"),
    ("beta2021", "On both shores the same songs are sung, to different words."),
    ("beta2021", "One of them tells of a miller who wanted to sell the moon"),
    ("beta2021", "Another has forty verses about a goat."),
    ("beta2021", "Visitors are advised to bring warm clothes"),
)
UNCODED = ("id", "summary", "date_basis", "note")


class Base:
    """A valid package that stays as it is: its folder, its tables as read, and the view for injectors."""

    def __init__(self, name: str, root: Path, texts: Path | None) -> None:
        self.name, self.root, self.texts = name, root, texts
        self.package = Package(root)
        # before anything is worked out and kept
        self.pristine = {name: copy(value) for name, value in vars(self.package).items()}
        self.reads = self.package.reads
        self.view = View(name, {table.name: sheet(root, table) for table in TABLES}, self.read)

    @cached_property
    def built(self) -> Path:
        """A copy of the package as a build leaves it, without texts. Whoever spoils it puts it right again."""
        folder = tempfile.TemporaryDirectory(prefix="faults-")
        _FOLDERS.append(folder)
        root = Path(folder.name)
        for table in TABLES:
            (root / table.path).parent.mkdir(exist_ok=True)
            (root / table.path).write_bytes((self.root / table.path).read_bytes())
        build.build(root)
        return root

    @cached_property
    def texts_of(self) -> dict[str, bytes]:
        """The files of the built package."""
        return {path.relative_to(self.built).as_posix(): path.read_bytes() for path in files(self.built)}

    @cached_property
    def wanted(self) -> dict[str, Any]:
        """What the models say that the descriptor and the schemas hold."""
        return manifest.wanted([row.values for row in self.package["sources"].rows])

    def read(self, path: str) -> bytes:
        """Return a file of the built package."""
        return self.texts_of[path]


def files(root: Path) -> list[Path]:
    """Return the plain files below a root."""
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def sheet(root: Path, table: Any) -> Sheet:
    """Read a canonical CSV file as cell texts, by another reader than the package's own."""
    text = (root / table.path).read_bytes().decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert text.count("\n") == len(rows) + 1
    return Sheet(table, header, rows)


_FOLDERS: list[tempfile.TemporaryDirectory] = []


@cache
def generated() -> Base:
    """Return the generated package, written to a folder that lasts as long as the process."""
    folder = tempfile.TemporaryDirectory(prefix="faults-")
    _FOLDERS.append(folder)
    root = Path(folder.name)
    rows = generated_rows()
    write(root, rows)
    rows["published"] = sorted(identity.remember(Package(root)), key=lambda row: (row["table"], row["id"]))
    write(root, rows)
    texts = root / "seeds" / "texts"
    texts.mkdir()
    for key, text in conftest.SOURCE_TEXTS.items():
        (texts / conftest.FILES[key]).write_text(text, encoding="utf-8", newline="")
    return Base("generated", root, texts)


@cache
def real() -> Base:
    """Return the package of this repository."""
    texts = copies.folder(conftest.REPOSITORY)
    return Base("real", conftest.REPOSITORY, texts if any(texts.glob("*.txt")) else None)


def write(root: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Write all tables below a root."""
    for table in TABLES:
        path = root / table.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(csv_text(table, rows[table.name]), encoding="utf-8", newline="")


def generated_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the invented rows and, beside them, rows that fill nearly every column."""
    rows = deepcopy(conftest.invented_rows())
    _add_references(rows)
    for number in range(1, COPIES + 1):
        for name, fact in _facts(number).items():
            rows[name].append(fact)
    twins = [_twin(rows["visits"], 3), _twin(rows["visits"], 4), _twin(rows["incidents"], 4)]
    passages = cycle(PASSAGES)
    known = {span["row_id"] for span in rows["evidence"]}
    new = [(table, row) for table in FACTS for row in rows[table.name] if row["id"] not in known]
    for number, (table, row) in enumerate(new, len(rows["evidence"]) + 1):
        rows["evidence"].append(_span(number, table.name, row, *next(passages)))
    rows["exceptions"] = [
        {"evidence_id": span["id"], "rule": rule, "reason": f"An invented reason, of {span['id']}."}
        for span in rows["evidence"]
        for rule, _ in hedges.clashes(
            span,
            next(row for row in rows[span["table"]] if row["id"] == span["row_id"]),
            conftest.SOURCE_TEXTS[span["source_id"]][span["start"] : span["end"]],
        )
    ]
    coded = {(span["source_id"], span["line"]) for span in rows["evidence"]}
    for line in rows["lines"]:
        if (line["source_id"], line["line"]) in coded:
            line["disposition"] = "coded"
        else:
            line["note"] = f"Nothing to code on line {line['line']}."
    rows["sources"][1]["version_of"] = "alpha2020-7"
    roots = {work["id"]: work["root_id"] for work in rows["works"]} | {"beta2021": "alpha2020-7"}
    for table in FACTS:
        for row in rows[table.name]:
            row.update(derive.generated(row, [s for s in rows["evidence"] if s["row_id"] == row["id"]], roots))
    rows["waivers"], rows["published"] = twins, []
    return rows


def _add_references(rows: dict[str, list[dict[str, Any]]]) -> None:
    for source in rows["sources"]:
        source |= {"authors": "Ada Writer", "container": "Lake Review", "url": "https://example.org/lake/review"}
        source["note"] = "An invented document."
    for number, (key, name) in enumerate(STATES.items()):
        state = {"id": key, "name": name, "kind": "state", "country": key, "cow_code": 400 + number}
        rows["actors"].append(state | {"aliases": (f"{name}ic", f"{name}ers")})
    for firm, state in zip(FIRMS, STATES, strict=True):
        name = firm.replace("-", " ").title()
        rows["actors"].append({"id": firm, "name": name, "kind": "company", "country": state, "parent": state})
    for number, state in enumerate(STATES):
        rows["weapon_systems"].append(
            {
                "id": f"crane-{number}", "name": f"Crane {number}", "is_class": False, "parent": "drone",
                "maker": FIRMS[number], "maker_country": state, "sipri_category": "aircraft",
                "unroca_category": "IV", "aliases": (f"Crane-{number}", f"Cranes {number}"),
            }
        )  # fmt: skip
        rows["places"].append(
            {
                "id": f"cape-{number}", "name": f"Cape {number}", "kind": "city", "country": state,
                "latitude": Decimal(f"4{number}.25"), "longitude": Decimal(f"-1{number}.125"),
                "where_precision": "1", "coordinate_origin": "An invented map, 1:25", "status_note": "Not disputed.",
                "aliases": (f"Kap {number}", f"the cape {number}"),
            }
        )  # fmt: skip
    for number in range(3, 9):
        rows["works"].append(
            {
                "id": f"alpha2020-{number}", "source_id": "alpha2020", "label": str(number), "kind": "article",
                "title": f"Letters, part {number}", "author": "B. Scribe", "publisher": "Lake Press",
                "date": f"201{number}-05", "language": "en", "url": f"https://example.org/letters/{number}",
                "root_id": f"alpha2020-{number}", "note": "An invented work.",
            }
        )  # fmt: skip
    rows["withdrawn"] += [
        {
            "id": f"AG-09{number:02d}", "table": "agreements", "date": "2021-04", "reason": "Told twice, it was found.",
            "replaced_by": "AG-0001",
        }
        for number in range(1, 5)
    ]  # fmt: skip
    rows["withdrawn"].sort(key=lambda row: row["id"])


def _facts(n: int) -> dict[str, dict[str, Any]]:
    """Return the n-th generated fact of every table; every second fills the columns that may be empty."""
    full = n % 2 == 0
    states = list(STATES)
    one, two = states[n % 4], states[(n + 1) % 4]
    firm, system, place = FIRMS[n % 4], f"crane-{n % 4}", f"cape-{n % 4}"
    common = {"date": f"{2000 + n}-0{n % 8 + 1}", "date_basis": "context", "note": f"Ruling {n}, so to speak."}
    agreement = "AG-0001" if full else None
    facts: dict[str, dict[str, Any]] = {
        "agreements": {
            "id": f"AG-{n + 20:04d}", "title": f"accord number {n}", "parties": (one, two), "kind": "treaty",
            "status": "signed", "domains": ("military", "energy"), "value": Decimal(1250000 * n) + Decimal("0.5"),
            "currency": "EUR", "value_bound": "approx", "place": place, "amends": agreement,
        },
        "arms_transfers": {
            "id": f"AT-{n + 20:04d}", "supplier": one, "recipient": two, "intermediaries": (firm,),
            "manufacturer": firm, "system": system, "status": "delivered", "mode": "sale",
            "order_date": f"{1999 + n}", "delivery_date": f"{2000 + n}/{2001 + n}", "quantity": 10 + n,
            "quantity_low": 5 + n, "quantity_high": 15 + n, "agreement": agreement,
        },
        "visits": {
            "id": f"VI-{n + 20:04d}", "visitors": ("mira-lund", "otto-vane"), "visitor_role": "envoys, both",
            "origin": one, "hosts": (firm,), "destination": two, "place": place, "level": "minister",
            "form": "visit", "protocol": "official" if full else None, "status": "made",
            "agreements": ("AG-0001",) if full else None,
        },
        "trade_figures": {
            "id": f"TF-{n + 20:04d}", "indicator": "share", "product": "arms", "from_actor": one, "to_actor": (two,),
            "value": Decimal(20 + n) + Decimal("0.25"), "value_low": Decimal(15 + n), "value_high": Decimal(40 + n),
            "bound": "eq", "unit": "percent", "of": f"imports, year {n}", "reporter": "lake-institute",
            "agreement": agreement,
        },
        "incidents": {
            "id": f"IN-{n + 20:04d}", "kind": "exercise", "plover_type": "MOBILIZE",
            "plover_mode": next(iter(codelists.PLOVER_MODE)), "actors": (one, "arcadian-navy"), "targets": (two,),
            "place": place,
            "systems": (system, "heron"), "outcome": "occurred", "deaths_low": n, "deaths_high": n + 3,
            "part_of": "IN-0001",
        },
    }  # fmt: skip
    always = {"id", "title", "parties", "kind", "status", "domains", "supplier", "recipient", "system", "mode",
              "visitors", "visitor_role", "origin", "destination", "level", "form", "indicator", "product", "value",
              "bound", "unit", "of", "actors", "outcome", "currency", "value_bound"}  # fmt: skip
    for name, fact in facts.items():
        fact["summary"] = f"Invented fact {n}, of the {name.replace('_', ' ')}."
        if not full:
            facts[name] = {key: value for key, value in fact.items() if key in {*always, "summary"}}
        facts[name] |= common
    return facts


def _span(number: int, table: str, row: dict[str, Any], source: str, words: str) -> dict[str, Any]:
    text = copies.Text(source, Path(conftest.FILES[source]), conftest.SOURCE_TEXTS[source], identical=True)
    (place,) = anchor.anchors(text, words)
    names = ("source_id", "line", "start", "end", "letters", "head", "sha256")
    columns = [name for name, value in row.items() if value is not None and name not in UNCODED]
    return {
        "id": f"EV-{number:05d}", "table": table, "row_id": row["id"],
        **{name: getattr(place, name) for name in names},
        "fields": dict.fromkeys(columns), "stance": "supports", "certainty": ("certain", "probable")[number % 2],
        "voice": "lake-institute" if number % 3 == 0 else None,
        "works": ("alpha2020-2",) if source == "alpha2020" else ("beta2021-1",), "zone": "body", "coder": "generator",
    }  # fmt: skip


def _twin(facts: list[dict[str, Any]], at: int) -> dict[str, Any]:
    """Append a fact that looks like another, and return the waiver for the two."""
    one = facts[at]
    prefix, last = facts[-1]["id"].split("-")
    other = {**one, "id": f"{prefix}-{int(last) + 1:04d}", "summary": f"{one['summary'][:-1]}, once more."}
    facts.append(other)
    told = {"row_id": one["id"], "other_id": other["id"], "reason": "Two all the same, as told."}
    return {"rule": "likely-duplicate", **told}
