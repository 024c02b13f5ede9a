"""Public bad-input files: none crashes the reader or makes it hang, and what their manifest wants refused is refused.

The archive is not part of the project. It is looked for where `AZISRAEL_CORPORA` says, else in `seeds/corpora/`. Its
MANIFEST.tsv says of each file where it comes from, its sha256 and what is expected of it (`expect`).
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import os
import signal
import tarfile
from pathlib import Path, PurePosixPath

import pytest

from azisrael_data import arrow, build, container, read, records, schema, strictjson
from azisrael_data import manifest as manifests
from azisrael_data.checks import validate
from azisrael_data.models import TABLES, table
from azisrael_data.package import Package
from azisrael_data.problems import Problem
from azisrael_data.records import Record
from azisrael_data.write import csv_line
from conftest import REPOSITORY

VARIABLE = "AZISRAEL_CORPORA"
ARCHIVE = REPOSITORY / "seeds" / "corpora" / "bad-input-corpora.tar.xz"
HANGS = 30  # seconds; the slowest file takes one
EXPECT = {
    "arrow_csv": "no crash",
    "blns": "each string either refused with a code or round-trips bit-equal",
    "csv_injection": "every line refused in a free-text cell",
    "csv_spectrum": "tokenise to the paired json exactly",
    "csv_spectrum_json": "expected",
    "duckdb_csv": "report, never crash or hang",
    "frictionless": "no crash; schema-invalid*, invalid*, defective* refused",
    "jsontestsuite": "n_* refused, y_* accepted, i_* no crash",
    "parquet_bad": "clean refusal, no crash",
    "parquet_fuzz": "clean refusal or read, no crash",
    "traversal": "every line refused as a resource path",
    "utf8": "invalid sequences refused at the right line",
}
# What our dialect says of files that it reads all the same: codes in file order.
_CUT = "no-final-newline"
SPECTRUM = {
    "comma_in_quotes": [_CUT],
    "empty": [_CUT, "needless-quote"],
    "empty_crlf": [_CUT, "needless-quote"],
    "escaped_quotes": [],
    "json": [],
    "location_coordinates": [_CUT, "stray-quote"],
    "newlines": [],
    "newlines_crlf": [],
    "quotes_and_newlines": [],
    "simple": [],
    "simple_crlf": [],
    "utf8": [_CUT],
}
# Where the archive's pair does not agree with itself, and how.
UNPAIRED = {
    "newlines_crlf": "the CSV lost its CRs on the way into the archive, its JSON has them",
}


@pytest.fixture(scope="session")
def corpora(tmp_path_factory):
    """The folder with the unpacked files."""
    archive = Path(os.environ.get(VARIABLE) or ARCHIVE)
    if not archive.is_file():
        pytest.skip(f"the bad-input files are not at hand: name their archive in {VARIABLE}")
    place = tmp_path_factory.mktemp("corpora")
    with tarfile.open(archive) as packed:
        for member in packed:
            path = PurePosixPath(member.name)
            assert member.isreg(), f"{path} is not a plain file"
            assert path.parts[0] == "corpora", f"{path} lies elsewhere"
            assert ".." not in path.parts, f"{path} lies elsewhere"
            target = place / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(packed.extractfile(member).read())
    return place / "corpora"


@pytest.fixture(scope="session")
def files(corpora):
    """Every file by its path, in the order of the manifest."""
    return {row["path"]: corpora / row["path"] for row in manifest(corpora)}


def manifest(corpora):
    with (corpora / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def of(files, folder):
    """Return the files of one folder by their path below it."""
    return {path.partition("/")[2]: file for path, file in files.items() if path.startswith(f"{folder}/")}


@contextlib.contextmanager
def no_hang(what):
    """Fail if what is done takes forever."""

    def ring(_signal, _frame):
        raise AssertionError(f"{what} hangs")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HANGS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_manifest_and_files_agree(corpora):
    """The manifest lists every file with its sha256, and expects of every folder what is tested here."""
    listed = {row["path"]: row["sha256"] for row in manifest(corpora)}
    found = {
        path.relative_to(corpora).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in corpora.rglob("*")
        if path.is_file() and path.name != "MANIFEST.tsv"
    }

    assert found == listed
    assert {row["path"].partition("/")[0]: row["expect"] for row in manifest(corpora)} == EXPECT


def header(each):
    return records.join(list(schema.header(each))).encode()


def as_it_is(data, _):
    return data


def below_our_header(data, each):
    """Return the file with our header in the place of its first line."""
    return header(each) + data.partition(b"\n")[2]


def fitted(data, each):
    """Return the file below our header, its lines cut or filled to our number of cells, so that cells are judged."""
    width = len(schema.header(each))
    lines = [(line.split(b",", width - 1) + [b""] * width)[:width] for line in data.split(b"\n")[:500]]
    return header(each) + b"\n".join(b",".join(cells) for cells in lines) + b"\n"


@pytest.mark.parametrize("change", [as_it_is, below_our_header, fitted])
def test_any_file_in_the_place_of_a_table(package_root, files, change):
    """Whatever stands in the place of a table is reported in printable lines, without a crash or a hang."""
    root = package_root(texts=False)
    kept = {each: (root / each.path).read_bytes() for each in TABLES}
    silent = []
    for number, (path, file) in enumerate(files.items()):
        each = TABLES[number % len(TABLES)]
        data = change(file.read_bytes(), each)
        (root / each.path).write_bytes(data)
        with no_hang(f"{path} as {each.name}"):
            package = Package(root)
            found = validate(package)
        own = [problem for problem in found if problem.path == each.path]
        if not own and data != header(each):
            silent.append(path)
        assert all(str(problem).isprintable() for problem in found), path
        assert max((problem.line for problem in own), default=0) <= data.count(b"\n") + 1, path
        (root / each.path).write_bytes(kept[each])

    assert silent == []
    assert validate(Package(root)) == []


def test_nothing_is_passed_over(files):
    """Every line of every file that is text is in a record or named in a problem: none is lost in reading."""
    for path, file in files.items():
        taken, told = {}, set()
        for item in records.records(file, "p"):
            if isinstance(item, Record):
                taken[item.line] = item.text.count("\n") + 1
            else:
                told.add((item.code, item.line))
        if {code for code, _ in told} & {"not-csv", "file-empty"} or ("not-utf8", 1) in told:
            assert not taken, path  # nor is anything read below a header that cannot be read
            continue
        seen = {n for first, count in taken.items() for n in range(first, first + count)} | {n for _, n in told}
        lines = file.read_bytes().removeprefix(b"\xef\xbb\xbf").removesuffix(b"\n").split(b"\n")
        # These are told once for all lines, with some of them named.
        blank = {number for number, line in enumerate(lines, 1) if not line.strip(b', "\t\r\0\x1a')}
        spoilt = {number for number, line in enumerate(lines, 1) if not decodes(line)}
        assert set(range(1, len(lines) + 1)) - blank - spoilt <= seen, path
        assert blank <= seen or any(code == "blank-line" for code, _ in told), path
        assert spoilt <= seen or any(code == "not-utf8" for code, _ in told), path


def cells_of(file):
    found = list(records.records(file, "p"))
    return [item.cells for item in found if isinstance(item, Record)], [p.code for p in found if isinstance(p, Problem)]


def test_spectrum_is_read_as_paired(files):
    """What the reader takes of csv-spectrum holds the cells of the paired JSON; what it refuses has a code."""
    found = {name.removesuffix(".csv"): cells_of(file) for name, file in of(files, "csv_spectrum").items()}

    assert {name: codes for name, (_, codes) in found.items()} == SPECTRUM
    for name, (cells, codes) in found.items():
        if "stray-quote" in codes:
            continue
        (head, *rows), paired = cells, json.loads(of(files, "csv_spectrum_json")[f"{name}.json"].read_bytes())
        wanted = [list(row.values()) for row in paired]
        if name in UNPAIRED:
            assert rows != wanted, name
            wanted = [[cell.replace("\r\n", "\n") for cell in row] for row in wanted]
        assert (head, rows) == (list(paired[0]), wanted), name


def test_invalid_utf8_is_refused_on_its_line(tmp_path, files):
    """A line is refused for its bytes exactly if they are not UTF-8, as the labels of the test cases say."""
    for path, file in of(files, "utf8").items():
        lines = file.read_bytes().split(b"\n")
        bad = [number for number, line in enumerate(lines, 1) if not decodes(line)]
        if path == "utf8tests.bin":
            assert bad == [number for number, line in enumerate(lines, 1) if line.split(b":")[1:2] == [b"invalid"]]
            assert len(bad) > 50
        assert spoilt_lines(file) == bad[:1], path
        for number, line in enumerate(lines, 1):
            (tmp_path / "p.csv").write_bytes(b"x\n" * (number - 1) + line + b"\nx\n")
            assert spoilt_lines(tmp_path / "p.csv") == [number] * (number in bad), (path, number)


def spoilt_lines(file):
    return [p.line for p in records.records(file, "p") if isinstance(p, Problem) and p.code == "not-utf8"]


def decodes(line):
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


NOTE = table("visits")
FREE = dict.fromkeys(schema.header(NOTE), "")


def as_note(path, text):
    """Read a text as the note of a visit: the codes of its problems, and the value (None: refused or empty)."""
    row = {**FREE, "id": "VI-0001", "summary": "A minister came.", "visitors": "ada", "visitor_role": "minister",
           "origin": "ARC", "destination": "NOR", "level": "minister", "form": "visit", "status": "made",
           "note": text}  # fmt: skip
    line = records.join(list(row.values()))
    path.write_text(records.join(list(row)) + line, encoding="utf-8", newline="", errors="surrogatepass")
    found = read.read_file(path, NOTE, "p")
    (values,) = [each.values for each in found.rows] or [{}]
    return [problem.code for problem in found.problems], values, line


def naughty(files):
    """Return every string of the list: those of the JSON, and the lines of the text, comments included."""
    listed = json.loads(of(files, "blns")["blns.json"].read_bytes())
    return list(dict.fromkeys([*listed, *of(files, "blns")["blns.txt"].read_text(encoding="utf-8").split("\n")]))


def test_naughty_strings_survive_or_are_refused(tmp_path, files):
    """A naughty string in a free text is refused with a code, or comes back bit for bit through CSV and Parquet."""
    path, parquet = tmp_path / "visits.csv", tmp_path / "visits.parquet"
    refused, kept, lines = {}, [], []
    for text in filter(None, naughty(files)):
        codes, values, line = as_note(path, text)
        if codes:
            refused[text] = codes
            assert "note" not in values, text
        else:
            assert values["note"] == text
            kept.append(values)
            lines.append(line)
    parquet.write_bytes(arrow.parquet_bytes(arrow.arrow_table(NOTE, kept)))
    again = arrow.read_parquet(parquet).to_pylist()

    assert [row["note"] for row in again] == [values["note"] for values in kept]
    assert [csv_line(NOTE, {**row, "visitors": tuple(row["visitors"])}) for row in again] == lines
    assert len(kept) > 100
    assert len(refused) > 100


@pytest.mark.parametrize("before", ["", " ", "\t", "\u00a0"])
def test_injections_are_refused(tmp_path, files, before):
    """A text that a spreadsheet would run is refused, after blanks too."""
    for text in of(files, "csv_injection")["csv-payload.txt"].read_text(encoding="utf-8").splitlines():
        codes, values, _ = as_note(tmp_path / "visits.csv", before + text)

        assert codes, text
        assert "note" not in values


# What is JSON by its grammar and refused all the same: which of the twins counts is for nobody to guess.
STRICTER = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}


def test_json_is_read_as_its_test_suite_says(files):
    """Files that are not JSON are refused, JSON is read as the standard library reads it, the rest crashes nothing."""
    accepted = {}
    for name, file in of(files, "jsontestsuite").items():
        with no_hang(name):
            found = strictjson.read(file.read_bytes())
        accepted[name] = isinstance(found, strictjson.Document)
        assert accepted[name] or (found.message.isprintable() and found.line >= 0)
        if accepted[name]:
            assert found.value == json.loads(file.read_bytes())

    assert {name for name, taken in accepted.items() if taken and name.startswith("n_")} == set()
    assert {name for name, taken in accepted.items() if not taken and name.startswith("y_")} == STRICTER
    assert sum(name.startswith("n_") for name in accepted) == 188


def no_measure(_path):
    """Stand for a package without files, so that nothing that a descriptor names can be opened."""


WANTED = {path: json.dumps(whole) for path, whole in manifests.wanted(None).items()}


def told(path, data):
    """Return the problems of bytes in the place of a descriptor or schema."""
    with no_hang(path):
        return manifests.problems(path, data, json.loads(WANTED[path]), no_measure)


def test_descriptors_are_refused(files):
    """Any other descriptor, in the place of ours or of a schema, is refused in printable lines, and nothing opened."""
    places = ("datapackage.json", "schemas/visits.json")
    for name, file in [*of(files, "frictionless").items(), *of(files, "jsontestsuite").items()]:
        for place in places:
            found = told(place, file.read_bytes())
            assert found, (name, place)
            assert all(str(problem).isprintable() for problem in found), name


def test_traversals_are_refused(files):
    """Every path that leaves the package is refused as a resource's path, however it is written."""
    lines = [
        line
        for file in of(files, "traversal").values()
        for line in file.read_bytes().decode(errors="surrogateescape").split("\n")
        if line
    ]
    assert len(lines) > 20_000
    passed = [line for line in lines if not manifests.path_fault(line)]

    # What has only signs that a path may have is refused for naming no file of the package.
    for line in [*passed, *lines[:: len(lines) // 50]]:
        changed = json.loads(WANTED["datapackage.json"])
        changed["resources"][0]["path"] = line
        found = told("datapackage.json", json.dumps(changed).encode())
        assert [problem.column for problem in found] == ["/resources/0/path"], line


def test_damaged_parquet_is_refused(package_root, files):
    """A Parquet file that is damaged, or says anything else than the CSV, is refused; validation goes on."""
    root = package_root(texts=False)
    build.build(root)
    assert container.validate(root) == []
    kept = {each: (root / each.parquet).read_bytes() for each in TABLES}
    hostile = [*of(files, "parquet_bad").items(), *of(files, "parquet_fuzz").items()]
    for at in range(0, len(hostile), len(TABLES)):
        batch = dict(zip(TABLES, hostile[at:], strict=False))
        for each, data in kept.items():
            (root / each.parquet).write_bytes(batch[each][1].read_bytes() if each in batch else data)
        with no_hang(f"a batch from {at} on"):
            found = container.validate(root)
        assert {problem.path for problem in found} == {each.parquet for each in batch}, [name for name, _ in batch]
        assert {problem.code for problem in found} <= {"parquet-damaged", "parquet-differs"}
        assert all(str(problem).isprintable() for problem in found)
