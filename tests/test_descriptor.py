"""descriptor: the package says of itself what is in it, without a clock and without a host."""

from __future__ import annotations

import json

import pytest

from azisrael_data import __version__, descriptor
from azisrael_data.models import TABLES
from azisrael_data.package import Package

# Cells of a source -> how the descriptor cites it.
SOURCES = [
    (
        {"authors": "A. Nobody", "container": "A Journal", "published": "2020-03", "id": "nobody2020", "url": None},
        {"title": "A. Nobody (2020), nobody2020", "version": "2020-03"},
    ),
    (
        {
            "authors": None,
            "container": "A Site",
            "published": "2020~",
            "id": "site2020",
            "url": "https://example.org/x",
        },
        {"title": "A Site (2020), site2020", "path": "https://example.org/x", "version": "2020~"},
    ),
    (
        {"authors": "A. Nobody", "container": None, "published": "../2020", "id": "old2020", "url": None},
        {"title": "A. Nobody (../2020), old2020", "version": "../2020"},
    ),
]


@pytest.mark.parametrize(("row", "expected"), SOURCES)
def test_source(row, expected):
    """A source is cited by author, else by where it appeared, with the year and the address if it states one."""
    assert [expected] == descriptor.descriptor([row])["sources"]


def test_resources_are_the_tables_twice():
    """Every table is a CSV and a Parquet resource, in the order of the registry."""
    found = descriptor.descriptor([])["resources"]

    assert [
        (name, path)
        for each in TABLES
        for name, path in ((each.name, each.path), (f"{each.name}-parquet", each.parquet))
    ] == [(resource["name"], resource["path"]) for resource in found]


def test_head_of_the_descriptor():
    """Version, licence and profile are stated; no date, no path of this machine."""
    found = descriptor.descriptor([])

    assert (__version__, ["CC-BY-4.0"]) == (found["version"], [each["name"] for each in found["licenses"]])
    assert "https://datapackage.org/profiles/2.0/datapackage.json" == found["$schema"]  # noqa: SIM300
    assert not {"created", "id"} & set(found)


def test_source_without_author_and_container(package_root):
    """A source that names neither author nor container is cited by its id, never as None."""
    rows = [row.values for row in Package(package_root())["sources"].rows]

    found = [source["title"] for source in descriptor.descriptor(rows)["sources"]]

    assert found == ["alpha2020 (2020)", "beta2021 (2021)"]


def test_text_is_canonical_json():
    """A document is written with two spaces, its keys in their order, letters as they are, one newline at the end."""
    value = {"b": ["ə", 1], "a": {}}

    assert '{\n  "b": [\n    "ə",\n    1\n  ],\n  "a": {}\n}\n' == descriptor.text(value)  # noqa: SIM300
    assert value == json.loads(descriptor.text(value))
