"""Faults of the package: its descriptor and schemas, its Parquet files, and what else lies in its folders."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from typing import Any

from faults.kit import ANYWHERE, Due, Injection, fault, variants

DESCRIPTOR = "datapackage.json"
MOST = 6000  # bytes of Parquet that are overwritten at random


def written(path: str, data: bytes, line: int, *codes: str, column: str = "") -> Injection:
    """Return the injection that writes one file; one message is due."""
    return Injection({path: data}, (Due(path, line, column, frozenset(codes)),))


def text(value: Any) -> str:
    """Return JSON as the build writes it."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def line_of(value: Any, pointer: str) -> int:
    """Return the line on which the value of a JSON pointer stands, of the nearest value around it if it is absent."""
    marked = deepcopy(value)
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    inner, last = marked, None
    for step in steps:
        key: Any = int(step) if isinstance(inner, list) else step
        if not isinstance(inner, (dict, list)) or (key not in inner if isinstance(inner, dict) else key >= len(inner)):
            break
        last, inner = (inner, key), inner[key]
    if last is None:
        return 1
    last[0][last[1]] = "\ue000"
    return text(marked)[: text(marked).index("\ue000")].count("\n") + 1


def with_json(view, path: str, change, pointer: str, *codes: str, at: str | None = None) -> Injection:
    """Return the injection that changes a JSON file; one message is due at a pointer.

    `at` is the pointer on whose line the message stands, where it is another.
    """
    value = json.loads(view.read(path))
    change(value)
    line = line_of(value, pointer if at is None else at)
    return written(path, text(value).encode(), line, *codes, column=pointer)


def resource(rng, view, fmt: str = "csv") -> tuple[int, dict[str, Any]]:
    """Draw a resource of the descriptor: its place and what it says."""
    resources = json.loads(view.read(DESCRIPTOR))["resources"]
    at = rng.choice([n for n, each in enumerate(resources) if each["path"].endswith(fmt)])
    return at, resources[at]


def in_resource(rng, view, name: str, value: Any, *codes: str) -> Injection:
    """Return the injection that gives a resource a property with a value."""
    at, _ = resource(rng, view)

    def change(whole):
        whole["resources"][at][name] = value

    return with_json(view, DESCRIPTOR, change, f"/resources/{at}/{name}", *codes)


PATHS = {
    "P01": ("parent path", "../x.csv"),
    "P01b": ("parent path in the middle", "datasets/../../x.csv"),
    "P02": ("absolute path", "/etc/passwd"),
    "P02b": ("absolute path of Windows", "C:\\data\\x.csv"),
    "P02c": ("path of a home", "~/x.csv"),
    "P03": ("url path", "https://example.org/x.csv"),
    "P03e": ("file url", "file:///etc/passwd"),
    "P05": ("backslash", "datasets\\visits.csv"),
    "P05c": ("percent", "datasets%2fvisits.csv"),
    "P05b": ("hidden dot folder", ".hidden/visits.csv"),
    "P05d": ("NUL in a path", "datasets/visits.csv\0.txt"),
    "P05e": ("path of another table", "datasets/evidence.parquet"),
    "P05f": ("storage url", "s3://bucket/x.csv"),
    "P05g": ("homoglyph in a path", "d\u0430tasets/visits.csv"),
    "P05h": ("dot before a path", "./datasets/visits.csv"),
    "P05i": ("empty path", ""),
}
for _id, (_title, _path) in PATHS.items():

    @variants(_id, "package", {"": (f"descriptor: {_title}", _path)}, whole=True)
    def bad_path(rng, view, path):
        return in_resource(rng, view, "path", path, "descriptor-path")


PROPERTIES = {
    "P03b": ("url schema", "schema", "https://example.org/schema.json", "descriptor-remote"),
    "P24": ("schema as a path", "schema", "../schema.json", "descriptor-remote"),
    "P20": ("dialect lies", "dialect", {"delimiter": ";"}, "descriptor-unknown"),
    "P20c": ("dialect from a url", "dialect", "https://example.org/dialect.json", "descriptor-remote"),
    "P20b": ("encoding lies", "encoding", "windows-1254", "descriptor-differs"),
    "P27b": ("missingValues of a resource", "missingValues", ["", "N/A"], "descriptor-unknown"),
    "P31": ("loader chosen: compression", "compression", "gz", "descriptor-unknown"),
    "P31b": ("loader chosen: format", "format", "xlsx", "descriptor-differs"),
    "P31c": ("loader chosen: scheme", "scheme", "remote", "descriptor-unknown"),
    "P31d": ("loader chosen: innerpath", "innerpath", "x.csv", "descriptor-unknown"),
    "P31e": ("loader chosen: mediatype", "mediatype", "application/zip", "descriptor-differs"),
    "P32": ("inline data beside the file", "data", [{"id": "x"}], "descriptor-unknown"),
    "P08": ("checksum mismatch", "hash", "sha256:" + "ab" * 32, "checksum"),
    "P08b": ("checksum md5 bare mismatch", "hash", "d41d8cd98f00b204e9800998ecf8427e", "checksum"),
    "P09": ("bytes mismatch", "bytes", 6557, "checksum"),
    "P09b": ("bytes that are no number", "bytes", "many", "checksum"),
    "P12": ("unknown property", "colour", "red", "descriptor-unknown"),
    "P12b": ("property of a loader that runs code", "control", {"type": "python", "run": "x"}, "descriptor-unknown"),
    "P06b": ("title changed", "title", "Other things", "descriptor-differs"),
    "P06c": ("markup in a title", "title", "<script>alert(1)</script>", "descriptor-differs"),
    "P29c": ("schema of the wrong container type", "schema", [], "descriptor-differs"),
    "P29d": ("null for a title", "title", None, "descriptor-differs"),
}
for _id, (_title, *_rest) in PROPERTIES.items():

    @variants(_id, "package", {"": (f"descriptor: {_title}", *_rest)}, whole=True)
    def bad_property(rng, view, name, value, code):
        return in_resource(rng, view, name, value, code)


@variants(
    "P03",
    "package",
    {
        "c": ("descriptor: url profile", "profile", "https://example.org/profile.json", "descriptor-remote"),
        "d": ("descriptor: url $schema", "$schema", "https://example.org/profile.json", "descriptor-remote"),
        "f": ("descriptor: $ref", "$ref", "https://example.org/package.json", "descriptor-remote"),
        "g": ("descriptor: name of another package", "name", "other-data", "descriptor-differs"),
        "h": ("descriptor: another licence", "licenses", [], "descriptor-differs"),
        "i": ("descriptor: another version", "version", "9.9.9", "descriptor-differs"),
        "j": ("descriptor: unknown property", "scripts", {"install": "x"}, "descriptor-unknown"),
    },
    whole=True,
)
def of_package(rng, view, name, value, code):
    def change(whole):
        whole[name] = value

    pointer = f"/{name}/0" if name == "licenses" else f"/{name}"
    if name == "licenses":
        injection = with_json(view, DESCRIPTOR, change, "/licenses", code)
        (due,) = injection.due
        return Injection(injection.files, (Due(due.path, due.line, ANYWHERE, due.codes),))
    return with_json(view, DESCRIPTOR, change, pointer, code)


@variants("P13", "package", {"": ("duplicate resource name", "name", "duplicate-name")}, whole=True)
def duplicate_name(rng, view, name, code):
    resources = json.loads(view.read(DESCRIPTOR))["resources"]
    one, other = rng.sample(range(len(resources)), 2)

    def change(whole):
        whole["resources"][one][name] = resources[other][name]

    return with_json(view, DESCRIPTOR, change, f"/resources/{one}/{name}", code)


@fault("P13b", "package", whole=True)
def resource_twice(rng, view):
    """A resource listed twice."""
    at, each = resource(rng, view)
    count = len(json.loads(view.read(DESCRIPTOR))["resources"])
    pointer = f"/resources/{count}/name"
    return with_json(view, DESCRIPTOR, lambda whole: whole["resources"].append(each), pointer, "duplicate-name")


@fault("P13c", "package", whole=True)
def resource_lost(rng, view):
    """A resource missing from the descriptor."""
    at, _ = resource(rng, view)
    return with_json(view, DESCRIPTOR, lambda whole: whole["resources"].pop(at), "/resources", "descriptor-differs")


@fault("P13d", "package", whole=True)
def resource_added(rng, view):
    """A resource in the descriptor that is no table of the package."""
    more = {"name": "more", "path": "datasets/more.csv"}
    count = len(json.loads(view.read(DESCRIPTOR))["resources"])
    pointer = f"/resources/{count}"
    return with_json(view, DESCRIPTOR, lambda whole: whole["resources"].append(more), pointer, "descriptor-unknown")


@fault("P13e", "package", whole=True)
def resources_reordered(rng, view):
    """Resources in another order."""
    return with_json(
        view, DESCRIPTOR, lambda whole: whole["resources"].reverse(), "/resources", "descriptor-differs"
    )  # fmt: skip


@variants(
    "P29",
    "package",
    {
        "": ("descriptor: resources as an object", "resources", {}),
        "b": ("descriptor: resources as a text", "resources", "datasets"),
        "e": ("descriptor: keywords as a text", "keywords", "arms"),
    },
    whole=True,
)
def wrong_container(rng, view, name, value):
    def change(whole):
        whole[name] = value

    return with_json(view, DESCRIPTOR, change, f"/{name}", "descriptor-differs")


def schema_path(rng, view) -> tuple[str, dict[str, Any]]:
    """Draw a schema file."""
    path = f"schemas/{rng.choice(sorted(view.sheets))}.json"
    return path, json.loads(view.read(path))


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
    "P15": ("format chosen", lambda f: True, _sets("format", "default"), "format", "descriptor-unknown"),
    "P15b": ("description changed", lambda f: True, _sets("description", "Something."), "description",
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


def a_descriptor(rng, view) -> tuple[str, str]:
    """Draw the descriptor or a schema: its path and text."""
    path = rng.choice((DESCRIPTOR, schema_path(rng, view)[0]))
    return path, view.read(path).decode()


@fault("P14", "package", whole=True)
def comma_lost(rng, view):
    """Invalid JSON: a comma lost."""
    path, whole = a_descriptor(rng, view)
    at = rng.choice([n for n, c in enumerate(whole) if c == "," and whole[n + 1] == "\n"])
    return written(path, (whole[:at] + whole[at + 1 :]).encode(), whole[:at].count("\n") + 2, "descriptor-json")


@fault("P14b", "package", whole=True)
def json_cut_off(rng, view):
    """Invalid JSON: cut off."""
    path, whole = a_descriptor(rng, view)
    data = whole[: rng.randrange(10, len(whole) - 4)].encode()
    (due,) = written(path, data, data.count(b"\n") + 1, "descriptor-json").due
    return Injection({path: data}, (due,))


@variants(
    "P14",
    "package",
    {
        "c": ("invalid JSON: comma too many", lambda text: text.replace("\n}\n", ",\n}\n"), "last"),
        "d": ("invalid JSON: comment", lambda text: "// by hand\n" + text, 1),
        "e": ("invalid JSON: single quotes", lambda text: text.replace('"', "'"), 2),
        "f": ("JSON: NaN", lambda text: text.replace("{\n", '{\n  "zz": NaN,\n', 1), 2),
        "g": ("JSON: a key twice", lambda text: text.replace("{\n", '{\n  "name": "x",\n', 1), ANYWHERE),
        "h": ("JSON: infinite number", lambda text: text.replace("{\n", '{\n  "zz": 1e999,\n', 1), 2),
        "i": ("JSON: number of a thousand digits", lambda t: t.replace("{\n", '{\n  "zz": ' + "9" * 1000 + ",\n", 1), 2),
        "j": ("JSON: lone surrogate", lambda text: text.replace("{\n", '{\n  "zz": "\\ud800",\n', 1), 2),
        "k": ("JSON: merge conflict", lambda text: "<<<<<<< HEAD\n" + text, 1),
        "l": ("JSON: empty file", lambda text: "", 0),
        "m": ("JSON: a web page", lambda text: "<!DOCTYPE html>\n<html></html>\n", 1),
        "n": ("JSON: control character", lambda text: text.replace("{\n", '{\n  "zz": "\x01",\n', 1), 2),
        "o": ("JSON: something after the end", lambda text: text + "{}\n", "after"),
    },
    whole=True,
)  # fmt: skip
def odd_json(rng, view, change, line):
    path, whole = a_descriptor(rng, view)
    after = change(whole)
    at = line
    if line == ANYWHERE:  # the second of two
        second = after.index('\n  "name"', after.index('\n  "name"') + 1)
        at = after[: second + 1].count("\n") + 1
    elif line in ("last", "after"):
        at = after.count("\n")
    return Injection({path: after.encode()}, (Due(path, at, ANYWHERE, frozenset({"descriptor-json"})),))


@variants(
    "P16",
    "package",
    {
        "": ("descriptor with a byte-order mark", lambda data: b"\xef\xbb\xbf" + data, 1),
        "b": ("descriptor in UTF-16", lambda data: data.decode().encode("utf-16"), 0),
        "c": ("descriptor with a byte that is not UTF-8", lambda data: data.replace(b"{\n", b'{\n  "z": "\xe9",\n', 1), 2),
        "d": ("descriptor compressed", lambda data: b"\x1f\x8b" + data, 0),
    },
    whole=True,
)  # fmt: skip
def descriptor_bytes(rng, view, change, line):
    return written(DESCRIPTOR, change(view.read(DESCRIPTOR)), line, "descriptor-json")


@fault("P26", "package", whole=True)
def deep_json(rng, view):
    """Deep JSON in a descriptor."""
    path, whole = a_descriptor(rng, view)
    depth = rng.choice((40, 5000, 200_000))
    data = whole.replace("{\n", '{\n  "zz": ' + "[" * depth + "]" * depth + ",\n", 1).encode()
    line = 2 if len(data) <= 1 << 19 else 0
    return Injection({path: data}, (Due(path, line, ANYWHERE, frozenset({"descriptor-json"})),))


@fault("P21", "package", whole=True)
def descriptor_missing(rng, view):
    """Descriptor missing."""
    return Injection({DESCRIPTOR: None}, (Due(DESCRIPTOR, 0, "", frozenset({"descriptor-missing"})),))


@fault("P21b", "package", whole=True)
def schema_missing(rng, view):
    """A schema missing."""
    path, _ = schema_path(rng, view)
    return Injection({path: None}, (Due(path, 0, "", frozenset({"descriptor-missing"})),))


@fault("P21c", "package", whole=True)
def schema_of_another_table(rng, view):
    """The schema of another table under this name: told of its name, title and fields."""
    path, _ = schema_path(rng, view)
    other, value = schema_path(rng, view)
    while other == path:
        other, value = schema_path(rng, view)
    return written(path, text(value).encode(), line_of(value, "/name"), "descriptor-differs", column="/name")


@fault("P11", "package", whole=True)
def table_missing(rng, view):
    """Listed file missing."""
    path = view.sheet(rng, 0).path
    return Injection({path: None}, (Due(path, 0, "", frozenset({"file-missing"})),))


SPECIAL = {
    "P17": ("a FIFO", os.mkfifo),
    "P17b": ("a directory", lambda place: place.mkdir()),
    "P22": ("a symbolic link loop", lambda place: place.symlink_to(place.name)),
    "P22b": ("a symbolic link out of the package", lambda place: place.symlink_to("/etc/passwd")),
    "P22c": ("a symbolic link to nowhere", lambda place: place.symlink_to("gone")),
}
for _id, (_title, _make) in SPECIAL.items():

    @variants(_id, "package", {"": (f"{_title} in the place of a file of the package", _make)}, whole=True)
    def special_file(rng, view, make):
        table = view.sheet(rng, 0).table
        path = rng.choice((table.path, table.parquet, f"schemas/{table.name}.json", DESCRIPTOR))
        return Injection({path: make}, (Due(path, 0, "", frozenset({"special-file"})),))


STRAYS = {
    "P40": ("conflict copy", "datasets/visits (1).csv"),
    "P40b": ("backup of an editor", "datasets/visits.csv~"),
    "P40c": ("rest of a merge", "datasets/visits.csv.orig"),
    "P40d": ("lock file of a spreadsheet", "datasets/~$visits.xlsx"),
    "P40e": ("folder settings", "datasets/.DS_Store"),
    "P40f": ("compressed twin", "datasets/visits.csv.gz"),
    "P40g": ("hidden file", "datasets/.visits.csv.swp"),
    "P40h": ("file of another kind", "datasets/notes.txt"),
    "P40i": ("spreadsheet beside the table", "datasets/visits.xlsx"),
    "P40j": ("table that no model knows", "datasets/loans.csv"),
    "P40k": ("stray schema", "schemas/loans.json"),
    "P40l": ("stray CSV file among the seeds", "seeds/sources (copy).csv"),
    "P40m": ("name with a line break", "datasets/a\nb.csv"),
    "P40n": ("name with a terminal sequence", "datasets/a\x1b[31m.csv"),
    "P40o": ("name in capitals beside the table", "datasets/VISITS.CSV"),
    "P40p": ("stray Parquet file", "datasets/loans.parquet"),
    "P40q": ("program beside the tables", "datasets/setup.py"),
}
for _id, (_title, _path) in STRAYS.items():

    @variants(_id, "package", {"": (f"stray file: {_title}", _path)}, whole=True)
    def stray(rng, view, path):
        folder, name = path.split("/")
        shown = name if name.isprintable() else repr(name)[1:-1]
        return Injection({path: b"x\n"}, (Due(f"{folder}/{shown}", 0, "", frozenset({"stray-file"})),))


def a_table(rng, view, least: int = 1):
    """Draw a table that has a Parquet twin and rows."""
    return view.sheet(rng, least)


@fault("P10", "package", whole=True)
def parquet_cell(rng, view):
    """Parquet disagrees with CSV in one cell."""
    import pyarrow as pa

    sheet, frame = parquet_of(rng, view)
    names = frame.schema.names
    at = rng.choice(
        [
            n
            for n, field in enumerate(frame.schema)
            if field.type == pa.string() and frame.column(n).null_count < len(frame) and names[n] not in sheet.table.key
        ]
    )
    name = frame.schema.field(at).name
    values = frame.column(at).to_pylist()
    row = rng.choice([n for n, value in enumerate(values) if value])
    values[row] = f"{values[row]}x"
    changed = frame.set_column(at, frame.schema.field(at), pa.array(values, pa.string()))
    return parquet_written(sheet, changed, "parquet-differs", column=name)


@fault("P10b", "package", whole=True)
def parquet_row_lost(rng, view):
    """Parquet lacks a row."""
    sheet, frame = parquet_of(rng, view, 3)
    return parquet_written(sheet, frame.slice(0, len(frame) - 1), "parquet-differs", column=ANYWHERE)


@fault("P10c", "package", whole=True)
def parquet_rows_swapped(rng, view):
    """Parquet has its rows in another order."""
    sheet, frame = parquet_of(rng, view, 3)
    return parquet_written(sheet, frame.take(list(range(len(frame)))[::-1]), "parquet-differs", column=ANYWHERE)


@fault("P10d", "package", whole=True)
def parquet_column_lost(rng, view):
    """Parquet lacks a column."""
    sheet, frame = parquet_of(rng, view)
    name = rng.choice(frame.schema.names)
    return parquet_written(sheet, frame.drop_columns([name]), "parquet-differs", column=name)


@fault("P10e", "package", whole=True)
def parquet_column_type(rng, view):
    """Parquet has a column of another type."""
    import pyarrow as pa

    sheet, frame = parquet_of(rng, view)
    while pa.int64() not in frame.schema.types:
        sheet, frame = parquet_of(rng, view)
    at = rng.choice([n for n, f in enumerate(frame.schema) if f.type == pa.int64()])
    field = frame.schema.field(at)
    changed = frame.set_column(at, field.with_type(pa.float64()), frame.column(at).cast(pa.float64()))
    return parquet_written(sheet, changed, "parquet-differs", column=field.name)


@fault("P10f", "package", whole=True)
def parquet_of_another_table(rng, view):
    """Parquet of another table under this name."""
    sheet, other = rng.sample([view[name] for name in sorted(view.sheets)], 2)
    data = view.read(other.table.parquet)
    return written(sheet.table.parquet, data, 0, "parquet-differs", column=ANYWHERE)


@fault("P11b", "package", whole=True)
def parquet_missing(rng, view):
    """A Parquet file missing."""
    path = view.sheet(rng, 0).table.parquet
    return Injection({path: None}, (Due(path, 0, "", frozenset({"parquet-missing"})),))


@variants(
    "P34",
    "package",
    {
        "": ("parquet truncated", lambda rng, data: data[: rng.randrange(4, len(data) - 1)]),
        "c": ("parquet without its end", lambda rng, data: data[:-4]),
        "d": ("CSV under a .parquet name", lambda rng, data: b"id,name\nx,y\n"),
        "e": ("parquet empty", lambda rng, data: b""),
        "f": ("parquet with a lying length", lambda rng, data: data[:-8] + b"\xff\xff\xff\x7f" + data[-4:]),
    },
    whole=True,
)
def parquet_damaged(rng, view, change):
    table = view.sheet(rng).table
    data = change(rng, view.read(table.parquet))
    return written(table.parquet, data, 0, "parquet-damaged")


@fault("P34b", "package", whole=True)
def parquet_fuzzed(rng, view):
    """Parquet with random bytes in the place of its metadata."""
    table = view.sheet(rng).table
    data = bytearray(view.read(table.parquet))
    length = int.from_bytes(data[-8:-4], "little")
    start = len(data) - 8 - length
    data[start : start + min(length, 64)] = rng.randbytes(min(length, 64))
    return written(table.parquet, bytes(data), 0, "parquet-damaged")


def parquet_of(rng, view, least: int = 1):
    """Draw a table and return it with what its Parquet file holds."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sheet = view.sheet(rng, least)
    with pq.ParquetFile(pa.py_buffer(view.read(sheet.table.parquet))) as file:
        return sheet, file.read()


def parquet_written(sheet, frame, code: str, column: str) -> Injection:
    """Return the injection that writes a table as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(frame, sink)
    return written(sheet.table.parquet, sink.getvalue().to_pybytes(), 0, code, column=column)
