"""The wheel: what is installed is the whole package, nothing of the sources, and it works with no repository near."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from azisrael_data import __version__
from azisrael_data.models import TABLES
from conftest import REPOSITORY

SECRET = "An invented text that nobody may publish."
# Run where neither repository nor network is; prints what it finds.
SCRIPT = """
import socket

def refuse(*args, **kwargs):
    raise OSError("no network")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse

import azisrael_data as az

visits = az.load("visits")
print(az.path())
print(az.__version__)
print(*az.tables())
print(*(len(az.load(name)) for name in az.tables()))
print(len(az.evidence(visits.loc[0, "id"])) > 0, visits.attrs["descriptions"]["date"])
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a copy of what the wheel is made of, with texts where a contributor has them."""
    root = tmp_path_factory.mktemp("source") / "azisrael-data"
    skip = shutil.ignore_patterns(".*", "__pycache__", "texts", "*.egg-info", "dist")
    shutil.copytree(REPOSITORY, root, ignore=skip)
    shutil.copy(REPOSITORY / ".gitignore", root)
    (root / "seeds" / "texts").mkdir()
    for place in ("seeds/texts/000.txt", "seeds/texts/README.md", "dist/old.txt", ".venv/x.txt"):
        (root / place).parent.mkdir(exist_ok=True)
        (root / place).write_text(SECRET, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    """Return the wheel, built offline and without an environment of its own."""
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (built,) = place.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return a folder into which the wheel is installed without its dependencies."""
    target = tmp_path_factory.mktemp("installed")
    options = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--target", target]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", *options, wheel], check=True, capture_output=True)
    return target


def test_wheel_holds_the_package(wheel):
    """The wheel holds every table, schema and seed, the descriptor, the licences and the mark of typed code."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    below = {name.removeprefix("azisrael_data/package/") for name in names if "/package/" in name}
    tables = {path for each in TABLES for path in (each.path, each.parquet, f"schemas/{each.name}.json")}
    assert tables | {"datapackage.json", "LICENSE-DATA", "CITATION.cff"} == below
    assert {"azisrael_data/py.typed", "azisrael_data/cli/validate.py", "azisrael_data/models/visits.py"} <= names
    licences = f"azisrael_data-{__version__}.dist-info/licenses/"
    assert {f"{licences}LICENSE", f"{licences}LICENSE-DATA"} <= names


def test_wheel_holds_no_text(wheel):
    """No source text, no test and no litter gets into the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        texts = [name for name in names if SECRET.encode() in archive.read(name)]

    assert texts == []
    assert {name.split("/")[0] for name in names} == {"azisrael_data", f"azisrael_data-{__version__}.dist-info"}


def test_files_of_the_wheel_are_those_of_the_repository(wheel, source):
    """The data in the wheel are byte for byte those of the repository that it was built from."""
    with zipfile.ZipFile(wheel) as archive:
        for each in TABLES:
            for path in (each.path, each.parquet):
                assert archive.read(f"azisrael_data/package/{path}") == (source / path).read_bytes(), path


def test_installed_package_works_elsewhere(installed, tmp_path):
    """From another folder and without network an installed wheel loads all its tables, and they are its own."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}

    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:azisrael_data", "-c", SCRIPT],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    root, version, names, counts, evidence = done.stdout.splitlines()
    assert root == str(installed / "azisrael_data" / "package")
    assert version == __version__
    assert names.split() == sorted(each.name for each in TABLES)
    assert counts.split() == [str(records(each)) for each in sorted(TABLES, key=lambda each: each.name)]
    assert evidence.startswith("True When it happened")


def records(each):
    with (REPOSITORY / each.path).open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def test_installed_command_validates_its_own_data(installed, tmp_path):
    """The installed command finds the data that came with it, and they are valid."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", "from azisrael_data.cli import main; main()", "validate"]

    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith(f" rows in {len(TABLES)} tables: no problem(s)\n")
