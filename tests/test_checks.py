"""checks: rules across cells, rows and tables, each held against bad rows and the whole messages."""

# ruff: noqa: E501 -- messages stand whole, on one line each

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azisrael_data import checks
from azisrael_data.models import FACTS, TABLES, table
from azisrael_data.package import Package
from azisrael_data.schema import columns
from edits import adds, copies, drops, fields, sets, spoil, swaps, tables_of

# What is done to the invented package of conftest.py -> every problem that follows from it.
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
            "datasets/incidents.csv:3:id: row-order: IN-0001 after IN-0002; sort the rows by id",
        ],
    ),
    "disorder is told once": (
        [swaps("evidence", 0, 13)],
        [
            "datasets/evidence.csv:3:id: row-order: EV-00002 after EV-00014; sort the rows by id",
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
}
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
    alpha = [row for row in tables["lines"] if row["source_id"] == "alpha2020"]
    return {
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
    expected = [message.format(**known(root)) for message in messages]

    assert expected == validate(spoil(root, *edits))


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


def test_every_generated_column_is_checked():
    """The table of stale cells above names every generated column of a fact."""
    for each in FACTS:
        assert list(STALE) == [column.name for column in columns(each.model) if column.generated]


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
        path.write_text(f"{lines[0]}\n{'x,' * len(columns(table(name).model))}\n", encoding="utf-8")

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
