"""Faults of dates: those of another land, of a spreadsheet, and such as do not exist."""

from __future__ import annotations

from faults.kit import is_day, is_edtf, variants

DATES = {
    "C21": {
        "": ("locale date", "02/03/2012"),
        "b": ("locale date with points", "3.2.2012"),
        "c": ("month in words", "3 May 2015"),
        "d": ("American month first", "May 3, 2015"),
        "e": ("year of two digits", "12-02-03"),
        "f": ("slashes, year first", "2012/02/03"),
        "g": ("no leading zeros", "2012-2-3"),
        "h": ("no hyphens", "20120203"),
        "i": ("en dashes for hyphens", "2012–02–03"),
        "j": ("points, year first", "2012.02.03"),
        "k": ("week date", "2012-W05-3"),
        "l": ("day of the year", "2012-034"),
        "m": ("Persian year", "1391-11-15x"),
    },
    "C22": {
        "": ("impossible day", "2012-02-30"),
        "b": ("no leap year", "2015-02-29"),
        "c": ("impossible month", "2012-13-01"),
        "d": ("day zero", "2012-02-00"),
        "e": ("month zero", "2012-00-10"),
        "f": ("year zero", "0000-02-03"),
        "g": ("thirty-first of April", "2012-04-31"),
    },
    "C24": {
        "": ("Excel-mangled month and year", "Feb-12"),
        "b": ("Excel-mangled day and month", "12-Feb"),
        "c": ("Excel's number of a day", "40941"),
        "d": ("Excel's date with the name of the month", "03-Feb-2012"),
        "e": ("Unix time", "1328227200"),
    },
    "C25": {
        "": ("date with a time", "2012-02-03T00:00:00"),
        "b": ("date with a time after a blank", "2012-02-03 00:00:00"),
        "c": ("date with a zone", "2012-02-03Z"),
        "d": ("date with an offset", "2012-02-03+04:00"),
    },
}


for _id, _choices in DATES.items():

    @variants(_id, "cell", _choices, whole=True)
    def odd_date(rng, view, text):
        spot = view.spot(rng, lambda column: is_edtf(column) or is_day(column))
        return spot.put(text, spot.own)


@variants(
    "C26",
    "cell",
    {
        "": ("interval that runs backwards", "2014/2012"),
        "b": ("interval with an empty end", "2012/"),
        "c": ("interval with a hyphen", "2012-2014"),
        "d": ("season code", "2012-21"),
        "e": ("century with two X", "20XX"),
        "f": ("day unknown by X", "2012-02-XX"),
        "g": ("marks before the date", "~2012"),
        "h": ("set of one", "[2012]"),
        "i": ("set out of order", "[2014,2012]"),
        "j": ("set not closed", "[2012,2014"),
        "k": ("three dots for an open end", "2012/..."),
        "l": ("interval to itself", "2012/2012"),
        "m": ("two marks", "2012?~"),
        "n": ("en dash between years", "2012–2014"),
        "o": ("year of five digits", "02012"),
        "p": ("words", "early 2012"),
        "q": ("before", "<2012"),
        "r": ("circa", "c. 2012"),
        "s": ("small x for a digit", "201x"),
        "t": ("set with blanks", "[2012, 2014]"),
    },
    whole=True,
)
def odd_edtf(rng, view, text):
    spot = view.spot(rng, is_edtf)
    return spot.put(text, "bad-edtf")
