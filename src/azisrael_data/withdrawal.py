"""Taking a row back: its id stays as a tombstone with the reason, and nothing is left that hangs in the air.

With a fact go its spans, with a span its exceptions, with both the waivers that name the row. Lines of the ledger that
hold no evidence any more get another disposition. Rows that refer to the id are never left dangling: they are pointed
to the row that takes its place, or the withdrawal is refused and they are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from azisrael_data import codelists, schema
from azisrael_data.draft import Draft
from azisrael_data.models import TABLES, Table, table
from azisrael_data.problems import CannotRun, Refused, nearest, shown

HOMES = tuple(table(name) for name in codelists.WITHDRAWN_TABLES if name != "sources")
# Columns that hold the code of a state, which is an actor's id or one of ISO 3166.
_STATES = (("actors", "country"), ("weapon_systems", "maker_country"), ("places", "country"))
_GOING = {"exceptions": ("evidence_id",), "waivers": ("row_id", "other_id")}
_MOST_NAMED = 8

Values = dict[str, Any]


class Referrer(NamedTuple):
    """A cell that refers to a row."""

    table: str
    id: str
    column: str

    def __str__(self) -> str:
        return f"{self.id} ({self.table}.{self.column})"


@dataclass(slots=True)
class Withdrawal:
    """What a withdrawal comes to: the ids that go with the row, and the cells that were pointed elsewhere.

    `bare` are the lines of the ledger that were coded and hold no evidence any more; `unpublished` the ids that no
    build has ever written, which need no tombstone.
    """

    table: str
    id: str
    gone: list[str] = field(default_factory=list)
    pointed: list[Referrer] = field(default_factory=list)
    bare: list[tuple[str, int]] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)


def withdraw(
    draft: Draft, key: str, reason: str, date: str, *, replaced_by: str | None = None, home: str | None = None
) -> Withdrawal:
    """Take a row out of a draft and put its tombstone there, and return what that comes to.

    `home` names the table, where two tables share the id. What is left to decide is the disposition of the lines that
    are `bare`: see `settle`.

    Raises CannotRun if there is no such row, Refused if other rows refer to it and nothing takes its place.
    """
    own = _home(draft, key, home)
    if replaced_by is not None:
        _must_take_its_place(draft, own, key, replaced_by)
    found = Withdrawal(own.name, key)
    spans = [key] if own.name == "evidence" else []
    if own.is_fact:
        spans = [span["id"] for span in draft.rows["evidence"] if span["row_id"] == key]
    _point(draft, own, key, replaced_by, found)
    _remove(draft, own.name, key)
    for span in spans:
        _remove(draft, "evidence", span)
    gone = {key, *spans}
    for name, columns in _GOING.items():
        draft.remove(name, lambda row, columns=columns: any(row[each] in gone for each in columns))  # type: ignore[misc]
    tombs = [(own.name, key, replaced_by)] + [("evidence", span, None) for span in spans if span != key]
    published = {(row["table"], row["id"]) for row in draft.rows["published"]}
    for name, each, other in tombs:
        if (name, each) in published:
            tomb = {"id": each, "table": name, "date": date, "reason": reason, "replaced_by": other}
            draft.add("withdrawn", tomb)
        else:
            found.unpublished.append(each)
    found.gone = sorted(gone - {key})
    found.bare = draft.settle_ledger()
    return found


def settle(draft: Draft, bare: list[tuple[str, int]], disposition: str, note: str | None = None) -> None:
    """Say what reading some lines of the ledger came to, now that they hold no evidence. Raises Refused for a code."""
    known = {code: meaning for code, meaning in codelists.DISPOSITION.items() if code != "coded"}
    if disposition not in known:
        hint = nearest(disposition, known)
        raise Refused(f"{shown(disposition)} is no disposition of a line without evidence; {hint or ', '.join(known)}")
    for row in draft.rows["lines"]:
        if (row["source_id"], row["line"]) in bare:
            row.update(disposition=disposition, note=note)


def _home(draft: Draft, key: str, home: str | None) -> Table:
    """Return the table of a row that can be withdrawn."""
    if home is not None and table(home) not in HOMES:
        raise CannotRun(f"rows of {home} are not withdrawn; those of {', '.join(each.name for each in HOMES)} are")
    homes = [table(home)] if home else HOMES
    found = [each for each in homes if any(row["id"] == key for row in draft.rows[each.name])]
    if len(found) > 1:
        raise CannotRun(f"{key} is a row of {' and of '.join(each.name for each in found)}; name one with --table")
    if found:
        return found[0]
    tomb = next((row for row in draft.rows["withdrawn"] if row["id"] == key), None)
    if tomb is not None:
        raise CannotRun(f"{key} was withdrawn from {tomb['table']} already ({tomb['date']}: {tomb['reason']})")
    if any(row["id"] == key for row in draft.rows["sources"]):
        raise CannotRun(f"{key} is a source; withdraw its rows first, a source itself is taken out by hand")
    ids = [row["id"] for each in homes for row in draft.rows[each.name] if row["id"][:3] == key[:3]]
    hint = nearest(key, ids)
    raise CannotRun(f"no row has the id {shown(key)}" + (f"; {hint}" if hint else ""))


def _must_take_its_place(draft: Draft, own: Table, key: str, other: str) -> None:
    ids = [row["id"] for row in draft.rows[own.name]]
    if other == key:
        raise Refused(f"{key} cannot take its own place")
    if other not in ids:
        hint = nearest(other, ids)
        raise Refused(f"{shown(other)} is not in {own.name}, so it cannot take the place of {key}; {hint}".rstrip("; "))


def _point(draft: Draft, own: Table, key: str, other: str | None, found: Withdrawal) -> None:
    """Point every cell that refers to a row to another one. Raises Refused if there are such cells and no other."""
    cells = list(_referring(draft, own, key))
    if cells and other is None:
        named = ", ".join(str(each) for each, _ in cells[:_MOST_NAMED])
        more = f" and {len(cells) - _MOST_NAMED} more" if len(cells) > _MOST_NAMED else ""
        verb = "refers" if len(cells) == 1 else "refer"
        raise Refused(f"{named}{more} {verb} to {key}; change that, or name what takes its place with --replaced-by")
    for each, row in cells:
        held = row[each.column]
        if isinstance(held, tuple):
            row[each.column] = tuple(dict.fromkeys(other if member == key else member for member in held))
        else:
            row[each.column] = other
        found.pointed.append(each)
    if other is not None and "aliases" in schema.header(own):
        _names_go_along(draft.find(own.name, key), draft.find(own.name, other))


def _referring(draft: Draft, own: Table, key: str) -> Iterator[tuple[Referrer, Values]]:
    """Yield the cells of other rows that refer to a row. Spans of a fact go with it and are none of them."""
    for each in TABLES:
        names = [c.name for c in schema.columns(each) if own.name in c.references and c.name != "row_id"]
        if own.name == "actors" and key not in codelists.COUNTRIES:
            names += [column for name, column in _STATES if name == each.name]
        if each.name in _GOING:
            continue
        for row in draft.rows[each.name]:
            for name in names:
                if row[name] == key or (isinstance(row[name], tuple) and key in row[name]):
                    own_id = str(row.get("id") or " ".join(str(row[part]) for part in each.key))
                    if (each.name, own_id) != (own.name, key):
                        yield Referrer(each.name, own_id, name), row


def _names_go_along(old: Mapping[str, Any], new: Values) -> None:
    """Let a row be known by the names of the one that it replaces: the sources go on using them."""
    names = (*(new["aliases"] or ()), old["name"], *(old["aliases"] or ()))
    new["aliases"] = tuple(dict.fromkeys(each for each in names if each != new["name"])) or None


def _remove(draft: Draft, name: str, key: str) -> None:
    draft.remove(name, lambda row: row["id"] == key)
