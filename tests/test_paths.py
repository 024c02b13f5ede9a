"""paths: the package's files are those of the wheel, of the repository, or of the folder that one stands in."""

from __future__ import annotations

import pytest

from azisrael_data import paths
from azisrael_data.problems import CannotRun
from conftest import REPOSITORY


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Return the folder of a module that is installed, as far as `paths` can tell, with nothing beside it yet."""
    here = tmp_path / "lib" / "site-packages" / "azisrael_data"
    here.mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(here / "paths.py"))
    return here


def package(folder):
    (folder / "datasets").mkdir(parents=True)
    (folder / "datapackage.json").touch()
    return folder


def test_editable_install_reads_the_repository():
    """Run from its repository the package reads the repository's own files."""
    assert paths.root() == REPOSITORY


def test_wheel_reads_its_own_files(installed):
    """An installed wheel reads the files that it carries, whatever lies two folders up."""
    package(installed.parents[1])

    assert package(installed / "package") == paths.root()


def test_no_files_anywhere(installed):
    """If the files are in neither place, both are named."""
    with pytest.raises(CannotRun) as raised:
        paths.root()

    assert f"no datasets folder beside {installed} nor in {installed.parents[1]}" == str(raised.value)


def test_given_folder_is_taken_as_it_is(tmp_path):
    """A folder that was named is not replaced by a better one."""
    assert tmp_path / "typo" == paths.find_root(tmp_path / "typo")


@pytest.mark.parametrize("below", [".", "datasets", "seeds/texts/old"])
def test_package_above_the_current_folder_is_found(tmp_path, monkeypatch, below):
    """Anywhere inside a package that package is meant."""
    root = package(tmp_path / "mine")
    (root / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(root / below)

    assert root == paths.find_root(None)


def test_elsewhere_the_installed_package_is_meant(tmp_path, monkeypatch):
    """Outside of any package, or in a folder that only looks like half of one, the installed one is meant."""
    (tmp_path / "datapackage.json").touch()
    monkeypatch.chdir(tmp_path)

    assert paths.find_root(None) == REPOSITORY
