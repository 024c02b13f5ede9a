"""Faults of the descriptor and the schemas of a package."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from faults.kit import ANYWHERE, Due, Injection, fault, variants

DESCRIPTOR = "datapackage.json"


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
    whole = text(marked)
    return whole.count("\n", 0, whole.index("\ue000")) + 1


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
def of_package(_rng, view, name, value, code):
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
    _, each = resource(rng, view)
    count = len(json.loads(view.read(DESCRIPTOR))["resources"])
    pointer = f"/resources/{count}/name"
    return with_json(view, DESCRIPTOR, lambda whole: whole["resources"].append(each), pointer, "duplicate-name")


@fault("P13c", "package", whole=True)
def resource_lost(rng, view):
    """A resource missing from the descriptor."""
    at, _ = resource(rng, view)
    return with_json(view, DESCRIPTOR, lambda whole: whole["resources"].pop(at), "/resources", "descriptor-differs")


@fault("P13d", "package", whole=True)
def resource_added(_rng, view):
    """A resource in the descriptor that is no table of the package."""
    more = {"name": "more", "path": "datasets/more.csv"}
    count = len(json.loads(view.read(DESCRIPTOR))["resources"])
    pointer = f"/resources/{count}"
    return with_json(view, DESCRIPTOR, lambda whole: whole["resources"].append(more), pointer, "descriptor-unknown")


@fault("P13e", "package", whole=True)
def resources_reordered(_rng, view):
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
def wrong_container(_rng, view, name, value):
    def change(whole):
        whole[name] = value

    return with_json(view, DESCRIPTOR, change, f"/{name}", "descriptor-differs")


def schema_path(rng, view) -> tuple[str, dict[str, Any]]:
    """Draw a schema file."""
    path = f"schemas/{rng.choice(sorted(view.sheets))}.json"
    return path, json.loads(view.read(path))


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
        "i": ("JSON: a thousand digits", lambda text: text.replace("{\n", f'{{\n  "zz": {"9" * 1000},\n', 1), 2),
        "j": ("JSON: lone surrogate", lambda text: text.replace("{\n", '{\n  "zz": "\\ud800",\n', 1), 2),
        "k": ("JSON: merge conflict", lambda text: "<<<<<<< HEAD\n" + text, 1),
        "l": ("JSON: empty file", lambda _text: "", 0),
        "m": ("JSON: a web page", lambda _text: "<!DOCTYPE html>\n<html></html>\n", 1),
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
        "c": ("descriptor with a bad byte", lambda data: data.replace(b"{\n", b'{\n  "z": "\xe9",\n', 1), 2),
        "d": ("descriptor compressed", lambda data: b"\x1f\x8b" + data, 0),
    },
    whole=True,
)  # fmt: skip
def descriptor_bytes(_rng, view, change, line):
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
def descriptor_missing(_rng, _view):
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
