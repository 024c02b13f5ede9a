"""plan: what the row models declare, remembered, and never believed when they have changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from decimal import Decimal
from typing import Annotated

import pytest

from azisrael_data import cells, codelists, plan
from azisrael_data.models import TABLES, Table
from azisrael_data.models.base import References, Row, optional, required
from azisrael_data.problems import InvalidModel

OWN_CODES = {"red": "like blood"}


class Every(Row):
    """A row with every type of cell."""

    id: Annotated[str, cells.Id("EV", 5)] = required("Identifier.")
    text: Annotated[str | None, cells.Text(limit=7)] = optional("A text.")
    day: Annotated[str | None, cells.DAY] = optional("A day.")
    date: Annotated[str | None, cells.EDTF] = optional("A date.")
    code: Annotated[str | None, cells.Code(codes=codelists.CURRENCY, code="bad-currency")] = optional("A code.")
    colour: Annotated[str | None, cells.Code(codes=OWN_CODES)] = optional("A code of no list of the package.")
    parts: Annotated[tuple[str, ...] | None, cells.ListOf(member=cells.ACTOR), References("actors")] = optional("Who.")
    fields: Annotated[dict | None, cells.FieldsCell()] = optional("Literals.")
    count: Annotated[int | None, cells.Integer(low=1, high=9)] = optional("A number.")
    share: Annotated[Decimal | None, cells.Number(low=Decimal("0.5"), high=Decimal(90))] = optional("A number.")
    sure: Annotated[bool | None, cells.BOOLEAN] = optional("Yes or no.")


class OwnCell(cells.Cell):
    """A type of cell that is none of the package's."""


class Foreign(Row):
    """A row with a cell of another package."""

    id: Annotated[str, OwnCell()] = required("Identifier.")


def fresh(folder, code):
    """Run code in a fresh process that finds the copy of the package below a folder, and return what it prints."""
    start = f"import sys; sys.path.insert(0, {str(folder)!r}); from azisrael_data import plan; "
    done = subprocess.run([sys.executable, "-P", "-c", start + code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.fixture
def copied(tmp_path):
    """Return a copy of the package's code."""
    shutil.copytree(plan.HERE, tmp_path / "azisrael_data", ignore=shutil.ignore_patterns("__pycache__", "package"))
    return tmp_path / "azisrael_data"


COUNTED = "print(len(plan.remembered()), 'pydantic' in sys.modules)"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_remembered(table):
    """What is remembered of a table is what its row model declares."""
    assert plan.remembered()[table.row] == plan.declared(table.model) == plan.plan(table)


def test_written_down():
    """The file holds what the models give now, and every table."""
    assert (plan.HERE / plan.NAME).read_text(encoding="utf-8") == plan.text()
    assert list(plan.remembered()) == [table.row for table in TABLES]


def test_codes_are_the_lists():
    """A remembered code list is the very list of the package, and equal types of cell are one object."""
    by_name = {(table.name, column.name): column for table in TABLES for column in plan.plan(table).columns}

    assert by_name["visits", "level"].codes is codelists.VISIT_LEVEL
    assert by_name["visits", "origin"].cell is by_name["visits", "destination"].cell


@pytest.fixture
def read_back(monkeypatch, tmp_path):
    """Return what reads plans from a text in which the checksum is always right."""

    def read(text):
        (tmp_path / plan.NAME).write_text(text, encoding="utf-8")
        monkeypatch.setattr(plan, "HERE", tmp_path)
        monkeypatch.setattr(plan, "_checksum", lambda _: json.loads(text)["checksum"])
        plan.remembered.cache_clear()
        found = plan.remembered()
        plan.remembered.cache_clear()
        return found

    return read


def test_round_trip(monkeypatch, read_back):
    """Every type of cell, with its parameters, comes back from the file as it went in."""
    every = Table("every", f"{__name__}.Every", "every.csv", ("id",), "Every")
    monkeypatch.setattr(plan, "TABLES", (every,))
    found = read_back(plan.text())

    assert found == {every.row: plan.declared(Every)}
    assert {type(column.cell) for column in found[every.row].columns} == {
        kind for kind in vars(cells).values() if isinstance(kind, type) and issubclass(kind, cells.Cell)
    }


@pytest.mark.parametrize(
    "part",
    [
        {"type": "Riddle"},
        {"limits": 3},
        {"type": "Number", "low": {"decimal": "much"}},
        {"codes": {"codes": "NO_LIST"}},
    ],
)
def test_strange_parts(read_back, part):
    """A plan with the right checksum and a part that this code does not know is not used."""
    told = json.loads((plan.HERE / plan.NAME).read_text(encoding="utf-8"))
    cell = next(iter(told["rows"].values()))["columns"][0]["cell"]
    rows = json.dumps(told["rows"])
    assert len(read_back(f'{{"checksum": 1, "rows":\n{rows}\n}}\n')) == len(TABLES)
    cell.update(part)

    assert read_back(f'{{"checksum": 1, "rows":\n{json.dumps(told["rows"])}\n}}\n') == {}


def test_without_pydantic(copied):
    """The plans come without pydantic and the row models."""
    assert fresh(copied.parent, COUNTED) == f"{len(TABLES)} False"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("models/visits.py", "Protocol, where told.", "Protocol."),
        ("models/base.py", "required(", "required("),
        ("cells/numbers.py", "10**15", "10**14"),
        ("codelists.py", "state visit", "visit of a state"),
        ("plan.py", '"description"', '"words"'),
    ],
)
def test_changed_code(copied, path, old, new):
    """Where a byte of the code has changed that a plan follows from, the models are asked."""
    assert fresh(copied.parent, COUNTED) == f"{len(TABLES)} False"
    text = (copied / path).read_text(encoding="utf-8")
    assert old in text
    (copied / path).write_text(text.replace(old, new) + ("" if old != new else "\n"), encoding="utf-8")

    assert fresh(copied.parent, COUNTED) == "0 False"
    told = fresh(copied.parent, "from azisrael_data import models; print(plan.plan(models.table('visits')))")
    assert (new in told) == (path in ("models/visits.py", "codelists.py"))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"checksum": 1}', '{"rows": {}}', "\udcff"],
)
def test_damaged(copied, text):
    """A file that is damaged is not used; neither is one that is gone."""
    (copied / plan.NAME).write_bytes(text.encode(errors="surrogateescape"))
    assert fresh(copied.parent, COUNTED) == "0 False"
    (copied / plan.NAME).unlink()
    assert fresh(copied.parent, COUNTED) == "0 False"


def test_changed_plan(copied):
    """A file in which anything was changed by hand is not used, though it reads well."""
    text = (copied / plan.NAME).read_text(encoding="utf-8")
    assert '"required": true' in text
    (copied / plan.NAME).write_text(text.replace('"required": true', '"required": false'), encoding="utf-8")

    assert fresh(copied.parent, COUNTED) == "0 False"


def test_foreign_cell(monkeypatch):
    """A type of cell that the package does not have cannot be written down."""
    monkeypatch.setattr(plan, "TABLES", (Table("foreign", Foreign, "foreign.csv", ("id",), "Foreign"),))
    with pytest.raises(InvalidModel, match=r"^OwnCell is no type of azisrael_data\.cells$"):
        plan.text()
