"""Faults of evidence that show without the texts: cells without licence, literals that do not give the cell."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from azisrael_data import schema
from faults.kit import Injection, Sheet, View, fault, follows, named, variants
from faults.relations import FACTS
from faults.rows import EVIDENCE, changed

AROUND = (*EVIDENCE, "incomplete-pair", "likely-duplicate", "stale-waiver", "ledger-mismatch", "low-high")


@dataclass(frozen=True, slots=True)
class Told:
    """One literal: the row of the evidence in which it stands, its column, its words, and the fact it is about."""

    span: int
    column: str
    words: Any
    sheet: Sheet
    fact: int

    @property
    def cell(self) -> str:
        """Return the cell that it licenses."""
        return self.sheet.at(self.fact, self.column)


@cache
def told(view: View, stance: str = "supports") -> list[Told]:
    """Return every field of the evidence with the fact that it bears on."""
    spans = view["evidence"]
    where = {name: {row[0]: n for n, row in enumerate(view[name].rows)} for name in FACTS}
    found = []
    for n, text in enumerate(spans.column("fields")):
        name = spans.at(n, "table")
        if spans.at(n, "stance") == stance:
            for column, words in json.loads(text).items():
                found.append(Told(n, column, words, view[name], where[name][spans.at(n, "row_id")]))
    return found


def draw(rng, view: View, want) -> Told:
    """Draw a field of the evidence; columns first, so that rare ones are reached."""
    found: dict[tuple[str, str], list[Told]] = {}
    for each in told(view):
        if want(each):
            found.setdefault((each.sheet.table.name, each.column), []).append(each)
    return rng.choice(found[rng.choice(sorted(found))])


def put_fields(spans: Sheet, row: int, fields: dict[str, Any]) -> Sheet:
    """Return the evidence with other fields in one row."""
    return spans.put(row, "fields", json.dumps(fields, ensure_ascii=False))


def with_fields(view: View, row: int, fields: dict[str, Any], *codes: str) -> Injection:
    """Return the injection that writes other fields; a message is due at them."""
    new = put_fields(view["evidence"], row, fields)
    return Injection(new.files(), (new.due(row, "fields", *codes),), follows(AROUND))


def fields_of(view: View, row: int) -> dict[str, Any]:
    """Return the fields of a row of the evidence."""
    return json.loads(view["evidence"].at(row, "fields"))


def number_in(words: Any) -> bool:
    """Tell whether a literal is one text with a number in digits, not a date."""
    return (
        isinstance(words, str)
        and len(re.findall("[0-9][0-9.,]*", words)) == 1
        and re.search("[1-9]", words) is not None
    )


FIGURES = ("quantity", "value", "deaths_low", "quantity_low", "value_low")


@fault("E01", "evidence")
def filled_without_licence(rng, view):
    """An empty cell filled without evidence."""
    names = ("place", "plover_mode", "protocol", "intermediaries", "manufacturer", "reporter", "targets", "hosts")
    spot = view.spot(rng, named(*names), lambda text: text == "", FACTS)
    filled = [cell for cell in spot.sheet.column(spot.column.name) if cell]
    if not filled:
        return filled_without_licence(rng, view)
    return spot.put(rng.choice(filled), "unlicensed-cell", also=("likely-duplicate", "stale-waiver"))


@fault("E02", "evidence")
def licence_dropped(rng, view):
    """A column dropped from every span that names it."""
    spans = view["evidence"]
    each = draw(rng, view, lambda t: len(fields_of(view, t.span)) > 1)
    key = each.sheet.at(each.fact, "id")
    for row in range(len(spans.rows)):
        if spans.at(row, "row_id") == key:
            fields = json.loads(spans.at(row, "fields"))
            if each.column in fields and len(fields) > 1:
                del fields[each.column]
                spans = put_fields(spans, row, fields)
            elif each.column in fields:
                return licence_dropped(rng, view)
    return Injection(spans.files(), (each.sheet.due(each.fact, each.column, "unlicensed-cell"),), follows(("stale",)))


@fault("E03", "evidence")
def evidenced_cell_cleared(rng, view):
    """A cell cleared that the evidence names."""
    each = draw(rng, view, lambda t: not schema.column(t.sheet.table, t.column).required)
    new = each.sheet.put(each.fact, each.column, "")
    due = view["evidence"].due(each.span, "fields", "idle-field")
    return Injection(new.files(), (due,), follows(AROUND))


@fault("E04", "evidence")
def number_changed(rng, view):
    """A number changed by one digit."""
    each = draw(rng, view, lambda t: t.column in FIGURES and number_in(t.words) and len(t.cell) < 15)
    digit = next(n for n, c in enumerate(each.cell) if c.isdigit())
    text = each.cell[:digit] + ("7" if each.cell[digit] != "7" else "3") + each.cell[digit + 1 :]
    new = each.sheet.put(each.fact, each.column, text)
    due = view["evidence"].due(each.span, "fields", "literal-mismatch")
    return Injection(new.files(), (due,), follows((*AROUND, "out-of-range")))


@fault("E05", "evidence")
def number_in_literal_changed(rng, view):
    """A digit changed in the literal of a number."""
    each = draw(rng, view, lambda t: t.column in FIGURES and number_in(t.words))
    at = rng.choice([m.start() for m in re.finditer("[1-9]", each.words)])
    words = each.words[:at] + ("7" if each.words[at] != "7" else "3") + each.words[at + 1 :]
    return with_fields(view, each.span, fields_of(view, each.span) | {each.column: words}, "literal-mismatch")


def misspelt(rng, words: str) -> str:
    """Return words with one letter of a longer word exchanged."""
    at = rng.choice([m.start() + 1 for m in re.finditer("[A-Za-z]{4,}", words)])
    return words[:at] + ("q" if words[at] != "q" else "k") + words[at + 1 :]


@fault("X07", "evidence")
def literal_misspelt(rng, view):
    """Fragment differs by one letter, same length: the literal of a name or title."""
    want = ("supplier", "recipient", "origin", "destination", "place", "title", "system", "visitors", "actors", "of")
    each = draw(rng, view, lambda t: t.column in want and isinstance(t.words, str) and _spelt(t.words))
    words = misspelt(rng, each.words)
    fields = fields_of(view, each.span) | {each.column: words}
    return with_fields(view, each.span, fields, "literal-mismatch", "literal-unread")


def _spelt(words: str) -> bool:
    return re.search("[A-Za-z]{4,}", words) is not None and words.isascii()


@fault("E06", "evidence")
def literal_in_list_misspelt(rng, view):
    """A literal in a list misspelt."""
    each = draw(rng, view, lambda t: isinstance(t.words, list) and any(w and _spelt(w) for w in t.words))
    at = rng.choice([n for n, w in enumerate(each.words) if w and _spelt(w)])
    words = [*each.words[:at], misspelt(rng, each.words[at]), *each.words[at + 1 :]]
    fields = fields_of(view, each.span) | {each.column: words}
    return with_fields(view, each.span, fields, "literal-mismatch", "literal-unread")


@fault("E07", "evidence")
def literal_long(rng, view):
    """A literal of more than eight words."""
    each = draw(rng, view, lambda t: isinstance(t.words, str))
    words = " ".join([each.words, *["more"] * 8])
    fields = fields_of(view, each.span) | {each.column: words}
    new = put_fields(view["evidence"], each.span, fields)
    return Injection(new.files(), (new.due(each.span, "fields", "literal-long"),), follows(AROUND))


@fault("E08", "evidence")
def support_called_contradiction(rng, view):
    """A span that supports the row called one that contradicts it."""
    each = draw(
        rng, view, lambda t: isinstance(t.words, str) and t.column in ("value", "quantity", "supplier", "place")
    )
    new = view["evidence"].put(each.span, "stance", "contradicts")
    return Injection(new.files(), (new.due(each.span, "fields", "literal-mismatch"),), follows(AROUND))


@fault("E08b", "evidence")
def contradiction_called_support(rng, view):
    """A span that contradicts the row called one that supports it."""
    each = rng.choice([t for t in told(view, "contradicts") if isinstance(t.words, str)])
    new = view["evidence"].put(each.span, "stance", "supports")
    codes = ("literal-mismatch", "literal-unread")
    return Injection(new.files(), (new.due(each.span, "fields", *codes),), follows(AROUND))


@fault("E09", "evidence")
def parties_swapped(rng, view):
    """Supplier and recipient exchanged in the row."""
    each = draw(rng, view, lambda t: t.column == "supplier" and isinstance(t.words, str))
    supplier, recipient = (each.sheet.at(each.fact, name) for name in ("supplier", "recipient"))
    new = changed(each.sheet, each.fact, supplier=recipient, recipient=supplier)
    due = view["evidence"].due(each.span, "fields", "literal-mismatch")
    return Injection(new.files(), (due,), follows(AROUND))


@fault("E10", "evidence")
def date_moved(rng, view):
    """The year of a stated date moved by a decade."""
    each = draw(
        rng, view, lambda t: t.column == "date" and isinstance(t.words, str) and re.search(r"\d{4}", t.words)
        and t.sheet.at(t.fact, "date_basis") == "stated" and re.fullmatch(r"[12]\d{3}(-\d\d){0,2}~?", t.cell),
    )  # fmt: skip
    new = each.sheet.put(each.fact, "date", f"{int(each.cell[:4]) - 10}{each.cell[4:]}")
    due = view["evidence"].due(each.span, "fields", "literal-mismatch")
    return Injection(new.files(), (due,), follows(AROUND))


@fault("E18", "evidence")
def stated_date_judged(rng, view):
    """The literals of a stated date replaced by null."""
    each = draw(rng, view, lambda t: t.column == "date" and t.sheet.at(t.fact, "date_basis") == "stated")
    spans = view["evidence"]
    for other in told(view):
        if other.sheet is each.sheet and (other.fact, other.column) == (each.fact, each.column):
            spans = put_fields(spans, other.span, fields_of(view, other.span) | {"date": None})
    return Injection(spans.files(), (each.sheet.due(each.fact, "date", "unquoted-date"),), follows(AROUND))


@fault("E11", "evidence")
def currency_changed(rng, view):
    """Another currency than the literal's."""
    each = draw(rng, view, lambda t: t.column == "currency" and isinstance(t.words, str))
    new = each.sheet.put(each.fact, "currency", "ILS" if each.cell != "ILS" else "AZN")
    due = view["evidence"].due(each.span, "fields", "literal-mismatch")
    return Injection(new.files(), (due,), follows(AROUND))


@variants(
    "X15",
    "evidence",
    {
        "": ("evidence names a field the table does not have", "colour"),
        "b": ("evidence names a column that is never evidenced", "summary"),
        "c": ("evidence names a generated column", "certainty"),
        "d": ("evidence names the id", "id"),
    },
)
def unknown_field(rng, view, name):
    spans = view["evidence"]
    row = rng.randrange(len(spans.rows))
    return with_fields(view, row, fields_of(view, row) | {name: None}, "idle-field")


@fault("X15e", "evidence")
def field_misspelt(rng, view):
    """Evidence names a column misspelt."""
    spans = view["evidence"]
    row = rng.randrange(len(spans.rows))
    fields = fields_of(view, row)
    name = rng.choice(sorted(fields))
    renamed = {(f"{key}x" if key == name else key): words for key, words in fields.items()}
    return with_fields(view, row, renamed, "idle-field")


@fault("E13", "evidence")
def list_for_one(rng, view):
    """A list of literals for a column with one value."""
    each = draw(rng, view, lambda t: isinstance(t.words, str))
    fields = fields_of(view, each.span) | {each.column: [each.words, each.words]}
    return with_fields(view, each.span, fields, "literal-unread")


@fault("E14", "evidence")
def literal_for_code(rng, view):
    """A literal for a column of codes, which are judged."""
    each = draw(rng, view, lambda t: t.column in ("kind", "status", "mode", "level", "form", "outcome"))
    fields = fields_of(view, each.span) | {each.column: "so to speak"}
    return with_fields(view, each.span, fields, "literal-unread")


@fault("E15", "evidence")
def party_added(rng, view):
    """A party added that no literal names."""
    each = draw(rng, view, lambda t: t.column in ("parties", "actors", "visitors") and isinstance(t.words, list)
                and None not in t.words and _only_literals(view, t))  # fmt: skip
    actors = [row[0] for row in view["actors"].rows if row[0] not in each.cell]
    new = each.sheet.put(each.fact, each.column, f"{each.cell};{rng.choice(actors)}")
    due = new.due(each.fact, each.column, "literal-mismatch")
    return Injection(new.files(), (due,), follows(AROUND))


def _only_literals(view: View, each: Told) -> bool:
    """Tell whether all spans that license a list do it by literals."""
    same = [t for t in told(view) if t.sheet is each.sheet and (t.fact, t.column) == (each.fact, each.column)]
    return all(isinstance(t.words, list) and None not in t.words for t in same)


@fault("E17", "evidence")
def support_called_mention(rng, view):
    """The only support of a row called a mention."""
    spans = view["evidence"]
    rows = spans.column("row_id")
    row = rng.choice([n for n, key in enumerate(rows) if rows.count(key) == 1 and spans.at(n, "stance") == "supports"])
    new = spans.put(row, "stance", "mentions")
    home = view[spans.at(row, "table")]
    due = home.due(home.find(rows[row]), "id", "no-evidence")
    return Injection(new.files(), (due,), follows(AROUND))
