"""metadata: what other systems read says what the package says, in the form that their own validators want."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from azisrael_data import cells, cli, descriptor, metadata, schema
from azisrael_data.metadata import croissant, datacite, schemaorg, webannotations
from azisrael_data.metadata.gathered import File
from azisrael_data.models import FACTS, TABLES
from azisrael_data.package import Package
from azisrael_data.problems import CannotRun, InvalidData
from conftest import REPOSITORY, SOURCE_TEXTS

VENDOR = REPOSITORY / "tests" / "vendor"
CROISSANT = "AZISRAEL_CROISSANT_PYTHON"  # names the interpreter of an environment that has mlcroissant
CONTEXT = "AZISRAEL_ANNO_CONTEXT"  # names a copy of W3C's http://www.w3.org/ns/anno.jsonld
BARE = """cff-version: 1.2.0
message: If you use this dataset, cite it.
type: dataset
title: "lake-data: two shores of a lake"
authors:
  - name: Lake Data Writers
version: 1.2.0
license: CC-BY-4.0
"""
# 10.5072 is the prefix that DataCite keeps for tests.
WHOLE = BARE + "date-released: 2021-05-03\nurl: https://example.org/lake\ndoi: 10.5072/lake\n"
# The terms of W3C's context that we use, as the Recommendation "Web Annotation Vocabulary" defines them.
OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
DCTERMS, DC, FOAF = "http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/", "http://xmlns.com/foaf/0.1/"


def _id(iri):
    return {"@id": iri, "@type": "@id"}


W3C = {
    "id": "@id",
    "type": "@type",
    **{
        name: f"{OA}{name}"
        for name in ("Annotation", "SpecificResource", "TextPositionSelector", "FragmentSelector", "linking")
    },
    **{
        name: {"@id": f"{home}{term}", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"}
        for name, home, term in (
            ("start", OA, "start"),
            ("end", OA, "end"),
            ("total", AS, "totalItems"),
            ("startIndex", AS, "startIndex"),
        )
    },
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "Organization": f"{FOAF}Organization",
    "Text": "http://purl.org/dc/dcmitype/Text",
    "body": _id(f"{OA}hasBody"),
    "target": _id(f"{OA}hasTarget"),
    "source": _id(f"{OA}hasSource"),
    "selector": _id(f"{OA}hasSelector"),
    "refinedBy": _id(f"{OA}refinedBy"),
    "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
    "creator": _id(f"{DCTERMS}creator"),
    "rights": _id(f"{DCTERMS}rights"),
    "conformsTo": _id(f"{DCTERMS}conformsTo"),
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
    "partOf": _id(f"{AS}partOf"),
    "first": _id(f"{AS}first"),
    "last": _id(f"{AS}last"),
    "format": f"{DC}format",
    "language": f"{DC}language",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "name": f"{FOAF}name",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
}


def told(root):
    """Return what the formats tell of a package."""
    return metadata.about(Package(root), metadata.sums(root))


@pytest.fixture
def lake(package_root):
    """Return a function that writes the invented package with a citation file."""

    def make(cff=WHOLE, **changes):
        root = package_root(texts=False, **changes)
        (root / "CITATION.cff").write_text(cff, encoding="utf-8")
        return root

    return make


@pytest.fixture(scope="module")
def own():
    """What the formats tell of this repository's package."""
    return told(REPOSITORY)


@pytest.fixture(scope="module")
def own_croissant(own):
    return croissant.document(own)


@pytest.fixture(scope="module")
def own_annotations(own):
    return webannotations.document(own)


def walk(value):
    """Yield every object of a JSON document."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(each)


# --- all formats ------------------------------------------------------------------------------------------------------


def test_files(lake):
    """Every format is a file of canonical JSON, the same whatever the order of the files that it describes."""
    package = Package(lake())
    sums = metadata.sums(package.root)

    found = metadata.files(package, sums)

    assert sorted(found) == ["croissant.json", "datacite.json", "evidence.jsonld", "schema-org.json"]
    assert all(descriptor.text(json.loads(data)).encode() == data for data in found.values())
    assert found == metadata.files(Package(package.root), dict(reversed(sums.items())))


def test_sums(lake):
    """The files that a package has by rule are described with the SHA-256 and the number of their bytes; no others."""
    root = lake()
    (root / "datasets" / "stray.csv").write_bytes(b"x")

    found = metadata.sums(root)

    assert sorted(found) == sorted(["CITATION.cff", *(each.path for each in TABLES)])
    assert all((hashlib.sha256((root / path).read_bytes()).hexdigest(), (root / path).stat().st_size) == each
               for path, each in found.items())  # fmt: skip


def test_files_elsewhere(lake):
    """A release may keep its tables in another folder; the formats then name them there."""
    root = lake()
    sums = {f"csv/{Path(path).name}": each for path, each in metadata.sums(root).items()}
    about = metadata.about(Package(root), sums)

    sources = {each["fileObject"]["@id"] for each in walk(croissant.document(about)["recordSet"]) if "extract" in each}
    bodies = {each["body"]["source"] for each in webannotations.document(about)["first"]["items"]}

    assert sources == {f"csv/{each.name}.csv" for each in TABLES}
    assert bodies <= sources


@pytest.mark.parametrize("several", [False, True])
def test_table_without_its_file(lake, several):
    """A table without a CSV among the files, or with two, stops everything."""
    root = lake()
    sums = dict(metadata.sums(root))
    found = sums.pop("datasets/visits.csv")
    if several:
        sums |= {"a/visits.csv": found, "b/visits.csv": found}

    with pytest.raises(CannotRun) as raised:
        metadata.files(Package(root), sums)

    assert str(raised.value) == f"{2 * several} files named visits.csv among those of the release, wanted 1"


def test_nobody_else_is_named(lake):
    """Creators and publishers are those of CITATION.cff, and authors those of the sources."""
    about = told(lake())
    schema_org, record = schemaorg.document(about), datacite.document(about)

    assert record["creators"] == [{"name": "Lake Data Writers", "nameType": "Organizational"}]
    assert record["publisher"] == {"name": "Lake Data Writers"}
    assert {"Lake Data Writers"} == {
        each["name"]
        for each in (
            *schema_org["creator"],
            *schema_org["publisher"],
            *croissant.document(about)["creator"],
            webannotations.document(about)["creator"],
        )
    }
    assert not any("author" in each for each in schema_org["isBasedOn"])


def test_what_is_not_known_is_left_out(lake):
    """Without a date, an address and a DOI in CITATION.cff no format has one; with them every format that can has."""
    root = lake(BARE)
    bare = [json.loads(data) for data in metadata.files(Package(root), metadata.sums(root)).values()]
    whole = told(lake(folder="whole"))

    assert not {"datePublished", "url", "doi", "publicationYear"} & {name for each in bare for name in each}
    assert not any(value in (None, "", []) for each in bare for found in walk(each) for value in found.values())
    assert croissant.document(whole)["datePublished"] == schemaorg.document(whole)["datePublished"] == "2021-05-03"
    assert croissant.document(whole)["url"] == schemaorg.document(whole)["url"] == "https://example.org/lake"
    assert schemaorg.document(whole)["identifier"][1:] == ["https://doi.org/10.5072/lake"]


@pytest.mark.parametrize(
    ("cff", "message"),
    [
        (None, r".*CITATION\.cff cannot be read \(.*No such file.*\); take it from the repository anew"),
        (BARE.replace("- name: ", "- alias: "), r".*CITATION\.cff names no author; add one below `authors:`"),
        ("title: lake\n", r"CITATION\.cff states no version; add the line `version: ...`"),
    ],
)
def test_citation_file_at_fault(lake, cff, message):
    """A citation file that is not there, or lacks what every format tells, is told in one line."""
    root = lake(cff or BARE)
    if cff is None:
        (root / "CITATION.cff").unlink()

    with pytest.raises(CannotRun, match=rf"\A{message}\Z"):
        told(root)


def test_package_that_cannot_be_read(lake):
    """A package whose tables cannot be read is not described."""
    root = lake()
    (root / "datasets" / "visits.csv").write_bytes(b"")

    with pytest.raises(InvalidData) as raised:
        told(root)

    assert [problem.code for problem in raised.value.problems] == ["file-empty"]


# Path -> media type.
TYPES_OF_FILES = {
    "datasets/visits.csv": "text/csv",
    "datasets/visits.parquet": "application/vnd.apache.parquet",
    "azisrael-data.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "LICENSE-DATA": "text/plain",
    "CITATION.cff": "application/yaml",
    "some.thing": "application/octet-stream",
}


@pytest.mark.parametrize("path", TYPES_OF_FILES)
def test_types_of_files(path):
    """The media type of a file follows from the ending of its name; a name without one is plain text."""
    assert File(path, "", 0).format == TYPES_OF_FILES[path]


def nowhere_and_never(rows):
    for row in rows:
        row.update(dict.fromkeys({"date", "date_basis", "place"} & row.keys()))


def test_what_the_rows_span(lake):
    """The days are the first and the last that a date can mean, the states those of places where facts took place."""
    about = told(lake())
    undated = told(lake(folder="undated", **{each.name: nowhere_and_never for each in FACTS}))

    assert about.days == ("2012-02-01", "2019-12-31")
    assert about.states == ("Norland",)
    assert undated.days is None
    assert undated.states == ()
    assert "temporalCoverage" not in schemaorg.document(undated)
    assert "geoLocations" not in datacite.document(undated)


def test_names_of_rows_are_names(own_annotations):
    """What the dataset mints is a URN or an `ni` address: no host is claimed that nobody holds."""
    ids = [each["id"] for each in walk(own_annotations) if "id" in each]

    assert len(set(ids)) == len(ids) > len(FACTS)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}#[A-Za-z0-9/-]+|ni:///sha-256;[\w-]{43}", each) for each in ids)


def test_vendored_files_are_as_published():
    """Every file that is kept for tests has the SHA-256 that is written down."""
    listed = (VENDOR / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", listed, re.MULTILINE)

    assert {name for name, _ in rows} == {path.name for path in VENDOR.glob("*.json")}
    assert all(hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == wanted for name, wanted in rows)


# --- Croissant --------------------------------------------------------------------------------------------------------

# Column -> type of its field, whether it is repeated, what it refers to.
FIELDS = {
    "visits.id": ("sc:Text", False, None),
    "visits.date": ("sc:Text", False, None),  # EDTF: more than a day
    "visits.date_start": ("sc:Date", False, None),
    "visits.hosts": ("sc:Text", True, None),
    "visits.place": ("sc:Text", False, "places/id"),
    "visits.source_count": ("sc:Integer", False, None),
    "trade_figures.value": ("sc:Float", False, None),
    "trade_figures.agreement": ("sc:Text", False, None),  # of a table with references of its own
    "places.where_precision": ("sc:Integer", False, None),  # codes that are numbers
    "weapon_systems.is_class": ("sc:Boolean", False, None),
    "weapon_systems.parent": ("sc:Text", False, None),
    "works.url": ("sc:URL", False, None),
    "works.source_id": ("sc:Text", False, "sources/id"),
    "sources.version_of": ("sc:Text", False, None),
    "evidence.row_id": ("sc:Text", False, None),  # of one of several tables
    "evidence.fields": ("sc:Text", False, None),  # JSON
    "evidence.voice": ("sc:Text", False, "actors/id"),
}
# A way to spoil a Croissant document -> what mlcroissant says.
SPOILED = [
    (lambda found: found["recordSet"][0]["field"][0].pop("dataType"), "does not specify a valid"),
    (lambda found: found["distribution"][0].pop("sha256"), "At least one of these properties should be defined"),
    (
        lambda found: found["recordSet"][0]["field"][0]["source"]["fileObject"].update({"@id": "nowhere"}),
        'There is a reference to node with UUID "nowhere"',
    ),
]
# Run by an environment with mlcroissant, where no address can be reached: what it says, and the records that it reads.
READER = """
import json, logging, socket, sys
def refused(*_):
    raise OSError("no network here")
socket.socket.connect = refused
logging.disable(logging.CRITICAL)
import mlcroissant
def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.date().isoformat() if hasattr(value, "date") else value
told = []
for path in sys.argv[1:]:
    try:
        dataset = mlcroissant.Dataset(jsonld=path)
    except mlcroissant.ValidationError as error:
        told.append([str(error), {}])
        continue
    issues = dataset.metadata.ctx.issues
    sets = {}
    if path == sys.argv[1]:
        for each in dataset.metadata.record_sets:
            sets[each.uuid] = [[plain(value) for value in record.values()] for record in dataset.records(each.uuid)]
    told.append(["; ".join(sorted(issues.warnings)), sets])
print(json.dumps(told, default=str))
"""


def test_every_file_is_a_file_object(own, own_croissant):
    """Every file of the package is a FileObject with its bytes' number and SHA-256."""
    found = {
        each["contentUrl"]: (each["@id"], each["sha256"], each["contentSize"]) for each in own_croissant["distribution"]
    }

    assert found == {file.path: (file.path, file.sha256, f"{file.size} B") for file in own.files}
    assert {path for each in TABLES for path in (each.path, each.parquet)} <= found.keys()


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_every_column_is_a_field(own_croissant, each):
    """Every table is a RecordSet with its key, and every column, in order, a Field over the column of its CSV."""
    (found,) = [one for one in own_croissant["recordSet"] if one["@id"] == each.name]
    key = found["key"] if isinstance(found["key"], list) else [found["key"]]

    assert [f"{each.name}/{name}" for name in each.key] == [one["@id"] for one in key]
    assert [
        (f"{each.name}/{column.name}", column.name, each.path, column.is_list) for column in schema.columns(each)
    ] == [
        (f["@id"], f["source"]["extract"]["column"], f["source"]["fileObject"]["@id"], f.get("repeated", False))
        for f in found["field"]
    ]
    for column, field in zip(schema.columns(each), found["field"], strict=True):
        assert field["description"].startswith(column.description)
        assert all(code in field["description"] for code in column.codes or ())
        assert "references" in field or all(name in field["description"] for name in column.references)


def test_every_type_of_cell_has_a_type():
    """The map of types covers the types of cell that the tables have, and no other."""
    found = {column.member.table_type for each in TABLES for column in schema.columns(each)}

    assert found == set(croissant.TYPES)


@pytest.mark.parametrize("name", FIELDS)
def test_field(own_croissant, name):
    """Fields have the type of their cells, lists are split, keys refer where Croissant can follow."""
    (field,) = [each for each in walk(own_croissant) if each.get("@id") == name.replace(".", "/") and "source" in each]

    assert FIELDS[name] == (
        field["dataType"],
        field.get("repeated", False),
        field.get("references", {}).get("field", {}).get("@id"),
    )
    assert field["source"].get("transform") == ({"separator": cells.LIST_SEPARATOR} if FIELDS[name][1] else None)


def test_references_lead_somewhere(own_croissant):
    """Everything that a Croissant document points to is in it, and no table that is referred to refers to another."""
    fields = {f["@id"]: each["@id"] for each in own_croissant["recordSet"] for f in each["field"]}
    pairs = {
        (each["@id"], fields[f["references"]["field"]["@id"]])
        for each in own_croissant["recordSet"]
        for f in each["field"]
        if "references" in f
    }
    ids = [each["@id"] for each in walk(own_croissant) if "@id" in each and each.get("@type", "").startswith("cr:")]

    assert len(set(ids)) == len(ids)
    assert not {home for home, _ in pairs} & {target for _, target in pairs}
    assert {target for _, target in pairs} == set(croissant.LOOKED_UP)


def _reader():
    """Return the interpreter of an environment with mlcroissant, or skip."""
    python = os.environ.get(CROISSANT)
    if python:
        return python
    if importlib.util.find_spec("mlcroissant") is None:
        pytest.skip(f"mlcroissant is not installed here; {CROISSANT} can name the Python of an environment that has it")
    return sys.executable


def _package(root, folder):
    """Lay the files of a package and its Croissant document into a folder, and return the latter."""
    for path in metadata.sums(root):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((root / path).read_bytes())
    document = folder / "croissant.json"
    document.write_text(metadata.text(metadata.FORMATS["croissant"], told(root)), encoding="utf-8")
    return document


def _read(cell):
    """Return a cell as a reader of Croissant gives it, numbers without their types."""
    if isinstance(cell, str) and len(cell) == 1 and cell.isdecimal():  # a code that is a number
        return float(cell)
    if isinstance(cell, (str, bool, type(None))):
        return cell
    if isinstance(cell, (tuple, list)):
        return list(cell)
    if isinstance(cell, dict):
        return json.dumps(cell, ensure_ascii=False)
    return cell.isoformat() if hasattr(cell, "isoformat") else float(cell)


def test_mlcroissant_reads_every_record(tmp_path, lake):
    """No fault is found, every record of every table is read as we read it, offline, and planted faults are found."""
    python = _reader()
    documents = [_package(REPOSITORY, tmp_path / "own"), _package(lake(), tmp_path / "lake")]
    for number, (spoil, _) in enumerate(SPOILED):
        found = json.loads(documents[1].read_text(encoding="utf-8"))
        spoil(found)
        documents.append(tmp_path / "lake" / f"spoilt-{number}.json")
        documents[-1].write_text(json.dumps(found), encoding="utf-8")

    done = subprocess.run(
        [python, "-c", READER, *map(str, documents)], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    (own, sets), (lake_told, _), *spoilt = json.loads(done.stdout)
    assert lake_told == ""
    assert own == "" or re.fullmatch(r"[^;]*datePublished[^;]*is recommended, but does not exist\.", own)
    package = Package(REPOSITORY)
    for each in TABLES:
        names = schema.header(each)
        wanted = [[_read(row.values[name]) for name in names] for row in package[each.name].rows]
        assert [[_read(value) for value in record] for record in sets[each.name]] == wanted, each.name
    for (_, message), (said, _) in zip(SPOILED, spoilt, strict=True):
        assert message in said


# --- schema.org -------------------------------------------------------------------------------------------------------


def test_schema_org(own):
    """The description names files, columns and sources; what it cites it also rests on."""
    found = schemaorg.document(own)
    columns = {(each, column) for each in FACTS for column in schema.columns(each)}
    coded = {f"{each.name}.{column.name}" for each, column in columns if schema.is_coded(each, column)}

    assert 50 <= len(found["description"]) <= 5000  # the limits of search engines
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert [each["identifier"] for each in found["isBasedOn"]] == [row["id"] for row in own.sources]
    assert [each["@id"] for each in found["citation"]] == [each["@id"] for each in found["isBasedOn"]]
    assert coded <= {each["name"] for each in found["variableMeasured"]}
    assert [
        (each["contentUrl"], each["sha256"], each["contentSize"], each["encodingFormat"])
        for each in found["distribution"]
    ] == [(file.path, file.sha256, f"{file.size} B", file.format) for file in own.files]
    assert found["creditText"].startswith(f"{own.authors[0]}. (")


def test_source_of_schema_org(lake):
    """A source is told with its authors, its container, and a date that is no vaguer and no sharper than known."""
    root = lake(
        sources=lambda rows: [
            rows[0].update(authors="Ada Writer, Bo Third", container="A Journal", published="2020-03~"),
            rows[1].update(published="2021-05", url="https://example.org/b"),
        ]
    )
    found = schemaorg.document(told(root))["isBasedOn"]

    assert [
        {
            "@type": "CreativeWork",
            "@id": f"{metadata.DATASET}#sources/alpha2020",
            "identifier": "alpha2020",
            "name": "The Lake Accord and its Years",
            "author": [{"@type": "Person", "name": "Ada Writer"}, {"@type": "Person", "name": "Bo Third"}],
            "datePublished": "2020",
            "isPartOf": {"@type": "CreativeWork", "name": "A Journal"},
            "inLanguage": "en",
        },
        {
            "@type": "CreativeWork",
            "@id": f"{metadata.DATASET}#sources/beta2021",
            "identifier": "beta2021",
            "name": "Two Shores of One Lake",
            "datePublished": "2021-05",
            "inLanguage": "en",
            "url": "https://example.org/b",
        },
    ] == found


class _Page(HTMLParser):
    """The elements of a page, and what stands in its scripts."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.script = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, attrs))

    def handle_data(self, data):
        self.script += data


def test_block_for_a_page(lake):
    """A page can hold the description: no title in it ends the element, and a browser reads the same document."""
    about = told(lake(WHOLE.replace("lake-data:", "</script><!-- <b>&amp;")))

    page = _Page(schemaorg.block(about))

    assert page.elements == [("script", [("type", "application/ld+json")])]
    assert json.loads(page.script) == schemaorg.document(about)
    assert schemaorg.document(about)["name"] == "</script><!-- <b>&amp; two shores of a lake"


# --- DataCite ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def datacite_schema():
    """Return a validator of DataCite 4.5, offline."""
    wanted = json.loads((VENDOR / "datacite-4.5.json").read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(wanted)
    kind.check_schema(wanted)
    return kind(wanted, format_checker=kind.FORMAT_CHECKER)


# A way to spoil a record -> where the schema finds fault.
SPOILED_RECORDS = [
    (lambda found: found.pop("titles"), None),
    (lambda found: found["types"].update(resourceTypeGeneral="Data"), "types"),
    (lambda found: found.update(doi="lake"), "doi"),
    (lambda found: found["relatedItems"][0].update(relationType="RestsOn"), "relatedItems"),
    (lambda found: found.update(year=2021), None),
]


def test_datacite_satisfies_the_schema(lake, datacite_schema):
    """With a date and a DOI in CITATION.cff the record satisfies the schema of DataCite 4.5, and nothing is missing."""
    about = told(lake(sources=lambda rows: rows[0].update(authors="Ada Writer, Lake", url="https://example.org/a")))
    found = datacite.document(about)

    assert [error.message for error in datacite_schema.iter_errors(found)] == []
    assert datacite.missing(about) == {}
    assert (found["doi"], found["publicationYear"], found["url"]) == (
        "10.5072/lake",
        "2021",
        "https://example.org/lake",
    )
    assert found["dates"][0] == {"date": "2021-05-03", "dateType": "Issued"}
    assert found["relatedItems"][0]["creators"] == [
        {"name": "Writer, Ada", "nameType": "Personal", "givenName": "Ada", "familyName": "Writer"},
        {"name": "Lake"},
    ]
    assert {each["relationType"] for each in found["relatedItems"]} == {"IsDerivedFrom"}


def test_own_datacite(own, datacite_schema):
    """Our own record satisfies the schema but for what is said to be missing; every source is an item of it."""
    found = datacite.document(own)
    wanted = [f"{name!r} is a required property" for name in datacite.missing(own) if name != "doi"]

    assert [error.message for error in datacite_schema.iter_errors(found)] == wanted
    assert [each["titles"][0]["title"] for each in found["relatedItems"]] == [row["title"] for row in own.sources]


@pytest.mark.parametrize(("spoil", "where"), SPOILED_RECORDS)
def test_datacite_schema_would_find_faults(lake, datacite_schema, spoil, where):
    """The schema that we hold the record against does find faults."""
    found = datacite.document(told(lake()))
    spoil(found)

    assert where in {next(iter(error.absolute_path), None) for error in datacite_schema.iter_errors(found)}


def test_missing(lake):
    """It is said what DataCite wants and nobody knows yet."""
    assert datacite.missing(told(lake(BARE))) == {
        "doi": "none is registered",
        "publicationYear": "CITATION.cff states no date-released",
    }


# --- Web Annotations --------------------------------------------------------------------------------------------------


def test_address_of_bytes():
    """The address of a file is that of RFC 6920, with its own example."""
    wanted = "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"

    assert webannotations.named_information(hashlib.sha256(b"Hello World!").hexdigest()) == wanted


def test_annotation(lake):
    """A span is told with position, fingerprint, row, cells, stance and who says it."""
    about = told(lake())
    found = webannotations.document(about)["first"]["items"][8]
    (span,) = [row for row in about.rows["evidence"] if row["id"] == "EV-00009"]

    assert found == {
        "id": f"{metadata.DATASET}#evidence/EV-00009",
        "type": "Annotation",
        "motivation": "linking",
        "stance": "contradicts",
        "certainty": "certain",
        "voice": f"{metadata.DATASET}#actors/lake-institute",
        "work": [f"{metadata.DATASET}#works/beta2021-1"],
        "zone": "body",
        "coder": "test",
        "target": {
            "type": "SpecificResource",
            "line": 4,
            "source": webannotations.named_information(hashlib.sha256(SOURCE_TEXTS["beta2021"].encode()).hexdigest()),
            "selector": {
                "type": "TextPositionSelector",
                "start": span["start"],
                "end": span["end"],
                "refinedBy": {"type": "Fingerprint", **{name: span[name] for name in ("letters", "head", "sha256")}},
            },
        },
        "body": {
            "type": ["SpecificResource", "Row"],
            "row": f"{metadata.DATASET}#trade_figures/TF-0001",
            "source": "datasets/trade_figures.csv",
            "selector": {"type": "FragmentSelector", "conformsTo": webannotations.CSV_FRAGMENT, "value": "row=2"},
            "cell": [{"column": "value", "literal": ["45 percent"]}],
        },
    }


def test_position_selects_the_passage(lake):
    """The position of an annotation, applied to the text that it names, gives the passage that holds its literals."""
    found = webannotations.document(told(lake()))
    texts = {webannotations.named_information(hashlib.sha256(text.encode()).hexdigest()): text
             for text in SOURCE_TEXTS.values()}  # fmt: skip

    for item in found["first"]["items"]:
        selector = item["target"]["selector"]
        passage = texts[item["target"]["source"]][selector["start"] : selector["end"]].replace("\\", "")
        words = [word for cell in item["body"]["cell"] for word in cell.get("literal", ())]
        assert all(word in passage.replace("**", "") for word in words), item["id"]


def test_every_span_is_an_annotation(own, own_annotations):
    """Every span of the evidence is an annotation, in order, with all that the evidence says of it."""
    items = own_annotations["first"]["items"]
    texts = {each["id"]: each["source_id"] for each in own_annotations["reference_text"]}

    assert own_annotations["total"] == len(items) == len(own.rows["evidence"])
    for span, item in zip(own.rows["evidence"], items, strict=True):
        target, body = item["target"], item["body"]
        assert item["id"].endswith(f"#evidence/{span['id']}")
        assert body["row"].endswith(f"#{span['table']}/{span['row_id']}")
        assert (texts[target["source"]], target["line"]) == (span["source_id"], span["line"])
        assert ("refinedBy" in target["selector"]) == (span["sha256"] is not None)
        assert {cell["column"]: (cell.get("literal", []), cell.get("judged", False)) for cell in body["cell"]} == {
            name: ([each for each in told if each], None in told)
            for name, told in ((n, w if isinstance(w, list) else [w]) for n, w in span["fields"].items())
        }


def test_fragments_select_the_row(own_annotations):
    """The fragment of a body selects, in the CSV file itself, the row that the body names; the header is the first."""
    texts = {each.path: (REPOSITORY / each.path).read_text(encoding="utf-8") for each in FACTS}
    files = {path: list(csv.reader(text.splitlines(keepends=True))) for path, text in texts.items()}

    for item in own_annotations["first"]["items"]:
        body = item["body"]
        number = int(body["selector"]["value"].removeprefix("row="))
        assert files[body["source"]][number - 1][0] == body["row"].rpartition("/")[2]


def test_no_text_of_the_sources(own, own_annotations):
    """No selector quotes, and all words that an annotation holds are literals of the evidence."""
    literals = {
        word
        for span in own.rows["evidence"]
        for words in span["fields"].values()
        for word in (words if isinstance(words, list) else [words])
    }
    found = {word for each in walk(own_annotations["first"]) for word in each.get("literal", ())}
    names = {name for each in walk(own_annotations["first"]["items"]) for name in each}

    assert found == literals - {None}
    assert not names & {"exact", "prefix", "suffix", "bodyValue", "TextQuoteSelector", "name", "label"}


RDFLIB = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # its own affair


def _graph(document, context):
    """Return the RDF graph of an annotation document, W3C's context put in the place of its address."""
    rdflib = pytest.importorskip("rdflib")
    assert document["@context"][0] == webannotations.W3C
    local = document | {"@context": [context, *document["@context"][1:]]}
    return rdflib.Graph().parse(data=json.dumps(local), format="json-ld", publicID="https://example.org/release/")


def _count(graph, predicate):
    rdflib = pytest.importorskip("rdflib")
    return sum(1 for _ in graph.triples((None, rdflib.URIRef(predicate), None)))


def test_every_term_is_declared(own_annotations):
    """Every name and every type in the document is W3C's or declared by us; we redefine none, and declare none idly."""
    ours = own_annotations["@context"][1]
    names = {name for each in walk({**own_annotations, "@context": None}) for name in each} - {"@context"}
    types = {
        name
        for each in walk({**own_annotations, "@context": None})
        if "type" in each
        for name in ([each["type"]] if isinstance(each["type"], str) else each["type"])
    }

    assert names | types | {"linking"} == (set(W3C) | set(ours)) - {"azisrael"}
    assert not set(W3C) & set(ours)


@RDFLIB
def test_annotations_expand(lake):
    """As RDF every span is an annotation with one target and one body, and no property is lost."""
    about = told(lake())
    graph = _graph(webannotations.document(about), W3C)
    spans = about.rows["evidence"]

    assert _count(graph, f"{OA}hasTarget") == _count(graph, f"{OA}hasBody") == len(spans)
    assert _count(graph, f"{OA}motivatedBy") == len(spans)
    assert _count(graph, f"{OA}refinedBy") == sum(span["sha256"] is not None for span in spans)
    assert _count(graph, f"{OA}start") == _count(graph, f"{metadata.DATASET}#stance") == len(spans)
    assert _count(graph, f"{metadata.DATASET}#cell") == sum(len(span["fields"]) for span in spans)
    selected = graph.query(
        f"""SELECT ?start ?end WHERE {{
            <{metadata.DATASET}#evidence/EV-00009> <{OA}hasTarget>/<{OA}hasSelector> ?where .
            ?where <{OA}start> ?start ; <{OA}end> ?end }}"""
    )
    (span,) = [span for span in spans if span["id"] == "EV-00009"]
    assert [(int(start), int(end)) for start, end in selected] == [(span["start"], span["end"])]


@RDFLIB
def test_terms_are_those_of_w3c(lake):
    """W3C's own context gives the graph that the terms above give."""
    place = os.environ.get(CONTEXT)
    if not place:
        pytest.skip(f"{CONTEXT} can name a copy of {webannotations.W3C}")
    compare = pytest.importorskip("rdflib.compare")
    document = webannotations.document(told(lake()))
    del document["first"]["items"][3:]
    official = json.loads(Path(place).read_text(encoding="utf-8"))["@context"]

    assert compare.isomorphic(_graph(document, W3C), _graph(document, official))


# --- CITATION.cff -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def citation_file():
    yaml = pytest.importorskip("yaml")
    return yaml.load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _cff_schema():
    place = pytest.importorskip("check_jsonschema", reason="it ships the schema of the format")
    data = resources.files(place) / "builtin_schemas" / "vendor" / "citation-file-format.json"
    return jsonschema.Draft7Validator(json.loads(data.read_text(encoding="utf-8")))


def test_citation_file_satisfies_the_schema(citation_file):
    """CITATION.cff satisfies the schema of the Citation File Format 1.2.0, which does find faults."""
    schema_ = _cff_schema()

    assert [error.message for error in schema_.iter_errors(citation_file)] == []
    assert list(schema_.iter_errors({**citation_file, "authors": []}))
    assert list(schema_.iter_errors({**citation_file, "license": "CC-BY"}))


def test_citation_file_agrees(citation_file):
    """CITATION.cff, descriptor and pyproject agree on name, title, version, licence, authors and keywords."""
    described = descriptor.descriptor([])
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    authors = [each["name"] for each in citation_file["authors"]]

    assert citation_file["title"] == f"{project['name']}: {project['description'].replace(' as data', '')}"
    assert described["name"] == project["name"]
    assert described["title"].partition(":")[0] == project["description"].partition(" as ")[0]
    assert citation_file["version"] == described["version"]
    assert [citation_file["license"]] == [each["name"] for each in described["licenses"]]
    assert project["license"].endswith(f" AND {citation_file['license']}")
    assert authors == [each["name"] for each in project["authors"]]
    assert authors == [each["title"] for each in described["contributors"]]
    assert citation_file["keywords"] == described["keywords"]
    assert set(project["keywords"]) - {"frictionless"} <= set(described["keywords"])


def test_about_is_what_the_citation_file_says(own, citation_file):
    """What the formats tell is what a reader of YAML finds in CITATION.cff."""
    assert own.cited.title == citation_file["title"]
    assert own.authors == [each["name"] for each in citation_file["authors"]]
    assert (own.cited.version, own.cited.date, own.cited.doi) == (
        citation_file["version"], citation_file.get("date-released"), citation_file.get("doi"),
    )  # fmt: skip


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def run():
    def invoke(*arguments):
        result = CliRunner().invoke(cli.main, ["metadata", *map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return invoke


@pytest.mark.parametrize("name", metadata.FORMATS)
def test_command_prints(run, lake, name):
    """The command prints the document of a package, as a release has it."""
    root = lake()
    wanted = metadata.files(Package(root), metadata.sums(root))[metadata.FORMATS[name].path].decode()

    assert (0, wanted, "") == run(name, root)


def test_command_names_the_formats():
    """The command offers the formats that there are."""
    from azisrael_data.cli.metadata import FORMATS

    assert tuple(metadata.FORMATS) == FORMATS


def test_command_writes(run, lake, tmp_path):
    """With --out a file is written, nothing printed, and nothing else is left; what stood there is replaced."""
    root, out = lake(), tmp_path / "out" / "croissant.json"
    out.parent.mkdir()
    out.write_text("old", encoding="utf-8")

    assert run("croissant", root, "--out", out) == (0, "", "")
    assert json.loads(out.read_text(encoding="utf-8"))["name"] == "azisrael-data"
    assert [path.name for path in out.parent.iterdir()] == ["croissant.json"]
    assert out.stat().st_mode & 0o777 == (root / "CITATION.cff").stat().st_mode & 0o777


def test_command_says_what_is_missing(run, lake):
    """What a DataCite record lacks goes to standard error, so that the record itself can be piped on."""
    code, out, err = run("datacite", lake(BARE))

    assert code == 0
    assert "publicationYear" not in json.loads(out)
    assert err == (
        "not in it yet: doi, which DataCite wants (none is registered)\n"
        "not in it yet: publicationYear, which DataCite wants (CITATION.cff states no date-released)\n"
    )


def test_command_gives_a_block(run, lake):
    """With --html the description comes as an element that a page can hold; other formats have none."""
    root = lake()

    assert (0, schemaorg.block(told(root)), "") == run("schema.org", root, "--html")
    code, out, err = run("croissant", root, "--html")
    assert (code, out) == (2, "")
    assert err.endswith("Error: --html is for schema.org; leave it away\n")


def test_command_that_cannot(run, lake, tmp_path):
    """What stops the command is told in one line, and a file that stands in the place of --out stays."""
    root, out = lake(), tmp_path / "croissant.json"
    out.write_text("old", encoding="utf-8")
    nowhere = tmp_path / "nowhere" / "x.json"

    wanted = (2, "", f"azisrael: {nowhere.parent} is not a folder; make it first\n")
    assert wanted == run("datacite", root, "--out", nowhere)
    (root / "CITATION.cff").unlink()
    code, _, err = run("croissant", root, "--out", out)
    assert code == 2
    assert err.startswith(f"azisrael: {root / 'CITATION.cff'} cannot be read (")
    (root / "datasets" / "visits.csv").write_bytes(b"")
    assert run("croissant", root, "--out", out)[0] == 1
    assert out.read_text(encoding="utf-8") == "old"
