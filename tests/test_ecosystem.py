"""The ecosystem: the package is valid for other people's tools, and they read the rows that we read."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from azisrael_data import descriptor
from azisrael_data.models import TABLES
from azisrael_data.package import Package
from conftest import REPOSITORY

PROFILE = REPOSITORY / "tests" / "vendor" / "data-package-2.0.json"
TABLE = pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)


@pytest.fixture(scope="module")
def rows():
    """Return how many rows our reader finds, by table."""
    package = Package(REPOSITORY)
    assert list(package.problems()) == []
    return {name: len(found.rows) for name, found in package.reads.items()}


@pytest.fixture(scope="module")
def profile():
    """Return a validator of the Data Package profile, offline."""
    import jsonschema

    wanted = json.loads(PROFILE.read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(wanted)
    kind.check_schema(wanted)
    return kind(wanted, format_checker=kind.FORMAT_CHECKER)


@pytest.fixture
def published():
    return json.loads((REPOSITORY / "datapackage.json").read_text(encoding="utf-8"))


# A way to spoil the descriptor -> where the profile finds fault.
SPOILED = [
    (lambda found: found.update(resources=[]), "resources"),
    (lambda found: found["licenses"][0].pop("name") and found["licenses"][0].pop("path"), "licenses"),
    (lambda found: found["resources"][0].update(path="/etc/passwd"), "resources"),
    (lambda found: found["contributors"][0].update(roles="creator"), "contributors"),
]


def test_descriptor_satisfies_the_profile(profile, published):
    """The published descriptor satisfies the official Data Package v2 profile, formats included."""
    assert [error.message for error in profile.iter_errors(published)] == []
    assert published["$schema"] == descriptor.PROFILE


@pytest.mark.parametrize(("spoiler", "where"), SPOILED, ids=[where for _, where in SPOILED])
def test_profile_would_find_faults(profile, published, spoiler, where):
    """The profile that we hold the descriptor against does find faults."""
    spoiler(published)

    assert where in {error.absolute_path[0] for error in profile.iter_errors(published)}


def test_every_resource_is_there(published):
    """Every file that the descriptor names is in the package, and every table is named twice."""
    paths = [resource["path"] for resource in published["resources"]]

    assert paths == [path for each in TABLES for path in (each.path, each.parquet)]
    assert all((REPOSITORY / path).is_file() for path in paths)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_frictionless_finds_the_package_valid(tmp_path, rows):
    """Frictionless reads every resource, CSV and Parquet, without an error, and every row of it."""
    import frictionless

    for name in ("datapackage.json", "datasets", "seeds"):
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("texts"))
        else:
            shutil.copy(source, tmp_path / name)

    report = frictionless.Package(tmp_path / "datapackage.json").validate()

    assert report.flatten(["title", "rowNumber", "fieldName", "message"]) == []
    assert {task.name: task.stats.get("rows", 0) for task in report.tasks} == {
        name: rows[each.name] for each in TABLES for name in (each.name, f"{each.name}-parquet")
    }


@TABLE
def test_duckdb_reads_csv_and_parquet(rows, each):
    """DuckDB finds our rows and columns in both files, and the same cells in both."""
    duckdb = pytest.importorskip("duckdb")
    csv, parquet = f"read_csv('{REPOSITORY / each.path}', all_varchar = true)", f"'{REPOSITORY / each.parquet}'"

    with duckdb.connect() as connection:
        counts = [connection.sql(f"select count(*) from {place}").fetchall()[0][0] for place in (csv, parquet)]
        names = [connection.sql(f"select * from {place} limit 0").columns for place in (csv, parquet)]
        key = ", ".join(f'"{name}"::varchar' for name in each.key)
        keys = [connection.sql(f"select {key} from {place} order by all").fetchall() for place in (csv, parquet)]

    assert counts == [rows[each.name]] * 2
    assert names[0] == names[1]
    assert keys[0] == keys[1]


@TABLE
def test_polars_reads_csv_and_parquet(rows, each):
    """Polars finds our rows and columns in both files."""
    polars = pytest.importorskip("polars")

    csv = polars.read_csv(REPOSITORY / each.path, infer_schema=False)
    parquet = polars.read_parquet(REPOSITORY / each.parquet)

    assert (csv.height, parquet.height) == (rows[each.name], rows[each.name])
    assert csv.columns == parquet.columns


def test_duckdb_joins_facts_with_their_evidence(rows):
    """The evidence of all data tables can be joined to its rows in plain SQL, none left over."""
    duckdb = pytest.importorskip("duckdb")
    facts = " union all ".join(f"select id from '{REPOSITORY / each.parquet}'" for each in TABLES if each.is_fact)

    with duckdb.connect() as connection:
        joined = connection.sql(
            f"select count(*) from '{REPOSITORY / 'datasets/evidence.parquet'}' join ({facts}) f on f.id = row_id"
        ).fetchall()[0][0]

    assert joined == rows["evidence"]


def test_r_reads_the_csv(rows):
    """The README's lines for R run and give our rows."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("Rscript is not installed here")
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    block = readme.split("```r\n")[1].split("```")[0]
    if subprocess.run([program, "-e", "library(readr)"], capture_output=True, check=False).returncode:
        pytest.skip("R is here, but not its package readr")

    done = subprocess.run(
        [program, "-e", block + "\ncat(nrow(visits), nrow(evidence), nrow(problems(visits)), sep = '\\n')"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.splitlines()[-3:] == [str(rows["visits"]), str(rows["evidence"]), "0"]
