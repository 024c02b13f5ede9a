"""Faults of the schemas: in their files, and where the descriptor repeats them."""

from __future__ import annotations

import json
from typing import Any

from faults.descriptor import DESCRIPTOR, line_of, resource, schema_path, text, written
from faults.kit import Injection, variants


def in_field(rng, view, want, change, name: str, *codes: str, inside: bool) -> Injection:
    """Return the injection that changes one field, in a schema file or inside the descriptor."""
    path, value = (DESCRIPTOR, json.loads(view.read(DESCRIPTOR))) if inside else schema_path(rng, view)
    prefix = ""
    schema = value
    if inside:
        at, _ = resource(rng, view)
        prefix, schema = f"/resources/{at}/schema", value["resources"][at]["schema"]
    fields = [n for n, field in enumerate(schema["fields"]) if want(field)]
    if not fields:
        return in_field(rng, view, want, change, name, *codes, inside=inside)
    at = rng.choice(fields)
    change(schema["fields"][at])
    pointer = f"{prefix}/fields/{at}/{name}"
    return written(path, text(value).encode(), line_of(value, pointer), *codes, column=pointer)


def _sets(name: str, value: Any):
    def change(field):
        field[name] = value

    return change


def _constraint(name: str, value: Any):
    def change(field):
        field["constraints"][name] = value

    return change


def _unconstrained(name: str):
    def change(field):
        del field["constraints"][name]

    return change


def _constrained(name: str):
    return lambda field: name in field.get("constraints", ()) and len(field["constraints"]) > 1


FIELDS = {
    "P07": ("type weakened", lambda f: f["type"] != "any", _sets("type", "any"), "type", "descriptor-differs"),
    "P07b": ("minimum lowered", _constrained("minimum"), _constraint("minimum", -5), "constraints/minimum",
             "descriptor-differs"),
    "P07c": ("pattern dropped", _constrained("pattern"), _unconstrained("pattern"), "constraints/pattern",
             "descriptor-differs"),
    "P07d": ("codes added", _constrained("enum"), _constraint("enum", ["x"]), "constraints/enum",
             "descriptor-differs"),
    "P07e": ("required dropped", _constrained("required"), _unconstrained("required"), "constraints/required",
             "descriptor-differs"),
    "P07f": ("uniqueness dropped", _constrained("unique"), _unconstrained("unique"), "constraints/unique",
             "descriptor-differs"),
    "P30": ("constraint of the wrong type", _constrained("pattern"), _constraint("pattern", 7),
            "constraints/pattern", "descriptor-differs"),
    "P30b": ("pattern that never ends", _constrained("pattern"), _constraint("pattern", "(a+)+$"),
             "constraints/pattern", "descriptor-differs"),
    "P30c": ("length as a text", _constrained("maxLength"), _constraint("maxLength", "120"),
             "constraints/maxLength", "descriptor-differs"),
    "P30d": ("length as a number with a point", _constrained("maxLength"), _constraint("maxLength", 120.5),
             "constraints/maxLength", "descriptor-differs"),
    "P30e": ("true as 1", _constrained("required"), _constraint("required", 1), "constraints/required",
             "descriptor-differs"),
    "P15": ("format chosen", lambda _f: True, _sets("format", "default"), "format", "descriptor-unknown"),
    "P15b": ("description changed", lambda _f: True, _sets("description", "Something."), "description",
             "descriptor-differs"),
}  # fmt: skip


for _id, (_title, *_rest) in FIELDS.items():
    for _tail, _where, _inside in (("", "descriptor", True), ("-schema", "schema file", False)):

        @variants(f"{_id}{_tail}", "package", {"": (f"{_where}: {_title}", *_rest, _inside)}, whole=True)
        def bad_field(rng, view, want, change, name, code, inside):
            return in_field(rng, view, want, change, name, code, inside=inside)


def in_schema(rng, view, change, pointer: str, *codes: str, inside: bool, want=lambda _: True) -> Injection:
    """Return the injection that changes one schema, in its file or inside the descriptor."""
    path, value = (DESCRIPTOR, json.loads(view.read(DESCRIPTOR))) if inside else schema_path(rng, view)
    prefix, schema = "", value
    if inside:
        at, _ = resource(rng, view)
        prefix, schema = f"/resources/{at}/schema", value["resources"][at]["schema"]
    if not want(schema):
        return in_schema(rng, view, change, pointer, *codes, inside=inside, want=want)
    change(schema)
    pointer = f"{prefix}{pointer}"
    return written(path, text(value).encode(), line_of(value, pointer), *codes, column=pointer)


def _drops(name: str):
    return lambda schema: schema.pop(name)


def _reads(name: str):
    return lambda schema: name in schema


SCHEMAS = {
    "P06": ("field missing", lambda s: s["fields"].pop(), "/fields", lambda _: True, "descriptor-differs"),
    "P06d": ("fields in another order", lambda s: s["fields"].reverse(), "/fields", lambda s: len(s["fields"]) > 1,
             "descriptor-differs"),
    "P19": ("foreign keys dropped", _drops("foreignKeys"), "/foreignKeys", _reads("foreignKeys"),
            "descriptor-differs"),
    "P19b": ("one foreign key dropped", lambda s: s["foreignKeys"].pop(), "/foreignKeys",
             lambda s: len(s.get("foreignKeys", ())) > 1, "descriptor-differs"),
    "P33": ("primary key dropped", _drops("primaryKey"), "/primaryKey", _reads("primaryKey"), "descriptor-differs"),
    "P33b": ("another primary key", lambda s: s.update(primaryKey=["name"]), "/primaryKey", lambda _: True,
             "descriptor-differs"),
    "P27": ("missingValues widened", lambda s: s.update(missingValues=["", "N/A"]), "/missingValues", lambda _: True,
            "descriptor-differs"),
    "P24b": ("$ref in a schema", lambda s: s.update({"$ref": "file:///x"}), "/$ref", lambda _: True,
             "descriptor-remote"),
    "P06e": ("fieldsMatch loosened", lambda s: s.update(fieldsMatch=["partial"]), "/fieldsMatch", lambda _: True,
             "descriptor-unknown"),
}  # fmt: skip


for _id, (_title, *_rest) in SCHEMAS.items():
    for _tail, _where, _inside in (("", "descriptor", True), ("-schema", "schema file", False)):

        @variants(f"{_id}{_tail}", "package", {"": (f"{_where}: {_title}", *_rest, _inside)}, whole=True)
        def bad_schema(rng, view, change, pointer, want, code, inside):
            return in_schema(rng, view, change, pointer, code, inside=inside, want=want)
