"""The grammar of one cell: what text a column takes, what value it stands for, how it is written.

A cell type parses text and formats values; `format(parse(text)) == text` for every text it takes, so a value has
exactly one spelling and nothing is repaired in passing. An empty cell is absent and never reaches a cell type.
Each type also knows its Table Schema type and its Arrow type by name; the exporters read these.
"""

from __future__ import annotations

from decimal import Decimal

from azisrael_data.cells.base import LIST_SEPARATOR, MAX_CELL, PASSED, BadCell, Cell, Text
from azisrael_data.cells.days import Day, Edtf
from azisrael_data.cells.forms import (
    ACTOR,
    ANY_ID,
    FACT_ID,
    HEAD,
    ISO3,
    LANGUAGE,
    SHA256,
    SLUG,
    URL,
    VERSION,
    Boolean,
    Code,
    Id,
    Pattern,
)
from azisrael_data.cells.lists import Fields, FieldsCell, ListOf
from azisrael_data.cells.numbers import Integer, Number

__all__ = [
    "ACTOR",
    "AMOUNT",
    "ANY_ID",
    "BOOLEAN",
    "COORDINATE",
    "COUNT",
    "DAY",
    "EDTF",
    "FACT_ID",
    "HEAD",
    "ISO3",
    "LANGUAGE",
    "LIST_SEPARATOR",
    "MAX_CELL",
    "NAME",
    "NOTE",
    "PASSED",
    "QUANTITY",
    "SHA256",
    "SLUG",
    "SUMMARY",
    "TITLE",
    "URL",
    "VERSION",
    "BadCell",
    "Boolean",
    "Cell",
    "Code",
    "Day",
    "Edtf",
    "Fields",
    "FieldsCell",
    "Id",
    "Integer",
    "ListOf",
    "Number",
    "Pattern",
    "Text",
]

NAME = Text(limit=120)
SUMMARY = Text(limit=240)
NOTE = Text(limit=600)
TITLE = Text(limit=400)
COORDINATE = Number(low=Decimal(-180), high=Decimal(180))
EDTF = Edtf()
DAY = Day()
COUNT = Integer(low=0)
QUANTITY = Integer(low=1)
AMOUNT = Number()
BOOLEAN = Boolean()
