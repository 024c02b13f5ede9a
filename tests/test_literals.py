"""Literals to values: tables of what each rule reads, and of what it leaves alone."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from azisrael_data import edtf, literals
from azisrael_data.literals import dates, names, quantities
from azisrael_data.literals import words as in_words

# (literal, value, high, unit)
QUANTITIES = [
    ("12", 12, None, None),
    ("0", 0, None, None),
    ("1,500", 1500, None, None),
    ("5 000 000", 5000000, None, None),
    ("5\u00a0000 tonnes", 5000, None, "tonnes"),
    ("3.5%", "3.5", None, "percent"),
    ("60 percent", 60, None, "percent"),
    ("60 per cent", 60, None, "percent"),
    ("$1.6 billion", 1600000000, None, "USD"),
    ("\\$1.6 billion", 1600000000, None, "USD"),
    ("5 bn", 5000000000, None, None),
    ("US$5m", 5000000, None, "USD"),
    ("€2bn", 2000000000, None, "EUR"),
    ("1.25 million barrels", 1250000, None, "bbl"),
    ("10 billion cubic metres", 10000000000, None, "m3"),
    ("$5-million", 5000000, None, "USD"),
    ("a million", 1000000, None, None),
    ("a hundred thousand people", 100000, None, "persons"),
    ("two hundred thousand", 200000, None, None),
    ("$5 hundred million", 500000000, None, "USD"),
    ("two dozen", 24, None, None),
    ("a dozen ships", 12, None, None),
    ("six", 6, None, None),
    ("sixteen", 16, None, None),
    ("sixty", 60, None, None),
    ("fourteen tonnes", 14, None, "tonnes"),
    ("seventy-five", 75, None, None),
    ("Ninety Nine", 99, None, None),
    ("nineteen drones", 19, None, None),
    ("half", 50, None, "percent"),
    ("a half", 50, None, "percent"),
    ("a third", "33.33", None, "percent"),
    ("two-thirds", "66.67", None, "percent"),
    ("two-third of it", "66.67", None, "percent"),
    ("an half of it", 50, None, "percent"),
    ("three quarters", 75, None, "percent"),
    ("one-fifth of the fleet", 20, None, "percent"),
    ("three tenths", 30, None, "percent"),
    ("15-20 million", 15000000, 20000000, None),
    ("15 to 20", 15, 20, None),
    ("5 to 5 million", 5000000, 5000000, None),
    ("1,500 to 2 thousand", 1500, 2000, None),
    ("$5 million to $7 million", 5000000, 7000000, "USD"),
    ("from $5 to $7 billion", 5000000000, 7000000000, "USD"),
    ("between 24 and 36", 24, 36, None),
    ("between €5 and €7 million", 5000000, 7000000, "EUR"),
    ("five or six", 5, 6, None),
    ("500–2,000", 500, 2000, None),
    ("over 40 square kilometres", 40, None, "km2"),
    ("300 Jews", 300, None, "persons"),
]
NO_QUANTITIES = [
    "",
    "Norland",
    "OPV-62",
    "S-300",
    "Mk. V",
    "T72s",
    "B12",
    "COVID-19",
    "1990s",
    "tens of thousands",
    "hundreds of drones",
    "several hundred",
    "twofold",
    "extra million",
    "2,5 million",
    "12 drones and 5 ships",
    "24 and 36",
    "3 of the 12 ships",
    "five six",
    "two hundred fifty",
    "20 to 15",
    "a third of the 12 drones",
    "half a billion",
    "3 and a half million",
    "one and a half",
    "two-thirds of twenty states",
]
# (literal, code)
CURRENCIES = [
    ("$5", "USD"),
    ("US$ 5", "USD"),
    ("5 US dollars", "USD"),
    ("USD 5", "USD"),
    ("dollars", "USD"),
    ("€5", "EUR"),
    ("5 euros", "EUR"),
    ("EUR", "EUR"),
    ("3 million manats", "AZN"),
    ("5 manat", "AZN"),
    ("₼5", "AZN"),
    ("₪5", "ILS"),
    ("NIS 5", "ILS"),
    ("5 shekels", "ILS"),
    ("the minister", None),
    ("a European entrepreneur", None),
    ("manatee", None),
    ("5", None),
]
UNITS = [
    ("$1.6 billion", "USD"),
    ("60 percent", "percent"),
    ("60%", "percent"),
    ("a third", "percent"),
    ("barrels", "bbl"),
    ("5 bcm", "m3"),
    ("5bcm", "m3"),
    ("cubic meters", "m3"),
    ("square kilometers", "km2"),
    ("80 sq km", "km2"),
    ("tonnes", "tonnes"),
    ("people", "persons"),
    ("civilians", "persons"),
    ("refugees", "persons"),
    ("second largest", "rank"),
    ("13th", "rank"),
    ("top five", "rank"),
    ("personnel", None),
    ("jewelry", None),
    ("12", None),
    ("12 ships", None),
]
RANKS = [
    ("top", 1),
    ("main supplier", 1),
    ("the largest", 1),
    ("second largest", 2),
    ("third-biggest", 3),
    ("13th", 13),
    ("21st place", 21),
    ("top 5", 5),
    ("among the top five", 5),
    ("top sixteen", 16),
    ("eleventh largest", 11),
    ("twelfth", 12),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("twenty-first", 21),
    ("ninety ninth", 99),
    ("the largest of the second group", 1),
    ("large", None),
    ("stop", None),
    ("13", None),
]
HEDGES = [
    ("$5", "eq"),
    ("approximately $5", "approx"),
    ("about 12", "approx"),
    ("Close to 60", "approx"),
    ("an estimated 5", "approx"),
    ("12 or so", "approx"),
    ("over 40", "min"),
    ("more than 40", "min"),
    ("at least", "min"),
    ("no fewer than 5", "min"),
    ("no less than 5", "min"),
    ("up to 12", "max"),
    ("less than half", "max"),
    ("fewer than 5", "max"),
    ("no more than 5", "max"),
    ("among the top five", "max"),
    ("overall", "eq"),
    ("someone", "eq"),
]
# (literal, EDTF)
DATES = [
    ("2012", "2012"),
    ("in 2012, when", "2012"),
    ("(2012)", "2012"),
    ("2012-02-26", "2012-02-26"),
    ("2012~", "2012~"),
    ("201X", "201X"),
    ("2010/2012", "2010/2012"),
    ("[2012,2014]", "[2012,2014]"),
    ("February 2012", "2012-02"),
    ("Feb. 2012", "2012-02"),
    ("february, 2012", "2012-02"),
    ("2012 February", "2012-02"),
    ("Sept 2012", "2012-09"),
    ("May 2012", "2012-05"),
    ("13 December 2016", "2016-12-13"),
    ("13th of December, 2016", "2016-12-13"),
    ("December 13, 2016", "2016-12-13"),
    ("December 13th 2016", "2016-12-13"),
    ("On 3\u00a0May 2015", "2015-05-03"),
    ("29 February 2012", "2012-02-29"),
    ("Declared in 2012", "2012"),
    ("may have come in 2012", "2012"),
    ("the mayor of 2012", "2012"),
    ("dismay in June 2012", "2012-06"),
    ("early 2012", "2012~"),
    ("mid-2012", "2012~"),
    ("around 2012", "2012~"),
    ("late February 2012", "2012-02~"),
    ("the 1990s", "199X"),
    ("1990's", "199X"),
    ("the '90s", "199X"),
    ("early 1990s", "1992~"),
    ("mid-1990s", "1995~"),
    ("late 1980s", "1988~"),
    ("early 90s", "1992~"),
    ("the 2010s", "201X"),
    ("2012-13", "2012/2013"),
    ("2012–2013", "2012/2013"),
    ("2012/13", "2012/2013"),
    ("from 2012 to 2015", "2012/2015"),
    ("between 2012 and 2015", "2012/2015"),
    ("2012 until 2015", "2012/2015"),
    ("since 2015", "2015/.."),
    ("Since the 1990s", "199X/.."),
    ("since February 2012", "2012-02/.."),
    ("since early 2012", "2012~/.."),
    ("from 2015 onwards", "2015/.."),
    ("from 2015", "2015"),
    ("2015 onwards", "2015"),
    ("2012-02", "2012"),
    ("2012-12", "2012"),
    ("on 2005-06-07", "2005"),
]
# (literal, month, day): the year stands elsewhere
PARTIAL_DATES = [
    ("May", 5, None),
    ("in April", 4, None),
    ("3 May", 5, 3),
    ("May 3rd", 5, 3),
    ("29 February", 2, 29),
]
NO_DATES = [
    "",
    "Norland",
    "a month later",
    "may have",
    "they march on",
    "Mayor",
    "Separate",
    "Declared",
    "12",
    "1,995",
    "up 2000% since",
    "$2000",
    "12012",
    "2012, 2014",
    "2012, 2014 and 2016",
    "May 2012 and June 2013",
    "January 34, 2022",
    "30 February",
    "31 April 2012",
    "May 0000",
    "0000s",
    "26.02.2012",
]


@pytest.mark.parametrize(("literal", "value", "high", "unit"), QUANTITIES)
def test_quantity(literal, value, high, unit):
    """A number is read with its multiplier, its words or fraction, the end of its range, and its unit."""
    expected = literals.Quantity(Decimal(value), None if high is None else Decimal(high), unit)

    assert expected == literals.quantity(literal)


@pytest.mark.parametrize("literal", NO_QUANTITIES)
def test_no_quantity(literal):
    """Names, vague magnitudes and literals with two unrelated numbers give no number."""
    assert literals.quantity(literal) is None


@pytest.mark.parametrize(("literal", "code"), CURRENCIES)
def test_currency(literal, code):
    """A currency is read from its sign, code or name, not from a word that holds it."""
    assert code == literals.currency(literal)


@pytest.mark.parametrize(("literal", "code"), UNITS)
def test_unit(literal, code):
    """A unit is read from money, a unit word or a rank, not from a word that holds it."""
    assert code == literals.unit(literal)


@pytest.mark.parametrize(("literal", "place"), RANKS)
def test_rank(literal, place):
    """A place in an order is read from superlatives and ordinals, in digits or words."""
    assert place == literals.rank(literal)


@pytest.mark.parametrize(("literal", "code"), HEDGES)
def test_bound(literal, code):
    """The hedge is read by whole words; a turned one ("no less than") means the opposite."""
    assert code == literals.bound(literal)


@pytest.mark.parametrize(("literal", "text"), DATES)
def test_date(literal, text):
    """A date is read as EDTF, as precise as the literal is."""
    found = literals.date(literal)

    assert found == literals.PartialDate(text)


@pytest.mark.parametrize(("literal", "month", "day"), PARTIAL_DATES)
def test_partial_date(literal, month, day):
    """A month or day without its year is read as such."""
    assert literals.PartialDate(None, month, day) == literals.date(literal)


@pytest.mark.parametrize("literal", NO_DATES)
def test_no_date(literal):
    """Other words and numbers, several dates, and days that do not exist give no date."""
    assert literals.date(literal) is None


PROPERTY = settings(max_examples=200, deadline=None, derandomize=True)


@PROPERTY
@given(st.text("0123456789 -–/.,'stMarchMay of early~X[]{}", max_size=24))
@example("January 34, 2022")
@example("since 0000")
def test_a_date_is_always_valid(text):
    """Whatever the words, a date that is read is one that the grammar of dates takes."""
    found = literals.date(text)

    assert found is None or found.text is None or edtf.bounds(found.text)


@PROPERTY
@given(st.integers(0, 10**12))
def test_numbers_with_separators_are_read(number):
    """A number gives itself, bare and with separators of thousands."""
    assert Decimal(number) == literals.quantity(str(number)).value
    assert Decimal(number) == literals.quantity(f"{number:,}").value


@PROPERTY
@given(st.dates())
def test_written_days_are_read(day):
    """A day in words gives its date, day first or month first."""
    month = day.strftime("%B")
    text = day.isoformat()

    assert text == literals.date(f"{day.day} {month} {day.year:04}").text
    assert text == literals.date(f"{month} {day.day}, {day.year:04}").text


NAMES = literals.Names(
    [
        {"id": "ARC", "name": "Arcadia", "aliases": ("the Republic of Arcadia", "Arcadian")},
        {"id": "NOR", "name": "Norland", "aliases": None},
        {"id": "states", "name": "Lake States", "aliases": ("Lakers",)},
        {"id": "lakers", "name": "Old Lakers", "aliases": ("Lakers", "O’Hara")},
    ]
)
# (literal, ids)
NAMED = [
    ("Arcadia", {"ARC"}),
    ("ARCADIA", {"ARC"}),
    ("Arcadia's", {"ARC"}),
    ("Arcadia’s", {"ARC"}),
    ("the Arcadian", {"ARC"}),
    ("Republic  of\u00a0Arcadia", {"ARC"}),
    ("The Republic of Arcadia's", {"ARC"}),
    ("the Lake States'", {"states"}),
    ("Lake States’", {"states"}),
    ("O'Hara", {"lakers"}),
    ("Lakers", {"states", "lakers"}),
    ("Arcadians", set()),
    ("Arcadia and Norland", set()),
    ("", set()),
]


@pytest.mark.parametrize(("literal", "ids"), NAMED)
def test_names(literal, ids):
    """A name is known in any case, with 'the' and possessive; an ambiguous one names all its rows."""
    assert ids == NAMES.find(literal)


def test_names_of_rows():
    """A row is found by its name and its aliases, where it has some."""
    names = literals.Names(
        [{"id": "a", "name": "Lake", "aliases": ("Pond", "Pool")}, {"id": "b", "name": "Pool", "aliases": None}]
    )

    assert [names.find(word) for word in ("lake", "Pond", "the pool", "Sea")] == [{"a"}, {"a"}, {"a", "b"}, set()]


# (literal, passage)
STANDING = [
    ("Azerbaijan", "In Azerbaijan's north"),
    ("Azerbaijan", "Azerbaijan’s"),
    ("Azerbaijan", "the Azer-\nbaijan road"),
    ("Azerbaijan", "the Azer-  \n  baijan road"),
    ("Azerbaijan", "the Azer\u00ad\nbaijan road"),
    ("Inter-Ministerial", "the Inter-\nMinisterial office"),
    ("2015–2019", "in 2015–\n2019 and"),
    ("2015-2019", "in 2015–2019"),
    ("Otto Vane", "Otto\nVane"),
    ("Otto Vane", "Otto\u00a0Vane"),
    ("Otto Vane", "OTTO VANE"),
    ("O'Hara’s", "O’Hara's house"),
    ('"lake"', "the “lake” is"),
    ("the lake", "of **the** _lake_"),
    ("$1.6 billion", "about \\$1.6 billion"),
    ("\\$1.6 billion", "about $1.6 billion"),
    ("billion", "a billion<sup>12</sup>"),
    ("billion", "a billion² years"),
    ("lake road", "the lake[3] road"),
    ("2012", "in February 2012."),
    ("2012", "in 2012, and"),
    ("$5", "for $5"),
    ("60%", "about 60% of"),
    ("500000", "5000000 and 500000"),
]
NOT_STANDING = [
    ("", "anything"),
    ("  ", "any thing"),
    ("500000", "5000000"),
    ("500000", "1500000"),
    ("500", "1,500"),
    ("60", "60,000"),
    ("6 billion", "1.6 billion"),
    ("15", "15.5"),
    ("Iran", "Iranian"),
    ("ran", "Iran"),
    ("lake", "snowlakes"),
    ("lake", "two lakes."),
    ("Azerbaijan", "Azer baijan"),
    ("Otto Vane", "OttoVane"),
    ("Norland", ""),
]


@pytest.mark.parametrize(("literal", "passage"), STANDING)
def test_stands_in(literal, passage):
    """A literal stands in a passage whatever its line ends, hyphens, quotes, spaces and markup."""
    assert literals.stands_in(literal, passage)


@pytest.mark.parametrize(("literal", "passage"), NOT_STANDING)
def test_does_not_stand_in(literal, passage):
    """A literal does not stand inside a longer word or number."""
    assert not literals.stands_in(literal, passage)


@PROPERTY
@given(st.lists(st.text("abcdeé01", min_size=1, max_size=6), min_size=3, max_size=12), st.data())
def test_words_of_a_passage_stand_in_it(words, data):
    """Any run of words stands in the passage that it is taken from, wrapped or not."""
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    breaks = data.draw(
        st.lists(st.sampled_from([" ", "\n", "  \n", "\u00a0"]), min_size=len(words), max_size=len(words))
    )
    passage = "".join(word + gap for word, gap in zip(words, breaks, strict=True))

    assert literals.stands_in(" ".join(words[first:last]), passage)


def test_examples_in_docstrings():
    """The examples in the docstrings are true."""
    results = [doctest.testmod(module) for module in (dates, names, quantities, in_words)]

    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0
