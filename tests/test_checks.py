"""checks: rules across cells, rows and tables, each held against bad rows and the whole messages."""

# ruff: noqa: E501 -- messages stand whole, on one line each

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azisrael_data import checks, publish, rules
from azisrael_data.models import FACTS, TABLES, table
from azisrael_data.package import Package
from azisrael_data.problems import Problem
from azisrael_data.schema import columns
from edits import adds, copies, drops, fields, sets, spoil, swaps, tables_of


def whole_line(evidence_id, /, **cells):
    """Return an edit that makes a span all of its line, its fingerprints with it, and then changes some cells."""

    def edit(tables):
        span = next(row for row in tables["evidence"] if row["id"] == evidence_id)
        home = (span["source_id"], span["line"])
        line = next(row for row in tables["lines"] if (row["source_id"], row["line"]) == home)
        span.update({name: line[name] for name in ("start", "end", "letters", "head", "sha256")} | cells)

    return edit


def all_letters(tables):
    """Let a line and a source have as many letters as code points."""
    line, source = tables["lines"][2], tables["sources"][1]
    line["letters"] = str(int(line["end"]) - int(line["start"]))
    source["letters"] = source["code_points"]


# What is done to the invented package of conftest.py -> every problem that follows from it. `{alpha3[end]}` stands
# for the end of the third line of alpha2020 as it was, in messages and in cells.
BAD: dict[str, tuple[list, list[str]]] = {
    "a fact's id twice": (
        [copies("visits", "VI-0001", summary="Another stay.")],
        [
            "datasets/visits.csv:3:id: duplicate-id: VI-0001 is already on line 2; give it the next free id, VI-0010",
        ],
    ),
    "an evidence id twice": (
        [copies("evidence", "EV-00001", certainty="probable")],
        [
            "datasets/evidence.csv:{spans_end}:id: duplicate-id: EV-00001 is already on line 2; give it the next free id, {next}",
        ],
    ),
    "a place's id twice": (
        [copies("places", "port-alder", name="Port Beech")],
        [
            "datasets/places.csv:3:id: duplicate-id: port-alder is already on line 2; give it the next free id",
        ],
    ),
    "a row twice": (
        [copies("visits", "VI-0001")],
        [
            "datasets/visits.csv:3:id: duplicate-row: VI-0001 is already on line 2; delete the row",
        ],
    ),
    "a line of the ledger twice": (
        [copies("lines", ("alpha2020", "2"))],
        [
            "seeds/lines.csv:{end}:line: duplicate-row: alpha2020 2 is already on line 3; delete the row",
        ],
    ),
    "rows out of order": (
        [swaps("incidents", 0, 1)],
        [
            "datasets/incidents.csv:3:id: row-order: IN-0001 after IN-0002; sort the rows by id, or run `azisrael fmt`",
        ],
    ),
    "disorder is told once": (
        [swaps("evidence", 0, 13)],
        [
            "datasets/evidence.csv:3:id: row-order: EV-00002 after EV-00014; sort the rows by id, or run `azisrael fmt`",
        ],
    ),
    "a withdrawn fact": (
        [sets("withdrawn", "VI-0009", id="VI-0001")],
        [
            "datasets/visits.csv:2:id: withdrawn-id: VI-0001 was withdrawn; take the next free id, VI-0002",
        ],
    ),
    "a withdrawn place": (
        [sets("withdrawn", "VI-0009", id="port-alder", table="places")],
        [
            "datasets/places.csv:2:id: withdrawn-id: port-alder was withdrawn; take the next free id",
        ],
    ),
    "an id withdrawn from another table": (
        [sets("withdrawn", "VI-0009", id="port-alder", table="actors")],
        [],
    ),
    "keys with near and far candidates": (
        [sets("visits", "VI-0001", place="port-aldr", hosts="otto-van;zz"), fields("EV-00007", hosts=None, place=None)],
        [
            "datasets/visits.csv:2:hosts: dangling-key: 'otto-van' is not in actors; did you mean 'otto-vane'?",
            "datasets/visits.csv:2:hosts: dangling-key: 'zz' is not in actors; add it to datasets/actors.csv",
            "datasets/visits.csv:2:place: dangling-key: 'port-aldr' is not in places; did you mean 'port-alder'?",
        ],
    ),
    "a key in the wrong case": (
        [sets("actors", "mira-lund", parent="arc")],
        [
            "datasets/actors.csv:6:parent: dangling-key: 'arc' is not in actors; did you mean 'ARC'?",
        ],
    ),
    "a link to a fact": (
        [sets("arms_transfers", "AT-0001", agreement="AG-0002")],
        [
            "datasets/arms_transfers.csv:2:agreement: dangling-key: 'AG-0002' is not in agreements; did you mean 'AG-0001'?",
        ],
    ),
    "a works list": (
        [sets("evidence", "EV-00001", works="alpha2020-1;alpha2020-9")],
        [
            "datasets/evidence.csv:2:works: dangling-key: 'alpha2020-9' is not in works; add it to datasets/works.csv",
        ],
    ),
    "evidence for no row": (
        [sets("evidence", "EV-00014", row_id="IN-0003")],
        [
            "datasets/incidents.csv:3:part_of: unlicensed-cell: no supporting span of IN-0002 names 'part_of'; add it to the fields of the span that shows it",
            "datasets/evidence.csv:15:row_id: dangling-key: 'IN-0003' is not in incidents; add it to datasets/incidents.csv",
        ],
    ),
    "evidence for a row of another table": (
        [sets("evidence", "EV-00014", table="visits")],
        [
            "datasets/incidents.csv:3:part_of: unlicensed-cell: no supporting span of IN-0002 names 'part_of'; add it to the fields of the span that shows it",
            "datasets/evidence.csv:15:row_id: dangling-key: 'IN-0002' is not in visits; add it to datasets/visits.csv",
        ],
    ),
    "evidence from no source": (
        [sets("evidence", "EV-00014", source_id="alpha2021")],
        [
            "datasets/evidence.csv:15:source_id: dangling-key: 'alpha2021' is not in sources; did you mean 'alpha2020'?",
        ],
    ),
    "supplier and recipient are one": (
        [
            sets("arms_transfers", "AT-0001", recipient="NOR"),
            fields("EV-00003", recipient=None),
            fields("EV-00004", recipient=...),
        ],
        [
            "datasets/arms_transfers.csv:2:recipient: same-party: 'recipient' equals 'supplier' ('NOR'); name two different parties",
        ],
    ),
    "origin and destination are one": (
        [sets("visits", "VI-0001", destination="ARC"), fields("EV-00007", destination=None)],
        [
            "datasets/visits.csv:2:destination: same-party: 'destination' equals 'origin' ('ARC'); name two different parties",
        ],
    ),
    "a date without basis": (
        [sets("visits", "VI-0001", date_basis="")],
        [
            "datasets/visits.csv:2:date_basis: incomplete-pair: 'date_basis' is empty though 'date' is '2015-05-03'; fill 'date_basis' or empty 'date'",
        ],
    ),
    "a basis without date": (
        [sets("trade_figures", "TF-0002", date_basis="context")],
        [
            "datasets/trade_figures.csv:3:date: incomplete-pair: 'date' is empty though 'date_basis' is 'context'; fill 'date' or empty 'date_basis'",
        ],
    ),
    "an amount without currency": (
        [sets("agreements", "AG-0001", currency="", value_bound=""), fields("EV-00001", currency=..., value_bound=...)],
        [
            "datasets/agreements.csv:2:currency: incomplete-pair: 'currency' is empty though 'value' is '1600000000'; fill 'currency' or empty 'value'",
            "datasets/agreements.csv:2:value_bound: incomplete-pair: 'value_bound' is empty though 'value' is '1600000000'; fill 'value_bound' or empty 'value'",
        ],
    ),
    "a currency without amount": (
        [sets("agreements", "AG-0001", value="", value_bound=""), fields("EV-00001", value=..., value_bound=...)],
        [
            "datasets/agreements.csv:2:value: incomplete-pair: 'value' is empty though 'currency' is 'USD'; fill 'value' or empty 'currency'",
        ],
    ),
    "half a position": (
        [sets("places", "port-alder", latitude="1.5")],
        [
            "datasets/places.csv:2:longitude: incomplete-pair: 'longitude' is empty though 'latitude' is '1.5'; fill 'longitude' or empty 'latitude'",
            "datasets/places.csv:2:where_precision: incomplete-pair: 'where_precision' is empty though 'latitude' is '1.5'; fill 'where_precision' or empty 'latitude'",
            "datasets/places.csv:2:coordinate_origin: incomplete-pair: 'coordinate_origin' is empty though 'latitude' is '1.5'; fill 'coordinate_origin' or empty 'latitude'",
        ],
    ),
    "half a fingerprint": (
        [sets("evidence", "EV-00001", sha256="")],
        [
            "datasets/evidence.csv:2:sha256: incomplete-pair: 'sha256' is empty though 'letters' is '{ev1[letters]}'; fill 'sha256' or empty 'letters'",
        ],
    ),
    "half a fingerprint in the ledger": (
        [sets("lines", ("alpha2020", "3"), head="")],
        [
            "seeds/lines.csv:4:head: incomplete-pair: 'head' is empty though 'letters' is '{alpha3[letters]}'; fill 'head' or empty 'letters'",
        ],
    ),
    "half a range of items": (
        [sets("arms_transfers", "AT-0001", quantity_high="12"), fields("EV-00003", quantity_high=None)],
        [
            "datasets/arms_transfers.csv:2:quantity_low: incomplete-pair: 'quantity_low' is empty though 'quantity_high' is '12'; fill 'quantity_low' or empty 'quantity_high'",
        ],
    ),
    "half a range of a figure": (
        [sets("trade_figures", "TF-0001", value_low="60"), fields("EV-00008", value_low=None)],
        [
            "datasets/trade_figures.csv:2:value_high: incomplete-pair: 'value_high' is empty though 'value_low' is '60'; fill 'value_high' or empty 'value_low'",
        ],
    ),
    "a quantity outside its range": (
        [
            sets("arms_transfers", "AT-0001", quantity_low="13", quantity_high="11"),
            fields("EV-00003", quantity_low=None, quantity_high=None),
        ],
        [
            "datasets/arms_transfers.csv:2:quantity_low: low-high: 'quantity_low' 13 is above 'quantity' 12; swap or correct them",
        ],
    ),
    "a value below its range": (
        [
            sets("trade_figures", "TF-0001", value_low="60.5", value_high="65"),
            fields("EV-00008", value_low=None, value_high=None),
        ],
        [
            "datasets/trade_figures.csv:2:value_low: low-high: 'value_low' 60.5 is above 'value' 60; swap or correct them",
        ],
    ),
    "more dead at least than at most": (
        [
            sets("incidents", "IN-0001", deaths_low="3", deaths_high="2"),
            fields("EV-00011", deaths_low=None, deaths_high=None),
        ],
        [
            "datasets/incidents.csv:2:deaths_low: low-high: 'deaths_low' 3 is above 'deaths_high' 2; swap or correct them",
        ],
    ),
    "a share of nothing, above 100, in items": (
        [
            sets("trade_figures", "TF-0001", of="", unit="items", value="101"),
            fields("EV-00008", of=..., unit=None, value=None),
        ],
        [
            "datasets/trade_figures.csv:2:value: out-of-range: a share of 101 percent; shares are at most 100",
            "datasets/trade_figures.csv:2:unit: incomplete-pair: unit 'items' does not fit indicator 'share'; write 'percent'",
            "datasets/trade_figures.csv:2:of: incomplete-pair: 'of' is empty though 'indicator' is 'share'; say of what",
        ],
    ),
    "a rank of one and a half": (
        [
            sets("trade_figures", "TF-0001", indicator="rank", unit="rank", value="1.5"),
            fields("EV-00008", unit=None, value=None),
            fields("EV-00009", value=None),
        ],
        [
            "datasets/trade_figures.csv:2:value: out-of-range: 1.5 is no rank; ranks are 1, 2, 3, ...",
        ],
    ),
    "a rank in percent": (
        [sets("trade_figures", "TF-0001", indicator="rank")],
        [
            "datasets/trade_figures.csv:2:unit: incomplete-pair: unit 'percent' does not fit indicator 'rank'; write 'rank'",
        ],
    ),
    "a count of nothing": (
        [sets("trade_figures", "TF-0002", indicator="count")],
        [
            "datasets/trade_figures.csv:3:of: incomplete-pair: 'of' is empty though 'indicator' is 'count'; say of what",
        ],
    ),
    "delivered before it was ordered": (
        [
            sets("arms_transfers", "AT-0001", order_date="2016", delivery_date="2015~"),
            fields("EV-00003", order_date=None, delivery_date=None),
        ],
        [
            "datasets/arms_transfers.csv:2:order_date: date-order: 'order_date' 2016 is later than 'delivery_date' 2015~; swap or correct them",
        ],
    ),
    "ordered within the year of delivery": (
        [
            sets("arms_transfers", "AT-0001", order_date="2015-06", delivery_date="2015"),
            fields("EV-00003", order_date=None, delivery_date=None),
        ],
        [],
    ),
    "after its source was published": (
        [sets("visits", "VI-0001", date="2021-05-03", date_basis="context"), fields("EV-00007", date=None)],
        [
            "datasets/visits.csv:2:date: after-publication: 2021-05-03 lies after its sources were published (2020-12-31); correct the date or the status",
        ],
    ),
    "after one of its sources, not the other": (
        [
            sets("agreements", "AG-0001", date="2021", date_basis="context"),
            fields("EV-00001", date=None),
            fields("EV-00002", date=None),
        ],
        [],
    ),
    "planned for after its source": (
        [
            sets("visits", "VI-0001", date="2021-05-03", date_basis="context", status="announced"),
            fields("EV-00007", date=None),
        ],
        [],
    ),
    "an alias of two actors": (
        [sets("actors", "mira-lund", aliases="Vane;Lund")],
        [
            "datasets/actors.csv:7:aliases: ambiguous-alias: 'Vane' also names mira-lund; keep the alias on one row",
        ],
    ),
    "a name that differs in article and possessive": (
        [sets("actors", "mira-lund", name="the Norland’s", aliases="Mira Lund")],
        [
            "datasets/actors.csv:6:name: ambiguous-alias: 'the Norland’s' also names NOR; keep the alias on one row",
        ],
    ),
    "the same word for an actor and a place": (
        [sets("places", "port-alder", aliases="Norland")],
        [],
    ),
    "a line missing from the ledger": (
        [drops("lines", ("alpha2020", "8"))],
        [
            "seeds/lines.csv:9:line: ledger-gap: line 9 of alpha2020 follows line 7; every non-empty line has one row",
        ],
    ),
    "the first line missing from the ledger": (
        [drops("lines", ("alpha2020", "1"))],
        [
            "seeds/lines.csv:2:line: ledger-gap: line 2 of alpha2020 follows line 0; every non-empty line has one row",
        ],
    ),
    "a line that runs into the one before": (
        [sets("lines", ("alpha2020", "9"), start="0")],
        [
            "seeds/lines.csv:10:start: ledger-gap: line 9 of alpha2020 runs from 0 to {alpha9[end]}, after {alpha8[end]}; restore the row",
        ],
    ),
    "a line that ends before it starts": (
        [sets("lines", ("alpha2020", "8"), end="1")],
        [
            "seeds/lines.csv:9:start: ledger-gap: line 8 of alpha2020 runs from {alpha8[start]} to 1, after {alpha7[end]}; restore the row",
        ],
    ),
    "a line of no length": (
        [sets("lines", ("alpha2020", "8"), end="{alpha8[start]}")],
        [
            "seeds/lines.csv:9:start: ledger-gap: line 8 of alpha2020 runs from {alpha8[start]} to {alpha8[start]}, after {alpha7[end]}; restore the row",
        ],
    ),
    "a line right after the one before": (
        [sets("lines", ("alpha2020", "9"), start="{alpha8[end]}")],
        [],
    ),
    "a span whose place cannot be read, and one on no line": (
        [sets("evidence", "EV-00012", start="x"), sets("evidence", "EV-00014", line="99")],
        [
            "datasets/evidence.csv:13:start: bad-integer: 'x' is not a whole number; write digits only",
            "datasets/evidence.csv:15:line: span-order: alpha2020 has no line 99; run `azisrael anchor` again",
        ],
    ),
    "a line said to be coded": (
        [sets("lines", ("alpha2020", "1"), disposition="coded")],
        [
            "seeds/lines.csv:2:disposition: ledger-mismatch: line 1 of alpha2020 is 'coded' but has no evidence; say what reading it came to",
        ],
    ),
    "a coded line said to be context": (
        [sets("lines", ("alpha2020", "3"), disposition="context")],
        [
            "seeds/lines.csv:4:disposition: ledger-mismatch: line 3 of alpha2020 is 'context' but has evidence; write 'coded'",
        ],
    ),
    "a span that leaves its line": (
        [sets("evidence", "EV-00014", end="99999")],
        [
            "datasets/evidence.csv:15:start: span-order: the span {ev14[start]} to 99999 is not within line 6 ({alpha6[start]} to {alpha6[end]}); run `azisrael anchor` again",
        ],
    ),
    "a span on another line": (
        [sets("evidence", "EV-00014", line="7")],
        [
            "datasets/evidence.csv:15:start: span-order: the span {ev14[start]} to {ev14[end]} is not within line 7 ({alpha7[start]} to {alpha7[end]}); run `azisrael anchor` again",
        ],
    ),
    "a span that ends before it starts": (
        [sets("evidence", "EV-00014", end="1")],
        [
            "datasets/evidence.csv:15:end: span-order: the span ends at 1, starts at {ev14[start]}; run `azisrael anchor` again",
        ],
    ),
    "a span on no line": (
        [sets("evidence", "EV-00014", line="99")],
        [
            "datasets/evidence.csv:15:line: span-order: alpha2020 has no line 99; run `azisrael anchor` again",
        ],
    ),
    "an actor above itself": (
        [sets("actors", "ARC", parent="ARC")],
        [
            "datasets/actors.csv:2:parent: cycle: 'ARC' names itself; name another row or leave it empty",
        ],
    ),
    "two actors above each other": (
        [sets("actors", "ARC", parent="arcadian-navy")],
        [
            "datasets/actors.csv:2:parent: cycle: ARC is above itself through arcadian-navy; break the circle",
            "datasets/actors.csv:4:parent: cycle: arcadian-navy is above itself through ARC; break the circle",
        ],
    ),
    "two systems above each other": (
        [sets("weapon_systems", "drone", parent="heron")],
        [
            "datasets/weapon_systems.csv:2:parent: cycle: drone is above itself through heron; break the circle",
            "datasets/weapon_systems.csv:3:parent: cycle: heron is above itself through drone; break the circle",
        ],
    ),
    "two incidents part of each other": (
        [sets("incidents", "IN-0001", part_of="IN-0002"), fields("EV-00011", part_of=None)],
        [
            "datasets/incidents.csv:2:part_of: cycle: IN-0001 is above itself through IN-0002; break the circle",
            "datasets/incidents.csv:3:part_of: cycle: IN-0002 is above itself through IN-0001; break the circle",
        ],
    ),
    "an agreement that amends itself": (
        [sets("agreements", "AG-0001", amends="AG-0001"), fields("EV-00001", amends=None)],
        [
            "datasets/agreements.csv:2:amends: cycle: 'AG-0001' names itself; name another row or leave it empty",
        ],
    ),
    "a root with another root": (
        [sets("works", "alpha2020-2", root_id="alpha2020-1")],
        [
            "datasets/works.csv:4:root_id: cycle: the root alpha2020-2 has another root, alpha2020-1; write 'alpha2020-1'",
        ],
    ),
    "a row without a span": (
        [drops("evidence", "EV-00007"), drops("published", ("evidence", "EV-00007"))],
        [
            "seeds/lines.csv:5:disposition: ledger-mismatch: line 4 of alpha2020 is 'coded' but has no evidence; say what reading it came to",
            'datasets/visits.csv:2:id: no-evidence: VI-0001 has no supporting span; add one: azisrael anchor SOURCE "words of the passage" --row VI-0001',
        ],
    ),
    "a row with no supporting span": (
        [sets("evidence", "EV-00007", stance="mentions")],
        [
            'datasets/visits.csv:2:id: no-evidence: VI-0001 has no supporting span; add one: azisrael anchor SOURCE "words of the passage" --row VI-0001',
        ],
    ),
    "a cell that no span names": (
        [fields("EV-00007", place=...)],
        [
            "datasets/visits.csv:2:place: unlicensed-cell: no supporting span of VI-0001 names 'place'; add it to the fields of the span that shows it",
        ],
    ),
    "a span that names an empty cell": (
        [sets("visits", "VI-0001", place="")],
        [
            "datasets/evidence.csv:8:fields: idle-field: 'place' is empty in VI-0001; fill the cell or drop the field",
        ],
    ),
    "a span that names no coded column": (
        [fields("EV-00007", palce=None, summary=None)],
        [
            "datasets/evidence.csv:8:fields: idle-field: visits has no coded column 'palce'; did you mean 'place'?",
            "datasets/evidence.csv:8:fields: idle-field: visits has no coded column 'summary'",
        ],
    ),
    "keys behind an empty cell and in a later row": (
        [sets("weapon_systems", "drone", maker="Q-1"), sets("weapon_systems", "heron", parent="dron", maker="zzz")],
        [
            "datasets/weapon_systems.csv:2:maker: bad-key: 'Q-1' is not an actor id: ISO 3166 alpha-3 for a state, else lower-case words joined by '-'; write 'q-1' (lower case)",
            "datasets/weapon_systems.csv:3:parent: dangling-key: 'dron' is not in weapon_systems; did you mean 'drone'?",
            "datasets/weapon_systems.csv:3:maker: dangling-key: 'zzz' is not in actors; add it to datasets/actors.csv",
        ],
    ),
    "a replacement behind a row that has none": (
        [adds("withdrawn", id="VI-0010", table="visits", date="2022", reason="Told twice.", replaced_by="VI-0020")],
        [
            "datasets/withdrawn.csv:3:replaced_by: dangling-key: 'VI-0020' is not in visits; name the row that took its place",
        ],
    ),
    "dates after publication behind a row without a date": (
        [
            sets("incidents", "IN-0001", date="2022-01-01", date_basis="context"),
            fields("EV-00011", date=None),
            fields("EV-00012", date=None),
            sets("incidents", "IN-0002", date="2021-01-01", date_basis="context"),
            fields("EV-00013", date=None),
        ],
        [
            "datasets/incidents.csv:2:date: after-publication: 2022-01-01 lies after its sources were published (2021-12-31); correct the date or the status",
            "datasets/incidents.csv:3:date: after-publication: 2021-01-01 lies after its sources were published (2020-12-31); correct the date or the status",
        ],
    ),
    "on the last day of publication": (
        [sets("visits", "VI-0001", date="2020-12-31", date_basis="context"), fields("EV-00007", date=None)],
        [],
    ),
    "an incident that is only expected": (
        [
            sets("incidents", "IN-0002", date="2021-01-01", date_basis="context", outcome="planned"),
            fields("EV-00013", date=None),
        ],
        [],
    ),
    "an alias behind a name that cannot be read": (
        [sets("actors", "mira-lund", name="", aliases="Norland")],
        [
            "datasets/actors.csv:6:name: required: 'name' is empty; fill it: Name in English",
            "datasets/actors.csv:6:aliases: ambiguous-alias: 'Norland' also names NOR; keep the alias on one row",
        ],
    ),
    "three actors above each other": (
        [
            sets("actors", "ARC", parent="mira-lund"),
            sets("actors", "mira-lund", parent="arcadian-navy"),
            sets("actors", "otto-vane", parent="mira-lund"),
        ],
        [
            "datasets/actors.csv:2:parent: cycle: ARC is above itself through mira-lund; break the circle",
            "datasets/actors.csv:4:parent: cycle: arcadian-navy is above itself through ARC; break the circle",
            "datasets/actors.csv:6:parent: cycle: mira-lund is above itself through arcadian-navy; break the circle",
        ],
    ),
    "two agreements that amend each other": (
        [
            sets("agreements", "AG-0001", amends="AG-0002"),
            fields("EV-00001", amends=None),
            copies("agreements", "AG-0001", id="AG-0002", title="Lake Annex", kind="contract", amends="AG-0001"),
        ],
        [
            "datasets/agreements.csv:2:amends: cycle: AG-0001 is above itself through AG-0002; break the circle",
            'datasets/agreements.csv:3:id: no-evidence: AG-0002 has no supporting span; add one: azisrael anchor SOURCE "words of the passage" --row AG-0002',
            "datasets/agreements.csv:3:amends: cycle: AG-0002 is above itself through AG-0001; break the circle",
        ],
    ),
    "a code that no state has": (
        [sets("actors", "otto-vane", country="NRO"), sets("weapon_systems", "heron", maker_country="XQX")],
        [
            "datasets/actors.csv:7:country: dangling-key: 'NRO' is no state; write its ISO 3166 alpha-3 code",
            "datasets/weapon_systems.csv:3:maker_country: dangling-key: 'XQX' is no state; write its ISO 3166 alpha-3 code",
        ],
    ),
    "a state of the world that is no actor": (
        [sets("weapon_systems", "heron", maker_country="AZE"), sets("places", "port-alder", country="ISR")],
        [],
    ),
    "a state that is gone is told once": (
        [drops("actors", "ARC")],
        [
            "datasets/actors.csv:0:id: lost-id: a published id is gone: ARC; restore what was cut off or deleted, or withdraw it in datasets/withdrawn.csv with a reason",
        ],
    ),
    "a withdrawn id replaced by nothing that is there": (
        [sets("withdrawn", "VI-0009", replaced_by="VI-0007")],
        [
            "datasets/withdrawn.csv:2:replaced_by: dangling-key: 'VI-0007' is not in visits; name the row that took its place",
        ],
    ),
    "a withdrawn id replaced by itself": (
        [sets("withdrawn", "VI-0009", replaced_by="VI-0009")],
        [
            "datasets/withdrawn.csv:2:replaced_by: dangling-key: 'VI-0009' is not in visits; name the row that took its place",
        ],
    ),
    "a withdrawn id replaced by a row of another table": (
        [sets("withdrawn", "VI-0009", replaced_by="AG-0001")],
        [
            "datasets/withdrawn.csv:2:replaced_by: dangling-key: 'AG-0001' is not in visits; name the row that took its place",
        ],
    ),
    "a withdrawn id replaced by a row": (
        [sets("withdrawn", "VI-0009", replaced_by="VI-0001")],
        [],
    ),
    "a withdrawn id replaced by one withdrawn later": (
        [
            sets("withdrawn", "VI-0009", replaced_by="VI-0010"),
            adds("withdrawn", id="VI-0010", table="visits", date="2022", reason="Told three times."),
        ],
        [],
    ),
    "a work younger than the source that cites it": (
        [sets("works", "alpha2020-1", date="2021-01"), sets("works", "beta2021-1", date="2021-01")],
        [
            "datasets/works.csv:2:date: after-publication: 2021-01 lies after its source was published (2020-12-31); correct the date",
        ],
    ),
    "a work of the last day that its source can be of": (
        [sets("works", "alpha2020-1", date="2020-12-31")],
        [],
    ),
    "published and withdrawn in the future": (
        [sets("sources", "alpha2020", published="2028"), sets("withdrawn", "VI-0009", date="2028-01-01")],
        [
            "seeds/sources.csv:2:published: after-publication: 2028 lies after 2027-12-31; correct the date",
            "datasets/withdrawn.csv:2:date: after-publication: 2028-01-01 lies after 2027-12-31; correct the date",
        ],
    ),
    "published and withdrawn on the last day": (
        [sets("sources", "alpha2020", published="2027-12-31"), sets("withdrawn", "VI-0009", date="2027-12-31")],
        [],
    ),
    "a fingerprint without its letters is told once": (
        [sets("evidence", "EV-00001", letters="")],
        [
            "datasets/evidence.csv:2:letters: incomplete-pair: 'letters' is empty though 'sha256' is '{ev1[sha256]}'; fill 'letters' or empty 'sha256'",
        ],
    ),
    "more letters than code points": (
        [
            sets("evidence", "EV-00001", letters="99999"),
            sets("lines", ("alpha2020", "3"), letters="99999"),
            sets("sources", "beta2021", letters="99999"),
        ],
        [
            "seeds/sources.csv:3:letters: out-of-range: 99999 letters in {beta[code_points]} code points; restore the number",
            "seeds/lines.csv:4:letters: out-of-range: 99999 letters in {alpha3[length]} code points; run `azisrael anchor` again",
            "datasets/evidence.csv:2:letters: out-of-range: 99999 letters in {ev1[length]} code points; run `azisrael anchor` again",
        ],
    ),
    "as many letters as code points": (
        [all_letters],
        [],
    ),
    "a head that is not that of its sixteen letters": (
        [sets("evidence", "EV-00001", letters="16", head="0123456789abcdef")],
        [
            "datasets/evidence.csv:2:head: bad-hash: the head of 16 letters is not the start of their fingerprint; restore it",
        ],
    ),
    "a head of more than sixteen letters": (
        [sets("evidence", "EV-00001", letters="17", head="0123456789abcdef")],
        [],
    ),
    "a whole line": (
        [whole_line("EV-00011")],
        [],
    ),
    "a whole line with other letters": (
        [whole_line("EV-00011", letters="18", head="0123456789abcdef", sha256=64 * "f")],
        [
            "datasets/evidence.csv:12:letters: out-of-range: the span is all of line 7, which has {alpha7[letters]} in the ledger; run `azisrael anchor` again",
        ],
    ),
    "a whole line with as many letters as code points": (
        [whole_line("EV-00011", letters="{alpha7[length]}")],
        [
            "datasets/evidence.csv:12:letters: out-of-range: the span is all of line 7, which has {alpha7[letters]} in the ledger; run `azisrael anchor` again",
        ],
    ),
    "a whole line with another head": (
        [whole_line("EV-00011", head="0123456789abcdef", sha256=64 * "f")],
        [
            "datasets/evidence.csv:12:head: bad-hash: the span is all of line 7, which has '{alpha7[head]}' in the ledger; run `azisrael anchor` again",
        ],
    ),
    "a whole line with another fingerprint": (
        [whole_line("EV-00011", sha256=64 * "f")],
        [
            "datasets/evidence.csv:12:sha256: bad-hash: the span is all of line 7, which has '{alpha7[sha256]}' in the ledger; run `azisrael anchor` again",
        ],
    ),
    "a whole line with more letters than code points": (
        [whole_line("EV-00011", letters="{alpha7[more]}", head="0123456789abcdef")],
        [
            "datasets/evidence.csv:12:letters: out-of-range: {alpha7[more]} letters in {alpha7[length]} code points; run `azisrael anchor` again",
        ],
    ),
    "a whole line that has more letters than code points in the ledger": (
        [whole_line("EV-00011"), sets("lines", ("alpha2020", "7"), letters="99999")],
        [
            "seeds/lines.csv:8:letters: out-of-range: 99999 letters in {alpha7[length]} code points; run `azisrael anchor` again",
        ],
    ),
}
# Table, cells of a row -> the faults between them. Cells that are not there could not be read.
_SWAP = "swap or correct them"
_AGAIN = "run `azisrael anchor` again"
_OF = ("of", "incomplete-pair", "'of' is empty though 'indicator' is '{}'", "say of what")
IN_A_ROW: list[tuple[str, dict, list[tuple[str, str, str, str]]]] = [
    ("visits", {"date": None, "date_basis": None, "origin": None, "destination": None}, []),
    ("visits", {"date": "2015"}, []),
    ("visits", {"date_basis": "stated"}, []),
    ("visits", {"origin": "ARC", "destination": "NOR"}, []),
    (
        "visits",
        {"origin": "ARC", "destination": "ARC"},
        [("destination", "same-party", "'destination' equals 'origin' ('ARC')", "name two different parties")],
    ),
    (
        "trade_figures",
        {"value_low": None, "value_high": Decimal(3)},
        [
            (
                "value_low",
                "incomplete-pair",
                "'value_low' is empty though 'value_high' is '3'",
                "fill 'value_low' or empty 'value_high'",
            )
        ],
    ),
    (
        "agreements",
        {"date": None, "date_basis": "stated", "value": None, "currency": "USD", "value_bound": "eq"},
        [
            (
                "date",
                "incomplete-pair",
                "'date' is empty though 'date_basis' is 'stated'",
                "fill 'date' or empty 'date_basis'",
            ),
            (
                "value",
                "incomplete-pair",
                "'value' is empty though 'currency' is 'USD'",
                "fill 'value' or empty 'currency'",
            ),
        ],
    ),
    ("arms_transfers", {"quantity_low": 2, "quantity": 2, "quantity_high": 2}, []),
    ("arms_transfers", {"quantity_low": None, "quantity": 2, "quantity_high": None}, []),
    (
        "arms_transfers",
        {"quantity_low": 3, "quantity": 2, "quantity_high": 1},
        [("quantity_low", "low-high", "'quantity_low' 3 is above 'quantity' 2", _SWAP)],
    ),
    (
        "arms_transfers",
        {"quantity_low": 1, "quantity": 3, "quantity_high": 2},
        [("quantity", "low-high", "'quantity' 3 is above 'quantity_high' 2", _SWAP)],
    ),
    (
        "arms_transfers",
        {"quantity_low": 2, "quantity": None, "quantity_high": 1},
        [("quantity_low", "low-high", "'quantity_low' 2 is above 'quantity_high' 1", _SWAP)],
    ),
    ("arms_transfers", {"order_date": "2015", "delivery_date": "2015"}, []),
    ("arms_transfers", {"order_date": "2015-12-31", "delivery_date": "2015"}, []),
    ("arms_transfers", {"order_date": "../2015", "delivery_date": "2014"}, []),
    ("arms_transfers", {"order_date": "2015", "delivery_date": "2014/.."}, []),
    ("arms_transfers", {"order_date": "2015", "delivery_date": None}, []),
    ("arms_transfers", {"order_date": None, "delivery_date": "2015"}, []),
    (
        "arms_transfers",
        {"order_date": "2015-01-01", "delivery_date": "2014"},
        [("order_date", "date-order", "'order_date' 2015-01-01 is later than 'delivery_date' 2014", _SWAP)],
    ),
    ("trade_figures", {"indicator": "share", "unit": "percent", "value": Decimal(100), "of": "imports"}, []),
    ("trade_figures", {"indicator": "share", "unit": None, "value": Decimal(1)}, []),
    (
        "trade_figures",
        {"indicator": "share", "unit": "rank", "value": Decimal("100.5"), "of": None},
        [
            (_OF[0], _OF[1], _OF[2].format("share"), _OF[3]),
            ("unit", "incomplete-pair", "unit 'rank' does not fit indicator 'share'", "write 'percent'"),
            ("value", "out-of-range", "100.5 is no rank", "ranks are 1, 2, 3, ..."),
            ("value", "out-of-range", "a share of 100.5 percent", "shares are at most 100"),
        ],
    ),
    (
        "trade_figures",
        {"indicator": "rank", "unit": "percent", "value": Decimal(0), "of": None},
        [
            (_OF[0], _OF[1], _OF[2].format("rank"), _OF[3]),
            ("unit", "incomplete-pair", "unit 'percent' does not fit indicator 'rank'", "write 'rank'"),
        ],
    ),
    (
        "trade_figures",
        {"indicator": "count", "unit": "items", "of": None},
        [(_OF[0], _OF[1], _OF[2].format("count"), _OF[3])],
    ),
    ("trade_figures", {"indicator": "trade_value", "unit": "USD", "value": Decimal(101), "of": None}, []),
    ("trade_figures", {"indicator": "rank", "unit": "rank", "value": Decimal(1), "of": "imports"}, []),
    ("trade_figures", {"indicator": "rank", "unit": "rank", "value": None, "of": "imports"}, []),
    (
        "trade_figures",
        {"unit": "rank", "value": Decimal(0)},
        [("value", "out-of-range", "0 is no rank", "ranks are 1, 2, 3, ...")],
    ),
    (
        "trade_figures",
        {"unit": "rank", "value": Decimal("1.5")},
        [("value", "out-of-range", "1.5 is no rank", "ranks are 1, 2, 3, ...")],
    ),
    ("evidence", {"start": 3, "end": 4, "letters": 1}, []),
    ("evidence", {"start": None, "end": 4}, []),
    ("evidence", {"start": 4, "end": None}, []),
    ("evidence", {"start": 3, "end": 3}, [("end", "span-order", "the span ends at 3, starts at 3", _AGAIN)]),
    (
        "evidence",
        {"start": 3, "end": 2, "letters": 5},
        [("end", "span-order", "the span ends at 2, starts at 3", _AGAIN)],
    ),
    (
        "evidence",
        {"start": 0, "end": 20, "letters": 21},
        [("letters", "out-of-range", "21 letters in 20 code points", _AGAIN)],
    ),
    ("lines", {"start": 0, "end": 20, "letters": 20}, []),
    (
        "lines",
        {"start": 0, "end": 1, "letters": 2},
        [("letters", "out-of-range", "2 letters in 1 code points", _AGAIN)],
    ),
    ("lines", {"start": 3, "end": 3, "letters": 20}, []),
    ("lines", {"start": None, "end": 3, "letters": 20}, []),
    ("lines", {"start": 0, "letters": 20}, []),
    (
        "lines",
        {"letters": 16, "head": "0123", "sha256": "4567"},
        [("head", "bad-hash", "the head of 16 letters is not the start of their fingerprint", "restore it")],
    ),
    ("lines", {"letters": 16, "head": "0123", "sha256": "01234567"}, []),
    ("lines", {"letters": 17, "head": "0123", "sha256": "4567"}, []),
    ("lines", {"letters": 16, "sha256": "4567"}, []),
    ("lines", {"letters": 16, "head": "0123"}, []),
    ("sources", {"letters": 20, "code_points": 20}, []),
    ("sources", {"letters": 20}, []),
    ("sources", {"code_points": 20}, []),
    (
        "sources",
        {"letters": 21, "code_points": 20},
        [("letters", "out-of-range", "21 letters in 20 code points", "restore the number")],
    ),
    ("actors", {"id": "ARC", "parent": None}, []),
    ("actors", {"parent": None}, []),
    ("actors", {"id": "ARC", "parent": "NOR"}, []),
    (
        "actors",
        {"id": "ARC", "parent": "ARC"},
        [("parent", "cycle", "'ARC' names itself", "name another row or leave it empty")],
    ),
]
# A way to break a whole file -> the code of the one problem that is told.
BROKEN_FILES = {
    "file-missing": lambda path: path.unlink(),
    "file-empty": lambda path: path.write_bytes(b""),
    "not-csv": lambda path: path.write_bytes(b"\x1f\x8b\x08rest"),
    "file-unreadable": lambda path: (path.unlink(), path.mkdir()),
}
# One unreadable cell on which rows of other tables lean -> the one problem that is told.
BROKEN_CELLS = [
    (sets("sources", "alpha2020", id="Alpha"), "seeds/sources.csv:2:id: bad-id"),
    (sets("sources", "alpha2020", published="March"), "seeds/sources.csv:2:published: bad-edtf"),
    (sets("lines", ("alpha2020", "3"), source_id="Alpha"), "seeds/lines.csv:4:source_id: bad-id"),
    (sets("lines", ("alpha2020", "3"), line="3rd"), "seeds/lines.csv:4:line: bad-integer"),
    (sets("lines", ("alpha2020", "3"), start=""), "seeds/lines.csv:4:start: required"),
    (sets("lines", ("alpha2020", "3"), end="x"), "seeds/lines.csv:4:end: bad-integer"),
    (sets("lines", ("alpha2020", "3"), disposition="done"), "seeds/lines.csv:4:disposition: unknown-code"),
    (sets("sources", "beta2021", version_of="A Work"), "seeds/sources.csv:3:version_of: bad-id"),
    (sets("works", "alpha2020-2", id="Yearbook"), "datasets/works.csv:3:id: bad-id"),
    (sets("works", "beta2021-1", root_id="Yearbook"), "datasets/works.csv:4:root_id: bad-id"),
    (sets("actors", "mira-lund", id="Mira Lund"), "datasets/actors.csv:6:id: bad-key"),
    (sets("actors", "mira-lund", aliases=";"), "datasets/actors.csv:6:aliases: bad-list"),
    (sets("weapon_systems", "heron", aliases=";"), "datasets/weapon_systems.csv:3:aliases: bad-list"),
    (sets("places", "port-alder", name=""), "datasets/places.csv:2:name: required"),
    (sets("visits", "VI-0001", id="VI-1"), "datasets/visits.csv:2:id: bad-id"),
    (sets("incidents", "IN-0001", id=""), "datasets/incidents.csv:2:id: required"),
    (sets("visits", "VI-0001", place="Port Alder"), "datasets/visits.csv:2:place: bad-id"),
    (sets("visits", "VI-0001", date="May 2015"), "datasets/visits.csv:2:date: bad-edtf"),
    (sets("evidence", "EV-00007", row_id="VI-1"), "datasets/evidence.csv:8:row_id: bad-key"),
    (sets("evidence", "EV-00007", table="visit"), "datasets/evidence.csv:8:table: unknown-code"),
    (sets("evidence", "EV-00007", fields="{"), "datasets/evidence.csv:8:fields: bad-json"),
    (sets("evidence", "EV-00007", stance="support"), "datasets/evidence.csv:8:stance: unknown-code"),
    (sets("evidence", "EV-00007", source_id=""), "datasets/evidence.csv:8:source_id: required"),
    (sets("evidence", "EV-00007", line="x"), "datasets/evidence.csv:8:line: bad-integer"),
    (sets("evidence", "EV-00007", start="x"), "datasets/evidence.csv:8:start: bad-integer"),
    (sets("evidence", "EV-00007", works=";"), "datasets/evidence.csv:8:works: bad-list"),
    (sets("evidence", "EV-00007", voice="Lake Inst"), "datasets/evidence.csv:8:voice: bad-key"),
    (sets("evidence", "EV-00007", certainty="sure"), "datasets/evidence.csv:8:certainty: unknown-code"),
    (sets("withdrawn", "VI-0009", table="visit"), "datasets/withdrawn.csv:2:table: unknown-code"),
]
# Every generated column of a row, spoiled one by one -> what stands there and what is wanted.
STALE = {
    "date_start": ("2015-05-02", "'2015-05-02' is stale, wanted '2015-05-03'"),
    "date_end": ("", "'' is stale, wanted '2015-05-03'"),
    "date_precision": ("month", "'month' is stale, wanted 'day'"),
    "sources": ("beta2021:4;alpha2020:4", "'beta2021:4;alpha2020:4' is stale, wanted 'alpha2020:4'"),
    "source_count": ("2", "'2' is stale, wanted '1'"),
    "root_count": ("", "'' is stale, wanted '1'"),
    "evidence_status": ("agreed", "'agreed' is stale, wanted 'single'"),
    "certainty": ("possible", "'possible' is stale, wanted 'certain'"),
}
# One bad cell in every table, in the order of the registry.
ONE_IN_EACH = [
    (sets("sources", "beta2021", language="English"), "seeds/sources.csv:3:language: bad-language"),
    (sets("lines", ("alpha2020", "3"), head="0"), "seeds/lines.csv:4:head: bad-hash"),
    (sets("works", "beta2021-1", url="ftp://x"), "datasets/works.csv:4:url: bad-url"),
    (sets("actors", "otto-vane", cow_code="1"), "datasets/actors.csv:7:cow_code: out-of-range"),
    (sets("weapon_systems", "heron", is_class="no"), "datasets/weapon_systems.csv:3:is_class: bad-boolean"),
    (sets("places", "port-alder", status_note=" x"), "datasets/places.csv:2:status_note: edge-space"),
    (sets("agreements", "AG-0001", note="n/a"), "datasets/agreements.csv:2:note: missing-marker"),
    (sets("arms_transfers", "AT-0001", quantity_low="0"), "datasets/arms_transfers.csv:2:quantity_low: out-of-range"),
    (sets("visits", "VI-0001", note="=1+1"), "datasets/visits.csv:2:note: formula"),
    (sets("trade_figures", "TF-0002", value_low="1e3"), "datasets/trade_figures.csv:3:value_low: bad-number"),
    (sets("incidents", "IN-0002", note="<b>"), "datasets/incidents.csv:3:note: markup"),
    (sets("evidence", "EV-00014", sha256="f"), "datasets/evidence.csv:15:sha256: bad-hash"),
    (lambda tables: tables["exceptions"][0].update(rule="x"), "seeds/exceptions.csv:2:rule: unknown-code"),
    (
        adds("waivers", rule="x", row_id="AG-0001", other_id="AG-0002", reason="Two."),
        "seeds/waivers.csv:2:rule: unknown-code",
    ),
    (sets("withdrawn", "VI-0009", date="2021-02-30"), "datasets/withdrawn.csv:2:date: bad-edtf"),
    (sets("published", ("visits", "VI-0001"), since="1"), "seeds/published.csv:31:since: bad-id"),
]


def validate(root, *, stale=False):
    return [str(problem) for problem in checks.validate(Package(root), stale=stale)]


def starts(problems):
    """Return place and code of problems, without what they say."""
    return [": ".join(problem.split(": ", 2)[:2]) for problem in problems]


def test_invented_package_is_valid(package_root):
    """The package that all cases below spoil has no problem of its own, stale columns included."""
    assert validate(package_root(), stale=True) == []


def known(root):
    """Return what the messages above may name: lines `alpha1`, ... and spans `ev1`, ... of the invented package."""
    tables = tables_of(root)
    for row in (*tables["lines"], *tables["evidence"]):
        row["length"] = int(row["end"]) - int(row["start"])
        row["more"] = row["length"] + 1
    alpha = [row for row in tables["lines"] if row["source_id"] == "alpha2020"]
    return {
        "beta": tables["sources"][1],
        **{f"alpha{row['line']}": row for row in alpha},
        **{f"ev{int(row['id'][3:])}": row for row in tables["evidence"]},
        "alpha": len(alpha),
        "end": len(tables["lines"]) + 2,
        "spans_end": len(tables["evidence"]) + 2,
        "next": f"EV-{len(tables['evidence']) + 1:05d}",
    }


@pytest.mark.parametrize("case", BAD)
def test_bad_rows(package_root, case):
    """Bad rows are told with place, what was found, what is wanted and what to do, and nothing else is told."""
    edits, messages = BAD[case]
    root = package_root()
    places = known(root)
    expected = [message.format(**places) for message in messages]

    def fill(tables):
        for row in (*tables["lines"], *tables["evidence"]):
            row.update({name: cell.format(**places) for name, cell in row.items() if cell.startswith("{alpha")})

    assert expected == validate(spoil(root, *edits, fill))


@pytest.mark.parametrize(("name", "cells", "faults"), IN_A_ROW)
def test_cells_of_a_row(name, cells, faults):
    """Cells of one row that do not fit each other are told; a cell that could not be read is held against none."""
    assert faults == list(rules.faults(name, cells))


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_ledger_cut_off(package_root, kept):
    """A source whose last lines the ledger does not hold is told once, whatever spans stand in them."""
    root = package_root()
    tables = tables_of(root)
    beta = [row for row in tables["lines"] if row["source_id"] == "beta2021"]
    length = next(row["code_points"] for row in tables["sources"] if row["id"] == "beta2021")
    reach = beta[kept - 1]["end"]
    message = f"seeds/lines.csv ends with line {kept} of beta2021, at code point {reach} of {length}"
    found = validate(spoil(root, *(drops("lines", ("beta2021", row["line"])) for row in beta[kept:])))

    if not kept:
        message = "no line of beta2021 is in seeds/lines.csv"
    assert [f"seeds/sources.csv:3:id: ledger-gap: {message}; restore its lines"] == found


def test_ledger_line_lost(package_root):
    """A line that the ledger lacks is told once at the line that follows, whatever spans stand in it."""
    root = package_root()
    rows = [row for row in tables_of(root)["lines"] if row["source_id"] == "alpha2020"]
    place = 2 + rows.index(next(row for row in rows if row["line"] == "3"))
    message = "line 4 of alpha2020 follows line 2; every non-empty line has one row"

    assert [f"seeds/lines.csv:{place}:line: ledger-gap: {message}"] == validate(
        spoil(root, drops("lines", ("alpha2020", "3")))
    )


def test_ledger_lines_swapped(package_root):
    """Lines of the ledger in another order are out of order, and no gap."""
    found = validate(spoil(package_root(), swaps("lines", 4, 5)))

    assert [each.split(": ")[1] for each in found] == ["row-order"]


@pytest.mark.parametrize(("left", "problems"), [(0, 0), (2, 0), (3, 1)])
def test_ledger_short_of_the_text(package_root, left, problems):
    """Up to two code points, of blanks, may follow the last line of a source; more are a line that is not there."""
    root = package_root()
    last = [row for row in tables_of(root)["lines"] if row["source_id"] == "beta2021"][-1]
    found = validate(spoil(root, sets("sources", "beta2021", code_points=str(int(last["end"]) + left))))

    assert [each.split(": ")[1] for each in found] == ["ledger-gap"] * problems


def test_ledger_beyond_the_text(package_root):
    """A source whose lines run on beyond its length is told."""
    root = package_root()
    tables = tables_of(root)
    last = [row for row in tables["lines"] if row["source_id"] == "beta2021"][-1]
    length = int(next(row["code_points"] for row in tables["sources"] if row["id"] == "beta2021"))
    message = f"seeds/lines.csv ends with line {last['line']} of beta2021, at code point {length + 1} of {length}"

    assert [f"seeds/sources.csv:3:id: ledger-gap: {message}; restore its lines"] == validate(
        spoil(root, sets("lines", ("beta2021", last["line"]), end=str(length + 1)))
    )


@pytest.mark.parametrize("column", STALE)
def test_stale(package_root, column):
    """A generated column that a person changed is told with what the build would write."""
    cell, message = STALE[column]

    found = validate(spoil(package_root(), sets("visits", "VI-0001", **{column: cell})), stale=True)

    assert [f"datasets/visits.csv:2:{column}: stale: {message}; run `azisrael build`"] == found


def test_stale_columns_of_a_row_are_told_at_once(package_root):
    """A row coded by hand, its generated columns still empty, is one problem and not eight."""
    edit = sets("visits", "VI-0001", **dict.fromkeys(STALE, ""))
    expected = (
        "datasets/visits.csv:2:date_start: stale: '' is stale, wanted '2015-05-03' (also date_end, date_precision, "
        "sources, source_count, root_count, evidence_status, certainty); run `azisrael build`"
    )

    found = validate(spoil(package_root(), edit), stale=True)

    assert [expected] == found


def test_two_stale_columns(package_root):
    """Of two stale columns the second is named with the first."""
    edit = sets("visits", "VI-0001", date_end="", source_count="2")
    expected = (
        "datasets/visits.csv:2:date_end: stale: '' is stale, wanted '2015-05-03' (also source_count); "
        "run `azisrael build`"
    )

    assert validate(spoil(package_root(), edit), stale=True) == [expected]


def test_stale_unless_asked_otherwise(package_root):
    """Generated columns are held against the evidence unless that is declined, and a broken row keeps no other from it."""
    edits = (sets("agreements", "AG-0001", note="n/a", date_end=""), sets("visits", "VI-0001", date_end=""))
    root = spoil(package_root(), *edits)

    assert [problem.code for problem in checks.validate(Package(root))] == ["missing-marker", "stale"]
    assert [problem.code for problem in checks.validate(Package(root), stale=False)] == ["missing-marker"]


def test_stale_without_evidence(package_root):
    """A row that no span bears on any more has stale columns like any other."""
    edits = (drops("evidence", "EV-00007"), drops("published", ("evidence", "EV-00007")))

    assert starts(validate(spoil(package_root(), *edits), stale=True)) == [
        "seeds/lines.csv:5:disposition: ledger-mismatch",
        "datasets/visits.csv:2:id: no-evidence",
        "datasets/visits.csv:2:sources: stale",
    ]


def test_nothing_is_stale_beside_a_span_that_cannot_be_read(package_root):
    """A row of which one span cannot be read is not recomputed; another row is."""
    edits = (
        sets("evidence", "EV-00007", certainty="sure"),
        sets("visits", "VI-0001", date_end=""),
        sets("incidents", "IN-0001", date_end=""),
    )

    assert starts(validate(spoil(package_root(), *edits), stale=True)) == [
        "datasets/incidents.csv:2:date_end: stale",
        "datasets/evidence.csv:8:certainty: unknown-code",
    ]


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to("nowhere")])
def test_unfinished_build(package_root, make):
    """What an interrupted build left is told first, whatever it is."""
    root = package_root()
    make(root / publish.UNFINISHED)

    assert validate(root) == []
    assert validate(root, stale=True) == [
        (
            f"{publish.UNFINISHED}:0:: unfinished-build: a build was interrupted or is under way: data, schemas and "
            "descriptor may not belong together; run `azisrael build`"
        )
    ]


def test_in_order():
    """Problems stand by table, line, column, code and message, each once; what belongs to no table comes first."""
    expected = [
        Problem("a.txt", 2, "", "stale", "m"),
        Problem("b.txt", 1, "", "stale", "m"),
        Problem("seeds/lines.csv", 7, "line", "stale", "m"),
        Problem("datasets/visits.csv", 0, "id", "stale", "m"),
        Problem("datasets/visits.csv", 3, "no-column", "stale", "m"),
        Problem("datasets/visits.csv", 3, "id", "cycle", "z"),
        Problem("datasets/visits.csv", 3, "id", "stale", "a"),
        Problem("datasets/visits.csv", 3, "id", "stale", "b"),
        Problem("datasets/visits.csv", 3, "date", "cycle", "a"),
        Problem("datasets/visits.csv", 12, "id", "cycle", "a"),
        Problem("datasets/incidents.csv", 1, "id", "cycle", "a"),
    ]

    assert expected == checks.in_order([*expected[::-1], *expected[::2]])


def test_every_generated_column_is_checked():
    """The table of stale cells above names every generated column of a fact."""
    for each in FACTS:
        assert list(STALE) == [column.name for column in columns(each) if column.generated]


@pytest.mark.parametrize("name", [each.name for each in TABLES])
@pytest.mark.parametrize("code", BROKEN_FILES)
def test_broken_file_does_not_cascade(package_root, code, name):
    """A file that cannot be read is one problem; no row of another table is blamed for what it held."""
    root = package_root()
    BROKEN_FILES[code](root / table(name).path)

    assert starts(validate(root, stale=True)) == [f"{table(name).path}:0:: {code}"]


@pytest.mark.parametrize("name", [each.name for each in TABLES])
def test_ragged_row_does_not_cascade(package_root, name):
    """A row that lacks a cell is one problem; what leans on the row is not blamed."""
    root = package_root()
    path = root / table(name).path
    lines = path.read_text(encoding="utf-8").split("\n")
    if len(lines) > 2:
        path.write_text("\n".join([*lines[:-2], lines[-2] + ",x", ""]), encoding="utf-8")
    else:
        lines.append("")
        path.write_text(f"{lines[0]}\n{'x,' * len(columns(table(name)))}\n", encoding="utf-8")

    assert [f"{table(name).path}:{len(lines) - 1}:: ragged-row"] == starts(validate(root, stale=True))


@pytest.mark.parametrize(("edit", "expected"), BROKEN_CELLS, ids=[expected for _, expected in BROKEN_CELLS])
def test_broken_cell_does_not_cascade(package_root, edit, expected):
    """A cell that cannot be read is one problem, although other rows lean on it."""
    assert [expected] == starts(validate(spoil(package_root(), edit), stale=True))


def test_bad_cell_leaves_the_other_rules_on(package_root):
    """A cell that no other row leans on does not keep the rules from judging the rest of its table."""
    edits = (
        sets("evidence", "EV-00007", works="Alpha 1"),
        fields("EV-00013", place=...),
        sets("visits", "VI-0001", hosts="Otto Vane"),
        sets("evidence", "EV-00014", table="visits", fields='{"place": null}'),
    )

    expected = [
        "datasets/visits.csv:2:hosts: bad-key",
        "datasets/incidents.csv:3:place: unlicensed-cell",
        "datasets/incidents.csv:3:part_of: unlicensed-cell",
        "datasets/evidence.csv:8:works: bad-id",
        "datasets/evidence.csv:15:row_id: dangling-key",
    ]

    assert expected == starts(validate(spoil(package_root(), *edits)))


def test_all_problems_of_all_files_in_one_run(package_root):
    """A fault in every file gives as many problems, in the order of the registry."""
    root = spoil(package_root(), *(edit for edit, _ in reversed(ONE_IN_EACH)))

    found = starts(validate(root))

    assert len(TABLES) == len(ONE_IN_EACH)
    assert [expected for _, expected in ONE_IN_EACH] == found


def test_problems_of_a_file_stand_in_order(package_root):
    """Within a file problems stand by line, then by column, each once."""
    edits = [sets("actors", key, kind="x", cow_code="x", country="x") for key in ("otto-vane", "ARC", "mira-lund")]

    expected = [
        f"datasets/actors.csv:{line}:{column}: {code}"
        for line in (2, 6, 7)
        for column, code in (("kind", "unknown-code"), ("country", "bad-key"), ("cow_code", "bad-integer"))
    ]

    assert expected == starts(validate(spoil(package_root(), *edits)))


@settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_give_problems_not_exceptions(package_root, data):
    """Whatever bytes are written into a file, validation ends with problems of the catalogue, in order."""
    root = package_root(texts=False)
    path = root / data.draw(st.sampled_from(TABLES)).path
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 40))
    noise = data.draw(
        st.binary(max_size=12) | st.sampled_from([b'"', b",", b"\n", b";", b"\r\n", b"[", b"null", b"-1"])
    )
    path.write_bytes(content[:at] + noise + content[at + length :])

    found = checks.validate(Package(root), stale=True)

    assert checks.in_order(found[::-1]) == found


def test_validation_reads_the_spoiled_tables(package_root):
    """The edits that the cases use change one cell and nothing else."""
    root = package_root()
    before = tables_of(root)

    after = tables_of(spoil(root, sets("visits", "VI-0001", note="A remark, with a comma.")))

    before["visits"][0]["note"] = "A remark, with a comma."
    assert before == after
