"""Do the words of a span fit its certainty and its stance? Hedges and negations by word list, exceptions by reason.

A hedge is a word by which a writer lowers commitment (after Saurí and Pustejovsky 2009); a negation turns a statement
round. A span of several clauses may well hold one that does not bear on the fact. Such a span is an **exception**, a
row of `seeds/hedges.csv` with a reason; an exception that no longer applies is a fault too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from azisrael_data.codes import CodeList
from azisrael_data.literals import plain

HEDGES: dict[str, tuple[str, ...]] = {
    "probable": (
        "likely",
        "probably",
        "presumably",
        "apparently",
        "seemingly",
        "appears?",
        "indications?",
        "indicat(?:es|ing|ive)",
        "evidence to suggest",
        "suspected",
        "believed",
        "expected",
    ),
    "possible": (
        "may",
        "might",
        "could",
        "possibl[ey]",
        "plausible",
        "potential(?:ly)?",
        "perhaps",
        "would",
        "hypothetically",
    ),
    "uncommitted": (
        "reportedly",
        "alleged(?:ly)?",
        "accus(?:ed|es|ing)",
        "claim(?:s|ed|ing)?",
        "rumou?r(?:s|ed)?",
        "suggest(?:s|ed|ing)?",
        "supposed(?:ly)?",
        "considering",
    ),
}
# Words that hand the claim to somebody; they hedge only where the span names no voice.
ATTRIBUTIONS = ("according to", "reports", "said to", "claim(?:s|ed|ing)?", "suggest(?:s|ed|ing)?")
NEGATIONS = (
    "not",
    "never",
    "no",
    "none",
    "neither",
    "nor",
    "without",
    "cannot",
    "den(?:y|ies|ied)",
    "refus(?:e|es|ed|ing)",
    "reject(?:s|ed)?",
    "fail(?:s|ed)?",
    "unsuccessful",
    "lack(?:s|ed)?",
    "unlikely",
    "nothing",
    "nowhere",
)
# Rows that say of themselves that something did not happen or was refused.
NEGATIVE = {"denied", "foiled", "attempted", "cancelled", "refused", "halted", "suspended", "ended"}
NEGATIVE_KINDS = {"denial", "obstruction", "policy_change", "legal_action", "recall"}

RULES: CodeList = {
    "hedge": "a certain span holds a hedging word",
    "no-hedge": "an uncertain span holds no hedging word and names no voice",
    "negation": "a supporting span of a positive row holds a negating word",
}


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # Lower case only: "May" is a month.
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])")


_WORDS = tuple(word for words in HEDGES.values() for word in words)
_HEDGE = _pattern(tuple(word for word in _WORDS if word not in ATTRIBUTIONS))
_HEDGE_OR_ATTRIBUTION = _pattern((*_WORDS, *ATTRIBUTIONS))
_NEGATION = re.compile(rf"{_pattern(NEGATIONS).pattern}|(?<=\w)n't\b")


def clashes(span: Mapping[str, Any], fact: Mapping[str, Any], passage: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, word) where the words of a span do not fit its certainty or stance."""
    if span["stance"] != "supports":
        return
    text = plain(passage)
    hedge = (_HEDGE if span["voice"] else _HEDGE_OR_ATTRIBUTION).search(text)
    if span["certainty"] == "certain":
        if hedge:
            yield "hedge", hedge[0]
    elif hedge is None and span["voice"] is None:
        yield "no-hedge", ""
    negation = _NEGATION.search(text)
    state = fact.get("outcome") or fact.get("status")
    if negation and state not in NEGATIVE and fact.get("kind") not in NEGATIVE_KINDS:
        yield "negation", negation[0]
