"""Whole valid packages: cells from the Hypothesis strategies of the row models, rows made to fit each other.

Drawing every cell anew would take most of a second for a package. So the strategies fill a pool of values per type of
cell once, and a package is put together from the pools by a seeded `random.Random`.

What a row model cannot say is done here, one function per rule: keys resolve, pairs are whole, limits and dates are in
order, every coded cell is licensed by a span whose literals give it, the ledger holds the spans. Generated columns,
waivers and the memory of ids are left to `finish`, which works them out as the build does.
"""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import strategies
from azisrael_data import cells, checks, derive, duplicates, edtf, hygiene, identity, letters, literals, proof, schema
from azisrael_data.models import FACTS, TABLES, table
from azisrael_data.package import Package
from azisrael_data.write import csv_text

# Names as the field has them, in every script that it meets.
NAMES = (
    "Bakı", "Gəncə", "Şəki", "Çıraqqala", "Ağdam", "Füzuli", "İsmayıllı", "Heydər Əliyev", "Naxçıvan",
    "Баку", "Гейдар Алиев", "Нагорный Карабах", "Ильхам Алиев", "Шёлковый путь", "ירושלים", "תל אביב-יפו", "צה״ל",
    "התעשייה האווירית", "בנימין נתניהו", "Երևան", "Հայաստան", "Լեռնային Ղարաբաղ", "თბილისი", "Θεσσαλονίκη", "باکو",
    "Ñuñoa", "São Tomé", "Île-de-France", "Großgörschen", "Łódź", "Ó Broin & Sons", "D'Arcy", "Foo, Bar and Baz Ltd.",
    '"Azneft" Company', "Port (old)", "U.S. Navy", "F-16", "5D-Series", "100% Owned", "A/S Nord", "R2 <-> D2",
)  # fmt: skip
_WORDS_OF = {
    "currency": {"USD": "$5", "EUR": "euros", "AZN": "manats", "ILS": "shekels"},
    "unit": {"USD": "dollars", "EUR": "€", "AZN": "manat", "ILS": "NIS", "percent": "per cent", "bbl": "barrels",
             "m3": "cubic metres", "tonnes": "tonnes", "persons": "people", "km2": "square kilometres"},
    "bound": {"eq": "exactly", "approx": "about", "min": "more than", "max": "up to"},
}  # fmt: skip
_WORDS_OF["value_bound"] = _WORDS_OF["bound"]
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
NOT_YET = {"planned", "considered", "expected", "announced", "offered", "drafted", "pledged", "reported", "ordered"}
PREFIXES = {"agreements": "AG", "arms_transfers": "AT", "visits": "VI", "trade_figures": "TF", "incidents": "IN"}
_STATES = ("AZE", "ISR", "TUR", "IRN", "ARM", "GEO")
_UNCODED = ("context", "opinion", "reference", "furniture", "repeat")


@cache
def pool(cell):
    """Return values that a cell of this type can hold, some hundred, the same ones in every run."""
    found = []

    @settings(
        deadline=None,
        max_examples=60,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(strategies.values(cell), min_size=1, max_size=8))
    def collect(values):
        found.extend(values)

    collect()
    return tuple(found)


@cache
def _own_columns(name):
    """Return the columns of a table that link nothing: no key, no reference, not generated."""
    return [
        column
        for column in schema.columns(table(name))
        if not (column.generated or column.references or column.name in ("id", "name", "aliases"))
    ]


def _cells(rng, name):
    """Return the cells of a row without what links it; a cell that may be empty is so half of the time."""
    return {
        column.name: rng.choice(pool(column.cell)) if column.required or rng.random() < 0.5 else None
        for column in _own_columns(name)
    }


_LATEST = checks.CODED_UNTIL


def _maybe(rng, keys):
    return rng.choice(keys) if keys and rng.random() < 0.5 else None


def _some(rng, keys, least=1):
    """Return some keys, None instead of none."""
    return tuple(rng.sample(keys, min(len(keys), rng.randint(least, 3)))) or None


def _slugs(rng, least, most):
    return list(dict.fromkeys(rng.choice(pool(cells.SLUG)) for _ in range(rng.randint(least, most))))


def _together(row, *names):
    """Empty all of some cells if one of them is empty."""
    if any(row[name] is None for name in names):
        row.update(dict.fromkeys(names))


def states_of(found):
    """Return the ids of actors that have the form of a state's."""
    return [actor["id"] for actor in found["actors"] if len(actor["id"]) == 3 and actor["id"].isupper()]


def _not_after(day, date):
    """Return a date, or another that does not lie after a day."""
    start = edtf.bounds(date).start
    return f"{day.year:04d}" if start and start > day else date


def _prints(row):
    """Give a stretch of text no more letters than code points, and fingerprints only if it has enough of them."""
    _together(row, "letters", "head", "sha256")
    if row["letters"] is not None:
        row["letters"] = min(row["letters"], row["end"] - row["start"])
        if row["letters"] < letters.SHORTEST:
            row.update(letters=None, head=None, sha256=None)
        elif row["letters"] == letters.SHORTEST:
            row["head"] = row["sha256"][:16]


def _ordered(row, *names):
    """Put the numbers of some cells in order, the empty ones aside."""
    filled = [name for name in names if row[name] is not None]
    row.update(zip(filled, sorted(row[name] for name in filled), strict=True))


def _name(row, rng, taken):
    """Give a row a name and aliases that no other row of its table has."""

    def name():
        texts = NAMES if rng.random() < 0.5 else pool(cells.NAME)
        found = next((n for n in rng.sample(texts, 20) if literals.Names.key(n) not in taken and ";" not in n), None)
        taken.add(literals.Names.key(found or ""))
        return found

    row["name"] = name()
    row["aliases"] = tuple(filter(None, (name() for _ in range(rng.randint(0, 2))))) or None


def _references(rng, found):
    ids = _slugs(rng, 1, 3)
    found["sources"] = [{**_cells(rng, "sources"), "id": key} for key in ids]
    for source in found["sources"]:
        source["published"] = _not_after(_LATEST, rng.choice(("2024", source["published"])))
    for key in _slugs(rng, 0, 3):
        roots = [work["id"] for work in found["works"] if work["root_id"] == work["id"]]
        row = {**_cells(rng, "works"), "id": key, "source_id": rng.choice(ids), "root_id": rng.choice([key, *roots])}
        published = next(source["published"] for source in found["sources"] if source["id"] == row["source_id"])
        row["date"] = row["date"] and _not_after(edtf.bounds(published).end or _LATEST, row["date"])
        found["works"].append(row)
    for source in found["sources"]:
        source["version_of"] = _maybe(rng, [work["id"] for work in found["works"]])
    for name in ("actors", "weapon_systems", "places"):
        taken = set()
        states = rng.sample(_STATES, 2) if name == "actors" else []
        for key in dict.fromkeys([*states, *_slugs(rng, 1, 3)]):
            row = {**_cells(rng, name), "id": key, "parent": _maybe(rng, [above["id"] for above in found[name]])}
            _name(row, rng, taken)
            found[name].append(row)
    for row in found["weapon_systems"]:
        row["maker"] = _maybe(rng, [actor["id"] for actor in found["actors"]])
    for name, column in (("actors", "country"), ("weapon_systems", "maker_country"), ("places", "country")):
        for row in found[name]:
            row[column] = row[column] and rng.choice([*states_of(found), "AZE", "ISR"])
    for row in found["places"]:
        _together(row, "latitude", "longitude", "coordinate_origin", "where_precision")


def _links(rng, found, each, row):
    """Fill the columns of a fact that name other rows."""
    for column in schema.columns(each):
        if column.generated or not column.references:
            continue
        keys = [other["id"] for other in found[column.references[0]]]
        if column.is_list:
            row[column.name] = _some(rng, keys) if column.required or rng.random() < 0.5 else None
        else:
            row[column.name] = rng.choice(keys) if column.required else _maybe(rng, keys)


def _fact(rng, found, each):
    row = {"id": f"{PREFIXES[each.name]}-{rng.randint(1, 9999):04d}", **_cells(rng, each.name)}
    _links(rng, found, each, row)
    _together(row, "date", "date_basis")
    if each.name == "agreements":
        _together(row, "value", "currency", "value_bound")
    elif each.name == "arms_transfers":
        _together(row, "quantity_low", "quantity_high")
        _ordered(row, "quantity_low", "quantity", "quantity_high")
        _apart(found, row, "supplier", "recipient")
        _dates_in_order(row, "order_date", "delivery_date")
    elif each.name == "visits":
        _apart(found, row, "origin", "destination")
    elif each.name == "trade_figures":
        _figure(row)
    elif each.name == "incidents":
        _ordered(row, "deaths_low", "deaths_high")
    return row


def _apart(found, row, a, b):
    if row[a] == row[b]:
        row[b] = next(actor["id"] for actor in found["actors"] if actor["id"] != row[a])


def _dates_in_order(row, a, b):
    if row[a] and row[b]:
        first, second = edtf.bounds(row[a]), edtf.bounds(row[b])
        if first.start and second.end and first.start > second.end:
            row[a], row[b] = row[b], row[a]


def _figure(row):
    _together(row, "value_low", "value_high")
    if row["indicator"] == "rank" or row["unit"] == "rank":
        row.update(unit="rank", value=Decimal(int(row["value"]) % 900 + 1), value_low=None, value_high=None)
        row["indicator"] = "rank" if row["indicator"] in ("rank", "share") else row["indicator"]
    if row["indicator"] == "share":
        row.update(unit="percent", value=row["value"] % 100, value_low=None, value_high=None)
    if row["indicator"] in ("share", "rank", "count"):
        row["of"] = row["of"] or "the whole"
    _ordered(row, "value_low", "value", "value_high")


def _facts(rng, found):
    for each in FACTS:
        found[each.name] = []
        for _ in range(rng.randint(0, 2)):
            row = _fact(rng, found, each)
            if all(row["id"] != other["id"] for other in found[each.name]):
                found[each.name].append(row)


def _ledger(rng, source):
    """Return the lines of a source, and set its length, which they fill."""
    lines, at = [], 0
    for number in range(1, rng.randint(1, 3) + 1):
        start = at + rng.randint(0, 3)
        at = start + rng.randint(1, 400)
        row = {**_cells(rng, "lines"), "source_id": source["id"], "line": number, "start": start, "end": at}
        row["disposition"] = rng.choice(_UNCODED)
        _prints(row)
        lines.append(row)
    source["code_points"] = at + rng.randint(0, 1)  # a newline ends the text, or none
    source["letters"] = min(source["letters"], source["code_points"])
    return lines


def literal(column, fact, cell, found):
    """Return words from which the cell follows by rule, None where codes and links are judged."""
    if column.references:
        return _names(column, cell, found)
    if isinstance(column.member, cells.Edtf):
        return _date_words(cell)
    if isinstance(column.cell, (cells.Number, cells.Integer)):
        return f"{cell}th" if fact.get("unit") == "rank" else column.cell.format(cell)
    if column.name in _WORDS_OF:
        return _WORDS_OF[column.name].get(cell)
    return None if column.codes or not _short(cell) else cell


def _names(column, cell, found):
    """Return the last name of every row that a cell refers to."""
    names = {row["id"]: [row["name"], *(row["aliases"] or ())] for row in found[column.references[0]] if "name" in row}
    words = [names[key][-1] for key in (cell if column.is_list else (cell,)) if key in names]
    if not words or not all(map(_short, words)):
        return None
    return words if column.is_list else words[0]


def _date_words(cell):
    if len(cell) == 7 and cell[4] == "-":
        return f"{_MONTHS[int(cell[5:]) - 1]} {cell[:4]}" if "1500" <= cell[:4] < "2100" else None
    return cell


def _short(words):
    return len(words.split()) <= proof.MOST_WORDS


def _spans(rng, found):
    found["evidence"] = []
    for each in FACTS:
        for fact in found[each.name]:
            coded = [c for c in schema.columns(each) if schema.is_coded(each, c) and fact[c.name] is not None]
            for share in _shares(rng, coded):
                found["evidence"].append(_span(rng, found, each, fact, share, "supports"))
            for stance in ("contradicts", "mentions"):
                if rng.random() < 0.25:
                    found["evidence"].append(_span(rng, found, each, fact, [rng.choice(coded)], stance))


def _shares(rng, columns):
    """Return lists of columns, one per span, that hold all columns together."""
    if len(columns) > 1 and rng.random() < 0.5:
        at = rng.randint(1, len(columns) - 1)
        return [columns[:at], columns[rng.randint(0, at) :]]
    return [columns]


def _span(rng, found, each, fact, columns, stance):
    line = rng.choice(found["lines"])
    start = rng.randint(line["start"], line["end"] - 1)
    fields = {column.name: _told(rng, found, fact, column, stance) for column in columns}
    row = {
        **_cells(rng, "evidence"),
        "id": f"EV-{len(found['evidence']) + 1:05d}",
        "table": each.name,
        "row_id": fact["id"],
        "source_id": line["source_id"],
        "line": line["line"],
        "start": start,
        "end": rng.randint(start + 1, line["end"]),
        "fields": fields if _clean(fields) else dict.fromkeys(fields),
        "stance": stance,
        "voice": _maybe(rng, [actor["id"] for actor in found["actors"]]),
        "works": _some(rng, [work["id"] for work in found["works"]], 0),
    }
    _prints(row)
    if (row["start"], row["end"]) == (line["start"], line["end"]):
        row.update({name: line[name] for name in ("letters", "head", "sha256")})
    return row


def _told(rng, found, fact, column, stance):
    """Return the literal that a span has for a column: None, what gives the cell, or what gives another one."""
    if rng.random() < 0.5:
        return None
    cell = fact[column.name]
    if stance == "supports":
        words = literal(column, fact, cell, found)
        return [*words, None] if isinstance(words, list) and rng.random() < 0.5 else words
    if stance == "contradicts" and isinstance(column.cell, (cells.Number, cells.Integer)):
        return f"{int(cell) + 7}th" if fact.get("unit") == "rank" else f"{int(cell) + 7}"
    return None


def _clean(fields):
    cell = cells.FieldsCell()
    return len(cell.format(fields)) <= cell.limit and not any(hygiene.faults(cell.format(fields)))


def _not_after_publication(found):
    """Empty the date of a fact that lies after its sources, unless it is one to come."""
    ends = {source["id"]: edtf.bounds(source["published"]).end for source in found["sources"]}
    for each in FACTS:
        for fact in found[each.name]:
            told = [ends[s["source_id"]] for s in found["evidence"] if s["row_id"] == fact["id"]]
            if fact["date"] is None or (fact.get("status") or fact.get("outcome")) in NOT_YET:
                continue
            start = edtf.bounds(fact["date"]).start or date.min
            if start > min(end or date.max for end in told):
                fact.update(date=None, date_basis=None)
                for span in found["evidence"]:
                    if span["row_id"] == fact["id"]:
                        span["fields"].pop("date", None)
    found["evidence"] = [span for span in found["evidence"] if span["fields"]]


def _stated(found):
    """Call a date stated only where a literal gives it."""
    quoted = {
        span["row_id"] for span in found["evidence"] if span["stance"] == "supports" and span["fields"].get("date")
    }
    for each in FACTS:
        for fact in found[each.name]:
            if fact["date_basis"] == "stated" and fact["id"] not in quoted:
                fact["date_basis"] = "relative"


def _dispositions(found):
    """Mark the lines that have a span."""
    coded = {(span["source_id"], span["line"]) for span in found["evidence"]}
    for line in found["lines"]:
        if (line["source_id"], line["line"]) in coded:
            line["disposition"] = "coded"


def _others(rng, found):
    spans = [span["id"] for span in found["evidence"]]
    found["exceptions"] = [{**_cells(rng, "exceptions"), "evidence_id": key} for key in _some(rng, spans, 0) or ()]
    visits = [row["id"] for row in found["visits"]]
    found["withdrawn"] = [
        {
            **_cells(rng, "withdrawn"),
            "id": f"VI-{number:04d}",
            "table": "visits",
            "date": _not_after(_LATEST, rng.choice(pool(cells.EDTF))),
            "replaced_by": _maybe(rng, visits),
        }
        for number in rng.sample(range(1, 9999), rng.randint(0, 2))
        if f"VI-{number:04d}" not in visits
    ]


def package(seed):
    """Return the rows of every table of a valid package, generated columns, waivers and memory of ids still empty."""
    rng = random.Random(seed)
    found = {each.name: [] for each in TABLES}
    _references(rng, found)
    _facts(rng, found)
    found["lines"] = [line for source in found["sources"] for line in _ledger(rng, source)]
    _spans(rng, found)
    _not_after_publication(found)
    _stated(found)
    _dispositions(found)
    _others(rng, found)
    return found


def write(root, rows, tables=TABLES):
    """Write the tables below a root."""
    for each in tables:
        path = root / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(csv_text(each, rows[each.name]), encoding="utf-8", newline="")


def finish(root, rows, *, remembered):
    """Write the rows with generated columns, a waiver for every likely duplicate, the ids remembered or not."""
    roots = {work["id"]: work["root_id"] for work in rows["works"]}
    roots |= {source["id"]: roots[source["version_of"]] for source in rows["sources"] if source["version_of"]}
    for each in FACTS:
        for row in rows[each.name]:
            row.update(derive.generated(row, [s for s in rows["evidence"] if s["row_id"] == row["id"]], roots))
    write(root, rows)
    package = Package(root)
    for name in duplicates.SAME:
        for first, second in duplicates.pairs(package, name):
            ids = {"row_id": first.values["id"], "other_id": second.values["id"]}
            rows["waivers"].append({"rule": duplicates.RULE, **ids, "reason": "They are two."})
    if remembered:
        rows["published"] = identity.remember(package)
    write(root, rows, [table("waivers"), table("published")])
