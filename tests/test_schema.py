"""Row models in, descriptors out: the columns of a model, its Table Schema, and the published schemas."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, get_type_hints

import pytest
from frictionless import Schema

from azisrael_data import cells, schema
from azisrael_data.models import TABLES, Table, table
from azisrael_data.models.base import References, Row, generated, optional, required
from azisrael_data.problems import InvalidModel
from azisrael_data.schema import Column

REPOSITORY = Path(__file__).resolve().parents[1]
NAMES = [each.name for each in TABLES]
COLOURS = {"red": "like blood", "blue": "like the sky"}


class Boat(Row):
    """One boat."""

    note: Annotated[str | None, cells.NOTE] = optional("A remark.")
    length: Annotated[Decimal | None, cells.Number(low=Decimal("0.5"), high=Decimal(90))] = generated("In metres.")
    id: Annotated[str, cells.Id("BO")] = required("Identifier.")
    colours: Annotated[tuple[str, ...], cells.ListOf(member=cells.Code(codes=COLOURS))] = required("Its colours.")
    seats: Annotated[int | None, cells.Integer(low=1, high=9)] = optional("Number of seats.")
    tender_of: Annotated[str | None, cells.Id("BO"), References("boats")] = optional("The boat that it serves.")
    owners: Annotated[tuple[str, ...] | None, cells.ListOf(member=cells.SLUG), References("actors")] = optional("Who.")
    port: Annotated[str | None, cells.SLUG, References("places", "actors")] = optional("Where.")
    home: Annotated[str | None, cells.SLUG, References("places")] = optional("Its home.")
    built: Annotated[str, cells.EDTF] = required("When it was built.")
    parts: Annotated[dict, cells.FieldsCell()] = required("Its parts.")


BOATS = Table("boats", Boat, "datasets/boats.csv", ("id",), "Boats")
CSV_FIELDS = [
    {
        "name": "id",
        "type": "string",
        "description": "Identifier.",
        "constraints": {"pattern": "^(?:BO-[0-9]{4})$", "required": True, "unique": True},
    },
    {
        "name": "colours",
        "type": "string",
        "description": "Its colours. Several are joined by ';'. Codes: red, blue.",
        "constraints": {"required": True},
    },
    {
        "name": "seats",
        "type": "integer",
        "description": "Number of seats.",
        "constraints": {"minimum": 1, "maximum": 9},
    },
    {
        "name": "tender_of",
        "type": "string",
        "description": "The boat that it serves.",
        "constraints": {"pattern": "^(?:BO-[0-9]{4})$"},
        "references": ["boats"],
    },
    {
        "name": "owners",
        "type": "string",
        "description": "Who. Several are joined by ';'.",
        "references": ["actors"],
    },
    {
        "name": "port",
        "type": "string",
        "description": "Where.",
        "constraints": {"pattern": "^(?:[a-z0-9]+(?:-[a-z0-9]+)*)$"},
        "references": ["places", "actors"],
    },
    {
        "name": "home",
        "type": "string",
        "description": "Its home.",
        "constraints": {"pattern": "^(?:[a-z0-9]+(?:-[a-z0-9]+)*)$"},
        "references": ["places"],
    },
    {
        "name": "built",
        "type": "string",
        "description": "When it was built.",
        "constraints": {"maxLength": 80, "required": True},
    },
    {"name": "parts", "type": "object", "description": "Its parts.", "constraints": {"required": True}},
    {"name": "note", "type": "string", "description": "A remark.", "constraints": {"maxLength": 600}},
    {
        "name": "length",
        "type": "number",
        "description": "In metres.",
        "constraints": {"minimum": 0.5, "maximum": 90},
        "generated": True,
    },
]


def test_header():
    """Columns stand as declared, the note after the coded ones, the generated ones last."""
    assert ",".join(schema.header(BOATS)) == "id,colours,seats,tender_of,owners,port,home,built,parts,note,length"


def test_columns():
    """A column knows its cell type, whether it must be filled, who fills it, and what it refers to."""
    assert Column("id", cells.Id("BO"), True, False, "Identifier.", ()) == schema.columns(BOATS)[0]
    port = schema.column(BOATS, "port")
    assert Column("port", cells.SLUG, False, False, "Where.", ("places", "actors")) == port
    assert schema.column(BOATS, "length").generated
    assert schema.column(BOATS, "mast") is None


def test_members():
    """A list column gives the type and the codes of its members, another column its own."""
    colours, seats = schema.column(BOATS, "colours"), schema.column(BOATS, "seats")

    assert (True, cells.Code(codes=COLOURS), COLOURS) == (colours.is_list, colours.member, colours.codes)
    assert (False, cells.Integer(low=1, high=9), None) == (seats.is_list, seats.member, seats.codes)


def test_table_schema():
    """The Table Schema of a CSV file has every column with its type, limits, keys and references."""
    assert schema.table_schema(BOATS) == {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": "boats",
        "title": "Boats",
        "description": "One boat.",
        "fields": CSV_FIELDS,
        "primaryKey": ["id"],
        "missingValues": [""],
        "foreignKeys": [
            {"fields": ["tender_of"], "reference": {"resource": "", "fields": ["id"]}},
            {"fields": ["home"], "reference": {"resource": "places", "fields": ["id"]}},
        ],
    }


def test_typed_table_schema():
    """The Table Schema of the Parquet twin differs where CSV has only text, and promises no foreign keys."""
    typed = schema.table_schema(BOATS, typed=True)
    changed = {field["name"]: field for field, other in zip(typed["fields"], CSV_FIELDS, strict=True) if field != other}

    assert "foreignKeys" not in typed
    assert changed == {
        "colours": CSV_FIELDS[1] | {"type": "any", "description": "Its colours. A list. Codes: red, blue."},
        "seats": {"name": "seats", "type": "any", "description": "Number of seats."},
        "owners": CSV_FIELDS[4] | {"type": "any", "description": "Who. A list."},
        "parts": CSV_FIELDS[8] | {"type": "string"},
    }


class Bare(Row):
    """A model with a column that has no cell type."""

    id: str = required("Identifier.")


class Silent(Row):
    """A model with a column that has no description."""

    id: Annotated[str, cells.SLUG] = required("")


class Hidden(Row):
    """A model whose cell type is hidden inside a union, where pydantic does not show it."""

    id: Annotated[str, cells.SLUG] | None = optional("Identifier.")


class Lost(Row):
    """A model that refers to a table that is not there."""

    id: Annotated[str, cells.SLUG, References("ships", "boats")] = required("Identifier.")


class Torn(Row):
    """A model with a required column that may be None."""

    id: Annotated[str | None, cells.SLUG] = required("Identifier.")


class Twofold(Row):
    """A model whose `latitude` is a text."""

    latitude: Annotated[str, cells.NAME] = required("A text.")


class Vague(Row):
    """A model with a key into several tables that does not say into which."""

    id: Annotated[str, cells.SLUG, References("visits", "agreements")] = required("A key.")


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (Vague, "new.id refers to several tables, and no column 'table' says which"),
        (Bare, "Bare.id has no cell type"),
        (Silent, "Silent.id has no description"),
        (Hidden, "Hidden.id has no cell type"),
        (Lost, "new.id refers to unknown tables ['boats', 'ships']"),
        (Torn, "new.id: required and its annotation disagree"),
        (Twofold, "new.latitude has another type of cell than places.latitude"),
    ],
)
def test_bad_model(model, message, monkeypatch):
    """A row model that cannot be described is refused with the column's name."""
    new = Table("new", model, "datasets/new.csv", ("id",), "New")
    monkeypatch.setattr(schema, "TABLES", (*TABLES, new))
    with pytest.raises(InvalidModel) as refused:
        schema.check_models()

    assert message == str(refused.value)


def test_models():
    """The models of the package contradict neither themselves nor each other."""
    schema.check_models()


def test_coded_columns():
    """Evidence is wanted for what facts say, not for identity, prose or generated columns."""
    coded = [c.name for c in schema.columns(table("visits")) if schema.is_coded(table("visits"), c)]

    assert {"id", "summary", "note", "date_basis"}.isdisjoint(coded)
    assert {"date", "visitors", "status"} <= set(coded)
    assert not any(schema.is_coded(table("actors"), c) for c in schema.columns(table("actors")))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("typed", [False, True])
def test_frictionless_reads_it(name, typed):
    """Frictionless accepts the Table Schema of every table and sees the same columns."""
    made = schema.table_schema(table(name), typed=typed)

    assert list(schema.header(table(name))) == Schema.from_descriptor(made).field_names


@pytest.mark.parametrize("name", NAMES)
def test_published(name):
    """The schema in the repository is the one that the row model gives; if not, run `azisrael build`."""
    published = (REPOSITORY / "schemas" / f"{name}.json").read_text(encoding="utf-8")

    assert schema.table_schema(table(name)) == json.loads(published)


def test_nothing_else_is_published():
    """No schema of a table that is gone lies in the repository."""
    assert {f"{name}.json" for name in NAMES} == {path.name for path in (REPOSITORY / "schemas").iterdir()}


@pytest.mark.parametrize("name", NAMES)
def test_headers_of_the_data(name):
    """The first line of every CSV file of the repository is the header of its table."""
    with (REPOSITORY / table(name).path).open(encoding="utf-8", newline="") as file:
        assert ",".join(schema.header(table(name))) + "\n" == file.readline()


def test_references_are_counted():
    """No reference is lost between the annotations of the models and their columns."""
    for each in TABLES:
        written = [name for name, kind in get_type_hints(each.model, include_extras=True).items() if _refers(kind)]
        found = [column.name for column in schema.columns(each) if column.references]

        assert sorted(written) == sorted(found)


def _refers(kind):
    inner = [*getattr(kind, "__metadata__", ()), *getattr(kind, "__args__", ())]
    return any(isinstance(each, References) or _refers(each) for each in inner)
