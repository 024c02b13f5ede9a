"""Literals to values: the rules by which a machine works out a cell from the words in a span.

Every rule is closed: a literal that no rule reads gives no value, and the caller says so. Rules know English number
words, multipliers, currency signs and month names; names of actors, systems and places come from the alias columns.
"""

from azisrael_data.literals.dates import PartialDate, date
from azisrael_data.literals.names import Names
from azisrael_data.literals.quantities import Quantity, bound, currency, quantity, rank, unit
from azisrael_data.literals.words import plain, stands_in

__all__ = [
    "Names",
    "PartialDate",
    "Quantity",
    "bound",
    "currency",
    "date",
    "plain",
    "quantity",
    "rank",
    "stands_in",
    "unit",
]
