"""standalone: the codebook as one page that has an address for everything, loads nothing and runs nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from azisrael_data import schema, standalone
from azisrael_data.models import TABLES

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Collects ids, links, elements and texts; `open` is what was not closed, or closed in another order."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.names, self.open, self.words = [], [], set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open[-1:] == [tag]:
            self.open.pop()

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def text():
    return standalone.codebook("1.2.3")


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def test_everything_has_an_address(page):
    """Tables, columns and lists of codes can be linked to, each by an address of its own."""
    wanted = {each.name for each in TABLES} | {
        f"{each.name}-{column.name}" for each in TABLES for column in schema.columns(each)
    }
    lists = {f"{each.name}.{c.name}" for each in TABLES for c in schema.columns(each) if c.codes}

    assert wanted | lists == set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_links_lead_somewhere(page):
    """Every link stays on the page and leads to what is there: nothing is asked of the network."""
    assert {f"#{each.name}" for each in TABLES} == set(page.links)
    assert not {"script", "link", "img", "iframe", "object", "embed"} & page.names


def test_everything_is_said(page):
    """Every column's meaning and every code is on the page."""
    words = re.sub(r"\s+", " ", "".join(page.words))
    for each in TABLES:
        for column in schema.columns(each):
            assert column.description.replace("`", "") in words, column.name
            assert not set(column.codes or ()) - set(page.words), column.name


def test_well_formed(text, page):
    """What is opened is closed, in its order; the policy allows styles and nothing else."""
    assert page.open == []
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
    assert "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'" in text
    assert "<title>Codebook of azisrael-data 1.2.3</title>" in text


def test_titles_are_escaped():
    """A title cannot become markup."""
    assert "<title>&lt;b&gt;&amp;</title>" in standalone.document("<b>&", "")
