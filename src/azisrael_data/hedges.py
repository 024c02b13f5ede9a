"""Do the words of a span fit its certainty and its stance? Hedges and negations by word list, exceptions by reason.

A hedge is a word by which a writer lowers commitment (after Saurí and Pustejovsky 2009); a negation turns a statement
round. A span of several clauses may well hold one that does not bear on the fact. Such a span is an **exception**, a
row of `seeds/exceptions.csv` with a reason; an exception that no longer applies is a fault too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from azisrael_data.literals import plain

HEDGES: dict[str, tuple[str, ...]] = {
    "probable": (
        "likely",
        "probably",
        "presumably",
        "apparently",
        "seemingly",
        "appears?",
        "believed",
        "is expected to",
        "are expected to",
        "by all indications",
        "(?:there are|some) indications",
        "indicating",
        "evidence (?:to suggest|that)",
    ),
    "possible": (
        "may",
        "might",
        "could",
        "possibl[ey]",
        "possibility of",
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
        "suspected",
        "considering",
    ),
}
# Words that hand the claim to somebody; they hedge only where the span names no voice.
ATTRIBUTIONS = ("according to", "(?:press|media) reports", "said to", "claim(?:s|ed|ing)?", "suggest(?:s|ed|ing)?")
# In a row that is itself a speech act these are the fact, not a hedge on it.
SPEECH_ACTS = {"accusation", "statement", "denial", "warning"}
SPEAKING = ("accus(?:ed|es|ing)", "claim(?:s|ed|ing)?", "suggest(?:s|ed|ing)?", "according to")
NEGATIONS = (
    "not(?! only| mere| merely| least)",
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


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # Lower case only: "May" is a month.
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])")


_WORDS = tuple(word for words in HEDGES.values() for word in words)
_NEGATION = re.compile(rf"{_pattern(NEGATIONS).pattern}|(?<=\w)n't\b")


@lru_cache(maxsize=4)
def _hedge(*, voiced: bool, speech: bool) -> re.Pattern[str]:
    """Return the hedges that count for a span: with a voice or without, of a speech act or not."""
    left = {*(ATTRIBUTIONS if voiced else ()), *(SPEAKING if speech else ())}
    return _pattern(tuple(word for word in (*_WORDS, *ATTRIBUTIONS) if word not in left))


def clashes(span: Mapping[str, Any], fact: Mapping[str, Any], passage: str) -> Iterator[tuple[str, str]]:
    """Yield (rule of `codelists.WORDING_RULE`, word) where the words of a span do not fit its certainty or stance."""
    if span["stance"] != "supports":
        return
    text = plain(passage)
    if not text.startswith("May "):
        text = text[:1].lower() + text[1:]
    speech = fact.get("kind") in SPEECH_ACTS
    if span["certainty"] == "certain":
        hedge = _hedge(voiced=span["voice"] is not None, speech=speech).search(text)
        if hedge:
            yield "hedge", hedge[0]
    elif span["voice"] is None and not _hedge(voiced=False, speech=False).search(text):
        yield "no-hedge", ""
    negation = _NEGATION.search(text)
    state = fact.get("outcome") or fact.get("status")
    if negation and state not in NEGATIVE and fact.get("kind") not in NEGATIVE_KINDS:
        yield "negation", negation[0]
