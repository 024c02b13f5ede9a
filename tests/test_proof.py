"""What evidence proves without the texts: licences, literals, and how they add up to cells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from azisrael_data import checks, proof, schema
from azisrael_data.models import table
from azisrael_data.package import Package

EV = "datasets/evidence.csv"


@pytest.fixture
def told(package_root):
    """Return the messages of the package after a change: rows by table, and fields of spans by evidence number."""

    def messages(fields=None, **changes):
        def evidence(rows):
            for number, change in (fields or {}).items():
                rows[number - 1]["fields"] = change(dict(rows[number - 1]["fields"]))
            if "evidence" in changes:
                changes["evidence"](rows)

        root = package_root(texts=False, **{**changes, "evidence": evidence})
        return [str(problem) for problem in proof.check(Package(root))]

    return messages


def put(**cells):
    """Return a change that sets cells of the first row, or fields of a span."""

    def change(target):
        (target[0] if isinstance(target, list) else target).update(cells)
        return target

    return change


def drop(name):
    return lambda fields: {key: value for key, value in fields.items() if key != name}


def test_invented_package_is_proved(told):
    """The invented package has no problem of evidence."""
    assert told() == []


def test_every_cell_needs_a_licence(told):
    """A filled coded cell that no supporting span names is reported; the span of another row is none."""
    assert told({7: drop("place")}) == [
        (
            "datasets/visits.csv:2:place: unlicensed-cell: no supporting span of VI-0001 names 'place'; "
            "add it to the fields of the span that shows it"
        )
    ]


@pytest.mark.parametrize(
    "name",
    [c.name for c in schema.columns(table("visits")) if schema.is_coded(table("visits"), c)],
)
def test_each_coded_column_needs_a_licence(told, name):
    """There is no coded column that goes without a licence, codes included."""
    filled = {"protocol": put(protocol="official"), "agreements": put(agreements=("AG-0001",))}
    found = told({7: drop(name)}, **({"visits": filled[name]} if name in filled else {}))

    assert [
        (
            f"datasets/visits.csv:2:{name}: unlicensed-cell: no supporting span of VI-0001 names {name!r}; "
            "add it to the fields of the span that shows it"
        )
    ] == found


def test_identity_and_prose_need_no_licence(told):
    """Id, summary, note and the basis of a date are not evidenced; a field for them is idle."""
    assert told(visits=put(note="A ruling.")) == []
    assert [f"{EV}:8:fields: idle-field: visits has no coded column 'note'"] == [
        message.partition(";")[0] for message in told({7: put(note=None)})
    ]


def test_row_without_support(told):
    """A row that spans only mention or contradict has no evidence."""

    def mention(rows):
        rows[6]["stance"] = "mentions"

    assert told(evidence=mention) == [
        (
            "datasets/visits.csv:2:id: no-evidence: VI-0001 has no supporting span; "
            'add one: azisrael anchor SOURCE "words of the passage" --row VI-0001'
        )
    ]


def test_every_row_and_cell_is_judged(told):
    """A row without evidence keeps no other row, and a cell without licence no other cell, from being told."""

    def mention(rows):
        rows[0]["stance"] = rows[1]["stance"] = "mentions"

    found = told({7: lambda fields: drop("hosts")(drop("place")(fields))}, evidence=mention)

    assert [message.partition(";")[0] for message in found] == [
        "datasets/agreements.csv:2:id: no-evidence: AG-0001 has no supporting span",
        "datasets/visits.csv:2:hosts: unlicensed-cell: no supporting span of VI-0001 names 'hosts'",
        "datasets/visits.csv:2:place: unlicensed-cell: no supporting span of VI-0001 names 'place'",
    ]


def test_rows_below_one_without_an_id_are_judged(package_root):
    """A row whose id could not be read is passed over, and those below it are not."""

    def widen(rows):
        rows[6]["fields"].pop("place")

    root = package_root(texts=False, evidence=widen)
    path = root / "datasets" / "agreements.csv"
    path.write_text(path.read_text().replace("AG-0001,", "AG-1,", 1))

    assert [problem.message for problem in proof.check(Package(root))] == [
        "no supporting span of VI-0001 names 'place'"
    ]


def test_idle_fields(told):
    """A field for an empty cell or for a column that the table has not is idle, with the near name."""
    assert [
        f"{EV}:8:fields: idle-field: visits has no coded column 'plase'; did you mean 'place'?",
        f"{EV}:8:fields: idle-field: 'protocol' is empty in VI-0001; fill the cell or drop the field",
    ] == told({7: put(plase="Port Alder", protocol=None)})


def test_contradicting_an_empty_cell_is_allowed(told):
    """A contradicting span may name a cell that is empty."""
    assert told({5: put(quantity_low="15")}) == []


# (evidence number, fields, message behind `fields: `)
MISREAD = [
    (
        1,
        {"value": "$1.7 billion"},
        (
            "literal-mismatch: 'value': '$1.7 billion' does not give '1600000000'; "
            "correct the cell or the literal, or set stance to contradicts"
        ),
    ),
    (
        1,
        {"currency": "€"},
        (
            "literal-mismatch: 'currency': '€' does not give 'USD'; "
            "correct the cell or the literal, or set stance to contradicts"
        ),
    ),
    (
        1,
        {"value_bound": "over"},
        (
            "literal-mismatch: 'value_bound': 'over' does not give 'approx'; "
            "correct the cell or the literal, or set stance to contradicts"
        ),
    ),
    (
        1,
        {"date": "March 2012"},
        (
            "literal-mismatch: 'date': 'March 2012' does not give '2012-02'; "
            "correct the cell or the literal, or set stance to contradicts"
        ),
    ),
    (
        1,
        {"date": "12 February 2012"},
        (
            "literal-mismatch: 'date': '12 February 2012' does not give '2012-02'; "
            "correct the cell or the literal, or set stance to contradicts"
        ),
    ),
    (
        1,
        {"date": "February"},
        (
            "literal-mismatch: 'date': 'February' does not give '2012-02'; "
            "correct the cell or the literal, or set stance to contradicts"
        ),
    ),
    (
        3,
        {"supplier": "Arcadia"},
        (
            "literal-mismatch: 'supplier': 'Arcadia' does not give 'NOR'; "
            "correct the cell or the literal, or set stance to contradicts"
        ),
    ),
    (
        7,
        {"visitor_role": "harbour master"},
        (
            "literal-mismatch: 'visitor_role': 'harbour master' does not give 'Arcadian minister'; "
            "correct the cell or the literal, or set stance to contradicts"
        ),
    ),
    (
        5,
        {"quantity": "12"},
        "literal-mismatch: 'quantity': '12' gives '12' itself; set stance to supports, or quote what contradicts",
    ),
    (
        1,
        {"kind": "accord"},
        "literal-unread: 'kind': no rule reads 'accord'; codes are judged: write null",
    ),
    (
        1,
        {"currency": "gold"},
        "literal-unread: 'currency': no rule reads 'gold'; codes are judged: write null",
    ),
    (
        1,
        {"domains": ["military", None]},
        "literal-unread: 'domains': no rule reads 'military'; codes are judged: write null",
    ),
    (
        3,
        {"agreement": "Lake Accord"},
        "literal-unread: 'agreement': no rule reads 'Lake Accord'; links are judged: write null",
    ),
    (
        3,
        {"supplier": "Norland's yards"},
        (
            "literal-unread: 'supplier': no rule reads \"Norland's yards\"; "
            "add it to the aliases in datasets/actors.csv, or write null"
        ),
    ),
    (
        3,
        {"quantity": "12 of 15"},
        "literal-unread: 'quantity': no rule reads '12 of 15'; quote the words that give the value, or write null",
    ),
    (
        1,
        {"date": "a month later"},
        "literal-unread: 'date': no rule reads 'a month later'; quote the words that give the value, or write null",
    ),
    (
        3,
        {"supplier": ["Norland"]},
        "literal-unread: 'supplier' takes one literal, found a list; write one literal or null",
    ),
    (
        8,
        {"of": "Arcadia's arms imports of the years 2015 and after"},
        'literal-long: "Arcadia\'s arms imports of the years 2015 and after" has 9 words; quote at most 8',
    ),
]


@pytest.mark.parametrize(("number", "fields", "message"), MISREAD)
def test_literals_against_cells(told, number, fields, message):
    """A literal that no rule reads, that gives another value or, contradicting, the same one, is reported."""
    assert f"{EV}:{number + 1}:fields: {message}" == told({number: put(**fields)})[0]


def test_eight_words_are_not_too_long(told):
    """A literal may have eight words."""
    assert told({8: put(of="Arcadia's arms imports of the years since 2015")}) == [
        (
            "datasets/trade_figures.csv:2:of: literal-mismatch: "
            'the literals agree with "Arcadia\'s arms imports" but none gives it; quote the words that give it, or null'
        )
    ]


def test_every_field_of_a_span_is_judged(told, package_root):
    """A field that is passed over or at fault keeps none behind it from being judged."""
    contradicting = {"quantity_low": "15", "quantity": "12"}
    mismatch = "literal-mismatch: 'quantity': '12' gives '12' itself"
    assert [message.partition(";")[0] for message in told({5: lambda _: contradicting})] == [
        f"{EV}:6:fields: {mismatch}"
    ]

    found = told({3: put(supplier=["Norland"], quantity="15")})
    assert [message.split(": ")[2] for message in found] == [
        "'supplier' takes one literal, found a list; write one literal or null",
        "'quantity'",
    ]

    root = package_root("unread", texts=False, evidence=lambda rows: rows[6]["fields"].update(hosts=["Arcadia"]))
    path = root / "datasets" / "visits.csv"
    path.write_text(path.read_text().replace("mira-lund", "Mira Lund"))
    assert [problem.code for problem in proof.check(Package(root))] == ["literal-mismatch", "literal-mismatch"]


def test_unreadable_parent_accuses_no_literal(package_root):
    """Where it cannot be read to whom an actor belongs, the name of another is not called wrong."""
    root = package_root(texts=False, visits=put(origin="mira-lund"))
    path = root / "datasets" / "actors.csv"
    path.write_text(
        path.read_text().replace("mira-lund,Mira Lund,person,ARC,,ARC", "mira-lund,Mira Lund,person,ARC,,A R")
    )

    assert [problem.code for problem in Package(root)["actors"].problems] == ["bad-key"]
    assert list(proof.check(Package(root))) == []


def test_day_that_does_not_exist_is_no_date(told):
    """A misprinted date in a literal is unread, not a crash."""
    assert [
        (
            f"{EV}:8:fields: literal-unread: 'date': no rule reads 'May 34, 2015'; "
            "quote the words that give the value, or write null"
        )
    ] == told({7: put(date="May 34, 2015")})


def test_mentions_prove_nothing(told):
    """A mentioning span may agree or not."""
    assert told({6: put(date="2013")}) == []


# (table, change of the row, evidence number, field that agrees, message): coarser dates, parents, parts of words
AGREE = [
    ("visits", {}, 7, {"date": "2015"}, "date", "2015-05-03"),
    ("visits", {}, 7, {"date": "May 2015"}, "date", "2015-05-03"),
    ("visits", {}, 7, {"date": "2010s"}, "date", "2015-05-03"),
    ("visits", {"date": "2015-01-01"}, 7, {"date": "2015"}, "date", "2015-01-01"),
    ("visits", {"date": "2015-12-31"}, 7, {"date": "2015"}, "date", "2015-12-31"),
    ("visits", {"origin": "arcadian-navy"}, 7, {}, "origin", "arcadian-navy"),
    ("visits", {}, 7, {"visitor_role": "minister"}, "visitor_role", "Arcadian minister"),
    ("visits", {}, 7, {"visitor_role": "the Arcadian minister Lund"}, "visitor_role", "Arcadian minister"),
    ("arms_transfers", {"supplier": "NOR", "recipient": "mira-lund"}, 3, {}, "recipient", "mira-lund"),
]


@pytest.mark.parametrize(("home", "cells", "number", "fields", "column", "cell"), AGREE)
def test_what_agrees_does_not_give(told, home, cells, number, fields, column, cell):
    """A coarser date, a parent actor or a part of the words agrees with a cell, but something must give it."""
    assert [
        (
            f"datasets/{home}.csv:2:{column}: literal-mismatch: the literals agree with {cell!r} but none gives it; "
            "quote the words that give it, or null"
        )
    ] == told({number: put(**fields)}, **{home: put(**cells)})


def test_another_span_may_give_what_one_agrees_with(told):
    """A coarse date in one span is fine where another span gives the date, or is judged."""
    assert told({2: put(date="2012")}) == []
    assert told({1: put(date=None), 2: put(date="2012")}) == []


def test_grandparents_agree_too(told):
    """The name of a state agrees with a person of one of its forces."""

    def enlist(rows):
        rows[4]["parent"] = "arcadian-navy"

    assert told(visits=put(origin="mira-lund"), actors=enlist) == [
        (
            "datasets/visits.csv:2:origin: literal-mismatch: the literals agree with 'mira-lund' but none gives it; "
            "quote the words that give it, or null"
        )
    ]


def test_children_agree_too(told):
    """The name of an actor that belongs to the cell's actor agrees with it."""
    found = told({7: put(origin="Arcadian navy")})

    assert found == [
        (
            "datasets/visits.csv:2:origin: literal-mismatch: the literals agree with 'ARC' but none gives it; "
            "quote the words that give it, or null"
        )
    ]


def test_classes_of_systems_agree(told):
    """The class of a weapon system agrees with it but does not give it."""
    assert told({4: put(system="drones")}) == []
    assert told({3: put(system="drones"), 4: drop("system")}) == [
        (
            "datasets/arms_transfers.csv:2:system: literal-mismatch: "
            "the literals agree with 'heron' but none gives it; quote the words that give it, or null"
        )
    ]


def test_lists_add_up_over_spans(told):
    """Every member of a list is given by a literal of some span."""
    assert told({1: put(parties=["Arcadia"]), 2: put(parties=["Norland"])}) == []
    assert told({1: put(parties="Arcadia"), 2: put(parties=["Norland"])}) == []


def test_codes_that_are_quoted_are_told_once(told):
    """Of a list of codes that was quoted only the reading is at fault, not what the literals add up to."""
    found = told({1: put(domains=["military"]), 2: put(domains=["military"])})

    assert [message.partition(": no rule")[0] for message in found] == [
        f"{EV}:2:fields: literal-unread: 'domains'",
        f"{EV}:3:fields: literal-unread: 'domains'",
    ]


def test_a_member_that_no_literal_gives(told):
    """A member of a list that no literal names is reported."""
    assert told({1: put(parties=["Arcadia"]), 2: put(parties=["Arcadian"])}) == [
        (
            "datasets/agreements.csv:2:parties: literal-mismatch: no literal gives 'NOR'; "
            "quote the words that name it, or add null to the list if it is only implied"
        )
    ]


def test_null_in_a_list_stands_for_implied_members(told):
    """Null in one list, or for the whole, excuses the members that no literal gives."""
    assert told({1: put(parties=["Arcadia", None]), 2: put(parties=["Arcadia"])}) == []
    assert told({1: put(parties=None), 2: put(parties=["Arcadia"])}) == []


def test_a_literal_outside_the_list_is_a_mismatch(told):
    """A literal that names an actor not in the list is reported."""
    assert [
        (
            f"{EV}:2:fields: literal-mismatch: 'parties': 'Otto Vane' does not give 'ARC;NOR'; "
            "correct the cell or the literal, or set stance to contradicts"
        )
    ] == told({1: put(parties=["Arcadia", "Norland", "Otto Vane"])})


# (date, basis, literal, whether it passes)
BASES = [
    ("2015-05-03", "stated", "3 May 2015", True),
    ("2015-05-03", "stated", "a month later", False),
    ("2015-05-03", "stated", "3 May", False),
    ("2015/2016", "stated", "2015", False),
    ("2015/2016", "stated", "2016", False),
    ("2015/..", "stated", "2015", False),
    ("2015-05-03", "relative", "a month later", True),
    ("2015-05-03", "relative", "3 May", True),
    ("2015-05-03", "relative", "May", True),
    ("2015-05-03", "relative", "in June", False),
    ("2015-05-03", "relative", "4 May", False),
    ("2015-05-03", "relative", "2015", True),
    ("2015-05-03", "relative", "2014", False),
    ("2014-12/2015-01", "relative", "January", True),
    ("2014-12/2015-01", "relative", "March", False),
    ("2015/..", "relative", "March", True),
    ("2015/2016", "relative", "29 February", True),
    ("2014/2015", "relative", "29 February", False),
    ("2015", "context", "May 2015", True),
    ("2015", "context", "2014-16", True),
    ("2015", "context", None, True),
]


@pytest.mark.parametrize(("date", "basis", "literal", "good"), BASES)
def test_date_basis(told, date, basis, literal, good):
    """A stated date is given by its literal; a worked-out one must only not be excluded by it."""
    found = told({7: put(date=literal)}, visits=put(date=date, date_basis=basis))

    assert good == (found == [])
    assert all(":fields: literal-" in message for message in found)


def test_a_stated_date_is_quoted(told):
    """A date that is said to be stated stands in a literal; one that was worked out may be judged."""
    assert told({7: put(date=None)}) == [
        (
            "datasets/visits.csv:2:date: unquoted-date: 'date_basis' is 'stated', but no literal gives '2015-05-03'; "
            "quote the words that give it, or correct 'date_basis'"
        )
    ]
    assert told({7: put(date=None)}, visits=put(date_basis="relative")) == []


def test_dates_without_basis_are_read_strictly(told):
    """A date column other than `date` has no basis: its literal must give it."""
    change = {"arms_transfers": put(delivery_date="2014-05")}

    assert [
        (
            f"{EV}:4:fields: literal-unread: 'delivery_date': no rule reads 'later'; "
            "quote the words that give the value, or write null"
        )
    ] == told({3: put(delivery_date="later")}, **change)
    assert told({3: put(delivery_date="May 2014")}, **change) == []


def test_range_ends(told):
    """One literal with a range gives the lower and, in a column `_high`, the upper end."""
    change = {"trade_figures": put(value=Decimal(50), value_low=Decimal(50), value_high=Decimal(60))}
    literal = "50 to 60 percent"

    assert told({8: put(value=literal, value_low=literal, value_high=literal)}, **change) == []
    assert [
        (
            f"{EV}:9:fields: literal-mismatch: 'value_high': '50 percent' does not give '60'; "
            "correct the cell or the literal, or set stance to contradicts"
        )
    ] == told({8: put(value=literal, value_low=literal, value_high="50 percent")}, **change)


def test_ranks_are_read_as_ranks(told):
    """Where the unit is a rank, the number is read from the order named."""
    change = {"trade_figures": put(indicator="rank", unit="rank", value=Decimal(2))}
    words = {"value": "second largest", "unit": "second largest"}

    assert told({8: put(**words), 9: put(value="third largest")}, **change) == []
    assert [
        (
            f"{EV}:9:fields: literal-mismatch: 'value': 'the largest' does not give '2'; "
            "correct the cell or the literal, or set stance to contradicts"
        )
    ] == told({8: put(value="the largest", unit="largest"), 9: put(value="third")}, **change)


def test_words_that_name_no_rank(told):
    """Where the unit is a rank, words that name no place in an order are unread."""
    change = {"trade_figures": put(indicator="rank", unit="rank", value=Decimal(2))}

    assert told({8: put(value="a large one", unit=None), 9: put(value="third largest")}, **change) == [
        (
            f"{EV}:9:fields: literal-unread: 'value': no rule reads 'a large one'; "
            "quote the words that give the value, or write null"
        )
    ]


def test_ambiguous_name_fits_any_of_its_rows(told):
    """A name that stands for two rows fits a cell that holds one of them."""

    def twin(rows):
        rows[1]["aliases"] = ("Arcadia",)

    assert told(actors=twin) == []


def test_dangling_row_is_left_to_its_own_check(told):
    """A span whose row does not exist is not judged here."""

    def away(rows):
        rows[5]["row_id"] = "AT-0099"

    assert told(evidence=away) == []


def test_unreadable_evidence_accuses_no_cell(package_root):
    """Where spans could not be read, no cell is called unlicensed."""
    root = package_root(texts=False)
    path = root / EV
    text = path.read_text()
    path.write_text(text.replace("EV-00007,visits,VI-0001", "EV-00007,visits,VI-1"))

    assert text != path.read_text()
    assert list(proof.check(Package(root))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("EV-00007,visits,VI-0001", "EV-00007,visits,"),
        ("EV-00007,visits,VI-0001", "EV-00007,,VI-0001"),
        ('""visitors"": [""Mira Lund""]', '""visitors"": []'),
        (",supports,certain,", ",support,certain,"),
    ],
)
def test_a_span_that_cannot_be_read_is_passed_over(package_root, old, new):
    """A span of which row, table, fields or stance could not be read says nothing; the spans below it do."""

    def elsewhere(rows):
        rows[12]["fields"]["place"] = "Norland"

    root = package_root(texts=False, evidence=elsewhere)
    path = root / EV
    lines = path.read_text().splitlines()
    lines[7] = lines[7].replace(old, new)
    changed = "\n".join([*lines, ""])

    assert changed != path.read_text()
    path.write_text(changed)
    assert [(problem.line, problem.code) for problem in proof.check(Package(root))] == [(14, "literal-unread")]


# (file, text in it, what it is replaced by)
UNREADABLE = [
    ("actors", "mira-lund,Mira Lund", "Mira Lund,Mira Lund"),
    ("actors", "mira-lund,Mira Lund", "mira-lund,"),
    ("actors", "ARC,Arcadia", "A,Arcadia"),
    ("actors", ",Arcadian\n", ",;\n"),
    ("actors", "id,name", "id;name"),
    ("weapon_systems", "heron,Heron", "heron,=Heron"),
    ("places", "port-alder,Port Alder", "port-alder,Port Alder,,"),
]


@pytest.mark.parametrize(("name", "old", "new"), UNREADABLE)
def test_unreadable_names_accuse_no_literal(package_root, name, old, new):
    """Where the names of a reference table could not all be read, no literal is called unread or wrong."""
    root = package_root(texts=False)
    path = root / "datasets" / f"{name}.csv"
    text = path.read_text()
    path.write_text(text.replace(old, new))

    assert text != path.read_text()
    assert list(proof.check(Package(root))) == []


def test_shares(package_root):
    """Per column, cells that a literal gives and cells judged as a whole; a null in a list makes it judged."""

    def implied(rows):
        rows[6]["fields"]["hosts"] = ["Otto Vane", None]

    found = proof.shares(Package(package_root(texts=False, evidence=implied)))

    assert found["visits"] == {
        "date": (1, 0),
        "visitors": (1, 0),
        "visitor_role": (1, 0),
        "origin": (1, 0),
        "hosts": (0, 1),
        "destination": (1, 0),
        "place": (1, 0),
        "level": (0, 1),
        "form": (0, 1),
        "status": (0, 1),
    }
    assert found["incidents"]["actors"] == (1, 1)


def test_shares_of_what_is_not_given(package_root):
    """Cells of a row without evidence, or with literals of something else or nothing readable, count as judged."""

    def spoil(rows):
        rows[6]["fields"].update(place="Norland", hosts=["Otto Vane"], destination="Arcadia", visitor_role="a minister")
        rows[7]["stance"] = "mentions"

    found = proof.shares(Package(package_root(texts=False, evidence=spoil)))

    assert [found["visits"][name] for name in ("place", "hosts", "destination")] == [(0, 1), (1, 0), (0, 1)]
    assert found["trade_figures"]["indicator"] == (0, 2)
    assert found["trade_figures"]["value"] == (1, 1)
    assert found["trade_figures"]["of"] == (0, 1)


def test_shares_of_a_row_without_evidence(package_root):
    """A row that no span bears on has nothing but judged cells."""
    found = proof.shares(Package(package_root(texts=False, evidence=lambda rows: rows.pop(6))))

    assert set(found["visits"].values()) == {(0, 1)}


def test_dangling_key_accuses_no_literal(package_root):
    """A key that names no row is told once, and the literals of its cell are left alone."""
    root = package_root(visits=lambda rows: rows[0].update(destination="QQQ"))
    found = [problem.code for problem in checks.validate(Package(root))]

    assert found == ["dangling-key"]


def test_unreadable_basis_accuses_no_date(package_root):
    """Where the basis of a date cannot be read, its literals are left alone."""
    root = package_root(evidence=lambda rows: rows[6]["fields"].update(date="a month later"))
    path = root / "datasets" / "visits.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",stated,", ",sated,", 1), encoding="utf-8")
    found = [problem.code for problem in checks.validate(Package(root))]

    assert found == ["unknown-code"]


@pytest.mark.parametrize("unit", ["pct", ""])
def test_unreadable_unit_accuses_no_number(package_root, unit):
    """While the unit of a figure cannot be read it may be a rank, and the literals of the figure are left alone."""

    def ordinal(rows):
        rows[7]["fields"]["value"] = "second largest"
        rows[8]["fields"]["value"] = "third largest"

    root = package_root(evidence=ordinal, trade_figures=put(value=Decimal(2)))
    path = root / "datasets" / "trade_figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",percent,", f",{unit},", 1), encoding="utf-8")
    found = [problem.code for problem in checks.validate(Package(root))]

    assert found == ["required" if not unit else "unknown-code"]
