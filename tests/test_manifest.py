"""manifest: a descriptor or schema that says something else than the models is told, once, on its line."""

from __future__ import annotations

import json
from copy import deepcopy
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azisrael_data import descriptor, manifest
from azisrael_data.manifest import MOST, RESTORE, path_fault, problems, wanted
from azisrael_data.models import TABLES
from azisrael_data.problems import Problem

WANTED = {}
SOURCE = {"authors": "A. Nobody", "container": "A Journal", "published": "2020-03", "id": "nobody2020", "url": None}
WHOLE = wanted([SOURCE])["datapackage.json"]
NAMES = [each["name"] for each in WHOLE["resources"]]
N = NAMES.index("visits")
FIELDS = [each["name"] for each in WHOLE["resources"][N]["schema"]["fields"]]
DIGEST = "ab" * 32


def measure(path):
    """Return the size and fingerprint of the one file that there is."""
    return (300, DIGEST) if path == "datasets/visits.csv" else None


def told(data, path="datapackage.json", sources=True):
    """Return the problems of a descriptor as code, pointer, message and hint, and its lines."""
    if sources not in WANTED:
        WANTED[sources] = wanted([SOURCE] if sources else None)
    found = problems(path, data, WANTED[sources][path], measure)
    assert all(each.path == path for each in found)
    return [(each.code, each.column, each.message, each.hint) for each in found], [each.line for each in found]


def edited(edit):
    """Return the text of the descriptor after an edit of it, `d`, of a resource, `r`, or of that one's schema, `s`."""
    value = deepcopy(WHOLE)
    edit(SimpleNamespace(d=value, r=value["resources"][N], s=value["resources"][N]["schema"]))
    return descriptor.text(value)


def _path(path, fault=""):
    """Return the case of a resource path, as `CASES` holds it."""
    message = f"'path' of resource 'visits' is {path!r}{fault and f' ({fault})'}, wanted 'datasets/visits.csv'"
    return lambda at: at.r.update(path=path), [("descriptor-path", "/path", message, RESTORE)]


_OF = "of resource 'visits'"
_ABSENT = "is not in the descriptor that the models give"
_BIG = "9" * 100
# What happens to the descriptor -> problems; pointers start at the resource, with `//` at the root.
CASES = {
    "nothing": (lambda at: at.d.copy(), []),
    "sources in another spelling": (lambda at: at.d["sources"][0].update(title="A. Nobody (2020), nobody2020"), []),
    # paths
    "parent": _path("../visits.csv", "leaves the package"),
    "parent inside": _path("datasets/../../visits.csv", "leaves the package"),
    "absolute": _path("/etc/passwd", "absolute"),
    "home": _path("~/visits.csv", "absolute"),
    "drive": _path("C:\\visits.csv", "absolute"),
    "share": _path("\\\\host\\visits.csv", "absolute"),
    "url": _path("https://example.org/visits.csv", "a URL, nothing is fetched"),
    "file url": _path("file:///etc/passwd", "a file: URL, nothing is fetched"),
    "backslash": _path("datasets\\visits.csv", "'\\\\' in it, allowed are a-z 0-9 _ - . /"),
    "percent": _path("datasets/%76isits.csv", "'%' in it, allowed are a-z 0-9 _ - . /"),
    "hidden": _path(".hidden/visits.csv", "a hidden file or folder"),
    "other": _path("datasets/places.csv"),
    "no path": _path(""),
    "list of paths": (
        lambda at: at.r.update(path=["datasets/visits.csv"]),
        [("descriptor-differs", "/path",
          f"'path' {_OF} is an array of length 1, wanted 'datasets/visits.csv'", RESTORE)],
    ),
    # what would be fetched
    "schema url": (
        lambda at: at.r.update(schema="https://example.org/s.json"),
        [("descriptor-remote", "/schema",
          f"'schema' {_OF} is 'https://example.org/s.json', wanted the schema itself: nothing is fetched", RESTORE)],
    ),
    "schema path": (
        lambda at: at.r.update(schema="schemas/visits.json"),
        [("descriptor-remote", "/schema",
          f"'schema' {_OF} is 'schemas/visits.json', wanted the schema itself: nothing is fetched", RESTORE)],
    ),
    "schema ref": (
        lambda at: at.r.update(schema={"$ref": "../s.json"}),
        [("descriptor-remote", "/schema/$ref",
          f"'$ref' {_OF} is '../s.json', wanted the thing itself: nothing is fetched", RESTORE)],
    ),
    "profile url": (
        lambda at: at.r.update(profile="https://example.org/p.json"),
        [("descriptor-remote", "/profile",
          f"'profile' {_OF} is 'https://example.org/p.json', and nothing is fetched", "delete 'profile'")],
    ),
    "dollar schema": (
        lambda at: at.d.update({"$schema": "https://example.org/p.json"}),
        [("descriptor-remote", "//$schema",
          f"'$schema' is 'https://example.org/p.json', wanted '{descriptor.PROFILE}': nothing is fetched", RESTORE)],
    ),
    "dialect url": (
        lambda at: at.r.update(dialect="https://example.org/d.json"),
        [("descriptor-remote", "/dialect",
          f"'dialect' {_OF} is 'https://example.org/d.json', and nothing is fetched", "delete 'dialect'")],
    ),
    # fields and their constraints
    "field missing": (
        lambda at: at.s["fields"].pop(FIELDS.index("level")),
        [("descriptor-differs", "/schema/fields", f"field 'level' {_OF} is missing", RESTORE)],
    ),
    "field extra": (
        lambda at: at.s["fields"].insert(2, {"name": "weather", "type": "string"}),
        [("descriptor-unknown", "/schema/fields/2", f"field 'weather' {_OF} {_ABSENT}", "delete the field")],
    ),
    "field renamed": (
        lambda at: at.s["fields"][2].update(name="day"),
        [("descriptor-differs", "/schema/fields/2/name",
          f"'name' of field 'date' {_OF} is 'day', wanted 'date'", RESTORE)],
    ),
    "field twice": (
        lambda at: at.s["fields"].append(at.s["fields"][2]),
        [("duplicate-name", f"/schema/fields/{len(FIELDS)}/name",
          f"field 'date' {_OF} stands twice (fields 3 and {len(FIELDS) + 1})", "delete one of them")],
    ),
    "fields in another order": (
        lambda at: at.s["fields"].reverse(),
        [("descriptor-differs", "/schema/fields",
          f"the fields {_OF} stand in another order than the models give", RESTORE)],
    ),
    "type weakened": (
        lambda at: at.s["fields"][0].update(type="any"),
        [("descriptor-differs", "/schema/fields/0/type",
          f"'type' of field 'id' {_OF} is 'any', wanted 'string'", RESTORE)],
    ),
    "constraint gone": (
        lambda at: at.s["fields"][0]["constraints"].pop("required"),
        [("descriptor-differs", "/schema/fields/0/constraints/required",
          f"'required' of field 'id' {_OF} is missing, wanted true", RESTORE)],
    ),
    "constraint of another type": (
        lambda at: at.s["fields"][0]["constraints"].update(pattern=int(_BIG)),
        [("descriptor-differs", "/schema/fields/0/constraints/pattern",
          f"'pattern' of field 'id' {_OF} is {'9' * 77}..., wanted '^(?:VI-[0-9]{{4}})$'", RESTORE)],
    ),
    "true is not 1": (
        lambda at: at.s["fields"][0]["constraints"].update(required=1),
        [("descriptor-differs", "/schema/fields/0/constraints/required",
          f"'required' of field 'id' {_OF} is 1, wanted true", RESTORE)],
    ),
    "constraints replaced": (
        lambda at: at.s["fields"][0].update(constraints={"minimum": 1}),
        [("descriptor-differs", "/schema/fields/0/constraints",
          (f"'constraints' of field 'id' {_OF} is an object with none of the members wanted, "
           "'pattern', 'required', 'unique'"), RESTORE)],
    ),
    "code extra": (
        lambda at: at.s["fields"][FIELDS.index("form")]["constraints"]["enum"].append("picnic"),
        [("descriptor-differs", f"/schema/fields/{FIELDS.index('form')}/constraints/enum",
          f"'enum' of field 'form' {_OF} has 'picnic', which is not wanted", RESTORE)],
    ),
    "codes in another order": (
        lambda at: at.s["fields"][FIELDS.index("form")]["constraints"]["enum"].reverse(),
        [("descriptor-differs", f"/schema/fields/{FIELDS.index('form')}/constraints/enum",
          f"'enum' of field 'form' {_OF} has its items in another order or twice", RESTORE)],
    ),
    "code other": (
        lambda at: at.d["keywords"].__setitem__(0, "Norland"),
        [("descriptor-differs", "//keywords",
          "'keywords' lacks 'Azerbaijan' and has 'Norland', which is not wanted (2 differences)", RESTORE)],
    ),
    "primary key gone": (
        lambda at: at.s.pop("primaryKey"),
        [("descriptor-differs", "/schema/primaryKey", f"'primaryKey' {_OF} is missing, wanted [\"id\"]", RESTORE)],
    ),
    "foreign keys gone": (
        lambda at: at.s.pop("foreignKeys"),
        [("descriptor-differs", "/schema/foreignKeys",
          f"'foreignKeys' {_OF} is missing, wanted origin -> actors, destination -> actors, place -> places", RESTORE)],
    ),
    "foreign key gone": (
        lambda at: at.s["foreignKeys"].pop(1),
        [("descriptor-differs", "/schema/foreignKeys", f"foreign key destination -> actors {_OF} is missing", RESTORE)],
    ),
    "foreign key of the table itself gone": (
        lambda at: at.d["resources"][NAMES.index("actors")]["schema"].update(foreignKeys=[]),
        [("descriptor-differs", f"//resources/{NAMES.index('actors')}/schema/foreignKeys",
          "foreign key parent -> the table itself of resource 'actors' is missing", RESTORE)],
    ),
    "missing values widened": (
        lambda at: at.s.update(missingValues=["", "NA"]),
        [("descriptor-differs", "/schema/missingValues",
          f"'missingValues' {_OF} is [\"\", \"NA\"], wanted [\"\"]", RESTORE)],
    ),
    # what would change how the file is found or read
    "encoding": (
        lambda at: at.r.update(encoding="latin-1"),
        [("descriptor-differs", "/encoding", f"'encoding' {_OF} is 'latin-1', wanted 'utf-8'", RESTORE)],
    ),
    "dialect": (
        lambda at: at.r.update(dialect={"delimiter": ";"}),
        [("descriptor-unknown", "/dialect",
          f"'dialect' {_OF} would change how the file is read: the dialect is the default one", "delete 'dialect'")],
    ),
    "format": (
        lambda at: at.r.update(format="xlsx"),
        [("descriptor-differs", "/format", f"'format' {_OF} is 'xlsx', wanted 'csv'", RESTORE)],
    ),
    "scheme": (
        lambda at: at.r.update(scheme="https"),
        [("descriptor-unknown", "/scheme",
          f"'scheme' {_OF} would choose a loader: nothing but plain files is read", "delete 'scheme'")],
    ),
    "compression": (
        lambda at: at.r.update(compression="gz"),
        [("descriptor-unknown", "/compression",
          f"'compression' {_OF} would choose a loader: no compressed input is read", "delete 'compression'")],
    ),
    "inline data": (
        lambda at: (at.r.pop("path"), at.r.update(data=[{"id": "VI-0001"}])),
        [("descriptor-unknown", "/data",
          f"'data' {_OF} would stand in the place of the file: inline data is not accepted", "delete 'data'")],
    ),
    # sizes and fingerprints
    "sha256 wrong": (
        lambda at: at.r.update(hash="sha256:" + "0" * 64),
        [("checksum", "/hash",
          f"datasets/visits.csv has sha256 {DIGEST[:12]}..., the descriptor says 000000000000...", "delete 'hash'")],
    ),
    "sha256 right": (lambda at: at.r.update(hash=f"sha256:{DIGEST}"), []),
    "md5": (
        lambda at: at.r.update(hash="md5:" + "0" * 32),
        [("checksum", "/hash",
          f"'hash' is 'md5:{'0' * 32}', and only sha256 counts: datasets/visits.csv has sha256:{DIGEST}",
          "delete 'hash'")],
    ),
    "bare": (
        lambda at: at.r.update(hash="0" * 32),
        [("checksum", "/hash",
          f"'hash' is '{'0' * 32}', and only sha256 counts: datasets/visits.csv has sha256:{DIGEST}",
          "delete 'hash'")],
    ),
    "bytes wrong": (
        lambda at: at.r.update(bytes=301),
        [("checksum", "/bytes", "datasets/visits.csv has 300 bytes, the descriptor says 301", "delete 'bytes'")],
    ),
    "bytes right": (lambda at: at.r.update(bytes=300), []),
    "bytes of a file that is not there": (
        lambda at: at.d["resources"][0].update(bytes=300),
        [("checksum", "//resources/0/bytes", "'bytes' is told of seeds/sources.csv, which is no file here",
          "delete 'bytes'")],
    ),
    # resources
    "name twice": (
        lambda at: at.r.update(name="places"),
        [("duplicate-name", "/name",
          f"resource 'places' stands twice (resources {NAMES.index('places') + 1} and {N + 1})", "write 'visits'")],
    ),
    "resource twice": (
        lambda at: at.d["resources"].append(at.r),
        [("duplicate-name", f"//resources/{len(NAMES)}/name",
          f"resource 'visits' stands twice (resources {N + 1} and {len(NAMES) + 1})", "delete one of them")],
    ),
    "resource renamed": (
        lambda at: at.r.update(name="vists"),
        [("descriptor-differs", "/name", f"'name' {_OF} is 'vists', wanted 'visits'", RESTORE)],
    ),
    "resource missing": (
        lambda at: at.d["resources"].pop(N),
        [("descriptor-differs", "//resources", "resource 'visits' is missing", RESTORE)],
    ),
    "resource extra": (
        lambda at: at.d["resources"].append({"name": "x", "path": "datasets/x.csv"}),
        [("descriptor-unknown", f"//resources/{len(NAMES)}", f"resource 'x' {_ABSENT}", "delete the resource")],
    ),
    "resource extra with a hostile path": (
        lambda at: at.d["resources"].append({"name": "x", "path": "../x.csv"}),
        [("descriptor-path", f"//resources/{len(NAMES)}/path",
          "'path' of resource 'x' is '../x.csv' (leaves the package)", "delete the resource")],
    ),
    "resources in another order": (
        lambda at: at.d["resources"].reverse(),
        [("descriptor-differs", "//resources", "the resources stand in another order than the models give", RESTORE)],
    ),
    "property misspelt": (
        lambda at: at.r.update(pth=at.r.pop("path")),
        [("descriptor-unknown", "/pth", f"'pth' {_OF} {_ABSENT}", "did you mean 'path'?")],
    ),
    "property unknown": (
        lambda at: at.d.update({"\x1b[1m\n": 1}),
        [("descriptor-unknown", r"//\x1b[1m\n", f"'\\x1b[1m\\n' {_ABSENT}", "delete '\\x1b[1m\\n'")],
    ),
    # another kind of value
    "resources an object": (
        lambda at: at.d.update(resources={}),
        [("descriptor-differs", "//resources",
          f"'resources' is an object of size 0, wanted an array of length {len(NAMES)}", RESTORE)],
    ),
    "too many resources": (
        lambda at: at.d.update(resources=[{}] * 5000),
        [("descriptor-differs", "//resources",
          f"'resources' is an array of length 5000, wanted an array of length {len(NAMES)}", RESTORE)],
    ),
    "resource a text": (
        lambda at: at.d["resources"].__setitem__(N, "visits"),
        [("descriptor-differs", "", "resource 'visits' is 'visits', wanted an object of size 9", RESTORE)],
    ),
    "fields a text": (
        lambda at: at.s.update(fields="id"),
        [("descriptor-differs", "/schema/fields",
          f"'fields' {_OF} is 'id', wanted an array of length {len(FIELDS)}", RESTORE)],
    ),
    "field a number": (
        lambda at: at.s["fields"].__setitem__(0, 7),
        [("descriptor-differs", "/schema/fields/0", f"field 'id' {_OF} is 7, wanted an object of size 4", RESTORE)],
    ),
    "schema empty": (
        lambda at: at.s.clear(),
        [("descriptor-differs", "/schema",
          (f"'schema' {_OF} is an object with none of the members wanted, '$schema', 'name', 'title', 'description', "
           "'fields', 'primaryKey', 'missingValues', 'foreignKeys'"), RESTORE)],
    ),
    "source": (
        lambda at: at.d["sources"][0].update(version="2021"),
        [("descriptor-differs", "//sources/0/version",
          "'version' of source 'A. Nobody (2020), nobody2020' is '2021', wanted '2020-03'", RESTORE)],
    ),
}  # fmt: skip


def _pointer(pointer):
    return pointer[1:] if pointer.startswith("//") else f"/resources/{N}{pointer}"


@pytest.mark.parametrize("name", CASES)
def test_differences(name):
    """Each difference is one problem, with its pointer, what is found and what is wanted."""
    edit, expected = CASES[name]

    found, lines = told(edited(edit).encode())

    assert [(code, _pointer(at), *rest) for code, at, *rest in expected] == found
    assert all(lines)


def test_lines():
    """A problem stands on the physical line of its value; what is missing, on that of what should hold it."""
    text = edited(lambda at: (at.r.update(path="x"), at.s["fields"][0].pop("type")))
    lines = text.splitlines()

    _, (missing, path) = told(text.encode())[1], sorted(told(text.encode())[1], reverse=True)

    assert lines[path - 1] == '      "path": "x",'
    assert lines[missing - 1] == "          {"
    assert lines[missing] == '            "name": "id",'


def test_long_lists_are_counted():
    """Of many differences the first are told, the others counted."""
    found, _ = told(edited(lambda at: [f.update(type="geojson") for f in at.s["fields"]]).encode())

    assert len(FIELDS) > MOST + 1
    assert len(found) == MOST + 1
    assert found[-1] == (
        "descriptor-differs", f"/resources/{N}/schema/fields/{MOST}/type",
        f"{len(FIELDS) - MOST} more differences, the first of them here", RESTORE,
    )  # fmt: skip


def test_sources_are_left_alone_where_they_are_not_known():
    """While the sources table has problems, nothing is said of the sources in the descriptor."""
    text = edited(lambda at: at.d.update(sources="x", version="9")).encode()

    found, _ = told(text, sources=False)

    assert [each[1] for each in found] == ["/version"]
    assert told(edited(lambda at: at.d.pop("sources")).encode(), sources=False) == ([], [])


# Bytes -> the one problem of them.
JSON = {
    b'{"a": 1\n "b": 2}': "datapackage.json:2:: descriptor-json: column 2: expecting ',' delimiter; correct the JSON",
    b'{"a": 1,\n "a": 2}': (
        "datapackage.json:2:/a: descriptor-json: column 2: the key 'a' stands twice in one object (first on line 1); "
        "delete one of them"
    ),
    b"": "datapackage.json:0:: descriptor-json: the file is empty, wanted JSON; restore the file",
    b"\xef\xbb\xbf{}": (
        "datapackage.json:1:: descriptor-json: the file starts with a byte-order mark, wanted none; "
        "save as UTF-8 without BOM"
    ),
    b"[" * 100_000: "datapackage.json:1:: descriptor-json: column 33: nesting deeper than 32; make it flat",
    b"[]": (
        "datapackage.json:1:: descriptor-differs: the whole file is an array of length 0, wanted an object of size 10; "
        f"{RESTORE}"
    ),
    b"null": f"datapackage.json:1:: descriptor-differs: the whole file is null, wanted an object of size 10; {RESTORE}",
}


@pytest.mark.parametrize("data", JSON, ids=lambda data: ascii(data[:12]))
def test_no_descriptor_at_all(data):
    """What is not JSON, or not an object, is one problem."""
    assert [JSON[data]] == list(map(str, problems("datapackage.json", data, WHOLE, measure)))


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_schemas(each):
    """The schema of each table is held against its model likewise."""
    path = manifest.schema_path(each.name)
    whole = wanted(None)[path]
    fresh = descriptor.text(whole).encode()
    text = fresh.replace(b'"type": "', b'"type": "x', 1)

    assert told(fresh, path) == ([], [])
    ((code, pointer, message, hint),) = told(text, path)[0]
    kind = whole["fields"][0]["type"]
    assert (code, pointer, hint) == ("descriptor-differs", "/fields/0/type", RESTORE)
    assert f"'type' of field {whole['fields'][0]['name']!r} is 'x{kind}', wanted {kind!r}" == message


def test_white_space_is_free():
    """Another way to write the same JSON is no difference."""
    assert told(json.dumps(WHOLE, ensure_ascii=True, sort_keys=True).encode()) == ([], [])


def places(value, at=()):
    """Yield the way to everything below a value."""
    for name, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*at, name)
        if isinstance(item, dict | list):
            yield from places(item, (*at, name))


PLACES = list(places(WHOLE))
ODD = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({}) | st.just([[{}]])


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(PLACES), st.none() | st.tuples(ODD))
def test_no_change_is_unseen(place, change):
    """Whatever value of the descriptor is deleted or put in the place of another, something is told."""
    value = deepcopy(WHOLE)
    *way, last = place
    inner = value
    for name in way:
        inner = inner[name]
    if change is None:
        del inner[last]
    else:
        inner[last] = change[0]

    found = problems("datapackage.json", descriptor.text(value).encode(), WHOLE, measure)

    assert bool(found) == (json.dumps(value) != json.dumps(WHOLE))
    assert all(isinstance(each, Problem) and str(each).isprintable() for each in found)


@settings(deadline=None, max_examples=40)
@given(
    st.recursive(
        ODD,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["resources", "name", "path", "schema", "fields", "$ref", "hash", "x"]), inner
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_is_told(value):
    """Any JSON at all in the place of the descriptor is told, and never ends the comparison."""
    assert problems("datapackage.json", descriptor.text(value).encode(), WHOLE, measure)


@pytest.mark.parametrize("each", WHOLE["resources"], ids=lambda each: each["name"])
def test_own_paths_have_no_fault(each):
    """The paths of the package's own resources pass the rules for paths."""
    assert path_fault(each["path"]) == ""
