"""versioning: what each change of a schema asks for, as docs/versioning.md says."""

from __future__ import annotations

import copy

import pytest

from azisrael_data import schema, versioning
from azisrael_data.models import TABLES, table
from azisrael_data.versioning import MAJOR, MINOR, PATCH, SchemaChange, exceeds, heaviest, schema_changes

VISITS = schema.table_schema(table("visits"))
AGREEMENTS = schema.table_schema(table("agreements"))


def field(name):
    return lambda given: next(each for each in given["fields"] if each["name"] == name)


def sets(name, **values):
    """Return an edit of the field of a column; `...` takes a part away."""

    def edit(given):
        for part, value in values.items():
            home = field(name)(given)
            if part in ("required", "unique", "enum", "pattern", "maxLength"):
                home = home.setdefault("constraints", {})
            home[part] = value
            if value is ...:
                del home[part]

    return edit


# What is done to the schema of visits -> the changes: column, part, what it was, what it is, level.
CHANGES = {
    "nothing": (sets("note"), []),
    "another type": (sets("date_end", type="string"), [("date_end", "type", '"date"', '"string"', MAJOR)]),
    "a code less": (
        sets("date_basis", enum=["stated", "context"]), [("date_basis", "codes", "relative", None, MAJOR)],
    ),
    "a code more": (
        sets("date_basis", enum=["stated", "relative", "told", "context"]),
        [("date_basis", "codes", None, "told", MINOR)],
    ),
    "a code renamed": (
        sets("date_basis", enum=["stated", "relative", "inferred"]),
        [("date_basis", "codes", "context", None, MAJOR), ("date_basis", "codes", None, "inferred", MINOR)],
    ),
    "codes in another order": (sets("date_basis", enum=["context", "relative", "stated"]), []),
    "a code list where any text was": (sets("note", enum=["x", "y"]), [("note", "codes", None, "x, y", MAJOR)]),
    "any text where a code list was": (
        sets("date_basis", enum=...), [("date_basis", "codes", "stated, relative, context", None, MINOR)],
    ),
    "no longer required": (sets("summary", required=...), [("summary", "required", "true", None, MAJOR)]),
    "required now": (sets("note", required=True), [("note", "required", None, "true", MINOR)]),
    "another bound": (sets("summary", maxLength=300), [("summary", "maxLength", "240", "300", MINOR)]),
    "a key to another table": (
        sets("place", references=["ports"]), [("place", "references", '["places"]', '["ports"]', MAJOR)],
    ),
    "another description": (
        sets("note", description="x"),
        [("note", "description", f'"{field("note")(VISITS)["description"]}"', '"x"', PATCH)],
    ),
    "another title": (lambda given: given.update(title="Stays"), [("", "title", '"Visits"', '"Stays"', PATCH)]),
    "another key": (
        lambda given: given.update(primaryKey=["summary"]), [("", "primaryKey", '["id"]', '["summary"]', MAJOR)],
    ),
    "a column less": (lambda given: given["fields"].remove(field("note")(given)), []),
    "a column more": (lambda given: given["fields"].append({"name": "colour", "type": "string"}), []),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_changes(case):
    """A change of the schema gives what changed, what it was and is, and its level; columns are compared elsewhere."""
    edit, expected = CHANGES[case]
    after = copy.deepcopy(VISITS)
    edit(after)

    assert [SchemaChange("visits", *each) for each in expected] == schema_changes("visits", VISITS, after)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [(", energy,", ",", [("energy", None, MAJOR)]), (", energy,", ", energy, sport,", [(None, "sport", MINOR)])],
)
def test_codes_of_a_list_column(old, new, expected):
    """The code list of a list column, which a schema of CSV names in words only, is compared too."""
    after = copy.deepcopy(AGREEMENTS)
    domains = field("domains")(after)
    domains["description"] = domains["description"].replace(old, new)

    found = [each for each in schema_changes("agreements", AGREEMENTS, after) if each.part == "codes"]

    assert [(each.old, each.new, each.level) for each in found] == expected


def test_every_code_list_is_seen():
    """Whatever column has a code list in the models, its schema shows it."""
    for each in TABLES:
        fields = {given["name"]: given for given in schema.table_schema(each)["fields"]}
        for column in schema.columns(each):
            assert versioning.codes(fields[column.name]) == (list(column.codes) if column.codes else None)


@pytest.mark.parametrize("broken", [None, [], "x", {"fields": "x"}, {"fields": [1, {"name": "id", "constraints": 3}]}])
def test_schemas_that_are_none(broken):
    """Whatever JSON stands in the place of a schema, it is compared without an error."""
    for pair in ((broken, VISITS), (VISITS, broken)):
        assert all(isinstance(each, SchemaChange) for each in schema_changes("visits", *pair))


def test_heaviest():
    """Of several levels the gravest counts."""
    assert heaviest([PATCH, MAJOR, MINOR]) == MAJOR
    assert heaviest([PATCH, MINOR]) == MINOR
    assert heaviest([]) is None


@pytest.mark.parametrize(
    ("level", "most", "expected"),
    [(None, PATCH, False), (PATCH, PATCH, False), (MINOR, PATCH, True), (MAJOR, MINOR, True), (PATCH, MAJOR, False)],
)
def test_exceeds(level, most, expected):
    """A level exceeds another if it weighs more; no difference exceeds none."""
    assert expected is exceeds(level, most)


RAISED = [
    ("1.2.3", "2.0.0", MAJOR),
    ("1.2.3", "1.3.0", MINOR),
    ("1.2.3", "1.2.4", PATCH),
    ("0.1.0", "0.2.0", MAJOR),
    ("0.1.0", "0.1.1", MINOR),
    ("0.9.9", "1.0.0", MAJOR),
    ("1.2.3", "1.2.3", None),
    ("1.3.0", "1.2.9", None),
    ("", "1.0.0", None),
    ("1.0", "1.0.1", None),
    ("1.0.0", "1.0.0rc1", None),
]


@pytest.mark.parametrize(("old", "new", "level"), RAISED)
def test_raised(old, new, level):
    """The number that is raised says what may have changed; before 1.0.0 they all count for one more."""
    assert versioning.raised(old, new) == level
