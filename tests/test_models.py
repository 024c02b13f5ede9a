"""The registry of tables: every table and column is described, and the tables fit each other and their code lists."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from azisrael_data import cells, codelists, plan, schema
from azisrael_data.models import FACTS, TABLES, Fact, Row, base, table
from azisrael_data.models.visits import Visit
from azisrael_data.problems import UnknownName

NAMES = [each.name for each in TABLES]
COLUMNS = [(each.name, column.name) for each in TABLES for column in schema.columns(each)]
LISTS = {name: known for name, known in vars(codelists).items() if name.isupper() and isinstance(known, dict)}


def _column(name, column):
    return schema.column(table(name), column)


def test_tables():
    """Every table stands once, under its own name, model, path and title."""
    for what in ("name", "model", "path", "title", "parquet"):
        assert len(TABLES) == len({getattr(each, what) for each in TABLES})


def test_no_model_is_left_out():
    """Every row model is the model of a table."""
    models = {model for model in [*Row.__subclasses__(), *Fact.__subclasses__()] if model is not Fact}
    ours = {model for model in models if model.__module__.startswith("azisrael_data.")}

    assert ours == {each.model for each in TABLES}


def test_facts():
    """The tables of facts are those whose model is a fact."""
    assert [each for each in TABLES if each.is_fact] == list(FACTS)
    assert set(codelists.FACT_TABLES) == {each.name for each in FACTS}


def test_countries():
    """The codes of states are those of ISO 3166."""
    iso3166 = pytest.importorskip("iso3166")

    assert {country.alpha3 for country in iso3166.countries} == codelists.COUNTRIES


def test_withdrawn_tables():
    """A row can be withdrawn from every table that has ids, the sources and the tombstones themselves apart."""
    assert set(codelists.WITHDRAWN_TABLES) == {each.name for each in TABLES if each.key == ("id",)} - {
        "sources",
        "withdrawn",
    }


@pytest.mark.parametrize("name", NAMES)
def test_table(name):
    """A table is found by name, lies where its kind lies, and its key is made of required columns."""
    target = table(name)

    folder = "seeds" if name in ("sources", "lines", "exceptions", "waivers", "published") else "datasets"
    assert f"{folder}/{name}.csv" == target.path
    assert target.parquet == f"datasets/{name}.parquet"
    assert all(schema.column(target, key).required for key in target.key)
    assert re.fullmatch(r"[A-Z][^.]+", target.title)
    assert re.fullmatch(r"[A-Z].+\.", target.model.__doc__)


def test_unknown_table():
    """An unknown table is told with the known ones, in order of name."""
    with pytest.raises(UnknownName) as refused:
        table("visit")

    assert str(refused.value) == f"no table 'visit'; did you mean 'visits'? known: {', '.join(sorted(NAMES))}"


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_column(name, column):
    """A column has a plain name, a description in one or two sentences, and a cell type."""
    found = _column(name, column)

    assert re.fullmatch(r"[a-z][a-z0-9_]*", found.name)
    assert re.fullmatch(r"[A-Z`].{2,}\.", found.description)
    assert isinstance(found.cell, cells.Cell)
    assert not (found.generated and found.required)


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_references(name, column):
    """A column refers only to tables that have ids, by a cell type that can hold the ids of all of them."""
    found = _column(name, column)
    for target in found.references:
        key = _column(target, "id").cell

        assert table(target).key == ("id",)
        assert isinstance(found.member, cells.Pattern)
        assert key.pattern == found.member.pattern or found.member == cells.FACT_ID


@pytest.mark.parametrize("each", FACTS, ids=lambda each: each.name)
def test_fact_id(each):
    """The ids of a table of facts are ids of facts, and of no other table."""
    example = re.search(r"[A-Z]{2}-[0-9]{4}", schema.column(each, "id").cell.wanted)[0]

    assert example == cells.FACT_ID.parse(example)
    others = [schema.column(other, "id").cell for other in FACTS if other is not each]
    assert not any(re.fullmatch(cell.pattern, example) for cell in others)


def test_foreign_key_order():
    """A table stands after every table that its rows refer to, its own aside; works and sources name each other."""
    seen = {"works"}
    for each in TABLES:
        targets = {target for column in schema.columns(each) for target in column.references}
        assert targets - {each.name} <= seen
        seen.add(each.name)


@pytest.mark.parametrize("each", FACTS, ids=lambda each: each.name)
def test_fact_columns(each):
    """A table of facts starts with what all facts have and ends with what the build works out."""
    header = schema.header(each)
    columns = plan.declared(Fact).columns
    common = [column.name for column in columns]
    generated = [column.name for column in columns if column.generated]

    assert header[:4] == ("id", "summary", "date", "date_basis")
    assert ["note", *generated] == list(header[-len(generated) - 1 :])
    assert set(common) <= set(header)


def test_only_facts_are_generated():
    """No other table has a generated column."""
    assert all(each.is_fact for each in TABLES for column in schema.columns(each) if column.generated)


@pytest.mark.parametrize("name", LISTS)
def test_codes(name):
    """The codes of a list are plain words, and each has a meaning of its own."""
    known = LISTS[name]

    assert all(re.fullmatch(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*", code) for code in known)
    assert all(meaning and meaning == meaning.strip() and not meaning.endswith(".") for meaning in known.values())
    assert len(known) == len(set(known.values()))


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_used(name):
    """Every code list is that of some column."""
    used = [column.codes for each in TABLES for column in schema.columns(each) if column.codes]

    assert any(LISTS[name] is each for each in used)


def test_rows_are_frozen():
    """A row does not change, and takes no unknown column."""
    Visit.model_rebuild()
    row = Visit.model_construct(id="VI-0001")
    with pytest.raises(ValidationError):
        row.id = "VI-0002"
    with pytest.raises(ValidationError) as refused:
        Visit(weather="fair")

    assert "weather" in {error["loc"][0] for error in refused.value.errors() if error["type"] == "extra_forbidden"}


def test_declaring():
    """A column is declared required, optional or generated, and only a required one has no default."""
    fields = {
        "required": base.required("A."),
        "optional": base.optional("B."),
        "generated": base.generated("C."),
    }

    assert {name: field.is_required() for name, field in fields.items()} == {
        "required": True,
        "optional": False,
        "generated": False,
    }
    assert {name: field.json_schema_extra for name, field in fields.items()} == {
        "required": None,
        "optional": None,
        "generated": {"generated": True},
    }
    assert base.References("a", "b").tables == ("a", "b")
